"""Slice objects.

https://docs.python.org/3.14/library/functions.html#slice
"""


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


s = slice(1, 10, 2)
assert (s.start, s.stop, s.step) == (1, 10, 2)
assert (slice(5).start, slice(5).stop, slice(5).step) == (None, 5, None)
assert repr(slice(1, "a")) == "slice(1, 'a', None)"
raises(lambda: slice(), TypeError, "slice expected at least 1 argument, got 0")
raises(lambda: slice(1, 2, 3, 4), TypeError, "slice expected at most 3 arguments, got 4")

assert slice(1, 2) == slice(1, 2) != slice(1, 3) and slice(1, 2) < slice(1, 3)
assert hash(slice(1, 2)) == hash(slice(1, 2)) and {slice(1): 2}[slice(1)] == 2
raises(lambda: slice(1) < 3, TypeError, "'<' not supported between instances of 'slice' and 'int'")
raises(lambda: hash(slice([])), TypeError, "unhashable type: 'list'")

assert slice(None, None, None).indices(5) == (0, 5, 1)
assert slice(None, None, -1).indices(5) == (4, -1, -1)
assert slice(-3, 100).indices(5) == (2, 5, 1) and slice(-99, -1, 2).indices(5) == (0, 4, 2)
assert slice(10, None, -2).indices(5) == (4, -1, -2)
assert slice(1 << 80).indices(1 << 90) == (0, 1 << 80, 1)
raises(lambda: slice(1).indices(-1), ValueError, "length should not be negative")
raises(lambda: slice("a").indices(3), TypeError,
       "slice indices must be integers or None or have an __index__ method")
raises(lambda: slice(1, 2, 0).indices(3), ValueError, "slice step cannot be zero")
raises(lambda: slice(1).indices("a"), TypeError,
       "'str' object cannot be interpreted as an integer")

for length in range(5):
    items = list(range(length))
    for start in (None, -6, -2, -1, 0, 1, 3, 6):
        for stop in (None, -6, -2, -1, 0, 1, 3, 6):
            for step in (None, -3, -1, 1, 2):
                part = slice(start, stop, step)
                expected = [items[i] for i in range(*part.indices(length))]
                assert items[part] == expected and tuple(items)[part] == tuple(expected)
