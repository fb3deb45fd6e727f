"""Iterators that lie in each other a million deep raise RecursionError, and are freed.

CPython has no check there and would crash: it only runs the script with a few levels.
https://docs.python.org/3.14/library/exceptions.html#RecursionError
"""
import itertools
import sys

CPYTHON = sys.implementation.name == "cpython"
DEPTH = 100 if CPYTHON else 1_000_000


def expect_recursion_error(make):
    it = iter([1, 2, 3])
    for _ in range(DEPTH):
        it = make(it)
    try:
        next(it)
    except RecursionError as error:
        assert "maximum recursion depth exceeded" in str(error)
    except Exception:
        assert CPYTHON
    else:
        assert CPYTHON


for make in (
    lambda it: map(id, it),
    lambda it: filter(None, it),
    enumerate,
    zip,
    lambda it: itertools.chain(it),
    lambda it: itertools.chain.from_iterable([it]),
    lambda it: itertools.islice(it, 10),
    lambda it: itertools.accumulate(it),
    lambda it: itertools.cycle(it),
    lambda it: itertools.takewhile(id, it),
    lambda it: itertools.dropwhile(lambda x: False, it),
    lambda it: itertools.filterfalse(lambda x: False, it),
    lambda it: itertools.compress(it, itertools.repeat(1)),
    lambda it: itertools.pairwise(it),
    lambda it: itertools.zip_longest(it),
    lambda it: itertools.batched(it, 1),
    lambda it: itertools.starmap(id, it),
    lambda it: iter(it.__next__, None),
    lambda it: (x for x in it),
):
    expect_recursion_error(make)


def delegating(it):
    yield from it


expect_recursion_error(delegating)
