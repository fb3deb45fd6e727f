"""An object may change to a class whose instances have a `__dict__` and a `__weakref__` where the class it had has.

https://docs.python.org/3.14/reference/datamodel.html#object.__class__
"""


class Plain:
    pass


class Other:
    pass


class Both:
    __slots__ = ("__dict__", "__weakref__")


class Members:
    __slots__ = ("a", "b")


class Referenced(Members):
    __slots__ = ("__weakref__",)


class Named(Members):
    __slots__ = ("__dict__",)


class Full(Members):
    pass


class FullToo(Members):
    __slots__ = ("__dict__", "__weakref__")


class Same(Members):
    __slots__ = ()


class OnlyDict:
    __slots__ = ("__dict__",)


class InTwoSteps(OnlyDict):
    pass


class Empty:
    __slots__ = ()


class FromEmpty(Empty):
    pass


def can_become(old, new):
    instance = old()
    try:
        instance.__class__ = new
    except TypeError as error:
        expected = f"__class__ assignment: '{new.__name__}' object layout differs from '{old.__name__}'"
        assert str(error) == expected, error
        return False
    assert type(instance) is new
    return True


for one, other in [(Plain, Other), (Plain, Both), (Full, FullToo), (Members, Same)]:
    assert can_become(one, other) and can_become(other, one), (one, other)

for one, other in [
    (Members, Referenced), (Same, Referenced), (Members, Named), (Named, Full), (Full, Members), (Plain, OnlyDict),
    (OnlyDict, InTwoSteps), (Plain, InTwoSteps), (Plain, FromEmpty), (Plain, Empty), (Referenced, Named),
]:
    assert not can_become(one, other) and not can_become(other, one), (one, other)
