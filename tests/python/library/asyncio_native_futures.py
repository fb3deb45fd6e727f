"""`_asyncio.Future`: states, callbacks, awaiting, what is told when it is dropped."""

import asyncio
import _asyncio
import contextvars
import gc
import weakref

assert asyncio.Future is _asyncio.Future and asyncio.Task is _asyncio.Task
assert issubclass(asyncio.Task, asyncio.Future)
assert asyncio.Future[int].__args__ == (int,)


def raises(kind, function, *args, text=None, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert text is None or str(error) == text, str(error)
        return error
    raise AssertionError(f"{kind} not raised")


class Loop:
    """As much of a loop as a future needs."""

    def __init__(self):
        self.soon = []
        self.told = []

    def get_debug(self):
        return False

    def call_soon(self, function, *args, context=None):
        self.soon.append((function, args, context))

    def call_exception_handler(self, context):
        self.told.append(context)

    def run(self):
        while self.soon:
            function, args, context = self.soon.pop(0)
            function(*args) if context is None else context.run(function, *args)


# What a new future is.
loop = Loop()
future = asyncio.Future(loop=loop)
assert future._state == "PENDING" and not future.done() and not future.cancelled()
assert future.get_loop() is loop and future._loop is loop
assert future._callbacks is None and future._result is None and future._exception is None
assert future._asyncio_future_blocking is False and future._asyncio_awaited_by is None
assert future._cancel_message is None and future._source_traceback is None
assert future._log_traceback is False
assert repr(future) == "<Future pending>"
raises(asyncio.InvalidStateError, future.result, text="Result is not set.")
raises(asyncio.InvalidStateError, future.exception, text="Exception is not set.")

# Callbacks are called in the order in which they were added, each in its context.
variable = contextvars.ContextVar("variable", default=0)
seen = []
context = contextvars.copy_context()
context.run(variable.set, 5)


def note(name):
    def call(future):
        seen.append((name, future.result(), variable.get()))
    return call


first, second = note(1), note(2)
future.add_done_callback(first)
future.add_done_callback(second, context=context)
future.add_done_callback(first)
assert [pair[0] for pair in future._callbacks] == [first, second, first]
assert future.remove_done_callback(first) == 2 and future.remove_done_callback(first) == 0
future.add_done_callback(first)
future.set_result("x")
assert future.result() == "x" and future.exception() is None and future._state == "FINISHED"
assert future._callbacks is None and seen == []
loop.run()
assert seen == [(2, "x", 5), (1, "x", 0)]
future.add_done_callback(first)
loop.run()
assert seen[2:] == [(1, "x", 0)]
raises(asyncio.InvalidStateError, future.set_result, 1, text="invalid state")
raises(asyncio.InvalidStateError, future.set_exception, ValueError(), text="invalid state")
assert future.cancel() is False
assert repr(future) == "<Future finished result='x'>"

# Exceptions: an instance or a class; never StopIteration.
future = asyncio.Future(loop=loop)
raises(TypeError, future.set_exception, 3, text="invalid exception object")
future.set_exception(ValueError)
assert future._log_traceback is True
raises(ValueError, setattr, future, "_log_traceback", True,
       text="_log_traceback can only be set to False")
assert type(raises(ValueError, future.result)) is ValueError and future._log_traceback is False
assert type(future.exception()) is ValueError
future = asyncio.Future(loop=loop)
stop = StopIteration(1)
future.set_exception(stop)
error = future.exception()
assert type(error) is RuntimeError and error.__cause__ is stop and error.__context__ is stop

# Each result() raises with the traceback the exception came with.
future = asyncio.Future(loop=loop)
future.set_exception(ValueError(1))
error = raises(ValueError, future.result)
raises(ValueError, future.result)

# Cancelling.
future = asyncio.Future(loop=loop)
assert future.cancel("why") is True and future.cancelled() and future.done()
assert future._cancel_message == "why" and future.cancel() is False
assert raises(asyncio.CancelledError, future.result).args == ("why",)
assert raises(asyncio.CancelledError, future.exception).args == ("why",)
future._cancel_message = None
assert future._make_cancelled_error().args == ()
raises(AttributeError, delattr, future, "_cancel_message",
       text="attribute '_cancel_message' of '_asyncio.Future' objects cannot be deleted")

# Without __init__ nothing can be asked.
empty = asyncio.Future.__new__(asyncio.Future)
raises(asyncio.InvalidStateError, empty.result, text="Future object is not initialized.")
raises(RuntimeError, empty.get_loop, text="Future object is not initialized.")
raises(RuntimeError, empty.cancel, text="Future object is not initialized.")
raises(RuntimeError, iter, empty, text="Future object is not initialized.")
raises(RuntimeError, repr, empty, text="Future object is not initialized.")
assert not empty.done() and not empty.cancelled() and empty._loop is None
assert empty._asyncio_future_blocking is False
del empty

# Awaiting: the iterator hands the future out once, then ends with the result.
future = asyncio.Future(loop=loop)
steps = iter(future)
assert next(steps) is future and future._asyncio_future_blocking is True
raises(RuntimeError, next, steps, text="await wasn't used with future")
future.set_result(7)
assert raises(StopIteration, steps.send, None).value == 7
raises(StopIteration, next, steps)
steps = future.__await__()
raises(KeyError, steps.throw, KeyError(1))
raises(StopIteration, next, steps)
raises(TypeError, iter(future).throw, 3,
       text="exceptions must be classes deriving BaseException or instances of such a class")
steps = iter(future)
steps.close()
raises(StopIteration, next, steps)

# What nobody has asked for is told when the future goes; by the collector too.
future = asyncio.Future(loop=loop)
future.set_exception(ValueError("lost"))
future = None
[told] = loop.told
assert told["message"] == "Future exception was never retrieved"
assert str(told["exception"]) == "lost" and told["future"]._state == "FINISHED"
loop.told.clear()
del told
future = asyncio.Future(loop=loop)
future.set_exception(ValueError("in a circle"))
future.itself = future
dead = weakref.ref(future)
future = None
gc.collect()
[told] = loop.told
assert str(told["exception"]) == "in a circle" and told["future"].itself is told["future"]
loop.told.clear()
del told
gc.collect()
assert dead() is None and loop.told == []
future = asyncio.Future(loop=loop)
future.set_exception(ValueError("asked for"))
future.exception()
future = None
assert loop.told == []


# A subclass's __del__ is its own.
class Dropped(asyncio.Future):
    def __del__(self):
        loop.told.append("own")
        super().__del__()


future = Dropped(loop=loop)
future = None
assert loop.told == ["own"]
loop.told.clear()

# Who waits.
future, one, two = (asyncio.Future(loop=loop) for _ in range(3))
asyncio.futures.future_add_to_awaited_by(future, one)
assert future._asyncio_awaited_by == frozenset([one])
asyncio.futures.future_add_to_awaited_by(future, two)
asyncio.futures.future_add_to_awaited_by(future, two)
asyncio.futures.future_add_to_awaited_by(future, "no future")
assert future._asyncio_awaited_by == {one, two}
asyncio.futures.future_discard_from_awaited_by(future, one)
asyncio.futures.future_discard_from_awaited_by(future, one)
assert future._asyncio_awaited_by == frozenset([two])

# A failing loop: what call_soon() raises comes out, and the callbacks are gone.
class Failing(Loop):
    def call_soon(self, *args, **kwargs):
        raise KeyError("full")


future = asyncio.Future(loop=Failing())
future.add_done_callback(print)
raises(KeyError, future.set_result, 1)
assert future.done() and future._callbacks is None
