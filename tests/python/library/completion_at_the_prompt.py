"""What Tab offers at the prompt runs no code of the program.

The module is ours; other interpreters skip the test.
"""
import sys

if sys.implementation.name != "rpy":
    raise SystemExit

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


def call(alpha, beta=1, *args, gamma, **rest): ...


names = {
    "careful": Careful(), "call": call, "os": os, "Careful": Careful,
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

check("import json.deco", ["json.decoder"])
has("from json import de", "decoder")
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
