"""A frame that called Python through native code knows its line, and its caller.

https://docs.python.org/3.14/reference/datamodel.html#frame-objects
"""
import functools
import sys

seen = []


def look(*args):
    frame = sys._getframe(1)
    seen.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_lasti >= 0))
    return 0


def by_map():
    pass
    return list(map(look, [1]))


def by_sort():
    return sorted(
        [2],
        key=look)


def by_partial():
    pass
    pass
    return functools.partial(look)()


class Special:
    def __eq__(self, other):
        return not look()

    def __len__(self):
        return look()


def by_slots():
    [Special()].index(3)
    len(Special())


def nested():
    return [list(map(lambda x: by_map(), [1])),
            by_sort()]


by_map()
by_sort()
by_partial()
nested()
assert seen == [
    ("by_map", 2, True), ("by_sort", 1, True), ("by_partial", 3, True),
    ("by_map", 2, True), ("by_sort", 1, True),
], seen


def lines(frame):
    found = []
    while frame is not None and frame.f_code.co_name != "<module>":
        found.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))
        frame = frame.f_back
    return found


def inner(_):
    return lines(sys._getframe())


def middle():
    pass
    (result,) = map(inner, [1])
    return result


def outer():
    return [item for part in
            map(lambda _: middle(), [1]) for item in part]


assert outer() == [("inner", 1), ("middle", 2), ("<lambda>", 0), ("outer", 2)], outer()


def kept(_):
    return sys._getframe()


def keeps():
    (frame,) = map(kept, [1])
    return frame


frame = keeps()
assert frame.f_back.f_code.co_name == "keeps"


def deep(level):
    if level:
        return deep(level - 1)
    frame = sys._getframe()
    count = 0
    while frame is not None:
        count += frame.f_lineno > 0
        frame = frame.f_back
    return count


assert deep(700) == 702
