"""The descriptor that gives an item of a tuple, as named tuples use it.

https://docs.python.org/3.14/library/collections.html#collections.namedtuple
"""
from _collections import _tuplegetter


class Point(tuple):
    x = _tuplegetter(0, "the abscissa")
    y = _tuplegetter(1, "the ordinate")


p = Point((3, 4))
assert p.x == 3 and p.y == 4
assert Point.x.__doc__ == "the abscissa"
Point.x.__doc__ = "changed"
assert Point.x.__doc__ == "changed"
assert repr(Point.y) == "_tuplegetter(1, 'the ordinate')"
assert Point.y.__reduce__() == (_tuplegetter, (1, "the ordinate"))


def check(function, kind, message):
    try:
        function()
    except Exception as error:
        assert type(error) is kind, error
        assert str(error) == message, str(error)
    else:
        assert False, message


check(lambda: setattr(p, "x", 1), AttributeError, "can't set attribute")
check(lambda: delattr(p, "x"), AttributeError, "can't delete attribute")
check(lambda: Point((1,)).y, IndexError, "tuple index out of range")
check(
    lambda: Point.x.__get__(5),
    TypeError,
    "descriptor for index '0' for tuple subclasses doesn't apply to 'int' object",
)
