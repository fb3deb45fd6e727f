"""`tracemalloc` tells which lines have asked for the memory that is in use.

https://docs.python.org/3.14/library/tracemalloc.html
"""

import gc
import os
import subprocess
import sys
import tempfile
import tracemalloc

HERE = __file__


def line():
    return sys._getframe(1).f_lineno


def lines_of(obj):
    traceback = tracemalloc.get_object_traceback(obj)
    return [(frame.filename, frame.lineno) for frame in traceback]


# Off: nothing is known.
assert not tracemalloc.is_tracing()
assert tracemalloc.get_traced_memory() == (0, 0)
assert tracemalloc.get_traceback_limit() == 1
assert tracemalloc.get_object_traceback([]) is None
try:
    tracemalloc.take_snapshot()
except RuntimeError as error:
    assert "must be tracing" in str(error)
else:
    raise AssertionError("a snapshot without tracing")
for wrong in (0, -1, 65536):
    try:
        tracemalloc.start(wrong)
    except ValueError as error:
        assert str(error) == "the number of frames must be in range [1; 65535]"
    else:
        raise AssertionError(wrong)

before = [object() for _ in range(100)]
tracemalloc.start(3)
assert tracemalloc.is_tracing() and tracemalloc.get_traceback_limit() == 3
tracemalloc.start(9)
assert tracemalloc.get_traceback_limit() == 3


# Tracebacks of objects, the oldest frame first; not more frames than wanted.
def inner():
    return bytearray(500_000), line()


def middle():
    return inner(), line()


def outer():
    return middle(), line()


((data, first), second), third = outer()
assert lines_of(data) == [(HERE, third), (HERE, second), (HERE, first)], lines_of(data)
assert tracemalloc.get_object_traceback(data).total_nframe is None
assert tracemalloc.get_object_traceback(before[0]) is None
assert tracemalloc.get_object_traceback(1) is None


class Plain:
    def __init__(self):
        self.name = [1, 2, 3]


plain, where = Plain(), line()
assert lines_of(plain) == [(HERE, where)]
closure, where = (lambda: plain), line()
assert lines_of(closure) == [(HERE, where)]
generator, where = (c for c in "ab"), line()
assert lines_of(generator)[-1] == (HERE, where)

# Memory that is used again belongs to whom it was given last.
for _ in range(3):
    again, where = Plain(), line()
    assert lines_of(again) == [(HERE, where)]
    again = None
    again, where = Plain(), line()
    assert lines_of(again) == [(HERE, where)]

# What is in use, and the most that was.
current, peak = tracemalloc.get_traced_memory()
assert 500_000 < current <= peak
data = None
smaller, same = tracemalloc.get_traced_memory()
assert current - smaller >= 500_000 and same >= peak
tracemalloc.reset_peak()
assert tracemalloc.get_traced_memory()[1] < peak
block, where = b"x" * 1_000_000, line()
larger, peak = tracemalloc.get_traced_memory()
assert 1_000_000 <= larger - smaller < 1_010_000
block = None
assert tracemalloc.get_traced_memory()[1] >= peak
assert tracemalloc.get_tracemalloc_memory() > 0

# A block has the size that `sys.getsizeof` tells.
for size in (3, 100, 700, 12_345, 100_000):
    text, where = b"x" * size, line()
    wanted = [t for t in tracemalloc.take_snapshot().traces if t.size == sys.getsizeof(text)]
    assert any(t.traceback[-1].lineno == where for t in wanted), size


# A container that grows belongs to the line that made it grow.
def statistics(snapshot):
    ours = snapshot.filter_traces([tracemalloc.Filter(True, HERE)])
    return {s.traceback[0].lineno: s for s in ours.statistics("lineno")}


def grow():
    for index in range(20_000):
        grown.append(None); here = line()
    return here


grown = []
old = tracemalloc.take_snapshot()
grew_at = grow()
new = tracemalloc.take_snapshot()
assert statistics(new)[grew_at].size >= 20_000 * 8
[difference] = [
    d for d in new.compare_to(old, "lineno")
    if d.traceback[0].filename == HERE and d.traceback[0].lineno == grew_at
]
assert difference.size_diff >= 20_000 * 8
del grown[:]
grown = None

