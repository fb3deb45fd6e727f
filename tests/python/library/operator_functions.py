"""operator: functions, itemgetter, attrgetter, methodcaller.

https://docs.python.org/3.14/library/operator.html
"""
import _operator as o


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


assert o.add(1, 2) == 3 and o.mod(7, 4) == 3 and o.pow(2, 3) == 8 and o.and_(6, 3) == 2
assert o.lt(1, 2) and o.ge(2, 2) and o.ne(1, 2) and o.not_(0) and o.truth([1])
assert o.neg(1) == -1 and o.inv(0) == -1 and o.abs(-2) == 2 and o.index(True) == 1
assert o.is_(None, None) and o.is_not(1, None) and o.is_none(None) and o.is_not_none(0)
items = [1, 2]
assert o.iadd(items, [3]) is items == [1, 2, 3] and o.iconcat(items, [4]) is items
assert o.concat([1], [2]) == [1, 2] and o.contains(items, 3) and o.getitem(items, 0) == 1
raises(lambda: o.concat(1, 2), TypeError, "'int' object can't be concatenated")
o.setitem(items, 0, 9)
o.delitem(items, 1)
assert items == [9, 3, 4] and o.countOf([1, 1, 2], 1) == 2 and o.indexOf("abc", "c") == 2
raises(lambda: o.indexOf([], 1), ValueError, "sequence.index(x): x not in sequence")
assert o.length_hint([1]) == 1 and o.length_hint(5, 7) == 7
assert o.call(dict, a=1) == {"a": 1}

assert o.itemgetter(1)("abc") == "b" and o.itemgetter(0, -1)((1, 2, 3)) == (1, 3)
assert o.itemgetter("a")({"a": 5}) == 5 and o.itemgetter(slice(1))([1, 2]) == [1]
assert repr(o.itemgetter(1, "a")) == "operator.itemgetter(1, 'a')"
raises(lambda: o.itemgetter(), TypeError, "itemgetter expected 1 argument, got 0")
raises(lambda: o.itemgetter(1)((1,)), IndexError, "tuple index out of range")
raises(lambda: o.itemgetter(1)(), TypeError, "itemgetter expected 1 argument, got 0")


class Point:
    def __init__(self, x, inner=None):
        self.x = x
        self.inner = inner

    def move(self, by, *, times=1):
        return self.x + by * times


point = Point(1, Point(2))
assert o.attrgetter("x")(point) == 1 and o.attrgetter("inner.x", "x")(point) == (2, 1)
assert repr(o.attrgetter("a.b")) == "operator.attrgetter('a.b')"
raises(lambda: o.attrgetter(1), TypeError, "attribute name must be a string")
raises(lambda: o.attrgetter("y")(point), AttributeError)
assert o.methodcaller("move", 3, times=2)(point) == 7
assert repr(o.methodcaller("a", 1, b=2)) == "operator.methodcaller('a', 1, b=2)"
raises(lambda: o.methodcaller(), TypeError,
       "methodcaller needs at least one argument, the method name")
raises(lambda: o.methodcaller(1), TypeError, "method name must be a string")
