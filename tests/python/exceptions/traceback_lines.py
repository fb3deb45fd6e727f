"""tb_lineno is the line of the instruction, whenever it is asked for."""

import sys
import types


def lines(traceback):
    found = []
    while traceback is not None:
        found.append(traceback.tb_lineno - base)
        traceback = traceback.tb_next
    return found


def fail(depth):
    if depth:
        fail(
            depth - 1,
        )
    raise ValueError


def generate():
    yield 1
    raise KeyError


base = fail.__code__.co_firstlineno
try:
    fail(2)
except ValueError as error:
    assert lines(error.__traceback__) == [15, 2, 2, 5], lines(error.__traceback__)
    frame = error.__traceback__.tb_frame
    made = types.TracebackType(None, frame, error.__traceback__.tb_lasti, 99)
    assert made.tb_lineno == 99

generator = generate()
next(generator)
try:
    next(generator)
except KeyError as error:
    # Asked for when the generator and its frame are gone.
    del generator
    assert lines(error.__traceback__)[1:] == [generate.__code__.co_firstlineno + 2 - base]
