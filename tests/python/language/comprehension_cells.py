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
