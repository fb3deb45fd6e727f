"""`throw` and `close` of generators: what the exception's context is, and what is delegated to.

https://docs.python.org/3.14/reference/expressions.html#generator-iterator-methods, PEP 380
"""


def plain():
    yield 1


def handling():
    try:
        raise KeyError("own")
    except KeyError:
        yield 1


def started(generator):
    next(generator)
    return generator


def caught(call):
    try:
        call()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


# The context is what the generator handles, not what its caller does.
try:
    1 / 0
except ZeroDivisionError as error:
    assert caught(lambda: started(plain()).throw(ValueError)).__context__ is None
    assert caught(lambda: plain().throw(ValueError("x"))).__context__ is None
    assert type(caught(lambda: started(handling()).throw(ValueError)).__context__) is KeyError
    thrown = ValueError("has a context")
    thrown.__context__ = context = OSError("before")
    assert caught(lambda: started(plain()).throw(thrown)) is thrown
    assert thrown.__context__ is context

    def raising():
        try:
            yield
        except ValueError:
            raise IndexError

    outer = caught(lambda: started(raising()).throw(ValueError))
    assert type(outer.__context__) is ValueError
    assert outer.__context__.__context__ is None

# An exception raised again by `raise` gets a new context.
saved = caught(lambda: 1 / 0)
try:
    raise KeyError
except KeyError as key_error:
    def again():
        raise saved
    assert caught(again) is saved and saved.__context__ is key_error


# A generator is running while what it delegates to is closed, or thrown into.
class Delegate:
    def __init__(self, action):
        self.action = action

    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def close(self):
        seen.append(caught(self.action))

    def throw(self, *args):
        seen.append(args)
        seen.append(caught(self.action))
        raise StopIteration("thrown")


def delegating(delegate):
    result = yield from delegate
    seen.append(result)


for action in (lambda: next(generator), lambda: generator.send(1), lambda: generator.throw(KeyError),
               lambda: generator.close()):
    seen = []
    generator = started(delegating(Delegate(action)))
    generator.close()
    assert [type(error) for error in seen] == [ValueError], seen
    assert str(seen[0]) == "generator already executing"
    assert caught(lambda: next(generator)).args == ()

    seen = []
    generator = started(delegating(Delegate(action)))
    caught(lambda: generator.throw(KeyError))
    # The delegate gets what was given: the class.
    assert seen[0] == (KeyError,) and type(seen[1]) is ValueError
    assert seen[2] == "thrown"


# What close() of the delegate raises is raised in the generator.
class Failing(Delegate):
    def close(self):
        raise OSError("in close")


def noticing():
    try:
        yield from Failing(None)
    except OSError as error:
        return str(error)


assert started(noticing()).close() == "in close"


# close() gives what the generator returns, and complains if it yields.
def returning():
    try:
        yield
    except GeneratorExit:
        return "returned"


def stubborn():
    try:
        yield
    except GeneratorExit:
        yield


assert started(returning()).close() == "returned"
generator = started(stubborn())
assert str(caught(generator.close)) == "generator ignored GeneratorExit"


# Through many generators.
def nested(depth):
    if depth:
        return (yield from nested(depth - 1))
    try:
        yield "innermost"
    except ValueError as error:
        yield ("caught", error.args)
    return "done"


generator = nested(200)
assert next(generator) == "innermost"
assert generator.throw(ValueError("x")) == ("caught", ("x",))
assert caught(lambda: next(generator)).value == "done"

# Frames: always the same object, with the locals of the generator.
def counting(a):
    b = a + 1
    yield b
    c = b
    yield c


generator = counting(1)
frame = generator.gi_frame
assert frame.f_locals == {"a": 1} and frame.f_back is None and frame.f_generator is generator
next(generator)
assert generator.gi_frame is frame and frame.f_locals == {"a": 1, "b": 2}
assert frame.f_lineno == counting.__code__.co_firstlineno + 2
assert str(caught(frame.clear)) == "cannot clear a suspended frame"
generator.close()
assert generator.gi_frame is None and frame.f_generator is None
assert frame.f_locals == {"a": 1, "b": 2}
frame.clear()
assert frame.f_locals == {}
generator = counting(1)
generator.gi_frame.clear()
assert list(generator) == []
generator = counting(5)
frame = generator.gi_frame
del generator
assert frame.f_locals == {"a": 5} and frame.f_generator is None


def observing():
    frames.append(generator.gi_frame)
    assert generator.gi_running and generator.gi_frame.f_back is not None
    assert str(caught(frames[0].clear)) == "cannot clear an executing frame"
    yield


frames = []
generator = observing()
assert not generator.gi_running and not generator.gi_suspended
next(generator)
assert generator.gi_frame is frames[0] and generator.gi_suspended
