"""Where a syntax error is shown: in front of a comment, at dedents, at the end of the text.

https://docs.python.org/3.14/library/exceptions.html#SyntaxError
"""


def error(source, kind=SyntaxError):
    try:
        compile(source, "<text>", "exec")
    except SyntaxError as found:
        assert type(found) is kind, found
        return found.msg, found.lineno, found.offset, found.end_lineno, found.end_offset
    raise AssertionError(source)


invalid = "invalid syntax"

# A comment belongs to the line end behind it.
assert error("1 + # c") == (invalid, 1, 5, 1, 9)
assert error("1 + # c\n") == (invalid, 1, 5, 1, 9)
assert error("def f() # c") == ("expected ':'", 1, 9, 1, 13)
assert error("import # c") == ("Expected one or more names after 'import'", 1, 8, 1, 11)
assert error("import") == ("Expected one or more names after 'import'", 1, 7, 1, 7)
assert error("x = yield + # c") == (invalid, 1, 13, 1, 17)

# What ends with a lambda is an expression too.
named = "cannot use assignment expressions with "
assert error("lambda: x := 1") == (named + "lambda", 1, 1, 1, 10)
assert error("x; lambda a, b=1: y := 1") == (named + "lambda", 1, 4, 1, 20)
assert error("x if y else lambda: z := 1") == (named + "conditional expression", 1, 1, 1, 22)
assert error("a, lambda: b := 1") == (named + "lambda", 1, 4, 1, 13)
assert error("x := 1") == (invalid, 1, 3, 1, 5)
assert error("{x := 1: 2}") == (invalid, 1, 8, 1, 9)

# A star stands alone.
assert error("from a import *, b") == (invalid, 1, 16, 1, 17)
assert error("from a import *,") == (invalid, 1, 16, 1, 17)
assert error("from a import * as b") == (invalid, 1, 17, 1, 19)
assert error("from a import b, *") == (invalid, 1, 18, 1, 19)
assert error("from a import (b, *)") == (invalid, 1, 19, 1, 20)
assert error("from a import (*)") == (invalid, 1, 16, 1, 17)
assert error("from a import ( # c\n *)") == (invalid, 2, 2, 2, 3)
assert error("from a import ()") == (invalid, 1, 16, 1, 17)
assert error("if x: from a import b; from c import d, *") == (invalid, 1, 41, 1, 42)
assert error("import *") == (invalid, 1, 8, 1, 9)
compile("x = 'from a import (*)'\nfrom a import *; y\n", "<text>", "exec")

# t-strings go together with t-strings only.
mixed = "cannot mix t-string literals with string or bytes literals"
assert error("t'a' 'b'") == (mixed, 1, 1, 1, 9)
assert error("'x' f'a' t'{b}' 'c'") == (mixed, 1, 5, 1, 16)
assert error("t'x' t'a' b'b' 'c'") == (mixed, 1, 6, 1, 15)
assert error("x = (t'a'\n 'b')") == (mixed, 1, 6, 2, 5)
assert error("b'a' 'b' t'c'") == ("cannot mix bytes and nonbytes literals", 1, 10, 1, 12)

# Blocks that end where something is missing.
handled = "expected 'except' or 'finally' block"
assert error("try:\n  pass") == (handled, 2, 7, 2, -1)
assert error("try:\n  x\nelse:") == (handled, 3, 1, 3, 5)
assert error("try:\n  x\ny") == (handled, 3, 1, 3, 2)
assert error("if x:\n  try:\n    y\nz") == (handled, 4, 0, 4, -1)
assert error("if x:\n  if x:\n    try:\n      y\n  z") == (handled, 5, 2, 5, -1)
block = "expected an indented block after 'if' statement on line 2"
assert error("def f():\n  if x:\ny\n", IndentationError) == (block, 3, 0, 3, -1)
assert error("def f():\n  if x:\n  y\n", IndentationError) == (block, 3, 3, 3, 4)
assert error("def f():\n  @a\nx", IndentationError) == ("unexpected unindent", 3, 0, 3, -1)
assert error("@a\n") == (invalid, 1, 0, 1, 0)

# A backslash at the end hides no open bracket.
assert error("x = (\\") == ("'(' was never closed", 1, 5, 1, 0)
assert error("x = [1 + \\\n") == ("'[' was never closed", 1, 5, 1, 0)
assert error("x = 1 + \\") == ("unexpected EOF while parsing", 1, 10, 1, -1)

# Interpolations that have no end.
assert error("x = f'{a") == ("'{' was never closed", 1, 7, 1, 0)
assert error("x = f'{a!") == ("'{' was never closed", 1, 7, 1, 0)
assert error("x = f'{a(") == ("'(' was never closed", 1, 9, 1, 0)
assert error("x = f'''{a:b{") == ("'{' was never closed", 1, 13, 1, 0)
newlines = "f-string: newlines are not allowed in format specifiers for single quoted f-strings"
assert error("x = f'{a:b") == (newlines, 1, 11, 1, 11)

# A backslash continues a string.
unterminated = "unterminated string literal (detected at line {})"
assert error("x\n'abc\\\ndef\ng") == (unterminated.format(3), 2, 1, 2, 1)
assert error("'abc\\\n") == (unterminated.format(1), 1, 1, 1, 1)

# An operator that misses its operand is no target.
assert error("x + = 1") == (invalid, 1, 5, 1, 6)


# The tokenizer shows lines without their end, the parser with it.
def text(source):
    try:
        compile(source, "<text>", "exec")
    except SyntaxError as found:
        return found.text


assert text("x = 1__0\ny") == "x = 1__0"
assert text("x = )\ny") == "x = )"
assert text("'abc\ny") == "'abc"
assert text("x = 0777\ny") == "x = 0777"
assert text("x = a b\ny") == "x = a b\n"

# No text that is compiled has null bytes.
null = ("source code string cannot contain null bytes", None, None, None, None)
assert error("x = 1\0") == null
assert error(b"x = 1\0") == null
