"""`_asyncio.Task`: steps, cancelling, eager start, who is current, what there is."""

import asyncio
import _asyncio
import contextvars
import gc
import threading
import types
import weakref


def raises(kind, function, *args, text=None, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert text is None or str(error) == text, str(error)
        return error
    raise AssertionError(f"{kind} not raised")


raises(RuntimeError, asyncio.get_running_loop, text="no running event loop")
raises(RuntimeError, asyncio.current_task, text="no running event loop")
raises(RuntimeError, asyncio.all_tasks, text="no running event loop")
assert _asyncio._get_running_loop() is None


async def value(x):
    return x


# Names, what a task tells of itself.
async def names():
    task = asyncio.create_task(value(1))
    number = int(task.get_name().removeprefix("Task-"))
    named = asyncio.create_task(value(2), name="mine")
    other = asyncio.Task(value(3), name=3)
    assert (named.get_name(), other.get_name()) == ("mine", "3")
    named.set_name(4)
    assert named.get_name() == "4"
    assert asyncio.create_task(value(4)).get_name() == f"Task-{number + 1}"
    assert task.get_coro().cr_code is value.__code__ and task._coro is task.get_coro()
    assert isinstance(task.get_context(), contextvars.Context)
    assert task._fut_waiter is None and task._must_cancel is False
    assert task._log_destroy_pending is True
    raises(RuntimeError, task.set_result, 1, text="Task does not support set_result operation")
    raises(RuntimeError, task.set_exception, ValueError(),
           text="Task does not support set_exception operation")
    assert len(task.get_stack()) == 1
    assert await task == 1 and task.get_stack() == []
    assert repr(task).startswith(f"<Task finished name='Task-{number}' coro=<value() done")
    raises(TypeError, asyncio.Task, 3, text="a coroutine was expected, got 3")
    return "done"

assert asyncio.run(names()) == "done"


# Who is current, and what there is.
async def current():
    me = asyncio.current_task()
    loop = asyncio.get_running_loop()
    assert asyncio.current_task(loop) is me and _asyncio._get_running_loop() is loop
    assert asyncio.all_tasks() == {me}
    seen = []

    async def other():
        seen.append(asyncio.current_task())
        await asyncio.sleep(0)
        seen.append(asyncio.current_task())

    task = asyncio.create_task(other())
    assert asyncio.all_tasks() == asyncio.all_tasks(loop) == {me, task}
    await task
    assert seen == [task, task] and asyncio.all_tasks() == {me}
    found = []
    thread = threading.Thread(target=lambda: found.extend(
        [asyncio.current_task(loop), asyncio.all_tasks(loop), _asyncio._get_running_loop()]))
    thread.start()
    thread.join()
    assert found == [me, {me}, None]
    raises(RuntimeError, _asyncio._enter_task, loop, task)
    raises(RuntimeError, _asyncio._leave_task, loop, task)
    other_loop = object()
    error = raises(RuntimeError, _asyncio._enter_task, other_loop, task)
    assert str(error) == f"loop {other_loop!r} is not the running loop"
    assert _asyncio._swap_current_task(loop, None) is me
    assert asyncio.current_task() is None
    assert _asyncio._swap_current_task(loop, me) is None

    # Tasks of other classes are known too.
    class Foreign:
        def get_loop(self):
            return loop

        def done(self):
            return False

    foreign = Foreign()
    _asyncio._register_task(foreign)
    assert asyncio.all_tasks() == {me, foreign}
    _asyncio._unregister_task(foreign)
    _asyncio._register_eager_task(foreign)
    assert asyncio.all_tasks() == {me, foreign}
    _asyncio._unregister_eager_task(foreign)
    assert asyncio.all_tasks() == {me}
    _asyncio._unregister_task(me)
    assert asyncio.all_tasks() == set()
    _asyncio._register_task(me)

asyncio.run(current())


# A coroutine that yields something wrong.
@types.coroutine
def yielding(x):
    return (yield x)


async def wrong():
    async def fails(x):
        task = asyncio.ensure_future(yielding(x) if not callable(x) else yielding(x()))
        try:
            await task
        except RuntimeError as error:
            return str(error), task
        raise AssertionError("not raised")

    text, task = await fails(5)
    assert text == "Task got bad yield: 5"
    future = asyncio.get_running_loop().create_future()
    text, _ = await fails(future)
    assert text.startswith("yield was used instead of yield from in task <Task pending")
    text, _ = await fails((x for x in ()))
    assert text.startswith("yield was used instead of yield from for generator in task")
    loop = asyncio.new_event_loop()
    try:
        strange = loop.create_future()
        strange._asyncio_future_blocking = True
        text, _ = await fails(strange)
        assert text.endswith("attached to a different loop")
    finally:
        loop.close()

    async def itself():
        await asyncio.current_task()
    task = asyncio.create_task(itself())
    try:
        await task
    except RuntimeError as error:
        assert str(error).startswith("Task cannot await on itself: <Task pending")
    else:
        raise AssertionError("not raised")

    # A future of another class, which says so by its attribute.
    class Duck:
        _asyncio_future_blocking = False

        def __init__(self):
            self.callbacks = []

        def get_loop(self):
            return asyncio.get_running_loop()

        def add_done_callback(self, function, *, context):
            self.callbacks.append((function, context))

        def result(self):
            return "quack"

        def __await__(self):
            self._asyncio_future_blocking = True
            yield self
            return self.result()

    duck = Duck()

    async def waits():
        return await duck
    task = asyncio.create_task(waits())
    await asyncio.sleep(0)
    assert task._fut_waiter is duck and duck._asyncio_future_blocking is False
    [(function, context)] = duck.callbacks
    assert function.__self__ is task and context is task.get_context()
    asyncio.get_running_loop().call_soon(function, duck)
    assert await task == "quack"

asyncio.run(wrong())


# Cancelling: at the next step, through what is awaited, more than once, refused.
async def cancelling():
    task = asyncio.create_task(value(1))
    assert task.cancel("early") and task.cancelling() == 1 and task._must_cancel
    try:
        await task
    except asyncio.CancelledError as error:
        assert error.args == ("early",)
    assert task.cancelled() and not task.cancel()

    log = []

    async def stubborn():
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError as error:
            log.append(error.args)
            asyncio.current_task().uncancel()
        await asyncio.sleep(0)
        return "went on"

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    waiter = task._fut_waiter
    assert waiter._asyncio_awaited_by == frozenset([task])
    assert task.cancel("please") and waiter.cancelled() and not task._must_cancel
    assert await task == "went on" and log == [("please",)] and task.cancelling() == 0

    async def raising():
        raise asyncio.CancelledError("own")
    task = asyncio.create_task(raising())
    try:
        await task
    except asyncio.CancelledError as error:
        assert error.args == ("own",)
    assert task.cancelled()

asyncio.run(cancelling())


# Exceptions that end a program go through the loop.
async def leaves():
    raise SystemExit(3)

assert raises(SystemExit, asyncio.run, leaves()).code == 3


# Eager tasks begin at once, in their own context.
variable = contextvars.ContextVar("variable", default=0)


async def eager():
    loop = asyncio.get_running_loop()
    me = asyncio.current_task()
    seen = []

    async def begins():
        seen.append(asyncio.current_task() is not me)
        variable.set(1)
        return 7

    task = asyncio.Task(begins(), loop=loop, eager_start=True)
    assert task.done() and task.result() == 7 and seen == [True] and variable.get() == 0
    assert task.get_coro() is None and asyncio.current_task() is me

    async def waits():
        await asyncio.sleep(0)
        return 8

    task = asyncio.Task(waits(), loop=loop, eager_start=True)
    assert not task.done() and asyncio.all_tasks() == {me, task}
    assert await task == 8

    async def fails():
        raise ValueError("eager")

    task = asyncio.Task(fails(), loop=loop, eager_start=True)
    assert type(task.exception()) is ValueError

asyncio.run(eager())


# A task that goes while it waits is told of; nothing keeps one alive that nobody can wake.
def dropped():
    told = []
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: told.append(context))

    async def forever():
        await asyncio.Future(loop=loop)

    task = loop.create_task(forever())
    loop.run_until_complete(asyncio.sleep(0))
    dead = weakref.ref(task)
    task = None
    gc.collect()
    [context] = told
    assert context["message"] == "Task was destroyed but it is pending!"
    assert context["task"]._state == "PENDING"
    told.clear()
    del context
    gc.collect()
    assert dead() is None and not told

    task = loop.create_task(forever())
    task._log_destroy_pending = False
    loop.run_until_complete(asyncio.sleep(0))
    task = None
    gc.collect()
    assert not told

    async def fails():
        raise ValueError("nobody looks")

    loop.create_task(fails())
    loop.run_until_complete(asyncio.sleep(0))
    gc.collect()
    [context] = told
    assert context["message"] == "Task exception was never retrieved"
    loop.close()

dropped()


# What the loop is asked for: one call_soon() for the first step.
class Loop:
    def __init__(self):
        self.soon = []

    def get_debug(self):
        return False

    def call_soon(self, function, *args, context=None):
        self.soon.append((function, args, context))


loop = Loop()
task = asyncio.Task(value(9), loop=loop)
[(function, args, context)] = loop.soon
assert args == () and context is task.get_context() and function.__self__ is task
raises(TypeError, function, 1, text="function takes no positional arguments")
raises(TypeError, function, x=1, text="function takes no keyword arguments")
raises(RuntimeError, function)
_asyncio._set_running_loop(loop)
try:
    function()
    assert task.result() == 9
    assert str(raises(asyncio.InvalidStateError, function)).startswith("__step(): already done: <Task")
finally:
    _asyncio._set_running_loop(None)
