"""What ends the frame of a special method, or of a generator, ends nothing else.

https://docs.python.org/3.14/reference/datamodel.html#special-method-names
"""
import gc
import sys
import weakref


# A generator that lets StopIteration out, as its code catches nothing: whoever resumes it gets that.
def letting_out():
    yield 1
    raise StopIteration(3)


letting_out.__code__ = letting_out.__code__.replace(co_exceptiontable=b"")


def ended(resume):
    try:
        resume()
    except StopIteration as stop:
        return stop.value
    return "no exception"


def looped(generator):
    for _ in generator:
        pass


def nested(generator):
    return [1, (2, [next(generator), next(generator)])]


# Wherever they lie in memory.
kept = []
for _ in range(2000):
    kept.append(letting_out())
    nested_in = kept[-1]
    assert ended(lambda: nested(nested_in)) == 3
    kept.append(letting_out())
    looped_over = kept[-1]
    assert ended(lambda: looped(looped_over)) == 3
    kept.append(letting_out())


# The same where a tool raises it in place of what leaves the generator.
def failing():
    yield 1
    raise ValueError


monitoring = sys.monitoring
monitoring.use_tool_id(1, "test")


def unwinds(code, offset, exception):
    if code is failing.__code__:
        raise StopIteration(4)


monitoring.register_callback(1, monitoring.events.PY_UNWIND, unwinds)
monitoring.set_events(1, monitoring.events.PY_UNWIND)
for _ in range(2000):
    generator = failing()
    kept.append(generator)
    assert ended(lambda: nested(generator)) == 4
monitoring.set_events(1, 0)
monitoring.register_callback(1, monitoring.events.PY_UNWIND, None)
monitoring.free_tool_id(1)


# A method that takes itself out of its class while it runs is freed when it returns, though one of its locals had
# it, too.
class Number:
    def __add__(self, other):
        own = Number.__dict__["__add__"]
        references.append(weakref.ref(own))
        if other is None:
            del Number.__add__
        return 5

    def __setitem__(self, key, value):
        own = Number.__dict__["__setitem__"]
        references.append(weakref.ref(own))
        if key is None:
            del Number.__setitem__

    def __contains__(self, item):
        own = Number.__dict__["__contains__"]
        references.append(weakref.ref(own))
        if item is None:
            del Number.__contains__
        return True


def add(number, other):
    return number + other


def store(number, key):
    number[key] = 1


def contains(number, item):
    return item in number


for site in (add, store, contains):
    references = []
    for _ in range(20):
        site(Number(), 1)
    assert references[0]() is not None
    site(Number(), None)
    gc.collect()
    assert references[0]() is None, site


# The message about code with other variables says the function's name.
def closing(value):
    def inner():
        return value

    return inner


try:
    closing(1).__code__ = add.__code__
except ValueError as error:
    assert str(error) == "inner() requires a code object with 1 free vars, not 0"
else:
    raise AssertionError("no ValueError")


# A subclass goes first if it has its own idea of the reflected method: a class method that it inherits is one.
class Base:
    def __add__(self, other):
        return "add"

    __radd__ = classmethod(lambda cls, other: cls.__name__)
    __sub__ = __add__
    __rsub__ = staticmethod(lambda other: "static")
    __mul__ = __add__

    def __rmul__(self, other):
        return "rmul"


class Derived(Base):
    pass


class Again(Base):
    __rmul__ = Base.__rmul__
    __rsub__ = Base.__dict__["__rsub__"]


assert Base() + Derived() == "Derived"
assert Base() - Derived() == Base() * Derived() == "add"
assert Base() - Again() == Base() * Again() == "add"
