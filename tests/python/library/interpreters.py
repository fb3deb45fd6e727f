"""A program has several interpreters: what runs in one does not see what another has.

https://docs.python.org/3.14/library/concurrent.interpreters.html
"""
import threading
from concurrent import interpreters

import _interpreters


def raises(error, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as e:
        return e
    raise AssertionError(f"{error.__name__} not raised")


main = interpreters.get_main()
assert main.id == 0 and main == interpreters.get_current() and main.is_running()

interp = interpreters.create()
assert not interp.is_running() and interp.whence == "_interpreters module"
assert interp in interpreters.list_all()

# Each has its own modules.
interp.exec("import sys; sys.mark = 1; here = 5")
import sys
assert not hasattr(sys, "mark") and "here" not in globals()
interp.exec("assert sys.mark == 1 and here == 5 and __name__ == '__main__'")

# What can go there.
interp.prepare_main(a=1, b=("x", (2.5, None, True)), c=b"bytes")
interp.exec("assert (a, b, c) == (1, ('x', (2.5, None, True)), b'bytes')")
e = raises(interpreters.NotShareableError, interp.prepare_main, a=[])
assert str(e) == "[] does not support cross-interpreter data", e
e = raises(interpreters.NotShareableError, interp.prepare_main, a=1 << 80)
assert str(e.__cause__) == "try sending as bytes"
for value, expected in [(1, True), ("a", True), (b"a", True), (1.5, True), (None, True), (True, True),
                        ((1, []), True), (memoryview(b"a"), True), ([], False), (..., False), (len, False)]:
    assert interpreters.is_shareable(value) is expected, value

# Exceptions leave their text.
e = raises(interpreters.ExecutionFailed, interp.exec, "def f():\n    raise ValueError('no')\nf()")
assert e.excinfo.type.__name__ == "ValueError" and e.excinfo.msg == "no"
assert e.excinfo.formatted == "ValueError: no"
assert e.excinfo.errdisplay == """Traceback (most recent call last):
  File "<script>", line 3, in <module>
  File "<script>", line 2, in f
ValueError: no"""
raises(SyntaxError, interp.exec, "syn tax")

# Functions, their arguments and results.
assert interp.call(lambda x, *, y: [x, y], (1, "a"), y={"k": [2]}) == [(1, "a"), {"k": [2]}]
assert interp.call(len, "abc") == 3
assert str(raises(interpreters.NotShareableError, interp.call, lambda: __name__).__cause__) == "globals not supported"
# No names but built-in ones go along: this one is pickled by its name.
assert str(raises(ValueError, interp.exec, lambda x: x)) == "code with args not supported"


def returns():
    return 1


assert str(raises(ValueError, interp.exec, returns)) == "code that returns a value is not a script"


def closure(x):
    return lambda: x


e = raises(interpreters.NotShareableError, interp.call, closure(1))
assert str(e) == "only stateless functions are shareable" and str(e.__cause__) == "closures not supported"

# One program at a time.
e = raises(interpreters.ExecutionFailed, interp.exec,
           f"import _interpreters; _interpreters.exec({interp.id}, '1')")
assert e.excinfo.formatted.endswith("InterpreterError: interpreter already running"), e.excinfo.formatted
e = raises(interpreters.ExecutionFailed, interp.exec,
           f"_interpreters.destroy({interp.id})")
assert e.excinfo.msg == "cannot destroy the current interpreter"

# Queues.
queue = interpreters.create_queue(2)
interp.prepare_main(queue=queue)
interp.exec("queue.put(('a', 1)); queue.put([1, 2])")
assert queue.full() and queue.qsize() == 2
raises(interpreters.QueueFull, queue.put_nowait, 3)
assert queue.get() == ("a", 1) and queue.get() == [1, 2]
raises(interpreters.QueueEmpty, queue.get_nowait)
queue.put(queue)
assert queue.get() is queue

# Memory is shared, not copied.
data = bytearray(b"data")
interp.prepare_main(view=memoryview(data))
interp.exec("view[0] = ord('D'); assert bytes(view) == b'Data'")
assert data == b"Data"
raises(BufferError, data.append, 1)
interp.exec("view.release(); del view")
assert interpreters.list_all()
data.append(1)

# A thread in an interpreter, and another way round.
results = interpreters.create_queue()
threads = [interp.call_in_thread(lambda queue: queue.put(5), results)]
threads[0].join()
assert results.get() == 5
interp.prepare_main(results=results)
interp.exec("import threading; t = threading.Thread(target=results.put, args=(6,)); t.start()")
assert results.get(timeout=20) == 6
assert threading.main_thread() is threading.current_thread()

# What an interpreter has sent is not bound to anything when it ends.
interp.exec("results.put('left')")
ended = interpreters.create_queue()
interp.prepare_main(ended=ended)
interp.exec("import atexit; atexit.register(ended.put, 'atexit')")
interp.close()
assert results.get() is results.unbounditems
assert ended.get() is ended.unbounditems
raises(interpreters.InterpreterNotFoundError, interp.exec, "1")
raises(interpreters.InterpreterNotFoundError, interp.is_running)

# What an isolated interpreter may not do.
interp = interpreters.create()
interp.exec("""
import os, signal, threading
for function, text in [
    (os.fork, "fork not supported for isolated subinterpreters"),
    (lambda: os.execv("/bin/true", ["true"]), "exec not supported for isolated subinterpreters"),
    (lambda: threading.Thread(target=print, daemon=True).start(),
     "daemon threads are disabled in this (sub)interpreter"),
    (lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
     "signal only works in main thread of the main interpreter"),
]:
    try:
        function()
    except (RuntimeError, ValueError) as e:
        assert str(e) == text, e
    else:
        raise AssertionError(text)
""")

# References.
number = _interpreters.create(reqrefs=True)
_interpreters.incref(number)
_interpreters.decref(number)
raises(interpreters.InterpreterNotFoundError, _interpreters.incref, number)
config = _interpreters.new_config("isolated", allow_fork=True)
number = _interpreters.create(config)
assert _interpreters.get_config(number) == config
_interpreters.destroy(number)
del interp
assert [i.id for i in interpreters.list_all()] == [0]
