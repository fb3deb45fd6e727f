"""Keys that compare equal are one key, whatever their types; the first one stays.

https://docs.python.org/3.14/library/stdtypes.html#mapping-types-dict
"""
d = {1: "int"}
d[1.0] = "float"
d[True] = "bool"
assert d == {1: "bool"}
assert type(next(iter(d))) is int
assert d[1.0] == "bool"
assert {0: 1}[False] == 1
assert {0.0: 1}[-0.0] == 1

nan = float("nan")
d = {nan: 1}
assert d[nan] == 1


class Text(str):
    pass


d = {"a": 1}
d[Text("a")] = 2
assert d == {"a": 2} and type(next(iter(d))) is str
d = {Text("a"): 1}
assert d["a"] == 1
assert {(1, "a"): 1}[(1.0, "a")] == 1
big = 1 << 70
assert {big: 1}[1 << 70] == 1
assert {2**61 - 1: 1, 0: 2} == {0: 2, 2**61 - 1: 1}


class Odd:
    """Equal to the text "a", though it is no str."""

    def __hash__(self):
        return hash("a")

    def __eq__(self, other):
        return other == "a"


d = {Odd(): 1}
assert d["a"] == 1
d["a"] = 2
assert len(d) == 1 and d["a"] == 2
