"""Coroutines and asynchronous generators, driven by hand.

https://docs.python.org/3.14/reference/datamodel.html#coroutines, PEP 492, PEP 525
"""
import sys


def caught(call):
    try:
        call()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def check(call, kind, text):
    error = caught(call)
    assert type(error) is kind and str(error) == text, (type(error), str(error))


def run(coroutine):
    """Steps a coroutine to its end; gives what was yielded on the way, and the value."""
    yielded = []
    try:
        while True:
            yielded.append(coroutine.send(None))
    except StopIteration as stop:
        return yielded, stop.value


class Yields:
    def __init__(self, *values):
        self.values = values

    def __await__(self):
        for value in self.values:
            received.append((yield value))
        return "end"


received = []


async def awaits(what):
    return await what


# Values go through a chain of coroutines, both ways.
async def chain(depth):
    if depth:
        return await chain(depth - 1)
    return await Yields(1, 2)


assert run(chain(100)) == ([1, 2], "end")
coroutine = chain(3)
assert coroutine.send(None) == 1 and coroutine.cr_suspended and not coroutine.cr_running
assert coroutine.send("sent") == 2 and received[-1] == "sent"
assert coroutine.cr_await.cr_code is chain.__code__ and coroutine.cr_frame is coroutine.cr_frame
coroutine.close()
assert coroutine.cr_frame is None and coroutine.cr_await is None
check(lambda: coroutine.send(None), RuntimeError, "cannot reuse already awaited coroutine")
check(lambda: coroutine.throw(KeyError), RuntimeError, "cannot reuse already awaited coroutine")

# Objects that cannot be awaited.
check(lambda: run(awaits(1)), TypeError, "'int' object can't be awaited")


class Wrong:
    def __init__(self, result):
        self.result = result

    def __await__(self):
        return self.result

    __aiter__ = __anext__ = __await__


check(lambda: run(awaits(Wrong(1))), TypeError, "__await__() returned non-iterator of type 'int'")
other = awaits(None)
check(lambda: run(awaits(Wrong(other))), TypeError, "__await__() returned a coroutine")
other.close()
waiting = chain(1)
waiting.send(None)
check(lambda: run(awaits(waiting)), RuntimeError, "coroutine is being awaited already")
waiting.close()


async def loops(iterable):
    async for _ in iterable:
        pass


check(lambda: run(loops(1)), TypeError, "'async for' requires an object with __aiter__ method, got int")
check(lambda: run(loops(Wrong(1))), TypeError,
      "'async for' received an object from __aiter__ that does not implement __anext__: int")
wrong = Wrong(None)
wrong.result = wrong
wrong.__class__.__anext__ = lambda self: 5
error = caught(lambda: run(loops(wrong)))
assert str(error) == "'async for' received an invalid object from __anext__: int"
assert str(error.__cause__) == "'int' object can't be awaited" and error.__context__ is error.__cause__


async def blocks(manager):
    async with manager:
        pass


class Manager:
    def __enter__(self):
        pass

    def __exit__(self, *exception):
        pass


check(lambda: run(blocks(Manager())), TypeError,
      "'Manager' object does not support the asynchronous context manager protocol (missed __aexit__ "
      "method) but it supports the context manager protocol. Did you mean to use 'with'?")
Manager.__aenter__ = Manager.__aexit__ = lambda *arguments: 1
check(lambda: run(blocks(Manager())), TypeError,
      "'async with' received an object from __aenter__ that does not implement __await__: int")


# StopIteration does not leave a coroutine.
async def stops():
    raise StopIteration


error = caught(lambda: stops().send(None))
assert str(error) == "coroutine raised StopIteration" and type(error.__cause__) is StopIteration
check(lambda: iter(waiting), TypeError, "'coroutine' object is not iterable")


# __await__ gives an iterator.
coroutine = chain(0)
wrapper = coroutine.__await__()
assert type(wrapper).__name__ == "coroutine_wrapper" and iter(wrapper) is wrapper
assert next(wrapper) == 1 and wrapper.send(None) == 2
check(lambda: wrapper.throw(ValueError("v")), ValueError, "v")


# types.coroutine marks a generator so.
def mark(function):
    code = function.__code__
    function.__code__ = code.replace(co_flags=code.co_flags | 0x100)
    return function


@mark
def old(value):
    return (yield value)


assert run(awaits(old(1))) == ([1], None)


@mark
def delegates(coroutine):
    return (yield from coroutine)


assert run(awaits(delegates(chain(1)))) == ([1, 2], "end")


def plain(coroutine):
    yield from coroutine


