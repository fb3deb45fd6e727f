"""An object may become an instance of a class whose methods assign more or fewer attributes.

https://docs.python.org/3.14/reference/datamodel.html#object.__class__
"""
import gc
import sys


class Small:
    def __init__(self):
        self.x = 1


class Large:
    def fill(self):
        self.a = self.b = self.c = self.d = self.e = self.f = self.g = self.h = self.x
        return self


class Slots:
    __slots__ = ("s", "__dict__")

    def set(self):
        self.s = self.p = self.q = self.r = self.t = self.u = 0


class SlotsToo(Slots):
    def more(self):
        self.a = self.b = self.c = self.d = self.e = self.f = self.g = 1


objects = []
for round in range(1000):
    small = Small()
    small.__class__ = Large
    assert small.x == 1 and small.fill().h == 1 and len(vars(small)) == 9
    large = Large()
    large.x = 2
    large.fill().__class__ = Small
    large.y = 3
    assert vars(large)["h"] == 2 and large.y == 3
    large.__init__()
    assert large.x == 1
    large.itself = large
    large.__class__ = Large
    large.fill()
    plain = Slots()
    plain.set()
    objects.append((small, large, plain))
    if round % 100 == 0:
        objects.clear()
        gc.collect()
        sys.getsizeof(large)

small.__dict__ = {"x": 5}
assert small.fill().a == 5
del small.x
assert not hasattr(small, "x") and small.h == 5


class State:
    def next(self):
        self.__class__ = type("Made", (State,), {"made": lambda self: self.seen})
        self.seen = True


state = State()
state.next()
assert state.made()

for new, old in (SlotsToo, Small()), (Small, Slots()):
    try:
        old.__class__ = new
    except TypeError as error:
        assert str(error) == (f"__class__ assignment: '{new.__name__}' object layout differs from "
                              f"'{type(old).__name__}'"), error
    else:
        raise AssertionError(new)
