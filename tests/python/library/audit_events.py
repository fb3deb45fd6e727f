"""Native functions tell audit hooks what they are about to do, and do not do it if a hook raises.

https://docs.python.org/3.14/library/audit_events.html
"""
import array
import ctypes
import fcntl
import gc
import io
import marshal
import mmap
import os
import pickle
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import types

told = None


def hook(event, arguments):
    if told is not None:
        told.append((event, arguments))


sys.addaudithook(hook)


def events(call, *args, **kwargs):
    """What hooks are told while a function runs; what it raises does not matter here."""
    global told
    told = []
    try:
        call(*args, **kwargs)
    except (OSError, EOFError):
        pass
    finally:
        found, told = told, None
    return found


class C:
    pass


def function():
    pass


def generator():
    yield


os.chdir(tempfile.mkdtemp())
file = "file"
CLOSED = os.O_CLOEXEC

# Code.
[(event, (source, name))] = events(compile, "1", "name", "eval")
assert (event, source, name) == ("compile", b"1", "name")
code = compile("1", "name", "eval")
assert events(eval, code) == [("exec", (code,))]
assert [event for event, _ in events(exec, "1")] == ["compile", "exec"]
assert events(getattr, function, "__code__") == [("object.__getattr__", (function, "__code__"))]
assert events(setattr, function, "__code__", function.__code__) == [
    ("object.__setattr__", (function, "__code__", function.__code__))
]
assert events(setattr, function, "__defaults__", (1,)) == [
    ("object.__setattr__", (function, "__defaults__", (1,)))
]
assert events(delattr, function, "__kwdefaults__") == [
    ("object.__delattr__", (function, "__kwdefaults__"))
]
running = generator()
for name in ("gi_code", "gi_frame"):
    assert events(getattr, running, name) == [("object.__getattr__", (running, name))]
frame = sys._getframe()
assert events(getattr, frame, "f_code") == [("object.__getattr__", (frame, "f_code"))]
assert events(getattr, frame, "f_locals") == []
instance = C()
assert events(setattr, instance, "__class__", C) == [("object.__setattr__", (instance, "__class__", C))]
assert events(setattr, C, "__name__", "D") == [("object.__setattr__", (C, "__name__", "D"))]
assert events(setattr, C, "x", 1) == []
[(event, arguments)] = events(function.__code__.replace, co_name="other")[-1:]
assert event == "code.__new__" and arguments[1:4] == (__file__, "other", 0)
assert events(types.FunctionType, function.__code__, {})[-1] == ("function.__new__", (function.__code__,))
assert [event for event, _ in events(__import__, "colorsys")][:1] == ["import"]
assert events(__import__, "os") == []

# The interpreter.
assert events(id, function) == [("builtins.id", (id(function),))]
assert [event for event, _ in events(sys._getframe)] == ["sys._getframe"]
for call, event in [
    (sys.settrace, "sys.settrace"),
    (sys.setprofile, "sys.setprofile"),
]:
    assert events(call, None) == [(event, ())]
assert events(sys._current_frames) == [("sys._current_frames", ())]
assert events(sys.addaudithook, lambda *_: None) == [("sys.addaudithook", ())]
assert events(gc.get_objects) == [("gc.get_objects", (-1,))]
assert events(gc.get_referents, 1, 2) == [("gc.get_referents", ((1, 2),))]
assert events(time.sleep, 0) == [("time.sleep", (0,))]
here = threading.get_ident()
assert events(signal.pthread_kill, here, 0) == [("signal.pthread_kill", (here, 0))]
sys.stdin = io.StringIO("line\n")
assert events(input, "") == [("builtins.input", ("",))]
sys.breakpointhook = function
assert events(breakpoint) == [("builtins.breakpoint", (function,))]
thread = threading.Thread(target=function)
[(event, (target, daemon, handle))] = events(thread.start)
assert (event, daemon) == ("_thread.start_joinable_thread", 0)
thread.join()


class Unraisable:
    def __del__(self):
        raise ValueError


sys.unraisablehook = unraisable = lambda what: None
[(event, (its_hook, what))] = events(Unraisable)
assert (event, its_hook, what.exc_type) == ("sys.unraisablehook", unraisable, ValueError)

# Data.
assert events(marshal.dumps, 3) == [("marshal.dumps", (3, marshal.version))]
assert events(marshal.loads, b"N") == [("marshal.loads", (b"N",))]
assert events(marshal.load, io.BytesIO(b"N")) == [("marshal.load", ())]
assert events(pickle.loads, b"cbuiltins\nlen\n.") == [("pickle.find_class", ("builtins", "len"))]
assert events(array.array, "i", [1]) == [("array.__new__", ("i", [1]))]
assert events(mmap.mmap, -1, 10) == [("mmap.__new__", (-1, 10, 0, 0))]
number = ctypes.c_int(3)
assert events(ctypes.addressof, number) == [("ctypes.addressof", (number,))]
address = ctypes.addressof(number)
assert events(ctypes.c_int.from_address, address) == [("ctypes.cdata", (address,))]
assert events(ctypes.get_errno) == [("ctypes.get_errno", ())]
library = ctypes.CDLL(None)
assert events(ctypes.CDLL, None) == [("ctypes.dlopen", (None,))]
assert events(getattr, library, "abs") == [("ctypes.dlsym", (library, "abs"))]
[(event, (pointer, arguments))] = events(library.abs, -3)
assert (event, arguments) == ("ctypes.call_function", (-3,))

