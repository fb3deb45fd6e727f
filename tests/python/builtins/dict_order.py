"""A dict keeps insertion order; a new value keeps the place, a deleted and added key goes last.

https://docs.python.org/3.14/library/stdtypes.html#dict
"""
d = {"one": 1, "two": 2, "three": 3}
d["one"] = 42
assert list(d) == ["one", "two", "three"]
del d["two"]
d["two"] = None
assert list(d.items()) == [("one", 42), ("three", 3), ("two", None)]
assert list(reversed(d)) == ["two", "three", "one"]
assert d.popitem() == ("two", None)
assert d.popitem() == ("three", 3)

big = {i: i for i in range(1000)}
for i in range(0, 1000, 2):
    del big[i]
assert list(big) == list(range(1, 1000, 2))
for i in range(0, 1000, 2):
    big[i] = -i
assert list(big) == list(range(1, 1000, 2)) + list(range(0, 1000, 2))
assert list(big.values())[-1] == -998
assert len(big) == 1000
assert sum(1 for _ in big) == 1000
while big:
    big.popitem()
assert big == {} and len(big) == 0
