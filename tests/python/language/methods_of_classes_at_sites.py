"""Class and static methods, and descriptors of Rust, at call sites that have been run often."""

from collections import namedtuple


class Base:
    kind = "base"

    @classmethod
    def named(cls, text):
        return f"{cls.kind}: {text}"

    @staticmethod
    def doubled(number):
        return number * 2


class Derived(Base):
    kind = "derived"


class Slotted(Base):
    __slots__ = ("x",)


class Shadowing(Base):
    def __init__(self):
        self.named = lambda text: f"own: {text}"
        self.doubled = lambda number: -number


def name(receiver):
    return receiver.named("a")


def double(receiver):
    return receiver.doubled(4)


def name_result(make):
    return make().named("b")


def double_result(make):
    return make().doubled(5)


# Warm sites see one kind of receiver, then all of them.
for receiver in (Base, Base(), Derived(), Slotted()):
    for _ in range(50):
        assert name(receiver) == f"{receiver.kind}: a"
        assert double(receiver) == 8
for make in (Base, Derived):
    for _ in range(50):
        assert name_result(make) == f"{make.kind}: b"
        assert double_result(make) == 10
for _ in range(3):
    for receiver, text in ((Base, "base"), (Derived(), "derived"), (Derived, "derived"), (Base(), "base")):
        assert name(receiver) == f"{text}: a"
        assert double(receiver) == 8
    assert name(Shadowing()) == "own: a"
    assert double(Shadowing()) == -4


# What is wrapped, and what the class has, may change under a warm site.
class Changing:
    @staticmethod
    def act():
        return "first"

    @classmethod
    def tell(cls):
        return "told"


def act(receiver):
    return receiver.act()


def tell(receiver):
    return receiver.tell()


one = Changing()
for _ in range(50):
    assert act(one) == act(Changing) == "first"
    assert tell(one) == tell(Changing) == "told"
Changing.__dict__["act"].__init__(lambda: "second")
Changing.__dict__["tell"].__init__(lambda cls: cls.__name__)
assert act(one) == act(Changing) == "second"
assert tell(one) == tell(Changing) == "Changing"
Changing.act = staticmethod(lambda: "third")
assert act(one) == act(Changing) == "third"
Changing.act = lambda self: self
assert act(one) is one
one.tell = lambda: "instance"
assert tell(one) == "instance"
assert tell(Changing) == "Changing"
Changing.__dict__["tell"].__init__(3)
try:
    tell(Changing)
except TypeError as error:
    assert str(error) == "'int' object is not callable", error
else:
    raise AssertionError("called an int")


# Descriptors with a getter of Rust.
Pair = namedtuple("Pair", "left right")


class Named(Pair):
    pass


def left(pair):
    return pair.left


def left_of(make):
    return make(7, 8).left


for _ in range(50):
    assert left(Pair(1, 2)) == 1
    assert left_of(Pair) == 7
for _ in range(50):
    assert left(Named(3, 4)) == 3
    assert left_of(Named) == 7
Named.left = 5
assert left(Named(3, 4)) == 5
assert left(Pair(3, 4)) == 3
Pair.left = property(lambda self: self[1])
assert left(Pair(3, 4)) == 4


class Oops(Exception):
    def __getattr__(self, name):
        return f"no {name}"


def args(error):
    return error.args


for _ in range(50):
    assert args(ValueError(1, 2)) == (1, 2)
    assert args(Oops(3)) == (3,)
assert Oops().other == "no other"


def f():
    return 1


def code_name(function):
    return function.__name__


for _ in range(50):
    assert code_name(f) == "f"
f.__name__ = "g"
assert code_name(f) == "g"
assert code_name(int) == "int"
print("ok")
