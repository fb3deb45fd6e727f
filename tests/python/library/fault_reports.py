"""faulthandler: where threads are, now and later; queue.SimpleQueue across threads.

https://docs.python.org/3.14/library/faulthandler.html
"""
import faulthandler
import os
import queue
import signal
import sys
import threading
import time

read, write = os.pipe()


def where(**options):
    faulthandler.dump_traceback(write, **options)


where(all_threads=False)
lines = os.read(read, 10_000).decode().splitlines()
assert lines[0] == "Stack (most recent call first):"
assert lines[1] == f'  File "{__file__}", line 17 in where', lines
assert lines[2] == f'  File "{__file__}", line 20 in <module>', lines

items = queue.SimpleQueue()
thread = threading.Thread(target=items.get)
thread.start()
time.sleep(0.05)
where()
text = os.read(read, 10_000).decode()
assert text.count("(most recent call first):") == 2 and text.count("Current thread 0x") == 1
assert text.index("\nCurrent thread") > text.index("Thread 0x") == 0 and "in run\n" in text
items.put(None)
thread.join()

faulthandler.dump_traceback_later(0.05, file=write)
time.sleep(0.2)
text = os.read(read, 10_000).decode()
assert text.startswith("Timeout (0:00:00.050000)!\nThread 0x") and f'line {sys._getframe().f_lineno - 2} in <module>' in text
faulthandler.dump_traceback_later(0.05, file=write)
faulthandler.cancel_dump_traceback_later()
time.sleep(0.1)
os.set_blocking(read, False)
try:
    os.read(read, 1)
except BlockingIOError:
    pass
else:
    raise AssertionError("it was cancelled")

# A fatal signal is told of, and ends the process all the same.
assert not faulthandler.is_enabled()
pid = os.fork()
if pid == 0:
    faulthandler.enable(write)
    os.kill(os.getpid(), signal.SIGSEGV)
assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGSEGV
assert os.read(read, 10_000).startswith(b"Fatal Python error: Segmentation fault\n\n")
faulthandler.enable(write)
assert faulthandler.is_enabled() and faulthandler.disable() and not faulthandler.disable()

for error, message, call in [
    (ValueError, "timeout must be greater than 0", lambda: faulthandler.dump_traceback_later(0)),
    (ValueError, "file is not a valid file descriptor", lambda: faulthandler.enable(-1)),
    (queue.Empty, "", lambda: items.get(timeout=0.01)),
    (queue.Empty, "", items.get_nowait),
    (ValueError, "'timeout' must be a non-negative number", lambda: items.get(timeout=-1)),
]:
    try:
        call()
    except error as caught:
        assert str(caught) == message, str(caught)
    else:
        raise AssertionError(message)
items.put_nowait(1)
assert items.qsize() == 1 and not items.empty() and items.get() == 1 and items.empty()
