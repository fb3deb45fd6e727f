"""No frame can be sent into a handler, be it of a group.

https://docs.python.org/3.14/reference/datamodel.html#frame.f_lineno
"""

import sys


def plain():
    x = 1
    try:
        x = 2
    except ValueError:
        x = 3


def of_groups():
    x = 1
    try:
        x = 2
    except* ValueError:
        x = 3


def jump(function, line):
    messages = []

    def trace(frame, event, argument):
        if event == "line" and frame.f_code is function.__code__ and not messages:
            try:
                frame.f_lineno = function.__code__.co_firstlineno + line
            except ValueError as error:
                messages.append(str(error))
        return trace

    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(None)
    return messages


for function in plain, of_groups:
    assert jump(function, 5) == ["can't jump into an 'except' block as there's no exception"], jump(function, 5)
