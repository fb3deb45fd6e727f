"""Sorting is stable, asks `__lt__` only, and survives what comparisons do.

https://docs.python.org/3.14/library/stdtypes.html#list.sort
"""


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


def random_numbers(count, seed=1):
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % (1 << 31)
        yield seed


def is_sorted(items):
    return all(not b < a for a, b in zip(items, items[1:]))


for count in (0, 1, 2, 3, 10, 30, 100, 1000):
    numbers = list(random_numbers(count))
    for items in (
        numbers,
        [float(n) for n in numbers],
        [str(n) for n in numbers],
        [(n % 7, str(n)) for n in numbers],
        [n << 40 for n in numbers],
        [n if n % 2 else n / 3 for n in numbers],
        [[n % 3, n] for n in numbers],
        list(range(count)),
        list(range(count, 0, -1)),
        [n % 3 for n in numbers],
    ):
        result = items[:]
        assert result.sort() is None
        assert len(result) == len(items) and is_sorted(result)
        backward = sorted(items, reverse=True)
        assert backward == result[::-1]

# Equal keys keep their order, in reverse too.
pairs = [(n % 5, i) for i, n in enumerate(random_numbers(200))]
by_key = sorted(pairs, key=lambda pair: pair[0])
assert by_key == sorted(pairs)
backward = sorted(pairs, key=lambda pair: pair[0], reverse=True)
assert backward == sorted(pairs, key=lambda pair: (-pair[0], pair[1]))
values = [0.0, -0.0, 0, False]
assert [str(v) for v in sorted(values)] == ["0.0", "-0.0", "0", "False"]
assert [str(v) for v in sorted([-0.0, 0.0])] == ["-0.0", "0.0"]
assert [str(v) for v in sorted([-0.0, 0.0], reverse=True)] == ["-0.0", "0.0"]
assert sorted(["b", "a\0", "a", "\U0001f600", "\uffff", "é"]) == [
    "a", "a\0", "b", "é", "\uffff", "\U0001f600"]
assert sorted([(1, "b"), (1,), (0, "z"), (1, "a")]) == [(0, "z"), (1,), (1, "a"), (1, "b")]
assert sorted([True, 0, False, 1], key=None) == [0, False, True, 1]
assert sorted("hello", key=str.upper) == list("ehllo")


# Only `__lt__` is asked.
class Item:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value < other.value


items = [Item(n) for n in random_numbers(300)]
items.sort()
assert [item.value for item in items] == sorted(item.value for item in items)

# Errors leave all items in the list.
items = [3, 1, "a", 2]
raises(lambda: items.sort(), TypeError,
       "'<' not supported between instances of 'str' and 'int'")
assert len(items) == 4 and set(items) == {1, 2, 3, "a"}
items = [3, 2, 1]


def fail(item):
    if item == 1:
        raise KeyError("no")
    return item


raises(lambda: items.sort(key=fail), KeyError)
assert items == [3, 2, 1]
raises(lambda: items.sort(key=1), TypeError, "'int' object is not callable")
raises(lambda: items.sort(1), TypeError, "sort() takes no positional arguments")


# The list looks empty while it is sorted; changing it is an error.
def spy(item):
    assert items == []
    return item


items.sort(key=spy)
assert items == [1, 2, 3]


def append(item):
    items.append(item)
    return item


raises(lambda: items.sort(key=append), ValueError, "list modified during sort")
assert items == [1, 2, 3]


# A comparison without order ends, and loses nothing.
class Chaos:
    count = 0

    def __lt__(self, other):
        Chaos.count += 1
        return Chaos.count % 3 == 0


items = [Chaos() for _ in range(500)]
before = {id(item) for item in items}
items.sort()
assert {id(item) for item in items} == before
nans = [float("nan"), 1.0, float("nan"), 0.5]
nans.sort()
assert len(nans) == 4
