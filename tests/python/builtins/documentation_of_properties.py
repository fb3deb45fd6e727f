"""A subclass of `property` keeps the documentation in each instance: that of its class would hide it.

https://docs.python.org/3.14/library/functions.html#property
"""


def documented(self):
    "of the getter"


def bare(self):
    pass


class Documented(property):
    "of the class"


class Plain(property):
    pass


class Slotted(property):
    __slots__ = ()


class WithSlot(property):
    __slots__ = ("__doc__",)


assert property(documented).__doc__ == "of the getter" and property(bare).__doc__ is None
for class_ in (Documented, Plain, WithSlot):
    assert class_(documented).__doc__ == "of the getter"
    assert class_(documented, doc="given").__doc__ == "given"
    assert class_(bare).__doc__ is None and class_().__doc__ is None
    assert class_(bare).getter(documented).__doc__ == "of the getter"
    assert class_(documented).setter(bare).__doc__ == "of the getter"
assert Documented(bare).__dict__ == {"__doc__": None}

# Where an instance has no room, only that of a getter is missed.
try:
    Slotted(documented)
except AttributeError as error:
    assert str(error) == "'Slotted' object attribute '__doc__' is read-only"
else:
    raise AssertionError
assert Slotted(documented, doc="given").__doc__ is None and Slotted(bare).__doc__ is None

# Other words.
def message(function):
    try:
        function()
    except (TypeError, AttributeError) as error:
        return str(error)


class Class:
    x: int


def delete(container, key):
    del container[key]


assert message(lambda: property().__set_name__(1)) == (
    "__set_name__() takes 2 positional arguments but 1 were given"
)
assert message(lambda: Class.__abstractmethods__) == "__abstractmethods__"
assert message(lambda: delattr(Class, "__annotations__")) == "__annotations__"
for value, key, words in [
    ((), 0, "'tuple' object doesn't support item deletion"),
    ((), "a", "'tuple' object does not support item deletion"),
    (Class(), 0, "'Class' object doesn't support item deletion"),
    (Class(), "a", "'Class' object does not support item deletion"),
    (1, 0, "'int' object does not support item deletion"),
    (type(int.__dict__)({}), "a", "'mappingproxy' object does not support item deletion"),
]:
    assert message(lambda: delete(value, key)) == words, message(lambda: delete(value, key))
for class_, most in [(NameError, "1 keyword argument"), (AttributeError, "2 keyword arguments")]:
    words = f"{class_.__name__}() takes at most {most} (4 given)"
    assert message(lambda: class_(name=1, obj=2, path=3, other=4)) == words

import sys
import types

module = types.ModuleType("own")
module.__spec__ = types.SimpleNamespace(name="other", origin="place", has_location=True)
assert repr(module) == "<module 'other' from 'place'>"
module.__spec__.has_location = False
assert repr(module) == "<module 'other' (place)>"
module.__spec__ = types.SimpleNamespace(name="other", origin=None, loader=1)
assert repr(module) == "<module 'other' (1)>"
del module.__spec__.name
assert message(lambda: repr(module)) == "'types.SimpleNamespace' object has no attribute 'name'"

traceback = types.TracebackType(None, sys._getframe(), 1, 1)
assert message(lambda: setattr(traceback, "tb_next", 1)) == "expected traceback object, got 'int'"
