"""Processes: fork and what is called around it, exec, posix_spawn, waiting, scheduling.

https://docs.python.org/3.14/library/os.html#process-management
"""
import os
import signal
import sys


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as caught:
        assert message is None or str(caught) == message, str(caught)
    else:
        raise AssertionError(f"{function.__name__} did not raise")


def child(body):
    """Runs body in a copy; gives its exit code and what it has written."""
    read, write = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            status = body(lambda text: os.write(write, text))
        except BaseException as error:
            os.write(write, repr(error).encode())
            status = 99
        os._exit(status or 0)
    os.close(write)
    text = b""
    while part := os.read(read, 1000):
        text += part
    os.close(read)
    done, status = os.waitpid(pid, 0)
    assert done == pid
    return os.waitstatus_to_exitcode(status), text


parent = os.getpid()


def differs(write):
    assert os.getpid() != parent and os.getppid() == parent
    write(b"differs")
    return 7


assert child(differs) == (7, b"differs")

# Functions around a fork: before in reverse, after in order.
calls = []
os.register_at_fork(before=lambda: calls.append("b1"), after_in_parent=lambda: calls.append("p1"))
os.register_at_fork(before=lambda: calls.append("b2"), after_in_child=lambda: calls.append("c"))
os.register_at_fork(after_in_parent=lambda: calls.append("p2"))
status, text = child(lambda write: write(" ".join(calls).encode()) and 0)
assert (status, text) == (0, b"b2 b1 c"), text
assert calls == ["b2", "b1", "p1", "p2"], calls
raises(TypeError, "At least one argument is required.", os.register_at_fork)
raises(TypeError, "'before' must be callable, not int", os.register_at_fork, before=1)

# exec
raises(TypeError, "execv() arg 2 must be a tuple or list", os.execv, "/bin/sh", "sh")
raises(ValueError, "execv() arg 2 must not be empty", os.execv, "/bin/sh", [])
raises(ValueError, "execv() arg 2 first element cannot be empty", os.execv, "/bin/sh", [""])
raises(TypeError, "execve: argv must be a tuple or list", os.execve, "/bin/sh", "sh", {})
raises(TypeError, "execve: environment must be a mapping object", os.execve, "/bin/sh", ["sh"], 1)
raises(ValueError, "illegal environment variable name", os.execve, "/bin/sh", ["sh"], {"a=b": "c"})
try:
    os.execve("/nonexistent", ["x"], {})
except FileNotFoundError as error:
    assert error.filename == "/nonexistent"


def replaced(write):
    os.dup2(os.open("/dev/null", os.O_RDWR), 1)
    os.execve("/bin/sh", ["sh", "-c", "exit $CODE"], {"CODE": "12"})


assert child(replaced) == (12, b"")

# posix_spawn
read, write = os.pipe()
actions = [
    (os.POSIX_SPAWN_DUP2, write, 1),
    (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0),
    (os.POSIX_SPAWN_CLOSE, read),
]
pid = os.posix_spawn("/bin/sh", ["sh", "-c", "echo $A; echo no >&2; exit 3"], {"A": "b"}, file_actions=actions)
os.close(write)
assert os.read(read, 100) == b"b\n"
os.close(read)
assert os.waitid(os.P_PID, pid, os.WEXITED)[3] == 3
pid = os.posix_spawnp("sh", ["sh", "-c", "kill -TERM $$"], os.environ, setsigdef=[signal.SIGTERM])
done, status, usage = os.wait4(pid, 0)
assert done == pid and os.WTERMSIG(status) == signal.SIGTERM and usage.ru_utime >= 0
raises(TypeError, "posix_spawn: argv must be a tuple or list", os.posix_spawn, "/bin/sh", "sh", {})
raises(TypeError, "Each file_actions element must be a non-empty tuple", os.posix_spawn, "/bin/sh", ["sh"], {}, file_actions=[[1]])
raises(TypeError, "Unknown file_actions identifier", os.posix_spawn, "/bin/sh", ["sh"], {}, file_actions=[(9, 1)])
raises(TypeError, "A close file_action tuple must have 2 elements", os.posix_spawn, "/bin/sh", ["sh"], {}, file_actions=[(os.POSIX_SPAWN_CLOSE,)])
raises(ValueError, "signal number 99 out of range [1; 64]", os.posix_spawn, "/bin/sh", ["sh"], {}, setsigmask=[99])
assert os.spawnvp(os.P_WAIT, "sh", ["sh", "-c", "exit 5"]) == 5

# Waiting
raises(ChildProcessError, None, os.wait)
pid = os.fork()
if pid == 0:
    os._exit(4)
result = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
assert (result.si_pid, result.si_status, result.si_code) == (pid, 4, os.CLD_EXITED)
assert os.wait3(0)[:2] == (pid, 4 << 8)

# An exit of the copy runs its end as that of any program.
pid = os.fork()
if pid == 0:
    sys.exit(6)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 6

# A handler runs while the program waits, and waiting goes on.
seen = []
signal.signal(signal.SIGUSR1, lambda *args: seen.append(args[0]))
me = os.getpid()
pid = os.fork()
if pid == 0:
    os.kill(me, signal.SIGUSR1)
    import time

    time.sleep(0.05)
    os._exit(0)
assert os.waitpid(pid, 0) == (pid, 0) and seen == [signal.SIGUSR1]

# Scheduling, identity, limits
everywhere = os.sched_getaffinity(0)
assert everywhere and all(type(cpu) is int for cpu in everywhere)
os.sched_setaffinity(0, everywhere)
raises(TypeError, "expected an iterator of ints, but iterator yielded <class 'str'>", os.sched_setaffinity, 0, ["0"])
raises(ValueError, "negative CPU number", os.sched_setaffinity, 0, [-1])
assert os.sched_getparam(0).sched_priority == 0 and os.sched_getscheduler(0) == os.SCHED_OTHER
assert repr(os.sched_getparam(0)) == "posix.sched_param(sched_priority=0)"
assert os.sched_get_priority_min(os.SCHED_FIFO) == 1 < os.sched_get_priority_max(os.SCHED_FIFO)
assert os.getpriority(os.PRIO_PROCESS, 0) == os.nice(0)
assert os.getresuid()[0] == os.getuid() and os.getresgid()[0] == os.getgid()
assert all(group in range(2**32) for group in os.getgroups())
raises(TypeError, "uid should be integer, not str", os.setreuid, "a", 0)
raises(OverflowError, "uid is less than minimum", os.setreuid, -2, 0)
assert os.pathconf("/", "PC_NAME_MAX") == os.fpathconf(os.open("/", os.O_RDONLY), "PC_NAME_MAX")
raises(ValueError, "unrecognized configuration name", os.pathconf, "/", "PC_NONE")
raises(TypeError, "configuration names must be strings or integers", os.confstr, 1.5)
assert "/bin" in os.confstr("CS_PATH")
