"""Globals of a subclass of dict are asked by its own __getitem__ and __missing__.

https://docs.python.org/3.14/library/functions.html#exec
"""
import types


class Globals(dict):
    def __missing__(self, name):
        return "missing " + name


def read():
    return absent, len


globals_ = Globals(len="own")
function = types.FunctionType(read.__code__, globals_)
for _ in range(3):
    assert function() == ("missing absent", "own")
