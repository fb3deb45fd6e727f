"""What a metaclass's `mro()` sees of a class, what becomes of odd names, and of `__bases__` when it fails."""

import types
import warnings

# `__class__` in a method is the class already when `mro()` runs.
seen = []


class Asking(type):
    def mro(cls):
        cls.__dict__["f"]()
        return super().mro()


class A(metaclass=Asking):
    def f():
        seen.append(__class__)


assert seen == [A]


# A cell for `__class__` is taken out before `__slots__` adds a member of that name.
class Passing(type):
    def __new__(cls, name, bases, namespace):
        assert "__classcell__" in namespace
        return super().__new__(cls, name, bases, namespace)


class B(metaclass=Passing):
    __slots__ = ["__classcell__"]

    def f(self):
        return super().__repr__()


assert isinstance(B.__dict__["__classcell__"], types.MemberDescriptorType)
b = B()
b.__classcell__ = 42
assert b.__classcell__ == 42 and "B object" in b.f()

# Names that are no str are warned of.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    type("Odd", (), {1: 2})
    type("Even", (), {"a": 2})
assert [str(it.message) for it in caught] == ["non-string key in the __dict__ of class Odd"]
assert caught[0].category is RuntimeWarning


# A `mro()` that leaves the class out.
class Leaving(type):
    def mro(cls):
        return (object,)


try:
    Leaving("Left", (), {})
except TypeError as error:
    assert "is not an instance or subtype of type (Left)" in str(error), error
else:
    raise AssertionError("the class is not in its MRO")

# `mro()` assigns other bases and then fails: what it has assigned stays.
ready = False


class Meta(type):
    def mro(cls):
        global ready
        if ready and cls.__name__ == "D":
            if cls.__bases__ == (Two,):
                ready = False
            else:
                cls.__bases__ = (Two,)
                raise KeyError
        return type.mro(cls)


class Base(metaclass=Meta):
    pass


class One(Base):
    pass


class Two(Base):
    pass


class D(Base):
    pass


ready = True
try:
    D.__bases__ = (One,)
except KeyError:
    pass
else:
    raise AssertionError("KeyError not raised")
assert D.__bases__ == (Two,) and D.__mro__ == (D, Two, Base, object)

# No order: the bases are told of by their names alone.
try:

    class My[T](object):
        pass
except TypeError as error:
    assert str(error).endswith("(MRO) for bases object, Generic"), error

# A keyword of a class pattern is no private name.
class Holder:
    __attr = 1
    _Outer__attr = 2


class Outer:
    def f(self, x):
        match x:
            case Holder(__attr=y):
                return y


holder = Holder()
setattr(holder, "__attr", 3)
assert Outer().f(holder) == 3


# A built-in function is looked up with keys that only equal its name, too.
class Like:
    def __init__(self, text):
        self.text = text

    def __hash__(self):
        return hash(self.text)

    def __eq__(self, other):
        return other == self.text


namespace = {Like("value"): 5, "__builtins__": {Like("name"): 6}}
assert eval("value", namespace) == 5
exec("def f():\n    return value, name", namespace)
assert namespace["f"]() == (5, 6)