# Files.
assert events(lambda: open(file, "w").close()) == [("open", (file, "w", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | CLOSED))]
assert events(lambda: open(file, "rb").close()) == [("open", (file, "r", CLOSED))]
assert events(lambda: io.FileIO(file, "rb").close()) == [("open", (file, "rb", CLOSED))]
assert events(os.open, file, os.O_RDWR) == [("open", (file, None, os.O_RDWR | CLOSED))]
fd = os.open(file, os.O_RDWR)
for call, arguments, told_of in [
    (os.listdir, (), ("os.listdir", (None,))),
    (os.listdir, (".",), ("os.listdir", (".",))),
    (lambda: os.scandir(".").close(), (), ("os.scandir", (".",))),
    (os.mkdir, ("d",), ("os.mkdir", ("d", 0o777, -1))),
    (os.rename, ("d", "e"), ("os.rename", ("d", "e", -1, -1))),
    (os.rmdir, ("e",), ("os.rmdir", ("e", -1))),
    (os.remove, ("none",), ("os.remove", ("none", -1))),
    (os.unlink, ("none",), ("os.remove", ("none", -1))),
    (os.chmod, (file, 0o600), ("os.chmod", (file, 0o600, -1))),
    (os.fchmod, (fd, 0o600), ("os.chmod", (fd, 0o600, -1))),
    (os.chown, (file, -1, -1), ("os.chown", (file, 2**32 - 1, 2**32 - 1, -1))),
    (os.link, (file, "l"), ("os.link", (file, "l", -1, -1))),
    (os.symlink, (file, "s"), ("os.symlink", (file, "s", -1))),
    (os.truncate, (file, 3), ("os.truncate", (file, 3))),
    (os.ftruncate, (fd, 3), ("os.truncate", (fd, 3))),
    (os.utime, (file, (1, 2)), ("os.utime", (file, (1, 2), None, -1))),
    (os.chdir, (".",), ("os.chdir", (".",))),
    (os.putenv, ("a", "b"), ("os.putenv", (b"a", b"b"))),
    (os.unsetenv, ("a",), ("os.unsetenv", (b"a",))),
    (os.system, ("true",), ("os.system", (b"true",))),
    (os.execv, ("/none", ["none"]), ("os.exec", ("/none", ["none"], None))),
    (os.kill, (os.getpid(), 0), ("os.kill", (os.getpid(), 0))),
    (os.lockf, (fd, os.F_TEST, 0), ("os.lockf", (fd, os.F_TEST, 0))),
    (os.listxattr, (file,), ("os.listxattr", (file,))),
    (fcntl.fcntl, (fd, fcntl.F_GETFD), ("fcntl.fcntl", (fd, fcntl.F_GETFD, None))),
    (fcntl.flock, (fd, fcntl.LOCK_UN), ("fcntl.flock", (fd, fcntl.LOCK_UN))),
    (fcntl.lockf, (fd, fcntl.LOCK_UN), ("fcntl.lockf", (fd, fcntl.LOCK_UN, None, None, 0))),
    (fcntl.ioctl, (fd, 0x5401, b""), ("fcntl.ioctl", (fd, 0x5401, b""))),
    (resource.prlimit, (0, 0), ("resource.prlimit", (0, 0, None))),
]:
    found = events(call, *arguments)
    assert found == [told_of], (found, told_of)

names = [event for event, _ in events(subprocess.run, ["true"])]
assert names == ["subprocess.Popen", "_posixsubprocess.fork_exec"], names
names = [event for event, _ in events(shutil.copyfile, file, "copy")]
assert names == ["shutil.copyfile", "open", "open"], names

# Sockets.
found = events(lambda: socket.socket().close())
assert [(event, arguments[1:]) for event, arguments in found] == [
    ("socket.__new__", (socket.AF_INET, socket.SOCK_STREAM, 0))
]
with socket.socket() as server:
    address = ("127.0.0.1", 0)
    assert events(server.bind, address) == [("socket.bind", (server, address))]
    assert events(server.connect_ex, ("127.0.0.1", 1)) == [("socket.connect", (server, ("127.0.0.1", 1)))]
assert events(socket.gethostname) == [("socket.gethostname", ())]
assert events(socket.getservbyname, "http")[0] == ("socket.getservbyname", ("http", None))


# A hook refuses.
class Refused(Exception):
    pass


refusing = False


def refuse(event, arguments):
    if refusing and event == "os.mkdir":
        raise Refused(event)


sys.addaudithook(refuse)
refusing = True
try:
    os.mkdir("refused")
except Refused:
    pass
else:
    raise AssertionError("it was not refused")
refusing = False
assert not os.path.exists("refused")
shutil.rmtree(os.getcwd())
