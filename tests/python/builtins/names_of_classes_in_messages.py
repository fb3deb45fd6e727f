"""Messages with the full name of a class leave out the module where it is builtins or the main one.

https://docs.python.org/3.14/c-api/type.html#c.PyType_GetFullyQualifiedName
"""
import copy
import pickle
import types


class Outer:
    class Inner:
        pass


def message(function, *args, **keywords):
    try:
        function(*args, **keywords)
    except Exception as error:
        return str(error)
    raise AssertionError("no exception")


text = "%c requires an int or a unicode character, not "
data = "%c requires an integer in range(256) or a single byte, not "
for value, name in [
    (Outer(), "Outer"),
    (Outer.Inner(), "Outer.Inner"),
    (types.SimpleNamespace(), "types.SimpleNamespace"),
    (1.5, "float"),
]:
    assert message(lambda: "%c" % value) == text + name
    assert message(lambda: b"%c" % value) == data + name

Outer.__module__ = "elsewhere"
assert message(lambda: "%c" % Outer()) == text + "elsewhere.Outer"
assert message(lambda: b"%c" % Outer()) == data + "elsewhere.Outer"


class Pickler(pickle.Pickler):
    def __init__(self):
        pass


class Unpickler(pickle.Unpickler):
    def __init__(self):
        pass


assert message(Pickler().dump, 1) == "Pickler.__init__() was not called by Pickler.__init__()"
assert message(Unpickler().load) == "Unpickler.__init__() was not called by Unpickler.__init__()"


class Space(types.SimpleNamespace):
    def __new__(cls, **fields):
        return super().__new__(cls) if fields else Other()


class Other:
    pass


assert (
    message(copy.replace, Space(a=1), a=2)
    == "expect types.SimpleNamespace type, but Space() returned 'Other' object"
)


class Slot:
    __slots__ = ("a",)


assert message(getattr, Slot(), "a") == "'Slot' object has no attribute 'a'"