coroutine = chain(1)
check(lambda: next(plain(coroutine)), TypeError,
      "cannot 'yield from' a coroutine object in a non-coroutine generator")
coroutine.close()


# Asynchronous generators.
async def letters():
    try:
        received.append((yield "a"))
        await Yields("awaited")
        yield "b"
    finally:
        await Yields("cleaning up")


generator = letters()
assert repr(generator).startswith("<async_generator object letters at 0x")
assert run(generator.__anext__()) == ([], "a")
step = generator.asend("sent")
assert not generator.ag_running
assert step.send(None) == "awaited" and received[-1] == "sent" and generator.ag_running
check(lambda: generator.asend(None).send(None), RuntimeError,
      "anext(): asynchronous generator is already running")
check(lambda: generator.aclose().send(None), RuntimeError,
      "aclose(): asynchronous generator is already running")
check(lambda: generator.athrow(KeyError).send(None), RuntimeError,
      "athrow(): asynchronous generator is already running")
assert caught(lambda: step.send(None)).value == "b" and not generator.ag_running
check(lambda: step.send(None), RuntimeError, "cannot reuse already awaited __anext__()/asend()")
assert run(generator.aclose()) == (["cleaning up"], None)
assert type(caught(lambda: run(generator.__anext__()))) is StopAsyncIteration
assert run(generator.aclose()) == ([], None) and generator.ag_frame is None

generator = letters()
check(lambda: generator.asend(1).send(None), TypeError,
      "can't send non-None value to a just-started async generator")
assert run(generator.__anext__()) == ([], "a")
step = generator.athrow(ValueError("thrown"))
assert step.send(None) == "cleaning up"
check(lambda: step.send(None), ValueError, "thrown")


async def stubborn():
    try:
        yield
    except GeneratorExit:
        yield


generator = stubborn()
run(generator.__anext__())
check(lambda: run(generator.aclose()), RuntimeError, "async generator ignored GeneratorExit")


async def raises(error):
    yield 1
    raise error


for error in StopIteration, StopAsyncIteration:
    generator = raises(error)
    run(generator.__anext__())
    check(lambda: run(generator.__anext__()), RuntimeError, f"async generator raised {error.__name__}")


async def collect(generator):
    return [item async for item in generator]


async def numbers(count):
    for number in range(count):
        if number % 2:
            await Yields(f"wait {number}")
        yield number


assert run(collect(numbers(4))) == (["wait 1", "wait 3"], [0, 1, 2, 3])
assert run(collect(x async for x in numbers(3) if x != 1)) == (["wait 1"], [0, 2])

# anext with a default.
generator = numbers(1)
assert run(awaits(anext(generator, "default"))) == ([], 0)
assert run(awaits(anext(generator, "default"))) == ([], "default")
assert type(caught(lambda: run(awaits(anext(generator))))) is StopAsyncIteration
check(lambda: anext(1), TypeError, "'int' object is not an async iterator")

# Hooks.
first, final = [], []
hooks = sys.get_asyncgen_hooks()
assert hooks.firstiter is None and hooks.finalizer is None
sys.set_asyncgen_hooks(first.append, finalizer=final.append)
generator = numbers(3)
assert first == []
assert run(generator.__anext__()) == ([], 0)
assert first == [generator]
first.clear()
del generator
assert len(final) == 1 and run(final[0].aclose()) == ([], None)
sys.set_asyncgen_hooks(*hooks)
check(lambda: sys.set_asyncgen_hooks(1), TypeError, "callable firstiter expected, got int")

# Where a coroutine was made.
sys.set_coroutine_origin_tracking_depth(2)
assert sys.get_coroutine_origin_tracking_depth() == 2
def make():
    return awaits(None)
coroutine = make()
(file, line, name), (_, _, caller) = coroutine.cr_origin
assert (line, name, caller) == (make.__code__.co_firstlineno + 1, "make", "<module>")
coroutine.close()
sys.set_coroutine_origin_tracking_depth(0)
check(lambda: sys.set_coroutine_origin_tracking_depth(-1), ValueError, "depth must be >= 0")

# Names can be set.
coroutine = awaits(None)
coroutine.__name__, coroutine.__qualname__ = "other", "quite.other"
assert repr(coroutine).startswith("<coroutine object quite.other at 0x")
def spoil():
    coroutine.__name__ = 1
check(spoil, TypeError, "__name__ must be set to a string object")
coroutine.close()


# A coroutine is running while what it awaits runs.
class Looks:
    def __await__(self):
        assert coroutine.cr_running
        check(lambda: coroutine.send(None), ValueError, "coroutine already executing")
        yield


coroutine = awaits(Looks())
coroutine.send(None)
coroutine.close()
