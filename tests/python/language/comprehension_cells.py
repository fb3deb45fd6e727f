"""Variables of comprehensions that share their names with variables of closures; what is compiled can be read back."""

import marshal
import types

SOURCE = '''
def shared(groups, result):
    for group in groups:
        try:
            result = [int(item) for item in result]
        except ValueError:
            result = [0]
    for item in result:
        pass
    return [item for item in result if any(item == one for one in (1, 2))]


def captured(xs):
    try:
        made = [lambda: x for x in xs]
    except TypeError:
        made = []
    x = "outer"
    inner = [(lambda: x)() for x in xs]
    return [f() for f in made], inner, x, (lambda: x)()


def nested(rows):
    total = [[(lambda: row, cell)[1] for cell in row] for row in rows]
    row = 5
    return total, {row: cell for row, cell in enumerate("ab")}, row


class Names:
    items = [1, 2]
    doubled = [item * 2 for item in items]
    kept = [(lambda: item)() for item in items]
'''


def functions(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from functions(constant)


module = compile(SOURCE, "comprehensions", "exec")
for code in functions(module):
    assert marshal.loads(marshal.dumps(code)).co_name == code.co_name

namespace = {"__name__": "comprehensions"}
exec(marshal.loads(marshal.dumps(module)), namespace)
assert namespace["shared"]([1, 2], ["1", "3", "2"]) == [1, 2]
assert namespace["shared"]([1], ["one"]) == []
assert namespace["captured"]([1, 2]) == ([2, 2], [1, 2], "outer", "outer")
assert namespace["nested"]([[1], [2, 3]]) == ([[1], [2, 3]], {0: "a", 1: "b"}, 5)
assert namespace["Names"].doubled == [2, 4] and namespace["Names"].kept == [1, 2]


# Asynchronous ones that are functions are awaited.
class Items:
    def __init__(self, items):
        self.items = iter(items)

    def __aiter__(self):
        return self

    async def __anext__(self):
        for item in self.items:
            return item
        raise StopAsyncIteration


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value


async def lists():
    return [[i + j async for i in Items([1, 2])] for j in [10, 20]]


async def sets():
    return [{i + j async for i in Items([1, 2])} for j in [10, 20]]


async def dicts():
    return {j: {i: i + j async for i in Items([1, 2])} for j in [10, 20]}


async def in_generators():
    outer = ([i + j async for i in Items([1, 2])] for j in [10, 20])
    return [inner async for inner in outer]


async def functions():
    made = [[lambda: (i, j) async for i in Items([1, 2])] for j in [3]]
    return [function() for inner in made for function in inner]


async def conditions():
    return [j for j in [1, 2] if [i async for i in Items([j]) if i > 1]]


assert run(lists()) == [[11, 12], [21, 22]]
assert run(sets()) == [{11, 12}, {21, 22}]
assert run(dicts()) == {10: {1: 11, 2: 12}, 20: {1: 21, 2: 22}}
assert run(in_generators()) == [[11, 12], [21, 22]]
assert run(functions()) == [(2, 3), (2, 3)]
assert run(conditions()) == [2]
