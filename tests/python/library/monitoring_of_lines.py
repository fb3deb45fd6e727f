"""Which lines and calls tools are told of, and what is disabled.

https://docs.python.org/3.14/library/sys.monitoring.html
"""
import sys

monitoring = sys.monitoring
E = monitoring.events
TOOL = 3
monitoring.use_tool_id(TOOL, "test")


def watch(function, event, callback):
    monitoring.register_callback(TOOL, event, callback)
    monitoring.set_events(TOOL, event)
    try:
        function()
    finally:
        monitoring.set_events(TOOL, 0)
        monitoring.register_callback(TOOL, event, None)


def lines_of(function):
    lines = []

    def line(code, number):
        if code.co_filename == __file__ and code is not watch.__code__:
            lines.append((code.co_name, number - code.co_firstlineno))

    watch(function, E.LINE, line)
    return lines


# The line on which a function begins is told of only where control comes back to it.
def one(): return 1


def two():
    return 2


def nested():
    class K: x = 1
    one(); (lambda: 5)()


def loop(): return [i for i in "ab"]


def again():
    for _ in "ab": one()


assert lines_of(one) == []
assert lines_of(two) == [("two", 1)]
assert lines_of(nested) == [("nested", 1), ("nested", 2)]
assert lines_of(again) == [("again", 1)], lines_of(again)


# Trace functions are told of it.
traced = []


def trace(frame, event, arg):
    traced.append((frame.f_code.co_name, event))
    return trace


sys.settrace(trace)
one()
sys.settrace(None)
assert traced == [("one", "call"), ("one", "line"), ("one", "return")], traced

# The first argument is known where arguments stand behind a star.
calls = []


def unpacking():
    len(*["abc"])
    len(*("ab",))


watch(unpacking, E.CALL, lambda code, offset, callee, first: calls.append(first))
assert calls[1:3] == ["abc", "ab"], calls

# An event is enabled where it is asked for anew.
count = 0


def counted():
    two()


def disabling(code, number):
    global count
    count += 1
    return monitoring.DISABLE


monitoring.register_callback(TOOL, E.LINE, disabling)
for expected in (1, 1):
    monitoring.set_local_events(TOOL, counted.__code__, E.LINE)
    counted()
    assert count == expected
monitoring.set_local_events(TOOL, counted.__code__, 0)
monitoring.set_local_events(TOOL, counted.__code__, E.LINE)
counted()
assert count == 2
monitoring.set_local_events(TOOL, counted.__code__, 0)
monitoring.register_callback(TOOL, E.LINE, None)
monitoring.free_tool_id(TOOL)

# The events of a tool that nobody uses can be asked for.
assert monitoring.get_events(TOOL) == 0

# Who is told of exceptions that leave functions is told of generators that are closed.
left = []


def closing():
    def numbers():
        yield 1
        yield 2

    generator = numbers()
    next(generator)
    generator.close()


def trace_exceptions(frame, event, arg):
    if event == "exception":
        left.append((frame.f_code.co_name, arg[0]))
    return trace_exceptions


sys.settrace(trace_exceptions)
closing()
sys.settrace(None)
assert left == [("numbers", GeneratorExit)], left


# A jump to the line of a loop begins the loop anew; one from the line of `try` is not in the block.
def jumping(function, start, goal):
    jumped = []

    def trace(frame, event, arg):
        if frame.f_code is function.__code__ and event == "line":
            here = frame.f_lineno - frame.f_code.co_firstlineno
            if here == start and not jumped:
                jumped.append(True)
                frame.f_lineno = frame.f_code.co_firstlineno + goal
        return trace

    seen = []
    sys.settrace(trace)
    try:
        function(seen)
    except ValueError as error:
        seen.append(str(error))
    finally:
        sys.settrace(None)
    return seen


def loops(seen):
    for i in [1, 2]:
        seen.append(i)
        seen.append(-i)


def guarded(seen):
    for i in [1]:
        seen.append(i)
    try:
        seen.append(4)
    except ValueError:
        seen.append(6)
    finally:
        seen.append(8)


assert jumping(loops, 2, 1) == [1, -1, 2, -2]
assert jumping(loops, 3, 1) == [1, 1, -1, 2, -2]
assert jumping(guarded, 3, 2) == [1, "can't jump into the body of a for loop"]
