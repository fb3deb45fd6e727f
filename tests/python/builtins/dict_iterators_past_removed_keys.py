"""An iterator of a dict finds what is added in place of a key that was removed, and counts what it shows.

https://docs.python.org/3.14/library/stdtypes.html#dict-views
"""


def keys(*, taken, changes, view=iter):
    table = {"a": 1, "b": 2, "c": 3}
    iterator = view(table)
    found = [next(iterator) for _ in range(taken)]
    for change in changes:
        if change.startswith("-"):
            del table[change[1:]]
        elif change == "pop":
            table.popitem()
        else:
            table[change] = 0
    try:
        found += iterator
    except RuntimeError as error:
        found.append(str(error))
    return found


CHANGED = "dictionary keys changed during iteration"

assert keys(taken=0, changes=["-c", "d"]) == ["a", "b", "d"]
assert keys(taken=2, changes=["-c", "d"]) == ["a", "b", "d"]
assert keys(taken=3, changes=["-c", "d"]) == ["a", "b", "c", CHANGED]
assert keys(taken=1, changes=["-b", "-c", "d", "e"]) == ["a", "d", "e"]
assert keys(taken=1, changes=["-a", "d"]) == ["a", "b", "c", CHANGED]
assert keys(taken=3, changes=["pop", "d"]) == ["a", "b", "c"]
assert keys(taken=2, changes=["pop", "d"]) == ["a", "b", "d"]
assert keys(taken=1, changes=["-c"]) == ["a", "dictionary changed size during iteration"]
assert keys(taken=1, changes=["-b", "d"], view=reversed) == ["c", "a"]
assert keys(taken=1, changes=["-c", "d"], view=reversed) == ["c", "b", "a"]

# Keys that were removed before the iterator was made count as well for one that goes backward.
table = dict.fromkeys(range(100))
for key in range(1, 100):
    del table[key]
backward = reversed(table), reversed(table.items())
whole = reversed(table)
assert list(whole) == [0]
table.clear()
table[0] = None
assert [list(iterator) for iterator in backward] == [[], []]

# A dict that is walked and emptied again and again stays small.
import sys

table = {"first": 0}
for number in range(10_000):
    for _ in table:
        break
    table[number] = number
    del table[number]
assert list(table) == ["first"] and sys.getsizeof(table) < 2_000
for number in range(1_000):
    iter(table)
    table.popitem()
    table[number] = 0
assert len(table) == 1 and sys.getsizeof(table) < 2_000
