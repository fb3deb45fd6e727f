"""Waiting for descriptors: select, poll, epoll; they end by time, and go on after signals.

https://docs.python.org/3.14/library/select.html
"""
import os
import select
import signal
import socket
import time


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as caught:
        assert message is None or str(caught) == message, str(caught)
    else:
        raise AssertionError(f"{function.__name__} did not raise")


class File:
    def __init__(self, number):
        self.number = number

    def fileno(self):
        return self.number


read, write = os.pipe()
out = File(write)
assert select.select([read], [out], [], 0) == ([], [out], [])
os.write(write, b"a")
assert select.select([read], (), []) == ([read], [], [])
begin = time.monotonic()
assert select.select([], [], [], 0.05) == ([], [], [])
assert time.monotonic() - begin >= 0.05
raises(TypeError, "timeout must be a float or None", select.select, [], [], [], "a")
raises(ValueError, "timeout must be non-negative", select.select, [], [], [], -1)
raises(TypeError, "argument must be an int, or have a fileno() method.", select.select, ["a"], [], [])
raises(ValueError, "file descriptor cannot be a negative integer (-1)", select.select, [-1], [], [])
raises(ValueError, "filedescriptor out of range in select()", select.select, [5000], [], [])
assert select.error is OSError

poll = select.poll()
poll.register(read)
poll.register(out, select.POLLOUT)
assert poll.poll() == [(read, select.POLLIN), (write, select.POLLOUT)]
poll.modify(out, 0)
os.read(read, 1)
assert poll.poll(0) == [] and poll.poll(1.5) == []
poll.unregister(write)
raises(KeyError, str(write), poll.unregister, write)
raises(FileNotFoundError, "[Errno 2] No such file or directory", poll.modify, write, 1)
raises(ValueError, "Cannot convert negative int", poll.register, read, -1)
raises(OverflowError, "Python int too large for C unsigned short", poll.register, read, 1 << 16)
raises(TypeError, "timeout must be an integer or None", poll.poll, "a")
raises(OverflowError, None, poll.poll, 1 << 70)
poll.register(999)
assert poll.poll() == [(999, select.POLLNVAL)]

with select.epoll() as epoll:
    epoll.register(read, select.EPOLLIN)
    epoll.register(write)
    assert epoll.poll() == [(write, select.EPOLLOUT)]
    raises(FileExistsError, None, epoll.register, read)
    epoll.modify(write, 0)
    assert epoll.poll(0.01) == [] and not epoll.closed
    os.write(write, b"b")
    assert epoll.poll(timeout=-1, maxevents=1) == [(read, select.EPOLLIN)]
    raises(ValueError, "maxevents must be greater than 0, got 0", epoll.poll, 0, 0)
    epoll.unregister(read)
    raises(FileNotFoundError, None, epoll.unregister, read)
    number = epoll.fileno()
assert epoll.closed
raises(ValueError, "I/O operation on closed epoll object", epoll.poll)
raises(ValueError, "I/O operation on closed epoll object", epoll.__enter__)
raises(OSError, None, os.fstat, number)
raises(ValueError, "negative sizehint", select.epoll, -2)
raises(OSError, "invalid flags", select.epoll, flags=12345)

# PEP 475: the handler runs, and waiting goes on for the time that is left.
seen = []
signal.signal(signal.SIGALRM, lambda *args: seen.append(1))
os.read(read, 1)
for wait in (lambda: select.select([read], [], [], 0.1), lambda: poll.poll(100)):
    if wait is not None:
        try:
            poll.unregister(999)
        except KeyError:
            pass
    signal.setitimer(signal.ITIMER_REAL, 0.03)
    begin = time.monotonic()
    assert not any(wait())
    assert time.monotonic() - begin >= 0.1
assert seen == [1, 1]


# Events at edges are one bit, the highest of 32; masks are cut to those.
assert select.EPOLLET == 1 << 31
left, right = socket.socketpair()
with select.epoll() as edges:
    edges.register(left, select.EPOLLIN | select.EPOLLET)
    right.send(b"x")
    assert edges.poll(1) == [(left.fileno(), select.EPOLLIN)] and edges.poll(0) == []
    edges.modify(left, select.EPOLLOUT | 1 << 40)
    assert edges.poll(1) == [(left.fileno(), select.EPOLLOUT)]
left.close()
right.close()


class Stop(Exception):
    pass


def stop(*args):
    raise Stop


signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, 0.03)
raises(Stop, "", select.select, [read], [], [])
