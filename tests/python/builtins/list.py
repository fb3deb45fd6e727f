"""Lists: indexing, slicing, methods, operators and their errors.

https://docs.python.org/3.14/library/stdtypes.html#lists
"""


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


# Indices count from either end.
items = [0, 1, 2, 3, 4]
assert items[0] == 0 and items[-1] == 4 and items[True] == 1
raises(lambda: items[5], IndexError, "list index out of range")
raises(lambda: items[-6], IndexError, "list index out of range")
raises(lambda: items["a"], TypeError, "list indices must be integers or slices, not str")
raises(lambda: items[1.0], TypeError, "list indices must be integers or slices, not float")
raises(lambda: items[1 << 70], IndexError, "cannot fit 'int' into an index-sized integer")


def assign(index, value):
    items[index] = value


def delete(index):
    del items[index]


raises(lambda: assign(5, 1), IndexError, "list assignment index out of range")
raises(lambda: delete(5), IndexError, "list assignment index out of range")

# Slices select, whatever their parts are.
assert items[1:3] == [1, 2]
assert items[::-1] == [4, 3, 2, 1, 0]
assert items[-2:] == [3, 4] and items[:-2] == [0, 1, 2]
assert items[10:] == [] and items[3:1] == []
assert items[4:0:-2] == [4, 2]
assert items[-(1 << 70):1 << 70:1 << 70] == [0]
assert items[::-(1 << 70)] == [4]
raises(lambda: items[::0], ValueError, "slice step cannot be zero")
raises(lambda: items["a":], TypeError,
       "slice indices must be integers or None or have an __index__ method")

# Slices are replaced by any number of items, extended ones by as many.
copy = items[:]
copy[1:3] = "xyz"
assert copy == [0, "x", "y", "z", 3, 4]
copy[5:2] = [9]
assert copy == [0, "x", "y", "z", 3, 9, 4]
copy[::3] = range(3)
assert copy == [0, "x", "y", 1, 3, 9, 2]
copy[1:1] = copy
assert copy == [0, 0, "x", "y", 1, 3, 9, 2, "x", "y", 1, 3, 9, 2]
copy[2:-2] = []
assert copy == [0, 0, 9, 2]


def set_extended(value):
    copy[::2] = value


raises(lambda: set_extended([1]), ValueError,
       "attempt to assign sequence of size 1 to extended slice of size 2")
raises(lambda: set_extended(5), TypeError, "must assign iterable to extended slice")
copy[::-2] = [1, 2]
assert copy == [0, 2, 9, 1]
del copy[::-2]
assert copy == [0, 9]
numbers = list(range(10))
del numbers[1:8:3]
assert numbers == [0, 2, 3, 5, 6, 8, 9]
del numbers[2:4]
assert numbers == [0, 2, 6, 8, 9]
del numbers[:]
assert numbers == []

# Methods.
items = [3, 1, 2]
assert items.append(1) is None and items == [3, 1, 2, 1]
items.extend((5, 6))
items.extend(items)
assert items == [3, 1, 2, 1, 5, 6] * 2
assert items.count(1) == 4 and items.count(9) == 0
assert items.index(1) == 1 and items.index(1, 2) == 3 and items.index(1, -3 - 2) == 7
raises(lambda: items.index(9), ValueError, "list.index(x): x not in list")
raises(lambda: items.index(3, 1, 5), ValueError, "list.index(x): x not in list")
raises(lambda: items.index(1, "a"), TypeError,
       "slice indices must be integers or have an __index__ method")
assert items.pop() == 6 and items.pop(0) == 3 and items.pop(-2) == 1
raises(lambda: items.pop(99), IndexError, "pop index out of range")
raises(lambda: [].pop(), IndexError, "pop from empty list")
raises(lambda: items.pop("a"), TypeError, "'str' object cannot be interpreted as an integer")
items.insert(0, "first")
items.insert(-1, "last but one")
items.insert(100, "last")
assert items[0] == "first" and items[-1] == "last" and items[-3] == "last but one"
items.remove("last")
raises(lambda: items.remove("last"), ValueError, "list.remove(x): x not in list")
items.reverse()
assert items[-1] == "first"
other = items.copy()
assert other == items and other is not items
items.clear()
assert items == [] and not items and len(other) > 0

