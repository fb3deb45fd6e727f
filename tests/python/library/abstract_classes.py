"""Abstract base classes: registration, what checks remember, and patterns."""

import abc
import gc
from _abc import _get_dump
from collections.abc import Hashable, Mapping, MutableSequence, Sequence, Sized


class Shape(abc.ABC):
    @property
    @abc.abstractmethod
    def area(self): ...

    @abc.abstractmethod
    def scale(self, by): ...

    def twice(self):
        return self.scale(2)


class Square(Shape):
    def __init__(self, side):
        self.side = side

    area = property(lambda self: self.side**2)

    def scale(self, by):
        return Square(self.side * by)


assert Shape.__abstractmethods__ == frozenset({"area", "scale"})
assert Square.__abstractmethods__ == frozenset()
assert Square(2).twice().area == 16
try:
    Shape()
except TypeError as error:
    assert "Can't instantiate abstract class Shape without an implementation for abstract method" in str(error)
else:
    raise AssertionError("abstract classes have no instances")

# Registration, and what was found before it.
class Circle:
    pass


assert not isinstance(Circle(), Shape) and not issubclass(Circle, Shape)
token = abc.get_cache_token()
assert Shape.register(Circle) is Circle
assert abc.get_cache_token() == token + 1
assert isinstance(Circle(), Shape) and issubclass(Circle, Shape)
assert Shape.register(Circle) is Circle and abc.get_cache_token() == token + 1


class Round(Circle):
    pass


assert issubclass(Round, Shape) and isinstance(Round(), Shape)
registry, cache, negative, version = _get_dump(Shape)
assert {reference() for reference in registry} == {Circle}
assert Round in {reference() for reference in cache}
for wrong, kind, message in [
    (lambda: Shape.register(1), TypeError, "Can only register classes"),
    (lambda: Square.register(Shape), RuntimeError, "Refusing to create an inheritance cycle"),
    (lambda: issubclass(1, Shape), TypeError, "issubclass() arg 1 must be a class"),
]:
    try:
        wrong()
    except kind as error:
        assert str(error) == message, error
    else:
        raise AssertionError(message)


# The hook decides first.
class Even(metaclass=abc.ABCMeta):
    answer = NotImplemented

    @classmethod
    def __subclasshook__(cls, other):
        return cls.answer


class Some:
    pass


assert not issubclass(Some, Even)
Even.answer = True
assert not issubclass(Some, Even), "the check is remembered"
Even._abc_caches_clear()
assert issubclass(Some, Even)
Even.answer = 1
try:
    issubclass(Circle, Even)
except AssertionError as error:
    assert str(error) == "__subclasshook__ must return either False, True, or NotImplemented"
else:
    raise AssertionError

# Classes that are gone are not taken for others.
def short_lived(registered):
    class Short:
        pass

    if registered:
        Shape.register(Short)
    return isinstance(Short(), Shape)


for _ in range(200):
    assert short_lived(True)
    gc.collect(0)
    assert not short_lived(False)
gc.collect()
registry, cache, negative, version = _get_dump(Shape)
assert len([reference for reference in negative if reference() is not None]) <= 2

# An instance may claim another class.
class Claims:
    __class__ = Circle


assert isinstance(Claims(), Shape) and not issubclass(Claims, Shape)

# Built-in classes, and what patterns take for sequences and mappings.
assert isinstance([], MutableSequence) and isinstance({}, Mapping) and not isinstance({}, Sequence)
assert issubclass(int, Hashable) and not issubclass(list, Hashable) and isinstance("", Sized)


class Row(Sequence):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        return (10, 20)[index]


class Table(Mapping):
    def __len__(self):
        return 1

    def __iter__(self):
        yield "a"

    def __getitem__(self, key):
        return {"a": 1}[key]


class Late:
    def __len__(self):
        return 1

    def __getitem__(self, index):
        return (5,)[index]


class Later(Late):
    pass


def kind(value):
    match value:
        case [a, *_]:
            return a
        case {"a": a}:
            return "a", a
    return None


assert kind(Row()) == 10 and kind(Table()) == ("a", 1) and kind(Later()) is None
Sequence.register(Late)
assert kind(Late()) == kind(Later()) == 5
