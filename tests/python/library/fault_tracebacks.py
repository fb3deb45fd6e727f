"""A fatal signal tells where the program is, if faulthandler is enabled.

https://docs.python.org/3.14/library/faulthandler.html#faulthandler.enable
"""
import re
import subprocess
import sys

PROGRAM = """
import faulthandler, os, signal, sys, threading
faulthandler.enable(all_threads={all_threads})
waits = threading.Event()
started = threading.Event()
def wait():
    started.set()
    waits.wait()
threading.Thread(target=wait, daemon=True).start()
started.wait()
def crash_é():
    {crash}
class A:
    def __init__(self): [crash_é() for _ in "a"]
A()
"""


def run(crash, all_threads=True, prefix=""):
    program = prefix + PROGRAM.format(crash=crash, all_threads=all_threads)
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", program], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


# An interpreter that is not installed may not start by its path alone.
if subprocess.run([sys.executable, "-c", ""], capture_output=True).returncode:
    sys.exit()

status, text = run("os.kill(os.getpid(), signal.SIGSEGV)")
assert status == -11, (status, text)
assert text.startswith("Fatal Python error: Segmentation fault\n\n"), text
current = re.search(r"^Current thread 0x[0-9a-f]{16} \[.*\] \(most recent call first\):\n(.*\n)(.*\n)", text, re.M)
assert current, text
assert current[1] == '  File "<string>", line 12 in crash_\\xe9\n', text
assert re.search(r'line 14 in __init__\n  File "<string>", line 15 in <module>\n', text), text
assert re.search(r"^Thread 0x[0-9a-f]{16} \[.*\] \(most recent call first\):\n(.*\n)*?.*line 8 in wait\n", text, re.M), text
assert "Current thread's C stack trace (most recent call first):\n" in text, text

status, text = run("os.abort()", all_threads=False)
assert status == -6, (status, text)
assert text.startswith("Fatal Python error: Aborted\n\nStack (most recent call first):\n"), text
assert "line 8 in wait" not in text

# Of deep recursion, a hundred frames.
status, text = run("f(200)", prefix="def f(n): f(n - 1) if n else os.abort()\n")
assert status == -6 and text.count(" in f\n") == 100 and "\n  ...\n" in text, text

# While a collection runs.
status, text = run(
    "gc.collect()",
    prefix="import gc\ngc.disable()\nclass B:\n  def __del__(self): os.abort()\nb = B(); b.b = b; del b\n",
)
assert status == -6 and "(most recent call first):\n  Garbage-collecting\n" in text, text
