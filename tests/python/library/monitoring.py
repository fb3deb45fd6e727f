"""`sys.monitoring`: events, callbacks, disabling (PEP 669).

https://docs.python.org/3.14/library/sys.monitoring.html
"""
import sys

monitoring = sys.monitoring
E = monitoring.events
TOOL = 1
monitoring.use_tool_id(TOOL, "test")
log = []


def record(name):
    def callback(code, *args):
        if code.co_filename == __file__ and code is not watch.__code__:
            if name == "LINE":
                args = [args[0] - code.co_firstlineno]
            else:
                args = args[1:]
            log.append((name, code.co_name, *args))
    return callback


def watch(function, *names):
    log.clear()
    events = 0
    for name in names:
        events |= getattr(E, name)
        monitoring.register_callback(TOOL, getattr(E, name), record(name))
    monitoring.set_events(TOOL, events)
    try:
        function()
    except LookupError:
        pass
    finally:
        monitoring.set_events(TOOL, 0)
        for name in names:
            monitoring.register_callback(TOOL, getattr(E, name), None)
    return list(log)


def loop():
    total = 0
    for i in range(2):
        total += i
    return total


assert watch(loop, "LINE") == [("LINE", "loop", line) for line in (1, 2, 3, 2, 3, 2, 4)]
branches = watch(loop, "BRANCH_LEFT", "BRANCH_RIGHT")
assert [name for name, *_ in branches] == ["BRANCH_LEFT", "BRANCH_LEFT", "BRANCH_RIGHT"], branches
assert len(watch(loop, "JUMP")) == 2


def steps():
    yield 1
    return 2


def delegates():
    x = yield from steps()
    return x


def frames():
    try:
        for _ in delegates():
            pass
        generator = steps()
        next(generator)
        generator.throw(KeyError("k"))
    finally:
        x = 1


seen = watch(frames, "PY_START", "PY_RESUME", "PY_RETURN", "PY_YIELD", "PY_THROW", "PY_UNWIND")
assert [(name, code) for name, code, *_ in seen] == [
    ("PY_START", "frames"), ("PY_START", "delegates"), ("PY_START", "steps"), ("PY_YIELD", "steps"),
    ("PY_YIELD", "delegates"), ("PY_RESUME", "delegates"), ("PY_RESUME", "steps"), ("PY_RETURN", "steps"),
    ("PY_RETURN", "delegates"), ("PY_START", "steps"), ("PY_YIELD", "steps"), ("PY_THROW", "steps"),
    ("PY_UNWIND", "steps"), ("PY_UNWIND", "frames")], seen
seen = watch(frames, "RAISE", "RERAISE", "EXCEPTION_HANDLED", "STOP_ITERATION")
assert ("STOP_ITERATION", "delegates") in [(name, code) for name, code, *_ in seen]
exceptions = [(name, code) for name, code, error in seen if isinstance(error, KeyError)]
assert exceptions[0] == ("RAISE", "steps") and exceptions[-2:] == [
    ("RERAISE", "frames"), ("EXCEPTION_HANDLED", "frames")] or exceptions[-1] == ("RERAISE", "frames"), exceptions


class C:
    def method(self, x):
        return x


def calls():
    c = C()
    c.method(1)
    len([])
    "a".upper()
    print(*(), end="", file=sys.stderr)
    {}["missing"]
    [].pop()


seen = watch(calls, "CALL", "C_RETURN", "C_RAISE")
names = [(name, getattr(callee, "__name__", None)) for name, _, callee, _ in seen]
assert names == [
    ("CALL", "C"), ("C_RETURN", "C"), ("CALL", "method"), ("CALL", "len"), ("C_RETURN", "len"),
    ("CALL", "upper"), ("C_RETURN", "upper"), ("CALL", "print"), ("C_RETURN", "print")], names
assert seen[0][3] is monitoring.MISSING and seen[5][3] == "a"


# A callback that returns DISABLE is not called again for that place, until restart_events().
lines = []


def disable(code, line):
    lines.append(line - code.co_firstlineno)
    return monitoring.DISABLE


monitoring.register_callback(TOOL, E.LINE, disable)
monitoring.set_local_events(TOOL, loop.__code__, E.LINE)
assert monitoring.get_local_events(TOOL, loop.__code__) == E.LINE
loop(), loop()
first = sorted(set(lines))
assert first == [1, 2, 3, 4]
count = len(lines)
monitoring.restart_events()
loop()
assert len(lines) == 2 * count, lines
monitoring.set_local_events(TOOL, loop.__code__, 0)
loop()
assert len(lines) == 2 * count

# Events that cannot be disabled.
monitoring.register_callback(TOOL, E.RAISE, lambda *args: monitoring.DISABLE)
monitoring.set_events(TOOL, E.RAISE)
try:
    {}["x"]
except ValueError as error:
    assert str(error) == "Cannot disable RAISE events. Callback removed.", error
monitoring.set_events(TOOL, 0)

# What a callback raises is raised in the program.
def refuse(code, offset, callee, first):
    if callee is len:
        raise PermissionError("no")


monitoring.register_callback(TOOL, E.CALL, refuse)
monitoring.set_events(TOOL, E.CALL)
try:
    len([])
except PermissionError:
    pass
else:
    assert False
monitoring.set_events(TOOL, 0)

for events, message in (
    (E.C_RETURN, "cannot set C_RETURN or C_RAISE events independently"),
    (1 << 19, "invalid event set 0x80000"),
):
    try:
        monitoring.set_events(TOOL, events)
    except ValueError as error:
        assert str(error) == message, error
    else:
        assert False
monitoring.set_events(TOOL, E.BRANCH)
assert monitoring.get_events(TOOL) == E.BRANCH_LEFT | E.BRANCH_RIGHT
monitoring.clear_tool_id(TOOL)
assert monitoring.get_events(TOOL) == 0
monitoring.free_tool_id(TOOL)
assert monitoring.get_tool(TOOL) is None
