"""dict() and update() take a mapping (whatever has keys()), pairs, and keyword arguments.

https://docs.python.org/3.14/library/stdtypes.html#dict.update
"""
assert dict() == {}
assert dict([("a", 1), ["b", 2], "cd"]) == {"a": 1, "b": 2, "c": "d"}
assert dict({"a": 1}, a=2, b=3) == {"a": 2, "b": 3}
assert dict(zip("ab", range(2))) == {"a": 0, "b": 1}


class Mapping:
    def keys(self):
        return iter([1, 2])

    def __getitem__(self, key):
        return key * 10


assert dict(Mapping()) == {1: 10, 2: 20}
d = {1: 1, 3: 3}
assert d.update(Mapping(), x=1) is None
assert list(d.items()) == [(1, 10), (3, 3), (2, 20), ("x", 1)]
assert {0: 0, **Mapping()} == {0: 0, 1: 10, 2: 20}


class Renamed(dict):
    def keys(self):
        return ["never asked"]


assert dict(Renamed(a=1)) == {"a": 1}


class Filtered(dict):
    def __iter__(self):
        return (key for key in dict.__iter__(self) if key != "hidden")

    def keys(self):
        return list(self)


assert dict(Filtered(a=1, hidden=2)) == {"a": 1}

d = {"a": 1}
d.update(d)
assert d == {"a": 1}
assert d | {"b": 2} == {"a": 1, "b": 2}
assert {"b": 2} | d == {"b": 2, "a": 1}
same = d
d |= {"b": 2}
d |= [("c", 3)]
assert same is d and d == {"a": 1, "b": 2, "c": 3}

assert dict.fromkeys("ab") == {"a": None, "b": None}
assert dict.fromkeys([1, 2], 0) == {1: 0, 2: 0}
assert dict.fromkeys({1: 2}, 0) == {1: 0}

d = {}
assert d.setdefault("a") is None
assert d.setdefault("b", []) is d.setdefault("b", [])
assert d == {"a": None, "b": []}
assert d.pop("b") == [] and d.pop("b", 5) == 5
copy = d.copy()
copy["z"] = 1
assert "z" not in d
