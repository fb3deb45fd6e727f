"""Slices of lists with and without a step, read and written."""

import itertools

SAMPLES = [None, 0, 1, 2, 5, 7, 100, -1, -2, -5, -6, -100]
STEPS = [None, 1, 2, 3, 100, -1, -2, -3, -100]


def positions(length, start, stop, step):
    return range(length)[start:stop:step]


for length in (0, 1, 5, 6):
    numbers = list(range(length))
    for start, stop in itertools.product(SAMPLES, SAMPLES):
        assert numbers[start:stop] == [numbers[i] for i in positions(length, start, stop, None)]
        for step in STEPS:
            expected = [numbers[i] for i in positions(length, start, stop, step)]
            assert numbers[start:stop:step] == expected, (length, start, stop, step)
    assert numbers[::-1] == list(reversed(numbers))
    assert numbers[:] == numbers and numbers[:] is not numbers

for parts in ((1, 2, 0), ("a", None, None), (None, 1.5, None), (None, None, "x")):
    start, stop, step = parts
    try:
        [1, 2, 3][start:stop:step]
    except (ValueError, TypeError) as error:
        expected = (
            "slice step cannot be zero"
            if step == 0
            else "slice indices must be integers or None or have an __index__ method"
        )
        assert str(error) == expected, error
    else:
        raise AssertionError


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


assert [1, 2, 3, 4][Index(1) : Index(3)] == [2, 3]
assert [1, 2, 3, 4][True : Index(4) : Index(2)] == [2, 4]
assert [1, 2, 3][-(10**30) : 10**30] == [1, 2, 3]
assert [1, 2, 3][10**30 :: -1] == [3, 2, 1]

# Writing as many items as there are.
items = [1, 2, 3, 4]
items[:2] = items[1::-1]
assert items == [2, 1, 3, 4]
items[1:3] = [10, 20]
assert items == [2, 10, 20, 4]
other = [7, 8]
items[0:2] = other
assert items == [7, 8, 20, 4] and other == [7, 8]
items[0:4] = items
assert items == [7, 8, 20, 4]
# More, fewer, none, and other iterables.
items[1:1] = [0, 0]
assert items == [7, 0, 0, 8, 20, 4]
items[1:3] = []
assert items == [7, 8, 20, 4]
items[5:2] = "ab"
assert items == [7, 8, 20, 4, "a", "b"]
items[4:] = range(2)
assert items == [7, 8, 20, 4, 0, 1]
items[::2] = "xyz"
assert items == ["x", 8, "y", 4, "z", 1]


class Noisy:
    """Looks at the list when it dies."""

    def __del__(self):
        deaths.append(list(victims))


deaths = []
victims = [Noisy(), Noisy()]
victims[0:2] = [1, 2]
assert deaths == [[1, 2], [1, 2]], deaths

# Strings, tuples and bytes take the general way at the same site.
def reverse(sequence, k):
    return sequence[k::-1]


for _ in range(3):
    assert reverse([1, 2, 3], 1) == [2, 1]
    assert reverse((1, 2, 3), 1) == (2, 1)
    assert reverse("abc", 1) == "ba"
    assert reverse(b"abc", 1) == b"ba"

# Sets of numbers that are equal but of different types.
def collect(values):
    return {value for value in values}


assert collect([1, 2, 1]) == {1, 2}
for values in ([1, 1.0, True], [1.0, 1], [True, 1]):
    assert [type(value) for value in collect(values)] == [type(values[0])]
assert collect([-1, -2, -1]) == {-1, -2}
assert len(collect(range(-3, 30))) == 33
assert collect([2**61 - 1, 0, 2**61]) == {2**61 - 1, 0, 2**61}
