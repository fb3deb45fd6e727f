"""Built-in types and functions say what was wrong with a call as the reference implementation does."""

import weakref

from _outcomes import check


def named(self):
    return 1


class Plain:
    pass


class Number(int):
    pass


class Blocked:
    __bool__ = None


plain = Plain()
error = ValueError()

check([
    (lambda: list.__class_getitem__(), "TypeError: list.__class_getitem__() takes exactly one argument (0 given)"),
    (lambda: dict.__class_getitem__(1, 2), "TypeError: dict.__class_getitem__() takes exactly one argument (2 given)"),
    (lambda: set.__class_getitem__(1, x=1), "TypeError: set.__class_getitem__() takes no keyword arguments"),
    (lambda: bytes("a", None), "TypeError: bytes() argument 'encoding' must be str, not None"),
    (lambda: bytearray("a", None), "TypeError: bytearray() argument 'encoding' must be str, not None"),
    (lambda: BaseExceptionGroup(None, [error]), "TypeError: BaseExceptionGroup.__new__() argument 1 must be str, not None"),
    (lambda: property(named).__set__(1, 2), "AttributeError: property 'named' of 'int' object has no setter"),
    (lambda: property().__delete__(1), "AttributeError: property of 'int' object has no deleter"),
    (lambda: __import__(1), "TypeError: module name must be a string"),
    (lambda: compile("1", "a\0b", "eval"), "ValueError: embedded null character"),
    (lambda: open(weakref.ref(Plain)), "TypeError: expected str, bytes or os.PathLike object, not ReferenceType"),
    (lambda: zip(a=1, b=2), "TypeError: zip() takes at most 1 keyword argument (2 given)"),
    (lambda: map(int, [], a=1, b=2), "TypeError: map() takes at most 1 keyword argument (2 given)"),
    (lambda: bool(Blocked()), "TypeError: 'Blocked' cannot be interpreted as a boolean"),
    (lambda: object.__new__(Number), "TypeError: object.__new__(Number) is not safe, use Number.__new__()"),
    (lambda: object.__new__(bool), "TypeError: object.__new__(bool) is not safe, use bool.__new__()"),
    (lambda: error.__setstate__({1: 2}), "TypeError: attribute name must be string, not 'int'"),
    (lambda: (-1) ** complex("inf"), "ZeroDivisionError: zero to a negative or complex power"),
    (lambda: 1j ** float("inf"), "ZeroDivisionError: zero to a negative or complex power"),
    (lambda: float("inf") ** 1j, "ZeroDivisionError: zero to a negative or complex power"),
])

# A proxy does not show the name of what it stands for.
assert "(named)" in repr(weakref.ref(named))
assert "(named)" not in repr(weakref.proxy(named))
assert type(BaseException.__suppress_context__).__name__ == "member_descriptor"


class Index:
    def __index__(self):
        return 2.5


def assign(value, place=slice(0, 1)):
    bytearray(b"abc")[place] = value


check([
    (lambda: "%d" % Index(), "TypeError: %d format: a real number is required, not Index"),
    (lambda: "%x" % Index(), "TypeError: %x format: an integer is required, not Index"),
    (lambda: bytes(Index()), "TypeError: cannot convert 'Index' object to bytes"),
    (lambda: assign(None), "TypeError: cannot convert 'NoneType' object to bytearray"),
    (lambda: assign("a"), "TypeError: can assign only bytes, buffers, or iterables of ints in range(0, 256)"),
    (lambda: assign(1, slice(0, 1, 0)), "ValueError: slice step cannot be zero"),
])

# What is no number is not asked about the modulus.
assert (1j).__pow__(int, "a") is NotImplemented and (1j).__rpow__("a", 1) is NotImplemented
try:
    eval("1", ())
except TypeError as error:
    assert str(error) == "globals must be a real dict; try eval(expr, {}, mapping)"
