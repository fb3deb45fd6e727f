"""_thread: threads take turns, each with a state of its own.

https://docs.python.org/3.14/library/_thread.html
"""
import _thread
import gc
import sys
import time

THREADS = 8


def run_all(function, count=THREADS):
    """Calls function(number) in threads of their own and waits for them."""
    handles = [_thread.start_joinable_thread(lambda number=number: function(number))
               for number in range(count)]
    for handle in handles:
        handle.join()
        assert handle.is_done()


def raises(function, error, message):
    try:
        function()
    except error as exception:
        assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


assert sys.getswitchinterval() == 0.005
sys.setswitchinterval(1e-5)
assert 0 < sys.getswitchinterval() < 1e-4
raises(lambda: sys.setswitchinterval(0), ValueError, "switch interval must be strictly positive")

# A counter under a lock.
count = 0
lock = _thread.allocate_lock()


def add(number):
    global count
    for _ in range(500):
        with lock:
            before = count
            count = before + 1


run_all(add)
assert count == THREADS * 500, count

# Recursion, exceptions and generators of threads are their own.
results = [None] * THREADS


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def fail(depth, number):
    if depth == 0:
        raise KeyError(number)
    fail(depth - 1, number)


def work(number):
    found = []
    for round in range(20):
        try:
            fail(number, number)
        except KeyError as error:
            assert sys.exception() is error
            found.append(error.args[0])
            assert sum(x for x in range(50)) == 1225
            assert sys.exception() is error
        assert sys.exception() is None
    assert found == [number] * 20
    results[number] = fibonacci(12)


run_all(work)
assert results == [144] * THREADS, results


def endless():
    endless()


def overflow(number):
    try:
        endless()
    except RecursionError:
        results[number] = "deep"


run_all(overflow)
assert results == ["deep"] * THREADS


class Loop:
    def __init__(self):
        self.me = [self] * 10

    def __repr__(self):
        return f"Loop({self.me[:1]!r})" if len(self.me) > 20 else "Loop()"


# A list that contains itself is printed by all threads at once.
own = [1]
own.append(own)


def show(number):
    results[number] = all(repr(own) == "[1, [...]]" for _ in range(200))


run_all(show)
assert results == [True] * THREADS


# The collector runs while threads make garbage.
def litter(number):
    for round in range(300):
        Loop()
        if round % 100 == number * 10:
            gc.collect()
    results[number] = "littered"


run_all(litter)
assert results == ["littered"] * THREADS

# Many short threads.
ended = []
for _ in range(10):
    handles = [_thread.start_joinable_thread(lambda: ended.append(_thread.get_ident()))
               for _ in range(100)]
    for handle in handles:
        handle.join()
assert len(ended) == 1000 and _thread._count() == 0

# A generator that runs in one thread cannot be resumed by another.
started, go_on = _thread.allocate_lock(), _thread.allocate_lock()
started.acquire()
go_on.acquire()


def steps():
    yield 1
    started.release()
    go_on.acquire()
    yield 2


generator = steps()
assert next(generator) == 1
second = []
handle = _thread.start_joinable_thread(lambda: second.append(next(generator)))
started.acquire()
raises(lambda: next(generator), ValueError, "generator already executing")
go_on.release()
handle.join()
assert second == [2]

# Frames and exceptions of all threads.
started, go_on = _thread.allocate_lock(), _thread.allocate_lock()
started.acquire()
go_on.acquire()


def wait_inside():
    try:
        raise LookupError("inside")
    except LookupError:
        started.release()
        go_on.acquire()


handle = _thread.start_joinable_thread(wait_inside)
started.acquire()
frames = sys._current_frames()
assert set(frames) == {_thread.get_ident(), handle.ident}
assert frames[handle.ident].f_code is wait_inside.__code__
assert frames[_thread.get_ident()] is sys._getframe()
exceptions = sys._current_exceptions()
assert repr(exceptions[handle.ident]) == "LookupError('inside')"
assert exceptions[_thread.get_ident()] is None
assert _thread._count() == 1
del frames, exceptions
raises(lambda: handle.join("soon"), TypeError,
       "'str' object cannot be interpreted as an integer or float")
start = time.monotonic()
handle.join(0.02)
assert not handle.is_done() and time.monotonic() - start >= 0.02
go_on.release()
handle.join()

# Handles.
fresh = _thread._ThreadHandle()
assert (fresh.ident, fresh.is_done()) == (0, False)
assert repr(fresh) == "<_thread._ThreadHandle object: ident=0>"
raises(fresh.join, RuntimeError, "thread not started")
raises(fresh._set_done, RuntimeError, "thread not started")
raises(lambda: _thread.start_joinable_thread(print, handle=handle), RuntimeError,
       "thread already started")
raises(lambda: _thread.start_joinable_thread(1), TypeError, "thread function must be callable")
raises(lambda: _thread.start_joinable_thread(print, handle=1), TypeError,
       "'handle' must be a _ThreadHandle")
raises(lambda: _thread.start_new_thread(1, ()), TypeError, "first arg must be callable")
raises(lambda: _thread.start_new_thread(print, 1), TypeError, "2nd arg must be a tuple")
raises(lambda: _thread.start_new_thread(print, (), 1), TypeError,
       "optional 3rd arg must be a dictionary")
joins = []


def join_itself(handle):
    try:
        handle.join()
    except RuntimeError as error:
        joins.append(str(error))


_thread.start_joinable_thread(lambda: join_itself(fresh), handle=fresh)
fresh.join()
assert joins == ["Cannot join current thread"]

passed = []
done = _thread.allocate_lock()
done.acquire()


def take(*args, **kwargs):
    passed.append((args, kwargs))
    done.release()


assert _thread.start_new_thread(take, (1, 2), {"three": 3}) > 0
assert done.acquire(timeout=60)
assert passed == [((1, 2), {"three": 3})]

assert _thread.get_ident() == _thread._get_main_thread_ident()
assert _thread.stack_size() == 0
raises(lambda: _thread.stack_size(1), ValueError, "size must be at least 53248 bytes")
assert _thread.stack_size(1 << 20) == 0
run_all(overflow)
assert _thread.stack_size(0) == 1 << 20
assert sys.thread_info.name == "pthread" and len(sys.thread_info) == 3
assert _thread.daemon_threads_allowed() and _thread._is_main_interpreter()
