"""Builtins that are called on a generator expression, and generators as iterators of loops."""

import sys

# The names mean the builtins.
assert tuple(x * 2 for x in range(3)) == (0, 2, 4)
assert list(x for x in "ab") == ["a", "b"]
assert set(x % 2 for x in range(5)) == {0, 1}
assert any(x for x in [0, 0, 3]) is True
assert any(x for x in ()) is False
assert all(x for x in (1, 0)) is False
assert all(x for x in ()) is True


# They mean something else.
def shadowed_local():
    tuple = list
    return tuple(x for x in "ab")


assert shadowed_local() == ["a", "b"]


def shadowed_global():
    return any(x for x in (1, 2))


any = sum
assert shadowed_global() == 3
del any
assert shadowed_global() is True


class list(list):
    pass


assert type(list(x for x in "ab")) is list
del list


# A search ends at the item that decides it.
def numbers():
    for number in range(10):
        seen.append(number)
        yield number


seen = []
assert any(number == 2 for number in numbers())
assert seen == [0, 1, 2]
seen = []
assert not all(number < 2 for number in numbers())
assert seen == [0, 1, 2]

# A generator that is exhausted stays so.
items = (x for x in range(3))
assert tuple(x for x in items) == (0, 1, 2)
assert tuple(x for x in items) == ()


# What is raised goes through the loop, with both frames in the traceback.
def failing():
    return tuple(1 / x for x in (1, 0))


try:
    failing()
except ZeroDivisionError as error:
    names = []
    traceback = error.__traceback__
    while traceback:
        names.append(traceback.tb_frame.f_code.co_name)
        traceback = traceback.tb_next
    assert names == ["<module>", "failing", "<genexpr>"], names
else:
    raise AssertionError

try:
    tuple(next(iter(())) for x in (1,))
except RuntimeError as error:
    assert str(error) == "generator raised StopIteration"
    assert type(error.__cause__) is StopIteration
else:
    raise AssertionError


# What a generator handles is its own, what its caller handles shows through.
def handling():
    yield sys.exception()
    try:
        raise ValueError("inner")
    except ValueError:
        yield sys.exception()
    yield sys.exception()


try:
    raise KeyError("outer")
except KeyError as outer:
    found = []
    for exception in handling():
        assert sys.exception() is outer
        found.append(type(exception))
    assert found == [KeyError, ValueError, KeyError], found
    outer_generator = handling()
    assert next(outer_generator) is outer
assert type(next(outer_generator)) is ValueError
assert sys.exception() is None
assert next(outer_generator) is None


# Generators in generators, and a generator that is resumed while it runs.
def countdown(n):
    if n:
        yield from countdown(n - 1)
    yield n


assert tuple(x for x in countdown(40)) == tuple(range(41))


def reentrant():
    for x in me:
        yield x


me = reentrant()
try:
    for _ in me:
        pass
except ValueError as error:
    assert str(error) == "generator already executing"
else:
    raise AssertionError


# Deep recursion through generators raises, and leaves the generators usable.
def endless(n):
    for x in endless(n + 1):
        yield x


try:
    for _ in endless(0):
        pass
except RecursionError:
    pass
else:
    raise AssertionError
assert tuple(x for x in countdown(3)) == (0, 1, 2, 3)


# Augmented assignment to items and attributes.
class Point:
    x = 1


def augment(point, items, index):
    point.x += 2
    items[index] += point.x
    items[0] -= index
    items[index] *= items[0]
    items[-1] += (index := 0)
    items[index] += 100
    return point.x, items


assert augment(Point(), [5, 6, 7], 1) == (3, [104, 36, 7])


# Native functions step generators, which may step others, raise, and end with a value.
def numbers_to(n):
    for number in range(n):
        received = yield number
        assert received is None
    return "end"


def delegating(n):
    ended = yield from numbers_to(n)
    assert ended == "end"
    ended = yield from iter([ended])
    assert ended is None


assert sum(numbers_to(5)) == 10
assert sorted(x for x in delegating(3) if x != "end") == [0, 1, 2]
assert max(sum(numbers_to(n)) for n in numbers_to(6)) == 10
assert dict((n, list(delegating(n))) for n in numbers_to(2)) == {0: ["end"], 1: [0, "end"]}
assert next(delegating(0)) == "end"


def raising():
    yield 1
    raise KeyError("from within")


for consume in (sum, list, max, sorted, "".join, set, lambda items: [*items]):
    try:
        consume(raising())
    except (KeyError, TypeError) as error:
        assert type(error) is KeyError or consume == "".join
    else:
        raise AssertionError


def sending():
    got = []
    while len(got) < 3:
        got.append((yield len(got)))
    return got


def outer():
    result = yield from sending()
    yield result


generator = outer()
assert next(generator) == 0
assert generator.send("a") == 1
assert generator.send(None) == 2
assert generator.send("b") == ["a", None, "b"]


# What ends an iterator comes through `yield from`, also through native iterators around it, and is
# not kept any longer.
class Ending:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration("ended")


def delegate(iterator):
    results.append((yield from iterator))


def ignoring(x):
    list(numbers_to(1))
    return False


results = []
for iterator in (
    Ending(),
    map(str, Ending()),
    map(str, numbers_to(2)),
    filter(ignoring, [1]),
    iter([]),
):
    list(delegate(iterator))
assert results == ["ended", "ended", "end", None, None], results


class Watched:
    def __del__(self):
        deaths.append("watched")


def returning():
    yield 1
    return Watched()


deaths = []
list(returning())
assert deaths == ["watched"]
for _ in returning():
    pass
assert deaths == ["watched", "watched"]
