"""Attributes, methods and calls of classes with a metaclass, at sites that have seen them before."""

import abc
import enum


class Meta(type):
    pass


class Base(metaclass=Meta):
    value = "class"

    def __init__(self, x=1):
        self.x = x

    @classmethod
    def make(cls):
        return cls.__name__

    def plain(self):
        return "plain"


def read(cls):
    return cls.value


def call(cls):
    return cls.make()


def construct(cls):
    return cls(5).x


for _ in range(20):
    assert read(Base) == "class" and call(Base) == "Base" and construct(Base) == 5

# A data descriptor of the metaclass comes first from now on.
Meta.value = property(lambda cls: "metaclass")
assert read(Base) == "metaclass"
del Meta.value
assert read(Base) == "class"

# A function there does not; one that the class lacks is found there.
Meta.value = lambda cls: "never"
assert read(Base) == "class"
del Meta.value

# A base of the metaclass that changes counts, too.
class MetaBase(type):
    pass


class Derived(MetaBase):
    pass


class User(metaclass=Derived):
    value = 1
    make = classmethod(lambda cls: "user")


for _ in range(20):
    assert read(User) == 1 and call(User) == "user"
MetaBase.value = property(lambda cls: 2)
MetaBase.make = property(lambda cls: lambda: "property")
assert read(User) == 2 and call(User) == "property"
del MetaBase.value, MetaBase.make
assert read(User) == 1 and call(User) == "user"

# Another way to call, another way to look up.
for _ in range(20):
    assert construct(Base) == 5


class Result:
    x = "called"


Meta.__call__ = lambda cls, *values: Result
assert construct(Base) == "called"
del Meta.__call__
assert construct(Base) == 5
Meta.__getattribute__ = lambda cls, name: "looked up"
assert read(Base) == "looked up"
del Meta.__getattribute__
assert read(Base) == "class"


# Another metaclass.
class Other(Meta):
    value = property(lambda cls: "other")


for _ in range(20):
    assert read(Base) == "class"
Base.__class__ = Other
assert read(Base) == "other"
Base.__class__ = Meta
assert read(Base) == "class"


# Abstract classes, before and after.
class Shape(abc.ABC):
    sides = 0

    def __init__(self, size):
        self.size = size

    @abc.abstractmethod
    def area(self): ...


class Square(Shape):
    sides = 4

    def area(self):
        return self.size**2


def make(cls):
    return cls(3)


for _ in range(20):
    assert make(Square).area() == 9 and Square.sides == 4
    try:
        make(Shape)
    except TypeError as error:
        assert "abstract" in str(error)
    else:
        raise AssertionError("made an abstract instance")
Square.__abstractmethods__ = frozenset(["area"])
try:
    make(Square)
except TypeError:
    pass
else:
    raise AssertionError("made an abstract instance")
Square.__abstractmethods__ = frozenset()
assert make(Square).size == 3


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Flag(enum.IntFlag):
    A = 1
    B = 2


for _ in range(20):
    assert Color.RED.value == 1 and Color(2) is Color.GREEN and Color["RED"] is Color.RED
    assert (Flag.A | Flag.B).value == 3
try:
    Color.RED = 3
except AttributeError:
    pass
else:
    raise AssertionError("members are not assigned to")


# The context manager protocol: methods, and what is no function.
class Guard:
    def __enter__(self):
        return "in"

    def __exit__(self, kind, value, trace):
        return kind is KeyError


class Static:
    __enter__ = staticmethod(lambda: "static")
    __exit__ = staticmethod(lambda *arguments: len(arguments) == 3)


def enter(guard):
    with guard as value:
        found.append(value)
        raise KeyError


for _ in range(20):
    found = []
    enter(Guard())
    enter(Static())
    assert found == ["in", "static"]
guard = Guard()
guard.__enter__ = None
enter(guard)
Guard.__enter__ = lambda self: "other"
enter(guard)
assert found[-1] == "other"
print("ok")
