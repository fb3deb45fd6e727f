# What a finaliser sees of the frame in which it runs: an instruction of it, with a line.
import sys
import warnings

seen = []


class Thing:
    def __del__(self):
        frame = sys._getframe(1)
        first = frame.f_code.co_firstlineno
        lines = {line for _, _, line in frame.f_code.co_lines()}
        assert frame.f_lineno in lines, (frame.f_lineno, frame.f_lasti, frame.f_code.co_name)
        assert 0 <= frame.f_lasti < len(frame.f_code.co_code)
        assert frame.f_lineno >= first
        seen.append(frame.f_code.co_name)
        warnings.warn("gone", stacklevel=2)


def two():
    a = Thing()
    b = Thing()


def several():
    things = Thing(), Thing(), Thing()
    for thing in things:
        other = Thing()
        try:
            raise ValueError(Thing())
        except ValueError as error:
            error.thing = Thing()


def generator():
    a, b = Thing(), Thing()
    yield 1
    c, d = Thing(), Thing()


def recursive(depth):
    a, b = Thing(), Thing()
    if depth:
        recursive(depth - 1)
    with open("/dev/null") as file:
        return Thing()


def raising():
    a, b = Thing(), Thing()
    raise KeyError


def caller():
    two()
    x = two()
    several()
    for _ in generator():
        pass
    list(generator())
    recursive(3)
    try:
        raising()
    except KeyError:
        pass
    return sorted([2, 1], key=lambda item: (two(), item)[1])


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    caller()
    two()
assert len(caught) == len(seen) > 40, (len(caught), len(seen))
assert all(warning.lineno > 0 for warning in caught)
