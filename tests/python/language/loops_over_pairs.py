"""Loops that unpack pairs as they come: enumerate, zip, dict.items."""

import sys

# Every combination that has a short cut, and neighbours that have none.
for make in (list, tuple, iter, lambda items: (item for item in items), set, "".join):
    source = make(["a", "b", "c"])
    expected = list(source) if not hasattr(source, "__next__") else ["a", "b", "c"]
    got = []
    for index, item in enumerate(source):
        got.append((index, item))
    assert got == list(zip(range(3), expected)), (make, got)

assert [(i, x) for i, x in enumerate(range(5, 8))] == [(0, 5), (1, 6), (2, 7)]
assert [(i, x) for i, x in enumerate([10, 20], -1)] == [(-1, 10), (0, 20)]
big = 2**61 - 2
assert [i for i, x in enumerate("abcd", big)] == [big, big + 1, big + 2, big + 3]
assert [(a, b) for a, b in zip([1, 2, 3], (4, 5))] == [(1, 4), (2, 5)]
assert [(a, b) for a, b in zip(range(3), "ab")] == [(0, "a"), (1, "b")]
assert [(a, b) for a, b in {1: "x", 2: "y"}.items()] == [(1, "x"), (2, "y")]
assert [(a, b) for a, b in {(1, 2): 3, (4, 5): 6}] == [(1, 2), (4, 5)]
assert [a + b for a, b in [[1, 2], (3, 4)]] == [3, 7]

# One iterator twice gives its items in pairs.
items = iter([1, 2, 3, 4, 5])
assert [(a, b) for a, b in zip(items, items)] == [(1, 2), (3, 4)]

# The first iterator has been stepped when the second is at its end, not the other way round.
first, second = iter([1, 2, 3]), iter([4])
assert [(a, b) for a, b in zip(first, second)] == [(1, 4)]
assert list(first) == [3]
first, second = iter([1]), iter([4, 5, 6])
assert [(a, b) for a, b in zip(first, second)] == [(1, 4)]
assert list(second) == [5, 6]
try:
    for a, b in zip([1, 2], [3], strict=True):
        pass
except ValueError as error:
    assert str(error) == "zip() argument 2 is shorter than argument 1"
else:
    raise AssertionError

# A list that grows or shrinks in the loop.
numbers = [1, 2, 3]
seen = []
for index, number in enumerate(numbers):
    seen.append(number)
    if index == 0:
        numbers.append(4)
    if index == 2:
        numbers.pop()
assert seen == [1, 2, 3]

table = {"a": 1, "b": 2}
try:
    for key, value in table.items():
        table[key + "'"] = value
except RuntimeError as error:
    assert str(error) == "dictionary changed size during iteration"
else:
    raise AssertionError
table = {"a": 1, "b": 2, "c": 3}
del table["b"]
assert [(key, value) for key, value in table.items()] == [("a", 1), ("c", 3)]

# Items that are no pairs.
try:
    for a, b in zip([1], [2], [3]):
        pass
except ValueError as error:
    assert str(error) == "too many values to unpack (expected 2, got 3)"
else:
    raise AssertionError


# Subclasses go their own way.
class Doubling(enumerate):
    def __next__(self):
        index, item = super().__next__()
        return index * 2, item


assert [(i, x) for i, x in Doubling("ab")] == [(0, "a"), (2, "b")]

# Nothing is kept alive.
marker = object()
before = sys.getrefcount(marker)
for index, item in enumerate([marker, marker]):
    pass
for a, b in zip([marker], (marker,)):
    pass
for key, value in {1: marker}.items():
    pass
del item, a, b, value
assert sys.getrefcount(marker) == before

# An iterator that lives on after the loop is at its end for good.
numbers = [1, 2]
iterator = iter(numbers)
for number in iterator:
    pass
numbers.append(3)
assert list(iterator) == []