# Operators.
assert [1] + [2] == [1, 2] and [1, 2] * 2 == [1, 2, 1, 2] == 2 * [1, 2]
assert [1] * -1 == [] and [] * 10 == []
raises(lambda: [1] + (2,), TypeError, 'can only concatenate list (not "tuple") to list')
raises(lambda: [1] * "a", TypeError, "can't multiply sequence by non-int of type 'str'")
raises(lambda: [1] * 1.5, TypeError, "can't multiply sequence by non-int of type 'float'")
raises(lambda: [0] * (1 << 62), MemoryError)
raises(lambda: [0] * (1 << 70), OverflowError, "cannot fit 'int' into an index-sized integer")
items = same = [1]
items += (2, 3)
items += "x"
items *= 2
assert items is same and items == [1, 2, 3, "x", 1, 2, 3, "x"]
items *= 0
assert same == []
assert 1 in [0, 1] and 2 not in [0, 1] and 1.0 in [1] and "a" not in []

# Comparison goes item by item.
assert [1, 2] == [1, 2] and [1, 2] != [1, 3] and [1, 2] != (1, 2)
assert [1, 2] < [1, 3] < [2] and [1] < [1, 0] and not [1, 0] < [1]
assert [1, 2] <= [1, 2] >= [1, 2] and [2] > [1, 9]
raises(lambda: [1] < (1,), TypeError, "'<' not supported between instances of 'list' and 'tuple'")
raises(lambda: hash([]), TypeError, "unhashable type: 'list'")
nan = float("nan")
assert [nan] == [nan]

# repr, with cycles.
items = [1, "a", [2.5, None], ()]
assert repr(items) == "[1, 'a', [2.5, None], ()]"
items = [1]
items.append(items)
assert repr(items) == "[1, [...]]"
assert repr([items, items]) == "[[1, [...]], [1, [...]]]"

# Construction.
assert list() == [] and list("ab") == ["a", "b"] and list(range(3)) == [0, 1, 2]
assert list(x * x for x in range(3)) == [0, 1, 4]
raises(lambda: list(5), TypeError, "'int' object is not iterable")
raises(lambda: list(1, 2), TypeError, "list expected at most 1 argument, got 2")
raises(lambda: list(a=1), TypeError, "list() takes no keyword arguments")
items = [1, 2]
items.__init__("xy")
assert items == ["x", "y"]

# An iterator sees what is appended, and stays at its end.
items = [1, 2]
iterator = iter(items)
assert next(iterator) == 1 and iterator.__length_hint__() == 1
items.append(3)
assert list(iterator) == [2, 3]
items.append(4)
assert list(iterator) == []
assert list(reversed([1, 2, 3])) == [3, 2, 1]


# A subclass is a list, and its class stays out of results.
class MyList(list):
    def __init__(self, *args):
        super().__init__(*args)
        self.tag = "tag"


mine = MyList([1, 2])
mine.append(3)
assert mine == [1, 2, 3] and mine.tag == "tag" and isinstance(mine, list)
assert type(mine + [4]) is list and type(mine[:]) is list and type(mine.copy()) is list


# Comparing may change the list that is being compared.
class Clears:
    def __init__(self, items):
        self.items = items

    def __eq__(self, other):
        self.items.clear()
        return False


items = []
items.extend([Clears(items), 1, 2])
assert 5 not in items and items == []
items.extend([Clears(items), 1])
assert items.count(9) == 0
items.extend([Clears(items), 1])
raises(lambda: items.remove(9), ValueError)
items.extend([Clears(items), 1])
other = [1, 1]
assert (items == other) is False


class Extends:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration
        target.append("x")
        return self.n


target = []
target.extend(Extends())
assert target == ["x", 1, "x", 2, "x", 3]
target = [1, 2, 3]
target[1:2] = Extends()
assert target == [1, 1, 2, 3, 3, "x", "x", "x"]
