"""One loop over iterators of several kinds in turn, also in the middle of another run of itself.

https://docs.python.org/3.14/reference/compound_stmts.html#for
"""


def through(items):
    for item in items:
        yield item


class Counted:
    def __init__(self, count):
        self.left = count

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        return self.left


def kinds():
    return [
        range(3), [0, 1, 2], (0, 1, 2), {0: 1, 1: 2, 2: 3}, {0, 1, 2}, b"\0\1\2", map(int, "012"), through(range(3)),
        through(through([0, 1, 2])), (n for n in (0, 1, 2)), reversed([2, 1, 0]), iter([0, 1, 2]), dict.fromkeys(range(3)).keys(),
    ]


# Often enough that the loop's form is chosen anew between them.
for turn in range(400):
    for items in kinds():
        assert [item for item in items] == [0, 1, 2], items
    assert list(through(Counted(3))) == [2, 1, 0]

deep = range(50)
for level in range(20):
    deep = through(deep if level % 3 else list(deep))
assert sum(deep) == 1225

# Items of iterators of pairs, as tuples.
letters = "abc"
for turn in range(400):
    assert [pair for pair in zip([1, 2], (3, 4))] == [(1, 3), (2, 4)]
    assert [pair for pair in enumerate([5, 6], turn)] == [(turn, 5), (turn + 1, 6)]
    assert [pair for pair in {"a": 1, "b": 2}.items()] == [("a", 1), ("b", 2)]
    assert [pair for pair in zip(letters, range(9))] == [("a", 0), ("b", 1), ("c", 2)]
same = iter([1, 2, 3])
assert [pair for pair in zip(same, same)] == [(1, 2)]
kept = [pair for pair in zip(range(100), range(100))]
assert len({id(pair) for pair in kept}) == 100 and {hash(pair) for pair in kept} == {hash((n, n)) for n in range(100)}
