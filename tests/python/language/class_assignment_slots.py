"""`__class__` may be assigned where both classes declare the same slots on the same base.

https://docs.python.org/3.14/reference/datamodel.html#slots
"""


class A:
    __slots__ = ("a", "b")


class Same:
    __slots__ = ("a", "b")


class Reordered:
    __slots__ = ("b", "a")


class Other:
    __slots__ = ("a", "c")


class More:
    __slots__ = ("a", "b", "c")


class WithDict:
    __slots__ = ("a", "b", "__dict__")


class Derived(A):
    pass


class Deeper(A):
    __slots__ = ("c",)


class DeeperToo(A):
    __slots__ = ["c"]


class OnSame(Same):
    __slots__ = ("c",)


class Empty(A):
    __slots__ = ()


def filled(cls):
    instance = cls()
    for name in "abc":
        try:
            setattr(instance, name, name.upper())
        except AttributeError:
            pass
    return instance


for one, other in [(A, Same), (A, Reordered), (Reordered, Same), (A, Empty), (Deeper, DeeperToo)]:
    for first, second in ((one, other), (other, one)):
        instance = filled(first)
        instance.__class__ = second
        assert type(instance) is second
        assert (instance.a, instance.b) == ("A", "B")

for one, other in [(A, Other), (A, More), (A, WithDict), (A, Derived), (A, Deeper), (Deeper, OnSame)]:
    for first, second in ((one, other), (other, one)):
        instance = filled(first)
        try:
            instance.__class__ = second
        except TypeError as error:
            text = f"__class__ assignment: '{second.__name__}' object layout differs from '{first.__name__}'"
            assert str(error) == text, error
        else:
            raise AssertionError((first, second))
        assert type(instance) is first and instance.a == "A"
