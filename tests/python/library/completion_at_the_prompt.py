"""What Tab offers at the prompt runs no code of the program.

The module is ours; other interpreters skip the test.
"""
import sys

if sys.implementation.name != "rpy":
    raise SystemExit

import collections
import functools
import os
import tempfile

from _completion import complete


class Careful:
    limit = 10

    def __init__(self):
        self.inner = {"key": [1]}

    @property
    def dangerous(self):
        raise AssertionError("a property has run")

    def __getattr__(self, name):
        raise AssertionError("__getattr__ has run")

    def method(self, first, *, second=2):
        return first

    def alone(self):
        return 1


class Hostile:
    """Whatever is asked of it but names that lie there, it fails."""

    value = 1

    @property
    def __class__(self):
        raise AssertionError("__class__ has run")

    def __getattribute__(self, name):
        raise AssertionError("__getattribute__ has run")

    def __call__(self, first): ...


class Slotted:
    __slots__ = "slot", "other"

    def __getattr__(self, name):
        raise AssertionError("__getattr__ has run")

    def __call__(self, first): ...


class HostileClass(type):
    def __getattribute__(cls, name):
        raise AssertionError("__getattribute__ has run")


class OfHostileClass(metaclass=HostileClass):
    inside = 1

    def __init__(self, first): ...


class Number(int):
    def __repr__(self):
        raise AssertionError("__repr__ has run")


def call(alpha, beta=1, *args, gamma, **rest): ...


names = {
    "careful": Careful(), "call": call, "os": os, "Careful": Careful,
    "hostile": Hostile(), "slotted": Slotted(), "OfHostileClass": OfHostileClass,
    "of_hostile": object.__new__(OfHostileClass),
    "special": {"one": 1, Number(2): 2, 3: 3},
    "ordered": collections.OrderedDict(first=1), "callee": functools.partial(call, 1),
    "table": {"one": 1, "only": 2, 3: 4}, "variable": 1, "_hidden": 2,
}


def check(text, expected, *, at=None):
    start, found = complete(text, len(text) if at is None else at, names)
    assert found == expected, (text, found)
    return start


def has(text, *expected, without=()):
    start, found = complete(text, len(text), names)
    assert set(expected) <= set(found), (text, found)
    assert not set(without) & set(found), (text, found)
    return start


assert check("vari", ["variable"]) == 0
check("x = vari", ["variable"])
check("vari + 1", ["variable"], at=4)
has("pri", "print(")
has("wh", "while ")
has("els", "else:")
check("_hid", ["_hidden"])
has("", "variable", "print(", without=["_hidden"])
check("12", [])
check("# vari", [])
check("no_such", [])

assert check("careful.da", ["dangerous"]) == 8
check("careful.me", ["method("])
check("careful.al", ["alone()"])
check("careful.dangerous.x", [])
check("careful.inner.ke", ["keys("])
check("careful.inner['key'].ap", ["append("])
check("Careful.lim", ["limit"])
has("os.path.jo", "join(")
has("careful.", "dangerous", "inner", "limit", "method(", without=["__init__("])
has("careful.__in", "__init__()")
has("''.jo", "join(")
has("[].app", "append(")

assert check("table['on", ["one']", "only']"]) == 7
check('table["one', ['one"]'])
has("table[", "'one']", "3]")

check("call(", ["alpha=", "beta=", "gamma="])
check("call(1, ga", ["gamma="])
check("call(alpha=1, alp", [])
has("careful.method(1, se", "second=")
has("print(call(gam", "gamma=")

# Nothing of these is asked for what it has.
check("hostile.va", ["value"])
check("hostile.value.bit_l", ["bit_length("])
check("hostile(fir", [])
check("hosti", ["hostile("])
check("slotted.", ["other", "slot"])
check("slotted(fir", [])
check("OfHostileClass.ins", ["inside"])
check("OfHostileClass(fir", [])
check("of_hostile.ins", ["inside"])
check("special[", ["'one']", "3]"])
has("callee(", "beta=", "gamma=")

# Mappings of the library have keys, too.
check("ordered['fi", ["first']"])
os.environ["A_VARIABLE_OF_THE_TEST"] = ""
check("os.environ['A_VARIABLE_O", ["A_VARIABLE_OF_THE_TEST']"])

# Literals, and what stands in fields of f-strings.
has("b'x'.isa", "isalnum(", "isascii(", without=["isidentifier("])
check("'x'.isid", ["isidentifier("])
check("f'{os.getcw", ["getcwd(", "getcwdb("])
assert check("f'{call} {vari", ["variable"]) == 10
check("f'{table[\"on", ['one"]', 'only"]'])
check("f'{table['on", ["one']", "only']"])
check("f'{table['one']} {{vari", [])
check("f'{variable:vari", [])
check("f'{variable:{vari", ["variable"])
check("f'{variable!r} vari", [])
check("f'{1 != vari", ["variable"])
check("f'{[1, 2][:vari", ["variable"])
check('f"""{\nvari', ["variable"])
check("f'{1:>{2}}' + vari", ["variable"])
check("t'{vari", ["variable"])
check("'{vari", [])

check("import json.deco", ["json.decoder"])
check("import importlib.res", ["importlib.resources"])
check("import collections.", ["collections.abc"])
check("import os.pa", ["os.path"])
check("from xml.parsers.expat import mod", ["model"])
has("from json import de", "decoder")
import json
check("import json.deco", ["json.decoder"])
has("from json import sc", "scanner")
has("from os import pa", "path")
check("from os imp", ["import "])
has("from colorsys import rgb_", "rgb_to_hsv")
assert "colorsys" not in sys.modules
has("from os import (path, get", "getcwd")

with tempfile.TemporaryDirectory() as place:
    os.mkdir(os.path.join(place, "alpha"))
    for name in "album.txt", ".hidden", "other":
        open(os.path.join(place, name), "w").close()
    start = check(f"open('{place}/al", ["album.txt", "alpha/"])
    assert start == len(f"open('{place}/")
    check(f"open('{place}/", ["album.txt", "alpha/", "other"])
    check(f"open('{place}/no/", [])
