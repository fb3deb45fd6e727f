"""Annotations that are kept as text, or not at all, are checked and written as CPython does.

https://docs.python.org/3.14/reference/simple_stmts.html#annotated-assignment-statements
"""
names = {}
exec(
    """from __future__ import annotations
a: u'text'
b: f'{x=}'
c: f'{x=!s}'
d: f'{ x = :>3}'
""",
    names,
)
assert names["__annotations__"] == {
    "a": "u'text'",
    "b": "f'x={x!r}'",
    "c": "f'x={x!s}'",
    "d": "f' x = {x:>3}'",
}, names["__annotations__"]

# So are those that are typed at a prompt, one statement at a time.
import __future__

for source in ("x: int = 3", "x: int", "if 1:\n  x: int\n", "for y in 1,:\n  x: int\n"):
    names = {}
    flags = __future__.annotations.compiler_flag
    exec(compile(source, "<text>", "single", flags, dont_inherit=True), names)
    assert names["__annotations__"] == {"x": "int"}, source


def message(source):
    try:
        compile(source, "<text>", "exec")
    except SyntaxError as error:
        return error.msg
    return None


outside = "asynchronous comprehension outside of an asynchronous function"
for display in ("[y async for y in z]", "{y async for y in z}", "{y: y async for y in z}"):
    for target in ("(x)", "x.a", "x[0]"):
        for prelude in ("", "class C: ", "def f(): ", "async def f(): "):
            assert message(f"{prelude}{target}: {display}") == outside, (prelude, target, display)
assert message("x.a: [[y async for y in z] for b in c]") == outside
assert message("x.a: (y async for y in z)") is None
assert message("x.a: ([y async for y in z] for q in r)") is None
within = "assignment expression within a comprehension cannot be used in a TypeVar bound"
assert message("def f[T: [(x := 3) for _ in y]](): pass") == within

# Comments are left out of what `=` shows.
x = 3
assert f"{x = # my comment
  }" == "x = \n  3"
assert f'{x + # "
len("#") = }' == 'x + \nlen("#") = 4'
assert t"{x # c
}".interpolations[0].expression == "x \n"
assert message("f'{a:{b:{c}}}'") is None
assert message("f'{a:{b:{c:{d}}}}'") == "f-string: expressions nested too deeply"
assert message("t'{a:{b:{c:{d}}}}'") == "t-string: expressions nested too deeply"
assert message("f'{a:{f\"{b:{c:{d}}}\"}}'") is None
