"""`threading` and `queue`: what threads share, wait for and leave behind."""

import gc
import queue
import threading
import time

WORKERS = 8


def together(*functions):
    """Runs functions in threads and waits for all of them."""
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# A counter under a lock, and one under a lock that its holder may take again.
count = 0
lock, reentrant = threading.Lock(), threading.RLock()


def add():
    global count
    for _ in range(500):
        with lock:
            count += 1
        with reentrant, reentrant:
            count_again[0] += 1


count_again = [0]
together(*[add] * WORKERS)
assert count == count_again[0] == 500 * WORKERS

# A bounded queue between producers and consumers.
work, done = queue.Queue(5), []


def produce():
    for number in range(100):
        work.put(number)


def consume():
    while (item := work.get()) is not None:
        done.append(item)
        work.task_done()


consumers = [threading.Thread(target=consume) for _ in range(WORKERS // 2)]
for thread in consumers:
    thread.start()
together(*[produce] * (WORKERS // 2))
work.join()
for thread in consumers:
    work.put(None)
for thread in consumers:
    thread.join()
assert sorted(done) == sorted([*range(100)] * (WORKERS // 2))
for function, kind in [(lambda: queue.Queue().get(timeout=0.01), queue.Empty), (lambda: work.get_nowait(), queue.Empty)]:
    try:
        function()
    except kind:
        pass
    else:
        raise AssertionError(kind)

# A barrier: everybody gets each number once a round.
barrier, places = threading.Barrier(WORKERS), []


def meet():
    for _ in range(20):
        places.append(barrier.wait())


together(*[meet] * WORKERS)
assert sorted(places) == sorted([*range(WORKERS)] * 20)
barrier = threading.Barrier(2)
try:
    barrier.wait(0.01)
except threading.BrokenBarrierError:
    assert barrier.broken
else:
    raise AssertionError

# Conditions, events, semaphores, timers.
condition, total = threading.Condition(), 0


def notify():
    global total
    for _ in range(200):
        with condition:
            total += 1
            condition.notify_all()


threads = [threading.Thread(target=notify) for _ in range(WORKERS)]
for thread in threads:
    thread.start()
with condition:
    assert condition.wait_for(lambda: total == 200 * WORKERS, timeout=60)
for thread in threads:
    thread.join()
event = threading.Event()
timer = threading.Timer(0.01, event.set)
timer.start()
assert event.wait(60) and event.is_set()
semaphore, inside, most = threading.Semaphore(3), [], []


def enter():
    for _ in range(50):
        with semaphore:
            inside.append(None)
            most.append(len(inside))
            inside.pop()


together(*[enter] * WORKERS)
assert max(most) <= 3
try:
    threading.BoundedSemaphore(1).release()
except ValueError as error:
    assert str(error) == "Semaphore released too many times"
else:
    raise AssertionError

# A thousand short threads.
seen = []
for _ in range(50):
    together(*[lambda: seen.append(threading.get_ident())] * 20)
assert len(seen) == 1000


# Threads that leave cycles while others collect them.
class Node:
    pass


def litter():
    for _ in range(500):
        node = Node()
        node.own = node


together(*[litter] * WORKERS, *[lambda: [gc.collect() for _ in range(5)]] * 2)

# What threads have for themselves, and who is there.
local = threading.local()
local.name = "main"
found = []
together(lambda: found.append(hasattr(local, "name")))
assert found == [False] and local.name == "main"
assert threading.active_count() == 1 and threading.enumerate() == [threading.main_thread()]
named = threading.Thread(target=time.sleep, args=(0,), name="napper", daemon=True)
assert not named.is_alive() and named.daemon and named.name == "napper"
named.start()
named.join()
assert not named.is_alive() and named.native_id is not None

# What a thread raises goes to the hook.
raised = []
hook, threading.excepthook = threading.excepthook, lambda info: raised.append((info.exc_type, info.thread.name))
try:
    failing = threading.Thread(target=lambda: 1 / 0, name="failing")
    failing.start()
    failing.join()
finally:
    threading.excepthook = hook
assert raised == [(ZeroDivisionError, "failing")]
