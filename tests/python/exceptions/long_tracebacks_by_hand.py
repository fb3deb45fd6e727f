"""A traceback that is made by hand cannot be part of a circle, so that nobody looks for one.

https://docs.python.org/3.14/library/types.html#types.TracebackType
"""
import sys
import types

entry = None
for _ in range(200_000):
    entry = types.TracebackType(entry, sys._getframe(), 0, 1)
first = entry
try:
    first.tb_next.tb_next.tb_next = first
except ValueError as error:
    assert str(error) == "traceback loop detected"
else:
    raise AssertionError("a circle")
