"""Where names of an import, or type parameters, are expected: only a line end, or `]`, says that there are none.

https://docs.python.org/3.14/library/exceptions.html#SyntaxError
"""


def check(message, *cases):
    for source, place in cases:
        try:
            compile(source, "<text>", "exec")
        except SyntaxError as error:
            found = error.lineno, error.offset, error.end_lineno, error.end_offset
            assert error.msg == message, (source, error.msg)
            assert found == place, (source, found)
        else:
            raise AssertionError(source)


check(
    "Expected one or more names after 'import'",
    ("import", (1, 7, 1, 7)),
    ("import # c", (1, 8, 1, 11)),
    ("import\nx", (1, 7, 1, 7)),
    ("x; import", (1, 10, 1, 10)),
)
check(
    "invalid syntax",
    ("import 'a'", (1, 8, 1, 11)),
    ("import +", (1, 8, 1, 9)),
    ("import ;", (1, 8, 1, 9)),
    ("import 1", (1, 8, 1, 9)),
    ("import if", (1, 8, 1, 10)),
    ("type X[:] = 1", (1, 8, 1, 9)),
    ("type X[1] = 1", (1, 8, 1, 9)),
    ("class A[:]: pass", (1, 9, 1, 10)),
)
check(
    "expected '('",
    ("def f[:](): pass", (1, 6, 1, 7)),
    ("def f[1](): pass", (1, 6, 1, 7)),
    ("async def f[+](): pass", (1, 12, 1, 13)),
    ("def f[if](): pass", (1, 6, 1, 7)),
    ("def f[,](): pass", (1, 6, 1, 7)),
    ("def f[T:](): pass", (1, 6, 1, 7)),
)
