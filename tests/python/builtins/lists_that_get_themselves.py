"""A list of any class that is extended by itself, or by which a slice of itself is replaced, gets what it
had before, and its class's `__iter__` is not asked.

https://docs.python.org/3.14/library/stdtypes.html#mutable-sequence-types
"""


class L(list):
    pass


class Other(list):
    def __iter__(self):
        return iter("xy")


for cls in (list, L, Other):
    items = cls([1, 2])
    items += items
    assert list.__repr__(items) == "[1, 2, 1, 2]"
    items.extend(items)
    assert list.__len__(items) == 8
    items = cls([1, 2])
    items[1:1] = items
    assert list.__repr__(items) == "[1, 1, 2, 2]"
    items[2:] = items
    assert list.__repr__(items) == "[1, 1, 1, 1, 2, 2]"
    items = cls([1, 2])
    items[::-1] = items
    assert list.__repr__(items) == "[2, 1]"

# Another list of that class is asked.
items = [1]
items += Other([2])
items[:1] = Other([3])
assert items == ["x", "y", "x", "y"]
