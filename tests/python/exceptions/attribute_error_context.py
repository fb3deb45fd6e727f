"""An AttributeError that comes out of reading an attribute knows name and object, whoever has raised it.

https://docs.python.org/3.14/library/exceptions.html#AttributeError
"""
import operator
import types


class Own(AttributeError):
    def __init__(self, *args):
        pass


class Missing:
    def __getattr__(self, name):
        raise AttributeError("none")


class Hidden:
    def __getattr__(self, name):
        def inner():
            return self
        raise AttributeError("none")


class Always:
    def __getattribute__(self, name):
        raise Own("none")


class Getter:
    @property
    def value(self):
        raise AttributeError("none")


class Descriptor:
    def __get__(self, instance, owner=None):
        raise AttributeError("none")


class Data(Descriptor):
    def __set__(self, instance, value):
        pass


class Described:
    value = Descriptor()
    data = Data()


class Meta(type):
    def __getattr__(self, name):
        raise AttributeError("none")


class OfMeta(metaclass=Meta):
    pass


class Known:
    def __getattr__(self, name):
        raise AttributeError("none", name="other", obj=1)


class Other:
    def __getattr__(self, name):
        return object().inner


module = types.ModuleType("module")
module.__getattr__ = Missing().__class__.__getattr__.__get__(1)


def check(read, name, obj):
    try:
        read()
    except AttributeError as error:
        assert error.name == name, (error.name, name)
        assert error.obj is obj, (error.obj, obj)
    else:
        raise AssertionError(name)


def cases(instance, name):
    """Ways to read an attribute: of a local, of a value, to call it, by functions."""
    def local():
        it = instance
        return eval_local(it)
    namespace = {"instance": instance}
    exec(f"def eval_local(it): return it.{name}\n"
         f"def value(): return (instance or instance).{name}\n"
         f"def call(): return instance.{name}()\n", namespace)
    eval_local = namespace["eval_local"]
    yield local
    yield namespace["value"]
    if name == "foo":
        yield namespace["call"]
    yield lambda: getattr(instance, name)
    yield lambda: operator.attrgetter(name)(instance)


for instance, name in [
    (Missing(), "foo"), (Hidden(), "foo"), (Always(), "foo"), (Getter(), "value"), (Described(), "value"),
    (Described(), "data"), (Described, "value"), (OfMeta, "foo"), (module, "foo"), (object(), "foo"),
]:
    for read in cases(instance, name):
        check(read, name, instance)

# What is known already stays.
check(lambda: Known().foo, "other", 1)
try:
    Other().foo
except AttributeError as error:
    assert error.name == "inner" and type(error.obj) is object

# Calls by the program's own hand are no reads, and deleting is none.
check(lambda: Missing.__getattr__(Missing(), "foo"), None, None)


def delete():
    del Missing().foo


check(delete, None, None)