table = {}
before_growth, _ = tracemalloc.get_traced_memory()
for number in range(10_000):
    table[number] = None
assert tracemalloc.get_traced_memory()[0] - before_growth > 100_000
del table
assert tracemalloc.get_traced_memory()[0] - before_growth < 20_000

text = ""
before_growth, _ = tracemalloc.get_traced_memory()
for number in range(20_000):
    text += "some text "
assert 200_000 <= tracemalloc.get_traced_memory()[0] - before_growth < 300_000
text = None
assert tracemalloc.get_traced_memory()[0] - before_growth < 20_000

# Many small objects are counted one by one, and garbage in circles goes, too.
many, where = [object() for _ in range(5_000)], line()
assert statistics(tracemalloc.take_snapshot())[where].count >= 5_000
del many
left = statistics(tracemalloc.take_snapshot()).get(where)
assert left is None or left.count < 100


class Node:
    pass


def circles():
    for _ in range(1_000):
        node = Node(); node.itself = node; here = line()
    return here


gc.disable()
where = circles()
assert statistics(tracemalloc.take_snapshot())[where].count >= 1_000
gc.collect()
gc.enable()
left = statistics(tracemalloc.take_snapshot()).get(where)
assert left is None or left.count < 100

# Forgetting.
kept, where = Plain(), line()
tracemalloc.clear_traces()
assert tracemalloc.get_traced_memory()[0] < 100_000
assert tracemalloc.get_object_traceback(kept) is None
kept = None
later, where = Plain(), line()
assert lines_of(later) == [(HERE, where)]

# A snapshot is kept in a file.
snapshot = tracemalloc.take_snapshot()
with tempfile.TemporaryDirectory() as directory:
    name = os.path.join(directory, "snapshot")
    snapshot.dump(name)
    assert tracemalloc.Snapshot.load(name).traces == snapshot.traces
assert snapshot.traceback_limit == 3

tracemalloc.stop()
assert not tracemalloc.is_tracing()
assert tracemalloc.get_traced_memory() == (0, 0)
assert tracemalloc.get_object_traceback(later) is None
assert tracemalloc.get_traceback_limit() == 3
objects = [Plain() for _ in range(1_000)]
del objects
tracemalloc.start()
assert tracemalloc.get_traceback_limit() == 1
tracemalloc.stop()


# The command line.
def run(*options, code=None, **variables):
    code = code or "import tracemalloc as t; print(t.is_tracing(), t.get_traceback_limit())"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONTRACEMALLOC"} | variables
    done = subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, env=environment
    )
    return done.stdout.strip() or done.stderr.splitlines()[0]


invalid = "Fatal Python error: config_init_tracemalloc: %s: invalid number of frames"
if subprocess.run([sys.executable, "-c", ""], capture_output=True).returncode == 0:
    assert run() == "False 1"
    assert run("-X", "tracemalloc") == "True 1"
    assert run("-X", "tracemalloc=7") == "True 7"
    assert run("-X", "tracemalloc=0") == "False 1"
    assert run(PYTHONTRACEMALLOC="4") == "True 4"
    assert run("-E", PYTHONTRACEMALLOC="4") == "False 1"
    assert run("-X", "tracemalloc", PYTHONTRACEMALLOC="4") == "True 1"
    assert run("-X", "tracemalloc=x") == invalid % "-X tracemalloc=NFRAME"
    assert run(PYTHONTRACEMALLOC="-1") == invalid % "PYTHONTRACEMALLOC"
    imports = """
import json, tracemalloc
snapshot = tracemalloc.take_snapshot()
names = {s.traceback[0].filename for s in snapshot.statistics("filename")}
print(len(names) > 3, tracemalloc.get_traced_memory()[0] > 100_000)
"""
    assert run("-X", "tracemalloc", code=imports) == "True True"
