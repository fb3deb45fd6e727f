"""Errors at the end of a text, and of what it might have meant, stand where CPython puts them.

https://docs.python.org/3.14/library/exceptions.html#SyntaxError
"""


def error_of(source, mode):
    try:
        compile(source, "<text>", mode)
    except SyntaxError as error:
        return error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset
    raise AssertionError(f"{source!r} compiles")


BLOCK = "expected an indented block after {} on line 1"
TARGET = "cannot use assignment expressions with {}"
PRINT = "Missing parentheses in call to 'print'. Did you mean print(...)?"

for source, mode, expected in [
    ("", "eval", ("invalid syntax", 0, 0, 0, 0)),
    ("1._5", "exec", ("invalid decimal literal", 1, 2, 1, 2)),
    ("1._", "eval", ("invalid decimal literal", 1, 2, 1, 2)),
    ("1 := 2", "exec", (TARGET.format("literal"), 1, 1, 1, 2)),
    ("x.y := 1", "exec", (TARGET.format("attribute"), 1, 1, 1, 4)),
    ("(a, b) := 1", "exec", (TARGET.format("tuple"), 1, 1, 1, 7)),
    ("x := 1", "exec", ("invalid syntax", 1, 3, 1, 5)),
    ("f(1 := 2)", "exec", ("invalid syntax", 1, 5, 1, 7)),
    ("(1 := 2)", "exec", (TARGET.format("literal"), 1, 2, 1, 3)),
    ("{**a, 1}", "eval", ("':' expected after dictionary key", 1, 7, 1, 0)),
    ("print 1", "eval", (PRINT, 1, 1, 1, 8)),
    ("print 1", "exec", (PRINT, 1, 1, 1, 8)),
    ("1 if 2 else", "eval", ("expected expression after 'else', but statement is given", 1, 11, 1, -1)),
    ("if 1:\n", "exec", (BLOCK.format("'if' statement"), 1, 6, 1, -1)),
    ("if 1:", "exec", (BLOCK.format("'if' statement"), 1, 6, 1, -1)),
    ("if 1:\n\n\n", "exec", (BLOCK.format("'if' statement"), 3, 1, 3, -1)),
    ("def f():\n  # c\n", "exec", (BLOCK.format("function definition"), 2, 6, 2, -1)),
    ("if 1:\nx", "exec", (BLOCK.format("'if' statement"), 2, 1, 2, 2)),
    ("1 +", "exec", ("invalid syntax", 1, 4, 1, 5)),
]:
    found = error_of(source, mode)
    assert found == expected, (source, mode, found, expected)
