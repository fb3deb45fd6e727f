"""Ranges, of small ints and of big ones.

https://docs.python.org/3.14/library/stdtypes.html#ranges
"""


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


assert list(range(4)) == [0, 1, 2, 3] and list(range(2, 5)) == [2, 3, 4]
assert list(range(10, 0, -3)) == [10, 7, 4, 1] and list(range(5, 2)) == []
assert list(range(0, 10, 20)) == [0]
r = range(1, 20, 3)
assert (r.start, r.stop, r.step, len(r)) == (1, 20, 3, 7)
assert range(True).stop == 1 and type(range(True).stop) is int
raises(lambda: range(), TypeError, "range expected at least 1 argument, got 0")
raises(lambda: range(1, 2, 3, 4), TypeError, "range expected at most 3 arguments, got 4")
raises(lambda: range(1, 2, 0), ValueError, "range() arg 3 must not be zero")
raises(lambda: range(1.5), TypeError, "'float' object cannot be interpreted as an integer")
raises(lambda: range(a=1), TypeError, "range() takes no keyword arguments")

assert r[0] == 1 and r[-1] == 19 and r[2] == 7
raises(lambda: r[7], IndexError, "range object index out of range")
raises(lambda: r["a"], TypeError, "range indices must be integers or slices, not str")
assert r[1:3] == range(4, 10, 3) and r[::-1] == range(19, -2, -3) and r[::2] == range(1, 22, 6)
assert repr(r[::2]) == "range(1, 22, 6)" and repr(r[5:]) == "range(16, 22, 3)"
raises(lambda: r[::0], ValueError, "slice step cannot be zero")

assert 7 in r and 8 not in r and 22 not in r and -2 not in r and 7.0 in r and "a" not in r
assert r.index(7) == 2 and r.count(7) == 1 and r.count(8) == 0 and r.count(7.0) == 1
raises(lambda: r.index(8), ValueError, "range.index(x): x not in range")
raises(lambda: r.index("a"), ValueError, "sequence.index(x): x not in sequence")

assert range(0) == range(2, 1) == range(5, 5, -1) and hash(range(0)) == hash(range(2, 1))
assert range(0, 3, 2) == range(0, 4, 2) and hash(range(0, 3, 2)) == hash(range(0, 4, 2))
assert range(1, 2) == range(1, 9, 100) and range(3) != range(4) and range(3) != [0, 1, 2]
raises(lambda: range(1) < range(2), TypeError,
       "'<' not supported between instances of 'range' and 'range'")
assert repr(range(3)) == "range(0, 3)" and repr(range(0, 3, -1)) == "range(0, 3, -1)"
assert bool(range(1)) and not range(0)

big = 1 << 80
r = range(big, big + 10, 4)
assert list(r) == [big, big + 4, big + 8] and len(r) == 3 and r[-1] == big + 8
assert big + 4 in r and big + 5 not in r and 4 not in r and r.index(big + 8) == 2
assert list(reversed(r)) == [big + 8, big + 4, big]
assert len(range(0, big, big // 2)) == 2 and list(range(0, big, big // 2)) == [0, big // 2]
raises(lambda: len(range(big)), OverflowError, "Python int too large to convert to C ssize_t")
assert range(big)[big - 1] == big - 1 and bool(range(big)) and range(big)[-2:] == range(big - 2, big)
edge = (1 << 61) - 3
assert list(range(edge, edge + 5)) == [edge, edge + 1, edge + 2, edge + 3, edge + 4]
assert list(range(-edge, -edge - 5, -1)) == [-edge, -edge - 1, -edge - 2, -edge - 3, -edge - 4]
assert sum(1 for _ in range((1 << 63) - 2, (1 << 63) + 2)) == 4

assert list(reversed(range(5))) == [4, 3, 2, 1, 0] and list(reversed(range(0))) == []
assert list(reversed(range(10, 0, -3))) == [1, 4, 7, 10]
iterator = iter(range(5))
assert iterator.__length_hint__() == 5 and next(iterator) == 0
assert list(iterator) == [1, 2, 3, 4] and list(iterator) == []


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


assert list(range(Index(2), Index(8), Index(3))) == [2, 5] and range(9)[Index(4)] == 4


class Odd(int):
    def __eq__(self, other):
        return other == 3

    __hash__ = int.__hash__


assert Odd(99) in range(5)

# Slices of ranges at the ends of machine integers.
small = 2**61 - 1
for r in range(small - 9, small, 4), range(-small, -small + 9, 4), range(0, small, small - 1), range(small, -small, -small):
    for part in slice(None, None, -1), slice(1, None), slice(None, None, small), slice(-1, None, -small), slice(-5, 9, 2):
        assert list(r[part]) == list(r)[part], (r, part)
assert range(10)[::2**61 - 1] == range(0, 10, 2**61 - 1) and range(0, 10, 2)[::2**61].step == 2**62
assert repr(range(3, 30, 3)[2:5]) == "range(9, 18, 3)" and repr(range(9)[7:3]) == "range(7, 3)"
