"""A subclass of dict: __missing__, attributes, and what methods give.

https://docs.python.org/3.14/reference/datamodel.html#object.__missing__
"""


class Counter(dict):
    def __missing__(self, key):
        return 0


c = Counter(a=1)
c.label = "x"
assert c["b"] == 0 and "b" not in c and c.get("b") is None
c["b"] += 1
assert c == {"a": 1, "b": 1} and c.label == "x"
assert type(c.copy()) is dict
assert type(c | {}) is dict and type({} | c) is dict
assert type(Counter.fromkeys("ab")) is Counter
assert repr(c) == "{'a': 1, 'b': 1}"
assert isinstance(c, dict) and len(c) == 2

d = {}
try:
    d["b"]
except KeyError:
    pass
else:
    assert False


class Recording(dict):
    def __init__(self, *args):
        self.log = []
        super().__init__(*args)

    def __setitem__(self, key, value):
        self.log.append(key)
        super().__setitem__(key, value * 2)

    def __getitem__(self, key):
        return super().__getitem__(key) + 1


r = Recording([("a", 1)])
r["b"] = 2
assert r.log == ["b"] and r["a"] == 2 and r["b"] == 5
assert Recording.fromkeys("xy", 1).log == ["x", "y"]
assert r.get("b") == 4
