"""The frame of a function that waits in another thread shows its variables, and lets them be set.

https://docs.python.org/3.14/library/sys.html#sys._current_frames
"""
import sys
import threading

started, goes_on = threading.Event(), threading.Event()
results = []


def worker(argument):
    number, captured = 42, [argument]
    started.set()
    goes_on.wait()
    results.append((number, (lambda: captured)()))


thread = threading.Thread(target=worker, args=("given",))
thread.start()
started.wait()
frame = sys._current_frames()[thread.ident]
while frame.f_code is not worker.__code__:
    frame = frame.f_back
variables = frame.f_locals
assert dict(variables) == {"argument": "given", "number": 42, "captured": ["given"]}
variables["number"] = 43
variables["captured"] = "set"
assert variables["number"] == 43
goes_on.set()
thread.join()
assert results == [(43, "set")], results
