"""`__dict__` of functions, exceptions and other native objects can be replaced, but not deleted.

That of instances of Python classes can, unless the class has lost the descriptor.
"""

import sys
import weakref


def message(kind, function, *args):
    try:
        function(*args)
    except kind as error:
        return str(error)
    raise AssertionError("nothing was raised")


def function():
    pass


for owner in function, ValueError(), staticmethod(function), classmethod(function):
    owner.note = 1
    assert message(TypeError, delattr, owner, "__dict__") == "cannot delete __dict__"
    wrong = message(TypeError, setattr, owner, "__dict__", 1)
    assert wrong == "__dict__ must be set to a dictionary, not a 'int'"
    assert owner.note == 1
    owner.__dict__ = {"other": 2}
    assert owner.other == 2 and not hasattr(owner, "note")

# An assignment that is refused leaves the annotations to the function that gives them.
annotate = function.__annotate__ = lambda format: {"x": int}
assert message(TypeError, setattr, function, "__annotations__", 1) == "__annotations__ must be set to a dict object"
assert function.__annotate__ is annotate and function.__annotations__ == {"x": int}


class Plain:
    pass


plain = Plain()
plain.x = 1
del plain.__dict__
assert plain.__dict__ == {}

sys._clear_type_descriptors(Plain)
assert not {"__dict__", "__weakref__"} & set(vars(Plain))
assert message(AttributeError, getattr, plain, "__dict__") == "'Plain' object has no attribute '__dict__'"
plain.y = 2
assert plain.y == 2 and weakref.ref(plain)() is plain
assert message(TypeError, sys._clear_type_descriptors, int) == "argument is immutable"
given = message(TypeError, sys._clear_type_descriptors, 1)
assert given == "_clear_type_descriptors() argument must be type, not int"


# A Python class beside a native one with a dict of its own has no say in it, whichever comes first.
class Beside:
    pass


class NativeFirst(ValueError, Beside):
    pass


class NativeLast(Beside, ValueError):
    pass


for owner in NativeFirst(), NativeLast():
    assert message(TypeError, delattr, owner, "__dict__") == "cannot delete __dict__"
    owner.__dict__ = {"a": 1}
    assert owner.a == 1
