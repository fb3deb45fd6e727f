"""Instances of subclasses of int are taken as ints wherever an int is."""

import enum
import itertools
import subprocess
import sys


class Number(int):
    pass


class Color(enum.IntEnum):
    RED = 1
    GREEN = 2


# The status of a process.
PROGRAM = """
import enum, sys
class Number(int): pass
class Status(enum.IntEnum): FAILED = 3
sys.exit({})
"""
statuses = {
    "Status.FAILED": 3,
    "Number(7)": 7,
    "True": 1,
    "Number(300)": 44,
    "-1": 255,
    "Number(1 << 40)": 0,
    "1 << 64": 255,
    "None": 0,
    "0": 0,
}
for code, status in statuses.items():
    ended = subprocess.run([sys.executable, "-I", "-c", PROGRAM.format(code)], stderr=subprocess.PIPE)
    assert (ended.returncode, ended.stderr) == (status, b""), (code, ended)
ended = subprocess.run([sys.executable, "-I", "-c", PROGRAM.format("1.0")], stderr=subprocess.PIPE)
assert (ended.returncode, ended.stderr) == (1, b"1.0\n"), ended

# The class of an operating system's error.
assert type(OSError(Color.GREEN, "text")) is FileNotFoundError
assert type(OSError(Number(17), "text")) is FileExistsError
assert type(OSError(True, "text")) is PermissionError

# What is counted is an int, as far as it goes by one.
assert type(next(itertools.count(Color.RED))) is int
assert type(next(itertools.count(True))) is int
assert repr(itertools.count(True, True)) == "count(1)"
assert type(next(itertools.count(Number(1), 2))) is Number
assert type(next(itertools.count(Number(1 << 70)))) is Number

# Indices, counts, widths.
assert [1, 2, 3][Color.RED] == 2 and "abc"[Color.RED : Color.GREEN] == "b"
assert [0] * Color.GREEN == [0, 0] and "x" * Number(3) == "xxx"
assert list(range(Color.RED, Number(5), Color.GREEN)) == [1, 3]
assert "%*d|%.*f" % (Number(4), Color.RED, Number(2), 1.5) == "   1|1.50"
assert f"{Number(3):>{Number(4)}}" == "   3"
assert "a-b-c".split("-", Color.RED) == ["a", "b-c"]
assert list(itertools.islice("abcdef", Color.RED, Number(5), Color.GREEN)) == ["b", "d"]
assert {1: "one"}[Color.RED] == "one" and Color.RED in {1}
assert type(Number(7) + 0) is type(-Number(7)) is type(abs(Number(7))) is int
