"""A loop over a generator that runs the same loop over something else."""


def walk(level, last):
    items = walk(level - 1, last) if level else last
    for item in items:
        for copy in (1, 2):
            yield item, copy


def at_the_foot(level, last):
    items = at_the_foot(level - 1, last) if level else last
    for item in items:
        yield item


for last in [5, 6], (5, 6), range(5, 7), iter([5, 6]), {5: 0, 6: 0}, "ab":
    expected = list(last) if not hasattr(last, "__next__") else [5, 6]
    if hasattr(last, "__next__"):
        last = [5, 6]
    for level in 1, 2, 3:
        for _ in range(3):
            found = list(walk(level, last))
            assert len(found) == len(expected) * 2 ** (level + 1), (last, level, found)
            assert None not in [item for item, copy in found]
            assert list(at_the_foot(level, last)) == expected, (last, level)


def delegate(level):
    result = yield from (delegate(level - 1) if level else [1, 2])
    return result


assert list(delegate(3)) == [1, 2]
