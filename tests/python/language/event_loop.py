"""A small event loop, written in Python: futures, tasks, sleeping, gathering, cancelling.

Coroutines are all that a scheduler needs from the language.
https://docs.python.org/3.14/reference/datamodel.html#coroutines
"""
log = []


class Cancelled(BaseException):
    pass


class Future:
    def __init__(self):
        self.done = False
        self.result = self.error = None
        self.callbacks = []

    def finish(self, result=None, error=None):
        self.done, self.result, self.error = True, result, error
        for callback in self.callbacks:
            loop.ready.append(lambda callback=callback: callback(self))

    def __await__(self):
        if not self.done:
            yield self
        if self.error is not None:
            raise self.error
        return self.result


class Task(Future):
    def __init__(self, coroutine):
        super().__init__()
        self.coroutine = coroutine
        self.waits_for = None
        loop.ready.append(self.step)

    def step(self, error=None):
        if self.done:
            return
        self.waits_for = None
        try:
            if error is None:
                waits_for = self.coroutine.send(None)
            else:
                waits_for = self.coroutine.throw(error)
        except StopIteration as stop:
            self.finish(stop.value)
        except (Exception, Cancelled) as error:
            self.finish(error=error)
        else:
            self.waits_for = waits_for
            waits_for.callbacks.append(self.wake)

    def wake(self, future):
        if self.waits_for is future:
            self.step()

    def cancel(self):
        self.waits_for = None
        loop.ready.append(lambda: self.step(Cancelled()))


class Loop:
    def __init__(self):
        self.ready, self.timers, self.now, self.count = [], [], 0, 0

    def sleep(self, delay, result=None):
        future = Future()
        self.count += 1
        self.timers.append((self.now + delay, self.count, future, result))
        return future

    def run(self, coroutine):
        main = Task(coroutine)
        while not main.done:
            if self.ready:
                self.ready.pop(0)()
            else:
                self.timers.sort(key=lambda timer: timer[:2])
                self.now, _, future, result = self.timers.pop(0)
                future.finish(result)
        if main.error is not None:
            raise main.error
        return main.result


loop = Loop()


async def sleep(delay, result=None):
    return await loop.sleep(delay, result)


async def gather(*coroutines):
    tasks = [Task(coroutine) for coroutine in coroutines]
    return [await task for task in tasks]


async def worker(name, delay, count):
    for number in range(count):
        await sleep(delay)
        log.append((loop.now, name, number))
    return name


async def basics():
    assert await sleep(1, "slept") == "slept"
    return await gather(worker("a", 2, 3), worker("b", 3, 2), worker("c", 1, 1))


assert loop.run(basics()) == ["a", "b", "c"]
assert log == [
    (2, "c", 0), (3, "a", 0), (4, "b", 0), (5, "a", 1), (7, "b", 1), (7, "a", 2),
], log


# Errors come through await, and cancelling raises where a task is suspended.
async def fails(delay):
    await sleep(delay)
    raise ValueError("failed")


async def cleans_up(events):
    try:
        await sleep(100)
    except Cancelled:
        events.append("cancelled")
        await sleep(1)
        events.append("cleaned up")
        raise
    finally:
        events.append("finally")


async def errors():
    events = []
    try:
        await gather(fails(1), worker("x", 1, 1))
    except ValueError as error:
        events.append(str(error))
    task = Task(cleans_up(events))
    await sleep(1)
    task.cancel()
    try:
        await task
    except Cancelled:
        events.append("gone")
    return events


assert loop.run(errors()) == ["failed", "cancelled", "cleaned up", "finally", "gone"]


# Asynchronous context managers, iterators, generators and comprehensions.
class Lock:
    def __init__(self):
        self.taken, self.waiting = False, []

    async def __aenter__(self):
        while self.taken:
            future = Future()
            self.waiting.append(future)
            await future
        self.taken = True
        return self

    async def __aexit__(self, *exception):
        self.taken = False
        if self.waiting:
            self.waiting.pop(0).finish()
        await sleep(0)


class Ticker:
    def __init__(self, count):
        self.count = count

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.count == 0:
            raise StopAsyncIteration
        self.count -= 1
        await sleep(1)
        return self.count


async def ticks(count):
    for number in range(count):
        await sleep(1)
        yield number


async def chained(*sources):
    for source in sources:
        async for item in source:
            yield item


async def critical(lock, name, order):
    async with lock:
        order.append(name)
        await sleep(2)
        order.append(name)


async def everything():
    order = []
    lock = Lock()
    await gather(*(critical(lock, name, order) for name in "abc"))
    assert order == list("aabbcc"), order
    assert [tick async for tick in Ticker(3)] == [2, 1, 0]
    assert {tick async for tick in ticks(4) if tick % 2} == {1, 3}
    assert {key: await sleep(1, key) async for key in ticks(2)} == {0: 0, 1: 1}
    assert [item async for item in chained(Ticker(2), ticks(2))] == [1, 0, 0, 1]
    assert [await sleep(1, x) for x in "ab"] == ["a", "b"]
    assert [x async for x in (await sleep(1, y) for y in range(3))] == [0, 1, 2]
    total = 0
    async for number in ticks(10):
        if number == 2:
            continue
        if number == 5:
            break
        total += number
    else:
        raise AssertionError("the loop was left")
    assert total == 1 + 3 + 4
    async for number in ticks(2):
        pass
    else:
        total = "else"
    assert total == "else"
    assert await anext(ticks(1)) == 0
    assert await anext(ticks(0), "default") == "default"
    return "done"


assert loop.run(everything()) == "done"


# Many tasks, and a long chain of coroutines.
async def deep(depth):
    if depth == 0:
        return await sleep(1, 0)
    return 1 + await deep(depth - 1)


async def many():
    results = await gather(*(sleep(number % 7, number) for number in range(500)))
    return sum(results), await deep(300)


assert loop.run(many()) == (sum(range(500)), 300)
