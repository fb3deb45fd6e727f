"""Assigning `__bases__` computes anew the order of every class below, in whichever order these came about.

https://docs.python.org/3.14/reference/datamodel.html#type.__bases__
"""
import time


class Other:
    pass


class Old:
    pass


class New:
    who = "New"


class Top(Old):
    pass


class Late(Other):
    pass


class Early(Late, Top):
    pass


# The heir of two classes was there before the second of them inherited from the top.
Late.__bases__ = (Top,)


class Between(Top):
    pass


class Below(Between):
    pass


assert Top.__subclasses__() == [Early, Late, Between]
Top.__bases__ = (New,)
for heir in (Top, Late, Early, Between, Below):
    assert heir.__mro__[-2:] == (New, object), heir.__mro__
    assert heir.who == "New"
assert Early.__mro__[1:3] == (Late, Top)


# Classes of a metaclass with an order of its own, made and moved again and again, are known once.
class Meta(type):
    def mro(cls):
        return type.mro(cls)


class Root(metaclass=Meta):
    pass


class Elsewhere:
    pass


class Moved(Root):
    pass


for _ in range(3):
    Moved.__bases__ = (Elsewhere,)
    assert Root.__subclasses__() == []
    Moved.__bases__ = (Root,)
    assert Root.__subclasses__() == [Moved]


# The time for a class does not go with the number of those that there are.
class Base(Old):
    pass


class Second(metaclass=Meta):
    pass


def make(number, metaclass, bases):
    start = time.process_time()
    made = [metaclass("Made", bases, {}) for _ in range(number)]
    return made, time.process_time() - start


for metaclass, bases in (type, (Base,)), (type, (Base, New)), (Meta, (Second,)):
    _, short = make(3000, metaclass, bases)
    made, long = make(30000, metaclass, bases)
    assert long < 60 * short + 1, (bases, short, long)
    assert len(bases[0].__subclasses__()) >= 30000
    del made, _
made, _ = make(30000, type, (Base,))
start = time.process_time()
Base.__bases__ = (New,)
assert time.process_time() - start < 10
assert all(heir.who == "New" for heir in made)
