"""enumerate, zip, map, filter, reversed, iter.

https://docs.python.org/3.14/library/functions.html
"""


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


# enumerate
assert list(enumerate("ab")) == [(0, "a"), (1, "b")]
assert list(enumerate("ab", 5)) == [(5, "a"), (6, "b")]
assert list(enumerate(start=1 << 80, iterable="a")) == [(1 << 80, "a")]
assert [n for n, _ in enumerate("abc", (1 << 61) - 1)] == [(1 << 61) - 1, 1 << 61, (1 << 61) + 1]
raises(lambda: enumerate(), TypeError, "enumerate() missing required argument 'iterable'")
raises(lambda: enumerate(1), TypeError, "'int' object is not iterable")
raises(lambda: enumerate([], "a"), TypeError, "'str' object cannot be interpreted as an integer")
raises(lambda: enumerate([], 1, 2), TypeError, "enumerate() takes at most 2 arguments (3 given)")
raises(lambda: enumerate([], foo=1), TypeError,
       "'foo' is an invalid keyword argument for enumerate()")

# zip
assert list(zip()) == [] and list(zip("ab")) == [("a",), ("b",)]
assert list(zip("abc", [1, 2])) == [("a", 1), ("b", 2)]
assert list(zip("ab", [1, 2], (3, 4))) == [("a", 1, 3), ("b", 2, 4)]
assert list(zip("ab", [1, 2], strict=True)) == [("a", 1), ("b", 2)]
raises(lambda: list(zip([1], [1, 2], strict=True)), ValueError,
       "zip() argument 2 is longer than argument 1")
raises(lambda: list(zip([1, 2], [1], strict=True)), ValueError,
       "zip() argument 2 is shorter than argument 1")
raises(lambda: list(zip([1, 2], [1, 2], [1], strict=True)), ValueError,
       "zip() argument 3 is shorter than arguments 1-2")
raises(lambda: list(zip([1], [1], [1, 2], strict=True)), ValueError,
       "zip() argument 3 is longer than arguments 1-2")
raises(lambda: zip(foo=1), TypeError, "zip() got an unexpected keyword argument 'foo'")
raises(lambda: zip([], 1), TypeError, "'int' object is not iterable")

# map
assert list(map(str, [1, 2])) == ["1", "2"]
assert list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])) == [11, 22]
assert list(map(pow, [2], [3], strict=True)) == [8]
raises(lambda: list(map(pow, [1], [1, 2], strict=True)), ValueError,
       "map() argument 2 is longer than argument 1")
raises(lambda: map(str), TypeError, "map() must have at least two arguments.")
raises(lambda: map(str, 1), TypeError, "'int' object is not iterable")

# filter
assert list(filter(None, [0, 1, "", "a"])) == [1, "a"]
assert list(filter(lambda x: x % 2, range(6))) == [1, 3, 5]
assert list(filter(bool, [0, 2])) == [2]
raises(lambda: filter(None), TypeError, "filter expected 2 arguments, got 1")
raises(lambda: filter(None, 1), TypeError, "'int' object is not iterable")


# reversed
class Sequence:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


sequence = Sequence("abc")
assert list(reversed(sequence)) == ["c", "b", "a"] and list(sequence) == ["a", "b", "c"]
iterator = reversed(sequence)
assert iterator.__length_hint__() == 3 and next(iterator) == "c"
raises(lambda: reversed(1), TypeError, "'int' object is not reversible")
raises(lambda: reversed({1}), TypeError, "'set' object is not reversible")
raises(lambda: reversed(), TypeError, "reversed expected 1 argument, got 0")


class NotReversible(Sequence):
    __reversed__ = None


raises(lambda: reversed(NotReversible("a")), TypeError,
       "'NotReversible' object is not reversible")

# iter(callable, sentinel)
counter = iter(range(10))
assert list(iter(lambda: next(counter), 3)) == [0, 1, 2]
assert list(iter(lambda: next(counter), 99)) == [4, 5, 6, 7, 8, 9]
raises(lambda: iter(1, 2), TypeError, "iter(v, w): v must be callable")
raises(lambda: next(1), TypeError, "'int' object is not an iterator")
raises(lambda: iter(1), TypeError, "'int' object is not iterable")
raises(lambda: next(iter([])), StopIteration)
assert next(iter([]), "default") == "default"


# An object with __getitem__ alone is iterated by index, up to IndexError.
class Squares:
    def __getitem__(self, index):
        if index == 4:
            raise IndexError
        return index * index


assert list(Squares()) == [0, 1, 4, 9] and 9 in Squares() and 5 not in Squares()


class Bad:
    def __iter__(self):
        return 1


raises(lambda: iter(Bad()), TypeError, "iter() returned non-iterator of type 'int'")

# Errors pass through.
raises(lambda: list(map(lambda x: 1 // x, [1, 0])), ZeroDivisionError)
for make in (enumerate, zip, lambda x: map(str, x), lambda x: filter(None, x)):
    iterator = make([1])
    assert iter(iterator) is iterator
    list(iterator)
    assert next(iterator, None) is None
