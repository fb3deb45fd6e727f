"""A call takes as many arguments as there is memory for: they do not go through the value stack.

https://docs.python.org/3.14/reference/expressions.html#calls
"""
import functools
import operator

MANY = 5_000_000


def count(*args):
    return len(args)


def keywords(a, *args, c=1, **more):
    return a, len(args), c, len(more)


def generator(*args):
    yield len(args)


class Class:
    def __init__(self, *args):
        self.count = len(args)

    def method(self, *args):
        return len(args)

    def __call__(self, *args):
        return len(args)


assert count(*range(MANY)) == MANY
assert max(*range(MANY)) == MANY - 1
rows = [[index] for index in range(1_000_000)]
(columns,) = zip(*rows)
assert len(columns) == 1_000_000

for many in (255, 256, 257, 510, 511, 512, 513, 1023, 1024, 1025, 5000, 1_000_000):
    assert count(*range(many)) == many
    assert Class(*range(many)).count == many
    assert Class().method(*range(many)) == many
    assert Class()(*range(many)) == many
    assert keywords(*range(many), c=2, x=4) == (0, many - 1, 2, 1)
    assert next(generator(*range(many))) == many
    assert functools.partial(count, *range(many))(*range(many)) == 2 * many
    assert operator.call(count, *range(many)) == many
    names = {f"k{index}": index for index in range(min(many, 20_000))}
    assert keywords(0, **names) == (0, 0, 1, len(names))
    assert len(dict(**names)) == len(names)
    try:
        (lambda: 0)(*range(many))
    except TypeError as error:
        assert f"takes 0 positional arguments but {many} were given" in str(error)
    else:
        raise AssertionError

try:
    count(*range(2000), **{1: 2})
except TypeError as error:
    assert str(error) == "keywords must be strings"
else:
    raise AssertionError


def deep(level, *args):
    """Each frame holds its arguments in a tuple only, so depth is bounded by the limit alone."""
    return level if level == 0 else deep(level - 1, *args)


assert deep(200, *range(50_000)) == 0
