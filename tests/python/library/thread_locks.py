"""_thread: locks of the one thread.

https://docs.python.org/3.14/library/_thread.html
"""
import _thread


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


assert _thread.get_ident() == _thread.get_ident() > 0 and _thread.get_native_id() > 0
lock = _thread.allocate_lock()
assert not lock.locked() and lock.acquire() and lock.locked()
assert not lock.acquire(False) and not lock.acquire(timeout=0.001)
lock.release()
raises(lock.release, RuntimeError, "release unlocked lock")
with lock as got:
    assert got and lock.locked()
assert not lock.locked() and type(lock) is _thread.LockType
raises(lambda: lock.acquire(False, 1), ValueError,
       "can't specify a timeout for a non-blocking call")

again = _thread.RLock()
with again:
    with again:
        assert again._is_owned() and again._recursion_count() == 2
        state = again._release_save()
        assert not again._is_owned()
        again._acquire_restore(state)
assert not again._is_owned()
raises(again.release, RuntimeError, "cannot release un-acquired lock")

local = _thread._local()
local.x = 1
assert local.x == 1 and local.__dict__ == {"x": 1}
assert _thread.error is RuntimeError


class Float:
    def __float__(self):
        return 0.0


neither = "'Float' object cannot be interpreted as an integer or float"
for lock in _thread.lock(), _thread.RLock():
    raises(lambda: lock.acquire(timeout=Float()), TypeError, neither)
