"""An implicit return has the line of the statement before it, in however many blocks that is.

https://docs.python.org/3.14/library/sys.html#sys.settrace
"""
import sys


def nested(a, b):
    if a:
        if b:
            x = 2
        else:
            y = 4
    else:
        z = 6


def deep(a):
    for i in ():
        pass
    if a:
        if a > 1:
            if a > 2:
                if a > 3:
                    x = 7
                else:
                    x = 9
            else:
                x = 11
        else:
            x = 13
    else:
        x = 15


def returned(function, *args):
    found = []

    def trace(frame, event, arg):
        if event == "return" and frame.f_code is function.__code__:
            found.append(frame.f_lineno - function.__code__.co_firstlineno)
        return trace

    sys.settrace(trace)
    try:
        function(*args)
    finally:
        sys.settrace(None)
    return found


assert returned(nested, 1, 1) == [3]
assert returned(nested, 1, 0) == [5]
assert returned(nested, 0, 0) == [7]
assert [returned(deep, a) for a in range(5)] == [[15], [13], [11], [9], [7]]
