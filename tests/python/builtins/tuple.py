"""Tuples.

https://docs.python.org/3.14/library/stdtypes.html#tuples
"""


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


t = (0, 1, 2, 3)
assert t[1] == 1 and t[-1] == 3 and t[1:3] == (1, 2) and t[::-1] == (3, 2, 1, 0)
assert t[:] is t and t[0:4] is t and t[:3] == (0, 1, 2)
raises(lambda: t[4], IndexError, "tuple index out of range")
raises(lambda: t["a"], TypeError, "tuple indices must be integers or slices, not str")


def assign():
    t[0] = 1


def delete():
    del t[0]


raises(assign, TypeError, "'tuple' object does not support item assignment")
raises(delete, TypeError, "'tuple' object doesn't support item deletion")

assert t + (4,) == (0, 1, 2, 3, 4) and () + t is t and t + () is t
assert (1, 2) * 2 == (1, 2, 1, 2) == 2 * (1, 2) and t * 1 is t and t * 0 == ()
raises(lambda: t + [1], TypeError, 'can only concatenate tuple (not "list") to tuple')
raises(lambda: (0,) * (1 << 62), MemoryError)
assert 3 in t and 4 not in t
assert t.index(2) == 2 and t.count(3) == 1 and t.count(9) == 0
raises(lambda: t.index(9), ValueError, "tuple.index(x): x not in tuple")
raises(lambda: t.index(0, 1), ValueError, "tuple.index(x): x not in tuple")

assert (1, 2) < (1, 3) < (2,) and (1,) < (1, 0) and (1, 2) == (1, 2) != (1, 2, 3)
assert (1,) != [1]
raises(lambda: (1,) < (None,), TypeError,
       "'<' not supported between instances of 'int' and 'NoneType'")

assert hash((1, 2)) == hash((1, 2)) == hash((1.0, 2)) != hash((2, 1))
assert hash(()) == hash(()) and len({(a, b) for a in range(50) for b in range(50)}) == 2500
raises(lambda: hash(([],)), TypeError, "unhashable type: 'list'")

assert repr(()) == "()" and repr((1,)) == "(1,)" and repr((1, "a")) == "(1, 'a')"
cycle = ([],)
cycle[0].append(cycle)
assert repr(cycle) == "([(...)],)"

assert tuple() == () and tuple([1, 2]) == (1, 2) and tuple("ab") == ("a", "b")
assert tuple(t) is t
raises(lambda: tuple(1), TypeError, "'int' object is not iterable")
raises(lambda: tuple(1, 2), TypeError, "tuple expected at most 1 argument, got 2")
raises(lambda: tuple(a=1), TypeError, "tuple() takes no keyword arguments")


class Pair(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))

    @property
    def sum(self):
        return self[0] + self[1]


pair = Pair(3, 4)
assert pair.sum == 7 and pair == (3, 4) and hash(pair) == hash((3, 4)) and len(pair) == 2
assert type(pair[:]) is tuple and type(tuple(pair)) is tuple and repr(pair) == "(3, 4)"
pair.tag = "tag"
assert pair.tag == "tag" and pair[1] == 4
assert list(iter(pair)) == [3, 4]

iterator = iter((1, 2))
assert iterator.__length_hint__() == 2 and next(iterator) == 1
assert list(iterator) == [2] and list(iterator) == []
assert list(reversed((1, 2, 3))) == [3, 2, 1]
