"""A metaclass's `mro()` may assign bases, and may name classes that are no bases.

https://docs.python.org/3.14/reference/datamodel.html#type.mro
"""
import gc


class A:
    who = "A"


class B:
    who = "B"


# Assigning bases while the class is made: what the inner assignment computed stays.
class Reentrant(type):
    inner = False

    def mro(cls):
        if not Reentrant.inner and B not in cls.__bases__:
            Reentrant.inner = True
            try:
                cls.__bases__ = (B,)
            finally:
                Reentrant.inner = False
        return type.mro(cls)


class Made(A, metaclass=Reentrant):
    pass


assert Made.__bases__ == (B,)
assert Made.__mro__ == (Made, B, object)
assert Made.who == "B"
assert Made not in A.__subclasses__() and B.__subclasses__().count(Made) == 1
Made.__bases__ = (A,)
assert Made.who == "B" and Made.__bases__ == (B,)
assert Made not in A.__subclasses__() and B.__subclasses__().count(Made) == 1


# A class that dies leaves no trace on any base, whatever its bases were meanwhile.
def churn():
    class Short(A, metaclass=Reentrant):
        pass
    Short.__bases__ = (A,)


for _ in range(50):
    churn()
gc.collect()
assert all(c.__name__ != "Short" for c in A.__subclasses__() + B.__subclasses__())


# A class in the MRO that is no base: what changes there is seen.
class Foreign:
    value = 1
    def method(self): return "old"


class Names(type):
    def mro(cls):
        return [cls, Foreign, object]


class Named(metaclass=Names):
    pass


def read(thing): return thing.value, thing.method()


named = Named()
for _ in range(20):
    assert read(named) == (1, "old")
Foreign.value = [2]
Foreign.method = lambda self: "new"
for _ in range(20):
    assert read(named) == ([2], "new")
Foreign.value = [3]
assert read(named)[0] == [3]


class Below(Named):
    pass


below = Below()
for _ in range(20):
    assert read(below) == ([3], "new")
Foreign.value = 4
assert read(below) == (4, "new")


class Empty(type):
    def mro(cls): return []


try:
    Empty("E", (), {})
except TypeError as error:
    assert str(error) == "type MRO must not be empty", error
else:
    assert False


# A cycle that the MRO hides is refused.
class Flat(type):
    def mro(cls): return [cls, object]


class Upper(metaclass=Flat):
    pass


class Lower(Upper):
    pass


try:
    Upper.__bases__ = (Lower,)
except TypeError as error:
    assert "inheritance cycle" in str(error), error
else:
    assert False
