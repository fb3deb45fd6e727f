"""_signal: handlers run in the main thread, between two instructions; waits go on after them.

https://docs.python.org/3.14/library/signal.html, PEP 475
"""
import _signal
import _thread
import time

seen = []


def note(number, frame):
    seen.append((number, frame.f_code.co_name))


def raises(function, error, message):
    try:
        function()
    except error as exception:
        assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


assert _signal.getsignal(_signal.SIGUSR1) == _signal.SIG_DFL
assert _signal.getsignal(_signal.SIGPIPE) == _signal.SIG_IGN
assert _signal.signal(_signal.SIGUSR1, note) == _signal.SIG_DFL
assert _signal.getsignal(_signal.SIGUSR1) is note
_signal.raise_signal(_signal.SIGUSR1)
assert seen == [(_signal.SIGUSR1, "<module>")]

# A sleep goes on after handlers that return.
seen.clear()
_signal.signal(_signal.SIGALRM, note)
assert _signal.setitimer(_signal.ITIMER_REAL, 0.02, 0.02) == (0.0, 0.0)
start = time.monotonic()
time.sleep(0.2)
assert time.monotonic() - start >= 0.2 and len(seen) >= 2, seen
delay, interval = _signal.getitimer(_signal.ITIMER_REAL)
assert 0 < delay <= 0.02 and interval == 0.02


# Recursion without loops stops for them as well.
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


seen.clear()
end = time.monotonic() + 20
while not seen and time.monotonic() < end:
    fibonacci(18)
assert seen
assert _signal.setitimer(_signal.ITIMER_REAL, 0)[1] == 0.02


# Waits end by handlers that raise.
class Alarm(Exception):
    pass


def fail(number, frame):
    raise Alarm(number)


def in_time(wait):
    _signal.setitimer(_signal.ITIMER_REAL, 0.02)
    try:
        wait()
    except Alarm as alarm:
        assert alarm.args == (_signal.SIGALRM,)
    else:
        raise AssertionError("the wait did not end")


_signal.signal(_signal.SIGALRM, fail)
lock, again = _thread.allocate_lock(), _thread.RLock()
lock.acquire()
in_time(lambda: time.sleep(60))
in_time(lock.acquire)
in_time(lambda: lock.acquire(timeout=60))
in_time(_signal.pause)
in_time(lambda: _signal.sigtimedwait([_signal.SIGUSR2], 60))
held, go_on = _thread.allocate_lock(), _thread.allocate_lock()
held.acquire()
go_on.acquire()


def hold():
    with again:
        held.release()
        go_on.acquire()


handle = _thread.start_joinable_thread(hold)
held.acquire()
in_time(again.acquire)
in_time(handle.join)
go_on.release()
handle.join()
assert again.acquire(False)

# Other threads compute, the main thread handles.
_signal.signal(_signal.SIGALRM, note)
seen.clear()
idents = []


def spin():
    end = time.monotonic() + 20
    while not seen and time.monotonic() < end:
        pass
    idents.append(_thread.get_ident())


_signal.setitimer(_signal.ITIMER_REAL, 0.02)
handle = _thread.start_joinable_thread(spin)
handle.join()
assert [number for number, _ in seen] == [_signal.SIGALRM]
assert idents != [_thread.get_ident()]

# Blocked signals wait.
old = _signal.pthread_sigmask(_signal.SIG_BLOCK, [_signal.SIGUSR2])
assert _signal.SIGUSR2 not in old
_signal.pthread_kill(_thread.get_ident(), _signal.SIGUSR2)
assert _signal.sigpending() == {_signal.SIGUSR2}
assert _signal.sigwait({_signal.SIGUSR2}) == _signal.SIGUSR2
_signal.raise_signal(_signal.SIGUSR2)
info = _signal.sigwaitinfo([_signal.SIGUSR2])
assert (info.si_signo, len(info)) == (_signal.SIGUSR2, 7)
assert _signal.sigtimedwait([_signal.SIGUSR2], 0) is None
assert _signal.pthread_sigmask(_signal.SIG_SETMASK, old) == old | {_signal.SIGUSR2}

# SIGINT raises KeyboardInterrupt.
assert _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler
for interrupt in [lambda: _signal.raise_signal(_signal.SIGINT), _thread.interrupt_main,
                  lambda: _signal.default_int_handler(_signal.SIGINT, None)]:
    try:
        interrupt()
        time.sleep(60)
    except KeyboardInterrupt:
        pass
    else:
        raise AssertionError("KeyboardInterrupt was not raised")

# What cannot be.
refused = []


def elsewhere():
    try:
        _signal.signal(_signal.SIGUSR1, note)
    except ValueError as error:
        refused.append(str(error))


_thread.start_joinable_thread(elsewhere).join()
assert refused == ["signal only works in main thread of the main interpreter"]
for function in [_signal.getsignal, _signal.strsignal, lambda n: _signal.signal(n, note),
                 lambda n: _signal.siginterrupt(n, True)]:
    for number in [0, -1, 65]:
        raises(lambda: function(number), ValueError, "signal number out of range")
raises(lambda: _signal.signal(_signal.SIGUSR1, "handler"), TypeError,
       "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
raises(lambda: _signal.signal(_signal.SIGKILL, note), OSError, "[Errno 22] Invalid argument")
raises(lambda: _signal.setitimer(9, 1), _signal.ItimerError, "[Errno 22] Invalid argument")
raises(lambda: _signal.setitimer(0, -1), _signal.ItimerError, "[Errno 22] Invalid argument")
raises(lambda: _signal.pthread_sigmask(_signal.SIG_BLOCK, [65]), ValueError,
       "signal number 65 out of range [1; 64]")
raises(lambda: _signal.sigtimedwait([], -1), ValueError, "timeout must be non-negative")
raises(lambda: _signal.set_wakeup_fd(0x7fff), OSError, "[Errno 9] Bad file descriptor")
assert _signal.strsignal(_signal.SIGINT) == "Interrupt" and _signal.strsignal(33) is None
assert _signal.valid_signals() == set(range(1, 65)) - {32, 33}
assert _signal.set_wakeup_fd(-1) == -1
assert issubclass(_signal.ItimerError, OSError) and _signal.NSIG == 65
assert _signal.signal(_signal.SIGUSR1, _signal.SIG_IGN) is note
_signal.raise_signal(_signal.SIGUSR1)
