"""What `sys.settrace` and `sys.setprofile` tell, line by line.

https://docs.python.org/3.14/library/sys.html#sys.settrace
"""
import sys
import threading
import warnings

events = []


def trace(frame, event, arg):
    if frame.f_code.co_filename != __file__:
        return None
    line = frame.f_lineno - frame.f_code.co_firstlineno
    shown = arg if event == "return" else arg[0].__name__ if event == "exception" else None
    events.append((event, frame.f_code.co_name, line, shown))
    return trace


def traced(function, *args):
    events.clear()
    sys.settrace(trace)
    try:
        function(*args)
    except ValueError:
        pass
    finally:
        sys.settrace(None)
    return [event for event in events if event[1] != "traced"]


def one(): return 1


assert traced(one) == [("call", "one", 0, None), ("line", "one", 0, None), ("return", "one", 0, 1)]


def loops():
    for i in (1, 2): pass
    while i < 4:
        i += 1


assert [(event, line) for event, _, line, _ in traced(loops)] == [
    ("call", 0), ("line", 1), ("line", 1), ("line", 1), ("line", 2), ("line", 3), ("line", 2), ("line", 3),
    ("line", 2), ("return", 2)]


def generator():
    x = yield 1; y = 2
    return 5


def steps():
    for item in generator():
        pass


assert traced(steps) == [
    ("call", "steps", 0, None), ("line", "steps", 1, None),
    ("call", "generator", 0, None), ("line", "generator", 1, None), ("return", "generator", 1, 1),
    ("line", "steps", 2, None), ("line", "steps", 1, None),
    ("call", "generator", 1, None), ("line", "generator", 2, None), ("return", "generator", 2, 5),
    ("exception", "steps", 1, "StopIteration"), ("return", "steps", 1, None)]


def fails():
    try:
        raise KeyError
    except KeyError:
        pass
    finally:
        y = 1
    raise ValueError


assert [(event, line, shown) for event, _, line, shown in traced(fails)] == [
    ("call", 0, None), ("line", 1, None), ("line", 2, None), ("exception", 2, "KeyError"), ("line", 3, None),
    ("line", 4, None), ("line", 6, None), ("line", 7, None), ("exception", 7, "ValueError"),
    ("return", 7, None)]


# A frame that runs already is traced once it has a trace function of its own.
def begins_late():
    frame = sys._getframe()
    frame.f_trace = trace
    sys.settrace(trace)
    x = 1
    frame.f_trace_lines = False
    x = 2
    x = 3
    sys.settrace(None)


events.clear()
begins_late()
assert [(event, line) for event, _, line, _ in events] == [("line", 4), ("line", 5)], events


# Instructions are told of where they are asked for.
def instructions(frame, event, arg):
    frame.f_trace_opcodes = True
    events.append(event)
    return instructions


events.clear()
sys.settrace(instructions)
one()
sys.settrace(None)
assert events.count("opcode") >= 1 and events[-1] == "return" or "opcode" in events


# A trace function that fails is not called again.
def bad(frame, event, arg):
    raise ZeroDivisionError("no")


sys.settrace(bad)
try:
    one()
except ZeroDivisionError:
    assert sys.gettrace() is None
else:
    assert False


# Jumps.
def jumps():
    a = 1
    b = 2
    for c in (1, 2):
        a = 3
    return a


def jump(to):
    def tracer(frame, event, arg):
        if frame.f_code is not jumps.__code__:
            return None
        if event == "line" and frame.f_lineno == frame.f_code.co_firstlineno + 2:
            frame.f_lineno = frame.f_code.co_firstlineno + to
            assert frame.f_lineno == frame.f_code.co_firstlineno + to
        return tracer
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sys.settrace(tracer)
        try:
            return jumps(), [str(warning.message) for warning in caught]
        finally:
            sys.settrace(None)


assert jump(5) == (1, ["assigning None to 2 unbound locals"])
for to, message in (
    (4, "can't jump into the body of a for loop"),
    (-1, f"line {jumps.__code__.co_firstlineno - 1} comes before the current code block"),
    (6, f"line {jumps.__code__.co_firstlineno + 6} comes after the current code block"),
):
    try:
        jump(to)
    except ValueError as error:
        assert str(error) == message, error
    else:
        assert False, to
try:
    sys._getframe().f_lineno = 1
except ValueError as error:
    assert str(error) == "f_lineno can only be set in a trace function", error


# Profile functions are told of native calls.
def profile(frame, event, arg):
    if frame.f_code.co_filename == __file__:
        events.append((event, getattr(arg, "__name__", arg) if event.startswith("c_") else arg))


def calls():
    len("abc")
    [].append(1)
    try:
        int("x")
        len()
    except (ValueError, TypeError):
        pass
    try:
        len()
    except TypeError:
        pass
    return one()


events.clear()
sys.setprofile(profile)
calls()
sys.setprofile(None)
assert events == [
    ("call", None), ("c_call", "len"), ("c_return", "len"), ("c_call", "append"), ("c_return", "append"),
    ("c_call", "len"), ("c_exception", "len"), ("call", None), ("return", 1), ("return", 1),
    ("c_call", "setprofile")], events

# Threads have functions of their own; those that are there are reached, too.
seen = []
gate, done = threading.Event(), threading.Event()


def work():
    gate.wait(5)
    one()
    done.set()


thread = threading.Thread(target=work)
thread.start()
threading.setprofile_all_threads(lambda frame, event, arg: seen.append(frame.f_code.co_name))
gate.set()
thread.join()
threading.setprofile_all_threads(None)
assert "one" in seen, seen
assert sys.getprofile() is None
