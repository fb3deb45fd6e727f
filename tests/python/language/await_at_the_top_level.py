"""With `PyCF_ALLOW_TOP_LEVEL_AWAIT`, code that waits at its top level is that of a coroutine.

https://docs.python.org/3.14/library/ast.html#ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
"""

import ast
import asyncio
import inspect


class Context:
    async def __aenter__(self):
        await asyncio.sleep(0)
        return "inside"

    async def __aexit__(self, *exception):
        await asyncio.sleep(0)


async def numbers():
    for number in range(3):
        await asyncio.sleep(0)
        yield number


def run(source, mode="exec"):
    code = compile(source, "<test>", mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    assert code.co_flags & inspect.CO_COROUTINE, source
    names = {"Context": Context, "numbers": numbers, "asyncio": asyncio}
    value = asyncio.run(eval(code, names))
    return names.get("found", value)


for source, expected in (
    ("async with Context() as found: pass", "inside"),
    ("async with Context(), Context() as found: pass", "inside"),
    ("async for found in numbers(): pass", 2),
    ("if 1:\n    async for found in numbers():\n        break", 0),
    ("found = [n async for n in numbers()]", [0, 1, 2]),
    ("found = await asyncio.sleep(0, 5)", 5),
    ("with open(__import__('os').devnull): found = await asyncio.sleep(0, 6)", 6),
):
    assert run(source) == expected, source
    assert run(source + "\n\n", "single") == expected, source
assert run("await asyncio.sleep(0, 7)", "eval") == 7

# What does not wait is no coroutine.
for source in "with a: pass", "for x in y: pass", "async def f(): await x", "(x async for x in y)":
    code = compile(source, "<test>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    assert not code.co_flags & inspect.CO_COROUTINE, source

# Without the flag it is an error.
for source in "async with a: pass", "async for x in y: pass", "await x":
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        assert "outside" in str(error), error
    else:
        raise AssertionError(source)
