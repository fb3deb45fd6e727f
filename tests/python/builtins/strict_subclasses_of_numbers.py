"""Special methods that give an instance of a subclass, and `~` of bools, are warned of.

https://docs.python.org/3.14/reference/datamodel.html#object.__index__
https://docs.python.org/3.14/library/stdtypes.html#boolean-type-bool
"""
import operator
import warnings


class Int(int):
    pass


class Float(float):
    pass


class Complex(complex):
    pass


class Gives:
    def __init__(self, name, value):
        self.__class__ = type("Gives", (), {name: lambda self: value})


def warned(function, *arguments):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = function(*arguments)
    assert len(caught) == 1 and caught[0].category is DeprecationWarning, caught
    return result, str(caught[0].message)


REST = ("  The ability to return an instance of a strict subclass of {0} is deprecated, and may be "
        "removed in a future version of Python.")
index = Gives("__index__", Int(3))
for function, result in (operator.index, 3), (int, 3), (hex, "0x3"), (complex, 3), (float, 3.0), (range, range(3)):
    given, message = warned(function, index)
    assert given == result and type(given) is type(result) or function is complex
    assert message == "__index__ returned non-int (type Int)." + REST.format("int")
assert warned(int, Gives("__int__", True)) == (
    1, "__int__ returned non-int (type bool)." + REST.format("int"))
assert warned(float, Gives("__float__", Float(2))) == (
    2.0, "Gives.__float__ returned non-float (type Float)." + REST.format("float"))
assert warned(complex, Gives("__complex__", Complex(2))) == (
    2, "__complex__ returned non-complex (type Complex)." + REST.format("complex"))
assert warned(complex, 1j, 2) == (
    3j, "complex() argument 'real' must be a real number, not complex")
assert warned(operator.invert, True)[0] == -2

# Sums of complex numbers make up for what rounding loses, too.
assert sum([0.1j] * 10) == 1j and sum([1e100, 1j, 1.0, -1e100]) == 1 + 1j

# A real number has no imaginary part when it is divided.
assert str(1.0 / complex("inf+nanj")) == str(complex(0.0, -0.0))
assert complex.from_number(number := 2j) is number
