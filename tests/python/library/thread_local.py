"""_thread._local: each thread has attributes of its own.

https://docs.python.org/3.14/library/threading.html#thread-local-data
"""
import _thread
import gc
import _weakref


def in_thread(function):
    result = []
    _thread.start_joinable_thread(lambda: result.append(function())).join()
    return result[0]


def error_of(function):
    try:
        function()
    except Exception as error:
        return type(error).__name__, str(error)


local = _thread._local()
local.x = 1
assert local.x == 1 and local.__dict__ == {"x": 1}
assert in_thread(lambda: (hasattr(local, "x"), local.__dict__)) == (False, {})


def change():
    local.x = 2
    local.y = 3
    del local.y
    return local.__dict__


assert in_thread(change) == {"x": 2}
assert local.__dict__ == {"x": 1}
assert error_of(lambda: local.y) == (
    "AttributeError", "'_thread._local' object has no attribute 'y'")
assert error_of(lambda: delattr(local, "y")) == (
    "AttributeError", "'_thread._local' object has no attribute 'y'")
for change in [lambda: setattr(local, "__dict__", {}), lambda: delattr(local, "__dict__")]:
    assert error_of(change) == (
        "AttributeError", "'_thread._local' object attribute '__dict__' is read-only")
assert error_of(lambda: _thread._local(1)) == (
    "TypeError", "Initialization arguments are not supported")


class Counter(_thread._local):
    kind = "counter"
    calls = 0

    def __init__(self, start, *, step):
        Counter.calls += 1
        self.value, self.step = start, step

    def add(self):
        self.value += self.step
        return self.value

    @property
    def double(self):
        return self.value * 2

    @double.setter
    def double(self, value):
        self.value = value // 2


counter = Counter(10, step=5)
assert (counter.add(), counter.double, counter.kind) == (15, 30, "counter")
counter.double = 100
assert counter.__dict__ == {"value": 50, "step": 5}
assert in_thread(lambda: (counter.add(), counter.add())) == (15, 20)
assert Counter.calls == 2 and counter.value == 50
counter.kind = "other"
assert counter.kind == "other" and in_thread(lambda: counter.kind) == "counter"


class Kept:
    pass


# What a thread keeps goes with the thread, and all of it with the object.
def keep():
    local.kept = Kept()
    return _weakref.ref(local.kept)


assert in_thread(keep)() is None
reference = keep()
assert reference() is not None
del local
gc.collect()
assert reference() is None
