"""A function that is made of a module's code reads and sets names in its globals.

https://docs.python.org/3.14/library/types.html#types.FunctionType
"""

import types

names = {"__builtins__": __builtins__, "x": 20}
function = types.FunctionType(compile("y = x + 1; x = len('abc')", "<text>", "exec"), names)
for _ in range(3):
    names["x"] = 20
    assert function() is None
    assert (names["x"], names["y"]) == (3, 21)

expression = types.FunctionType(compile("x * 2", "<text>", "eval"), names)
assert expression() == 6


def call():
    return expression()


assert [call() for _ in range(100)] == [6] * 100

AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
code = compile("z = await nothing()", "<text>", "exec", AWAIT)


async def nothing():
    return 5


names["nothing"] = nothing
coroutine = types.FunctionType(code, names)()
try:
    coroutine.send(None)
except StopIteration:
    pass
assert names["z"] == 5
