"""repr of a dict, and of one that contains itself.

https://docs.python.org/3.14/library/stdtypes.html#dict
"""
assert repr({}) == "{}"
assert repr({1: "a", "b": [2.5, None]}) == "{1: 'a', 'b': [2.5, None]}"
d = {}
d["me"] = d
assert repr(d) == "{'me': {...}}"
d["values"] = d.values()
assert repr(d) == "{'me': {...}, 'values': dict_values([{...}, ...])}"
d = {}
for _ in range(100_000):
    d = {1: d}
try:
    repr(d)
except RecursionError:
    pass
else:
    assert False
other = {}
for _ in range(100_000):
    other = {1: other}
try:
    d == other
except RecursionError as error:
    assert "in comparison" in str(error) or "maximum recursion" in str(error)
else:
    assert False
