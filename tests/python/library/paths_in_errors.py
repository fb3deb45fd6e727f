"""Errors and audit events of `os` name the `str` that a path object stands for.

https://docs.python.org/3.14/library/os.html#os.PathLike
"""

import os
import pathlib
import sys

path, missing = pathlib.Path("/no-such-directory/x"), pathlib.Path("no-such-file")
for function, arguments, wanted in [
    (os.mkdir, [path], (str(path), None)),
    (os.rmdir, [missing], (str(missing), None)),
    (os.remove, [missing], (str(missing), None)),
    (os.rename, [missing, path], (str(missing), str(path))),
    (os.symlink, [missing, path], (str(missing), str(path))),
    (os.stat, [missing], (str(missing), None)),
    (os.listdir, [missing], (str(missing), None)),
    (os.scandir, [missing], (str(missing), None)),
    (os.chdir, [missing], (str(missing), None)),
    (os.utime, [missing], (str(missing), None)),
    (os.truncate, [missing, 1], (str(missing), None)),
    (os.stat, [os.fsencode(missing)], (os.fsencode(missing), None)),
    (missing.unlink, [], (str(missing), None)),
    # These do not name the file.
    (os.mkfifo, [path], (None, None)),
    (os.mknod, [path], (None, None)),
    # Of descriptors some tell, some do not.
    (os.stat, [99], (99, None)),
    (os.listdir, [99], (None, None)),
    (os.scandir, [99], (None, None)),
    (os.truncate, [99, 1], (None, None)),
]:
    try:
        function(*arguments)
    except OSError as error:
        names = error.filename, error.filename2
        assert [type(name) for name in names] == [type(name) for name in wanted], (function, names)
        assert names == wanted, (function, names)
    else:
        raise AssertionError(function)

events = []
wanted = {"os.listdir", "os.scandir", "os.remove", "import", "sys.set_asyncgen_hook_firstiter"}
wanted |= {"sys.set_asyncgen_hook_finalizer", "_thread.start_joinable_thread"}
listening = True
sys.addaudithook(lambda event, args: listening and event in wanted and events.append((event, args)))

here = pathlib.Path(".")
os.listdir(here)
os.scandir(here).close()
try:
    missing.unlink()
except OSError:
    pass
assert events == [("os.listdir", (".",)), ("os.scandir", (".",)), ("os.remove", (str(missing), -1))], events
assert all(type(args[0]) is str for _, args in events)

# Only hooks that are given are told of, and a handle that is not given is None.
events.clear()
first, _ = sys.get_asyncgen_hooks()
sys.set_asyncgen_hooks(firstiter=first)
import _thread
_thread.start_joinable_thread(int).join()
assert events == [
    ("sys.set_asyncgen_hook_firstiter", ()), ("_thread.start_joinable_thread", (int, 1, None))
], events

# An import statement tells of the module that it names, then of the packages around it that are not there;
# functions of `importlib` tell nothing.
import importlib
events.clear()
for name in [name for name in sys.modules if name.partition(".")[0] in ("wsgiref", "colorsys")]:
    del sys.modules[name]
import wsgiref.headers
names = [args[0] for event, args in events if event == "import"]
assert names[:2] == ["wsgiref.headers", "wsgiref"], names
events.clear()
importlib.import_module("colorsys")
assert not any(event == "import" for event, _ in events), events
events.clear()
try:
    import wsgiref.nothing
except ImportError:
    pass
try:
    from wsgiref import nothing
except ImportError:
    pass
names = [args[0] for event, args in events if event == "import"]
assert names == ["wsgiref.nothing", "wsgiref.nothing"], names
listening = False

# A parameter of scheduling is made of its field.
if hasattr(os, "sched_param"):
    param = os.sched_param(3)
    assert param == os.sched_param(sched_priority=3) and param.sched_priority == 3
    assert repr(param) == "posix.sched_param(sched_priority=3)"
    assert param.__reduce__() == (os.sched_param, (3,))
    for arguments, words in [
        ((), "missing required argument 'sched_priority' (pos 1)"),
        ((1, 2), "takes at most 1 argument (2 given)"),
    ]:
        try:
            os.sched_param(*arguments)
        except TypeError as error:
            assert str(error) == "sched_param() " + words
        else:
            raise AssertionError(arguments)

for call, kind in [
    (lambda: os.eventfd(-1), ValueError),
    (lambda: os.eventfd(2**32), OverflowError),
    (lambda: os.getrandom(-1), OSError),
]:
    try:
        call()
    except kind:
        pass
    else:
        raise AssertionError(kind)
