"""What is thrown into a generator that delegates passes its frame: it is on the stack while the inner one
handles it, and once in the traceback when it comes out."""
import sys
import traceback


def names_of_stack():
    frame = sys._getframe(1)
    names = []
    while frame is not None and frame.f_code.co_name != "<module>":
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


def names_of_traceback(error):
    return [entry.name for entry in traceback.extract_tb(error.__traceback__)]


seen = []


def inner():
    try:
        yield 1
    except KeyError:
        seen.append(names_of_stack())
        yield 2
    yield 3


def middle():
    local = "kept"
    yield from inner()
    assert local == "kept"
    yield 4


def outer():
    yield from middle()


generator = outer()
assert next(generator) == 1
assert generator.throw(KeyError) == 2
assert seen == [["inner", "middle", "outer"]], seen
assert next(generator) == 3
assert next(generator) == 4
assert list(generator) == []

# An exception that nobody handles: each frame once.
generator = outer()
next(generator)
try:
    generator.throw(ValueError("out"))
except ValueError as error:
    assert names_of_traceback(error) == ["<module>", "outer", "middle", "inner"], names_of_traceback(error)
else:
    raise AssertionError


# One that is handled on the way, and then raised again by hand.
def handles():
    try:
        yield from inner()
    except ValueError:
        raise


generator = handles()
next(generator)
try:
    generator.throw(ValueError("again"))
except ValueError as error:
    assert names_of_traceback(error) == ["<module>", "handles", "inner"], names_of_traceback(error)


# Coroutines and objects of a class of one's own are thrown into alike.
class Thrower:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def throw(self, *arguments):
        seen.append(names_of_stack())
        raise StopIteration("result")


def delegates():
    return (yield from Thrower())


seen.clear()
generator = delegates()
next(generator)
try:
    generator.throw(KeyError())
except StopIteration as stop:
    assert stop.value == "result"
assert seen == [["throw", "delegates"]], seen


class Suspension:
    def __await__(self):
        try:
            yield "waiting"
        except KeyError:
            seen.append(names_of_stack())
            return "awaited"


async def awaits():
    return await Suspension()


async def awaits_twice():
    return await awaits()


seen.clear()
coroutine = awaits_twice()
assert coroutine.send(None) == "waiting"
try:
    coroutine.throw(KeyError)
except StopIteration as stop:
    assert stop.value == "awaited"
assert seen == [["__await__", "awaits", "awaits_twice"]], seen


# While something is thrown through it, a generator is running.
def tries_again():
    try:
        yield
    except KeyError:
        try:
            next(again)
        except ValueError as error:
            seen.append(str(error))
    yield


def delegates_again():
    yield from tries_again()


seen.clear()
again = delegates_again()
next(again)
again.throw(KeyError)
assert seen == ["generator already executing"], seen

# What each frame handles stays its own.
def handled_within():
    try:
        yield
    except KeyError:
        yield sys.exception()
    yield sys.exception()


def handles_around():
    try:
        1 / 0
    except ZeroDivisionError:
        yield from handled_within()
        yield sys.exception()


generator = handles_around()
next(generator)
assert type(generator.throw(KeyError)) is KeyError
assert type(next(generator)) is ZeroDivisionError
assert type(next(generator)) is ZeroDivisionError
assert sys.exception() is None


# A chain of many.
def nested(depth):
    if depth:
        yield from nested(depth - 1)
    else:
        try:
            yield
        except KeyError:
            yield depth


generator = nested(200)
next(generator)
assert generator.throw(KeyError) == 0
generator = nested(200)
next(generator)
try:
    generator.throw(ValueError)
except ValueError as error:
    assert len(names_of_traceback(error)) == 202
print("ok")
