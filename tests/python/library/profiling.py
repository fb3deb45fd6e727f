"""`cProfile` and `profile` count calls; `trace` counts lines; from the shell, too.

https://docs.python.org/3.14/library/profile.html
"""
import cProfile
import io
import os
import pstats
import subprocess
import sys
import tempfile


def inner(x):
    return len([x])


def outer():
    for i in range(3):
        inner(i)
    return recurses(3)


def recurses(n):
    return n and recurses(n - 1)


profiler = cProfile.Profile()
assert profiler.runcall(outer) == 0
profiler.create_stats()
calls = {name: (primitive, all_calls) for (_, _, name), (primitive, all_calls, *_) in profiler.stats.items()}
assert calls["outer"] == (1, 1) and calls["inner"] == (3, 3) and calls["recurses"] == (1, 4), calls
assert calls["<built-in method builtins.len>"] == (3, 3), calls
callers = next(value[4] for key, value in profiler.stats.items() if key[2] == "inner")
assert [(key[2], value[0]) for key, value in callers.items()] == [("outer", 3)], callers
out = io.StringIO()
pstats.Stats(profiler, stream=out).sort_stats("cumtime").print_stats()
assert "function calls" in out.getvalue() and "cumtime" in out.getvalue()

# Time of one's own.
ticks = iter(range(1000))
timed = cProfile.Profile(lambda: next(ticks), 0.5)
timed.runcall(inner, 1)
entry = next(entry for entry in timed.getstats() if getattr(entry.code, "co_name", None) == "inner")
assert entry.callcount == 1 and entry.totaltime > entry.inlinetime > 0, entry

with cProfile.Profile() as first:
    try:
        cProfile.Profile().enable()
    except ValueError as error:
        assert str(error) == "tool 2 is already in use", error
    else:
        assert False

starts = subprocess.run([sys.executable, "-c", ""], capture_output=True).returncode == 0
with tempfile.TemporaryDirectory() as directory:
    if not starts:
        # An interpreter behind a wrapper, as a peer may be.
        sys.exit()
    script = os.path.join(directory, "script.py")
    with open(script, "w") as file:
        file.write("def f():\n    return 1\nfor i in range(2):\n    f()\nprint('done')\n")

    def shell(*args, text=None):
        result = subprocess.run([sys.executable, "-m", *args, script], capture_output=True, text=True, input=text,
                                cwd=directory, timeout=100)
        return result.stdout + result.stderr

    for module in ("cProfile", "profile"):
        output = shell(module, "-s", "cumtime")
        assert "done" in output and "cumtime" in output and "(f)" in output, output
    output = " ".join(shell("trace", "--trace").split())
    assert "script.py(4): f()" in output and "--- modulename: script, funcname: f" in output, output
    output = shell("trace", "--listfuncs")
    assert "funcname: f" in output, output
    shell("trace", "--count", "-C", directory)
    with open(os.path.join(directory, "script.cover")) as file:
        assert "    2:     return 1" in file.read()
    output = shell("pdb", text="b 2\nc\np i\nw\nn\nc\nc\nq\n")
    assert "Breakpoint 1 at" in output and "(Pdb) 0" in output and "--Return--" in output, output

# A native method is one entry, however it is bound, and shown as what its class has.
profiler = cProfile.Profile()
first, second = [], []
append, from_keys, join = first.append, dict.fromkeys, ",".join
profiler.enable()
append(1)
second.append(2)
list.append(first, 3)
from_keys("a")
dict.fromkeys("b")
join([])
profiler.disable()
counts = {entry.code: entry.callcount for entry in profiler.getstats() if isinstance(entry.code, str)}
assert counts["<method 'append' of 'list' objects>"] == 3, counts
assert counts["<built-in method fromkeys>"] == 2, counts
assert counts["<method 'join' of 'str' objects>"] == 1, counts
