"""The frame of a generator can be looked at while it is suspended.

https://docs.python.org/3.14/library/inspect.html#types-and-members
"""


def steps(limit):
    here = None
    for number in range(limit):
        held = lambda: here
        yield number
    here = 1
    yield "last"


g = steps(2)
frame = g.gi_frame
first = steps.__code__.co_firstlineno
assert type(frame).__name__ == "frame"
assert frame.f_code is steps.__code__ is g.gi_code
assert frame.f_globals is globals()
assert frame.f_back is None
assert frame.f_lineno == first
assert frame.f_generator is g
assert frame.f_locals["limit"] == 2 and "number" not in frame.f_locals
assert (g.gi_running, g.gi_suspended) == (False, False)

# It goes along with the generator.
assert next(g) == 0
assert g.gi_frame.f_lineno == frame.f_lineno == first + 4
assert (g.gi_running, g.gi_suspended) == (False, True)
assert next(g) == 1
assert frame.f_locals["number"] == 1
assert frame.f_locals["here"] is None
assert next(g) == "last"
assert frame.f_lineno == first + 6
assert frame.f_locals["here"] == 1
assert next(g, "over") == "over"
assert g.gi_frame is None
assert frame.f_generator is None
assert (g.gi_running, g.gi_suspended) == (False, False)


# Of one that runs.
def looks():
    frame = me.gi_frame
    yield me.gi_running, me.gi_suspended, frame.f_lineno, frame.f_generator is me
    local = 1
    yield sorted(me.gi_frame.f_locals)


me = looks()
waiting = me.gi_frame
assert next(me) == (True, False, looks.__code__.co_firstlineno + 2, True)
assert next(me) == ["frame", "local"]
assert sorted(waiting.f_locals) == ["frame", "local"]
me.close()
assert me.gi_frame is None

# Closed before it has started, and held by its frame only.
g = steps(1)
g.close()
assert g.gi_frame is None
frame = steps(1).gi_frame
assert frame.f_locals["limit"] == 1


# What it delegates to.
def delegating(inner):
    yield from inner


inner = steps(1)
g = delegating(inner)
assert g.gi_yieldfrom is None
next(g)
assert g.gi_yieldfrom is inner


# Coroutines have the same under other names.
async def coroutine(argument):
    pass


c = coroutine(3)
assert c.cr_code is coroutine.__code__
assert c.cr_frame.f_locals == {"argument": 3}
assert (c.cr_running, c.cr_suspended, c.cr_await, c.cr_origin) == (False, False, None, None)
assert not hasattr(c, "gi_frame") and not hasattr(g, "cr_frame")
c.close()
assert c.cr_frame is None
