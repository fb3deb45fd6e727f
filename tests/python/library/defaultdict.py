"""defaultdict makes the value of a missing key when it is subscripted with that.

https://docs.python.org/3.14/library/collections.html#defaultdict-objects
"""
from _collections import defaultdict


def check(function, kind, message):
    try:
        function()
    except Exception as error:
        assert type(error) is kind, error
        assert str(error) == message, str(error)
    else:
        assert False, message


d = defaultdict(list)
d["a"].append(1)
d["a"].append(2)
d["b"]
assert d == {"a": [1, 2], "b": []} and isinstance(d, dict)
assert d.get("c") is None and "c" not in d
assert repr(d) == "defaultdict(<class 'list'>, {'a': [1, 2], 'b': []})"
assert d.default_factory is list

d = defaultdict(int, [("x", 5)], y=6)
for letter in "xyz":
    d[letter] += 1
assert dict(d) == {"x": 6, "y": 7, "z": 1}
copy = d.copy()
assert type(copy) is defaultdict and copy == d and copy.default_factory is int
copy["new"]
assert "new" not in d
assert type(d | {"w": 1}) is defaultdict and (d | {"w": 1})["w"] == 1
assert type({"w": 1} | d) is defaultdict and list({"w": 1} | d)[0] == "w"
d |= {"v": 2}
assert d["v"] == 2
kind, args, state, items, pairs = d.__reduce__()
assert kind is defaultdict and args == (int,) and state is None and items is None
assert list(pairs) == list(d.items())

d = defaultdict()
check(lambda: d[1], KeyError, "1")
assert d.default_factory is None and repr(d) == "defaultdict(None, {})"
d.default_factory = set
assert d[1] == set()
del d.default_factory
check(lambda: d[2], KeyError, "2")
assert defaultdict(None, {1: 2}) == {1: 2}
check(lambda: defaultdict(5), TypeError, "first argument must be callable or None")
check(lambda: defaultdict(list, 1, 2), TypeError, "dict expected at most 1 argument, got 2")
check(
    lambda: d[[]],
    TypeError,
    "cannot use 'list' as a dict key (unhashable type: 'list')",
)


class Keyed(defaultdict):
    def __missing__(self, key):
        self[key] = value = self.default_factory(key)
        return value


k = Keyed(str)
k.label = "x"
assert k[5] == "5" and k == {5: "5"} and k.label == "x"
assert repr(k) == "Keyed(<class 'str'>, {5: '5'})"
assert type(k.copy()) is Keyed and k.copy().default_factory is str


def failing():
    raise ZeroDivisionError


d = defaultdict(failing)
try:
    d[1]
except ZeroDivisionError:
    pass
else:
    assert False
assert d == {}
