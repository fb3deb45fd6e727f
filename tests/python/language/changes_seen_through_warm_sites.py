"""Attributes of classes are looked up anew after any class they may come from was changed, however often they were read.

https://docs.python.org/3.14/howto/descriptor.html#invocation-from-a-class
"""


class A:
    def name(self):
        return "A"


class B(A):
    pass


class C(B):
    pass


class D(C):
    pass


# One site sees the last class only, the other sees them all.
def last(it):
    return it.name(), it.number, D.number


def names(objects):
    return [it.name() for it in objects]


A.number = 1
objects = [A(), B(), C(), D()]
for _ in range(200):
    assert last(objects[3]) == ("A", 1, 1)
A.name = lambda self: "changed"
A.number = 2
assert last(objects[3]) == ("changed", 2, 2)
for _ in range(200):
    assert names(objects) == ["changed"] * 4
B.name = lambda self: "B"
assert names(objects) == ["changed", "B", "B", "B"]
assert last(objects[3]) == ("B", 2, 2)
del B.name
assert names(objects) == ["changed"] * 4
assert last(objects[3]) == ("changed", 2, 2)


# What is read from a class may be found in its metaclass, and in that of a base.
class Meta(type):
    kind = "Meta"


class Deep(Meta):
    pass


class Made(metaclass=Deep):
    pass


def kind():
    return Made.kind


for _ in range(200):
    assert kind() == "Meta"
Meta.kind = "changed"
assert kind() == "changed"
Made.kind = "own"
for _ in range(200):
    assert kind() == "own"
Meta.kind = property(lambda cls: "property")
assert kind() == "property"
del Meta.kind
assert kind() == "own"

# The metaclass gets a name that only the class had.
Made.fresh = "class"


def fresh():
    return Made.fresh


for _ in range(200):
    assert fresh() == "class"
Meta.fresh = property(lambda cls: "metaclass")
assert fresh() == "metaclass"

# Names that are made at run time and forgotten.
Two = type("Two", (), {"attribute_a": 0, "attribute_b": 1})
two = Two()
for turn in range(2000):
    assert getattr(two, "".join(["attribute_", "ab"[turn % 2]])) == turn % 2
    assert getattr(Two, "".join(["attribute_", "ab"[turn % 2]])) == turn % 2
    assert hasattr(two, "".join(["attribute_", "abcd"[turn % 4]])) == (turn % 4 < 2)
