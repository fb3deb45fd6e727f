"""What programs usually do: `cargo xtask link-order` looks which functions of the interpreter that takes.

Under Valgrind nothing may ask a clock.
"""

import argparse
import asyncio
import collections
import contextlib
import dataclasses
import datetime
import enum
import functools
import itertools
import json
import logging
import operator
import os
import pathlib
import pickle
import random
import re
import string
import struct
import sys
import tempfile
import textwrap
import traceback
import typing
import unittest


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: float = 0.0
    tags: list[str] = dataclasses.field(default_factory=list)

    @property
    def length(self):
        return (self.x**2 + self.y**2) ** 0.5

    @classmethod
    def parse(cls, text):
        x, _, y = text.partition(",")
        return cls(int(x), float(y))

    @staticmethod
    def zero():
        return Point(0)


class Stack(list):
    def __init__(self, *items, **named):
        super().__init__(items)
        self.named = named

    def __getattr__(self, name):
        try:
            return self.named[name]
        except KeyError:
            raise AttributeError(name) from None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __add__(self, other):
        return Stack(*self, *other, **self.named)


def numbers(count):
    for i in range(count):
        try:
            yield i, i * 0.5
        finally:
            pass


@functools.lru_cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def containers():
    groups = collections.defaultdict(list)
    for i, half in numbers(50):
        groups[i % 7].append(half)
    words = "the quick brown fox jumps over the lazy dog".split()
    counted = collections.Counter(words)
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    unique = {word.title() for word in words} | set(string.ascii_lowercase)
    table = {**dict(ordered), "end": None}
    table.update(start=1)
    first, *rest = words
    queue = collections.deque(rest, maxlen=5)
    queue.appendleft(first)
    del table["end"], words[0]
    words[1:3] = reversed(words[1:3])
    matrix = [[i * j for j in range(5)] for i in range(5)]
    columns = list(zip(*matrix))
    chained = list(itertools.chain.from_iterable(columns))
    return groups, unique & set(words), table.get("start"), sum(chained), max(queue, key=len), min(1, 2), any(words)


def texts():
    lines = [f"{i:>5} {i / 3:8.3f} {i!r} {i:#x}" for i in range(-3, 30)]
    text = "\n".join(lines) + "ä€😀"
    found = re.findall(r"(?P<sign>-?)\d+\.(\d+)", text)
    replaced = re.sub(r"\s+", lambda match: " ", text).strip().upper().replace("X", "*")
    data = text.encode()
    assert data.decode("utf-8") == text
    packed = struct.pack("<IhQ", 1, -2, 3)
    return len(found), replaced[:10], "%s %d %.2f" % ("a", 1, 2.5), packed.hex(), textwrap.indent("a\nb", "  "), 2**100 % 97


def objects():
    points = [Point.parse(f"{i},{i * 2}") for i in range(20)] + [Point.zero()]
    points.sort(reverse=True)
    copied = pickle.loads(pickle.dumps(points))
    assert copied == points and json.loads(json.dumps([dataclasses.asdict(p) for p in points]))[0]["x"] == 19
    with Stack(1, 2, name="stack") as stack, contextlib.suppress(AttributeError):
        stack = stack + [3]
        assert stack.name == "stack" and isinstance(stack, list) and hasattr(stack, "append")
        stack.missing
    match points[0]:
        case Point(x=int(x)) if x > 3:
            found = x
        case _:
            found = None
    return sum(map(operator.attrgetter("length"), points)), Colour(1), Colour["BLUE"].name, found


def files():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "file.txt"
        path.write_text("one\ntwo\n")
        with open(path) as lines:
            read = [line.rstrip() for line in lines]
        return read, os.listdir(folder), path.suffix


async def waiting():
    await asyncio.sleep(0)
    return 5


def finished(coroutine):
    """What a coroutine returns that waits for nothing."""
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def errors():
    try:
        try:
            {}["missing"]
        except KeyError as error:
            raise ValueError("wrong") from error
    except ValueError:
        return traceback.format_exc()


class Tests(unittest.TestCase):
    def test_all(self):
        self.assertEqual(fibonacci(50), 12586269025)
        with self.assertRaises(ZeroDivisionError):
            1 / 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2)
    count = parser.parse_args([]).count
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout)
    logging.warning("a warning")
    random.seed(1)
    for _ in range(count):
        print(containers(), texts(), objects(), files(), random.choice("abc"))
    print(finished(waiting()), datetime.datetime(2026, 1, 2).isoformat())
    Tests("test_all").debug()
    print(typing.get_type_hints(Point))


main()
