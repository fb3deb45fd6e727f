"""The value that ends an iterator: of a generator's `return`, or of a StopIteration.

`yield from` has it as its value, `next()` raises it; iterators that only hand on the items of
another one hand on its end too.
https://docs.python.org/3.14/reference/expressions.html#yield-expressions
"""
import itertools


def ends(value, items=()):
    yield from items
    return value


class Own:
    """Ends by a StopIteration of its own."""

    def __init__(self, *args):
        self.stop = StopIteration(*args)

    def __iter__(self):
        return self

    def __next__(self):
        raise self.stop


def stop_of(iterator):
    try:
        next(iterator)
    except StopIteration as stop:
        return stop
    raise AssertionError("an item")


def delegated(iterable):
    def outer():
        seen.append((yield from iterable))

    seen = []
    list(outer())
    return seen[0]


# next() raises what the generator returned, as an argument too.
assert stop_of(ends(5)).value == 5
assert stop_of(ends(5)).args == (5,)
assert stop_of(ends(None)).args == ()
assert stop_of(ends((1, 2))).value == (1, 2)
assert stop_of(ends((1, 2))).args == ((1, 2),)
error = ValueError("x")
assert stop_of(ends(error)).value is error
for step in (lambda g: g.__next__(), lambda g: g.send(None)):
    try:
        step(ends(6))
    except StopIteration as stop:
        assert stop.value == 6 and stop.args == (6,)
assert next(ends(5), "default") == "default"

# A StopIteration of the program's is raised as it is.
own = Own(7, 8)
assert stop_of(own) is own.stop and own.stop.value == 7
assert next(own, None) is None
assert delegated(Own(7, 8)) == 7
assert delegated(Own()) is None
assert delegated(ends(9)) == 9
assert delegated([]) is None
assert [1 for _ in own] == [] and list(own) == []

# What hands on the items hands on the end.
def identity(item):
    return item

for through in (
    lambda it: map(identity, it),
    lambda it: map(max, it, itertools.count()),
    lambda it: filter(None, it),
    lambda it: enumerate(it),
    lambda it: zip(it),
    lambda it: zip(it, "abc"),
    lambda it: zip("abc", it),
    lambda it: itertools.accumulate(it),
    lambda it: itertools.starmap(identity, it),
    lambda it: itertools.compress(it, "abc"),
    lambda it: itertools.dropwhile(identity, it),
    lambda it: itertools.takewhile(identity, it),
    lambda it: itertools.filterfalse(identity, it),
    lambda it: itertools.islice(it, 2),
    lambda it: itertools.islice(it, 2, 4),
    lambda it: itertools.pairwise(it),
):
    assert delegated(through(ends(11))) == 11
    assert stop_of(through(ends(11))).value == 11
    own = Own(12)
    assert stop_of(through(own)) is own.stop
    assert delegated(through(own)) == 12

# What looks at the end does not.
for through in (
    lambda it: itertools.chain(it),
    lambda it: itertools.chain.from_iterable([it]),
    lambda it: itertools.chain.from_iterable(it),
    lambda it: itertools.zip_longest(it),
    lambda it: itertools.cycle(it),
    lambda it: itertools.tee(it)[0],
    lambda it: itertools.batched(it, 2),
    lambda it: itertools.groupby(it),
    lambda it: map(identity, it, strict=True),
    lambda it: zip(it, strict=True),
    lambda it: iter(it.__next__, 0),
):
    assert delegated(through(ends(11))) is None
    assert stop_of(through(Own(12))).value is None

# The end of one iterator is not taken for that of another: runs of the loop within a step.
def nested():
    result = yield from map(lambda _: list(ends(1)), [0])
    assert result is None
    result = yield from (list(ends(2, [3])) for _ in [0])
    assert result is None
    result = yield from map(identity, (sum(ends(3, [4])) for _ in [0]))
    assert result is None
    return "done"

assert delegated(nested()) == "done"


class Wrapping:
    """Steps a generator in a method written in Python."""

    def __init__(self, generator):
        self.generator = generator

    def __iter__(self):
        return self

    def __next__(self):
        next(ends(None), None)
        return next(self.generator)

assert delegated(Wrapping(ends(13))) == 13

# A generator that has ended ends again, without a value.
generator = ends(14)
assert stop_of(generator).value == 14
assert stop_of(generator).value is None
assert stop_of(generator).args == ()
