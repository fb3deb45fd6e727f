"""A suspended generator is closed when nothing refers to it any more.

https://docs.python.org/3.14/reference/expressions.html#generator.close (PEP 342)
"""

import gc
import sys
from _weakref import ref

log = []


def taken():
    found = log[:]
    log.clear()
    return found


class Report:
    """Takes the place of the standard error stream."""

    def __init__(self):
        self.lines = []

    def write(self, text):
        self.lines.append(text)

    def flush(self):
        pass


def steps(name="steps"):
    try:
        yield 1
        yield 2
    finally:
        log.append(name)


class Context:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        log.append(kind)


# The generator of a loop goes right behind the loop.
for _ in steps():
    break
log.append("behind")
assert taken() == ["steps", "behind"]

# So does one that an exception leaves behind, before the handler goes on.
def stop(generator):
    for _ in generator:
        raise KeyError


try:
    stop(steps())
except KeyError as error:
    error.__traceback__ = None
    log.append("handled")
assert sorted(taken()) == ["handled", "steps"]

# `del`, another value for the variable, and the end of its function.
g = steps("deleted")
next(g)
del g
assert taken() == ["deleted"]
g = steps("replaced")
next(g)
g = None
assert taken() == ["replaced"]


def local():
    g = steps("local")
    next(g)
    log.append("leaving")


local()
assert taken() == ["leaving", "local"]

# In a container.
box = [steps("boxed"), steps("second")]
for g in box:
    next(g)
g = None
box.clear()
assert sorted(taken()) == ["boxed", "second"]


# A `with` statement is left with GeneratorExit.
def within():
    with Context():
        yield 1


g = within()
next(g)
del g
assert taken() == [GeneratorExit]


# The exception is GeneratorExit, raised at the yield; what is handled there is its context.
def sees():
    try:
        yield 1
    except BaseException as error:
        log.append(type(error))
        raise


g = sees()
next(g)
del g
assert taken() == [GeneratorExit]


# Returning is as good as raising it.
def swallows():
    try:
        yield 1
    except GeneratorExit:
        log.append("swallowed")


g = swallows()
next(g)
del g
assert taken() == ["swallowed"]


# Suspended in a handler and in a finally block.
def in_handler():
    try:
        raise ValueError
    except ValueError:
        yield sys.exception()
    finally:
        log.append("handler")


g = in_handler()
assert isinstance(next(g), ValueError)
del g
assert taken() == ["handler"]
assert sys.exception() is None


# A generator that has not started, or has finished, has nothing to clean up.
g = steps("not started")
del g
g = steps("finished")
assert list(g) == [1, 2]
assert taken() == ["finished"]
del g
assert taken() == []


# What follows a yield that no block encloses does not run.
def plain():
    yield 1
    log.append("plain")


g = plain()
next(g)
del g
g = plain()
next(g)
assert g.close() is None
assert next(g, "over") == "over"
assert taken() == []


# Delegation: the innermost is closed first, even if others refer to it.
def outer(inner):
    try:
        yield from inner
    finally:
        log.append("outer")


inner = steps("inner")
g = outer(inner)
next(g)
del g
assert taken() == ["inner", "outer"]
assert next(inner, "over") == "over"

# Without a block of its own, too.
def delegating(inner):
    yield from inner


inner = steps("inner")
g = delegating(delegating(inner))
next(g)
del g
assert taken() == ["inner"]

# Through a loop: the outer one lets go of the inner one.
def looping(inner):
    try:
        for item in inner:
            yield item
    finally:
        log.append("looping")


g = looping(steps("inner"))
next(g)
del g
assert sorted(taken()) == ["inner", "looping"]

# In a generator expression, a zip and a map.
g = (item for item in steps("expression"))
next(g)
del g
assert taken() == ["expression"]
for _ in zip(steps("zip"), map(str, steps("map"))):
    break
assert sorted(taken()) == ["map", "zip"]


# Cycles.
def cyclic():
    me = yield 1
    try:
        yield me
    finally:
        log.append(me is not None)


g = cyclic()
next(g)
g.send(g)
del g
gc.collect()
assert taken() == [True]


# Closed once: one that was saved is no more than finished.
def saving():
    global saved
    me = yield
    try:
        yield
    finally:
        saved = me
        log.append("saved")


g = saving()
next(g)
g.send(g)
del g
gc.collect()
assert taken() == ["saved"]
assert next(saved, "over") == "over"
saved = None
gc.collect()
assert taken() == []

# Weak references do not see it being closed.
def watched():
    try:
        yield
    finally:
        log.append(reference())


g = watched()
reference = ref(g, lambda reference: log.append("callback"))
next(g)
del g
assert taken() == ["callback", None]


# A finally block may yield no more, and what it raises is reported, not raised.
def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            log.append("ignored")


def failing():
    try:
        yield 1
    finally:
        log.append("failed")
        raise ValueError("the report of this error belongs to the test")


for make, expected in (stubborn, "ignored"), (failing, "failed"):
    g = make()
    next(g)
    standard, sys.stderr = sys.stderr, Report()
    try:
        del g
    finally:
        sys.stderr = standard
    assert taken() == [expected]

# The exception that is being handled stays.
try:
    raise KeyError("handled")
except KeyError as error:
    g = steps("meanwhile")
    next(g)
    del g
    assert sys.exception() is error
assert taken() == ["meanwhile"]


# A long chain, each held by the next.
def link(inner):
    global closed
    try:
        yield inner
    finally:
        closed += 1


closed = 0
g = None
for _ in range(20_000):
    g = link(g)
    next(g)
g = None
assert closed == 20_000


# The order in a program of several levels.
def numbered(count):
    for number in range(count):
        with Context():
            yield number
        log.append(number)


for number in numbered(5):
    if number == 2:
        break
assert taken() == [None, 0, None, 1, GeneratorExit]
