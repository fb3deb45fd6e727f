"""What stands behind the place where the grammar gives up: brackets that are never closed, wrong numbers.

Each line is a text, the message, and where it is shown.
"""

CASES = [
    ("{2: **, 1a}", "invalid decimal literal", (1, 9, 1, 9)),
    ("print x 1a", "invalid decimal literal", (1, 9, 1, 9)),
    ("a.b def = 1_c", "invalid decimal literal", (1, 12, 1, 12)),
    ("a if b , 1a", "invalid decimal literal", (1, 10, 1, 10)),
    ("x: : int = \\3", "invalid syntax", (1, 4, 1, 5)),
    ("if True:\n     = 1\n    y = 2", "invalid syntax", (2, 6, 2, 7)),
    # A bracket that is read to the end, and one that is not read.
    ("[pass", "'[' was never closed", (1, 1, 1, 0)),
    ("[pass y", "invalid syntax", (1, 2, 1, 6)),
    ("f(break\nz = 1", "'(' was never closed", (1, 2, 1, 0)),
    ("[a b", "'[' was never closed", (1, 1, 1, 0)),
    ("[a b]", "invalid syntax. Perhaps you forgot a comma?", (1, 2, 1, 5)),
    ("{1 2", "'{' was never closed", (1, 1, 1, 0)),
    ("{1:= y", "'{' was never closed", (1, 1, 1, 0)),
    ("a[1 = 2", "'[' was never closed", (1, 2, 1, 0)),
    ("f(not\nz = 1", "'(' was never closed", (1, 2, 1, 0)),
    ("x {", "'{' was never closed", (1, 3, 1, 0)),
    ("x {+=", "invalid syntax", (1, 3, 1, 4)),
    ("global {a", "invalid syntax", (1, 8, 1, 9)),
    ("pass[ pass", "invalid syntax", (1, 5, 1, 6)),
    # Where the grammar does not look for what was meant.
    ("[a yield", "invalid syntax", (1, 4, 1, 9)),
    ("(a, *b c)", "invalid syntax", (1, 8, 1, 9)),
    ("f(*b c)", "invalid syntax. Perhaps you forgot a comma?", (1, 4, 1, 7)),
    ("from . import (a b)", "invalid syntax", (1, 18, 1, 19)),
    ("@f'a' y", "invalid syntax", (1, 7, 1, 8)),
    ("(1 :=)", "invalid syntax", (1, 4, 1, 6)),
    ("x ++= 1", "invalid syntax", (1, 4, 1, 6)),
    ("x +* 1", "invalid syntax", (1, 4, 1, 5)),
    ("a[[1] = 2]", "invalid syntax", (1, 7, 1, 8)),
    ("lambda x, y=: x", "invalid syntax", (1, 13, 1, 14)),
    ("def f(()): pass", "invalid syntax", (1, 7, 1, 8)),
    ("try: a\nexcept* .: c", "invalid syntax", (2, 9, 2, 10)),
    ("async for a in b pass", "invalid syntax", (1, 18, 1, 22)),
    ("async for a in b\n  pass", "expected ':'", (1, 17, 1, 18)),
    ("for a in b pass", "invalid syntax", (1, 12, 1, 16)),
    ("with a as 1\n  pass", "invalid syntax", (1, 12, 1, 13)),
    ("with a as b\n  pass", "expected ':'", (1, 12, 1, 13)),
    ("a if b .", "expected 'else' after 'if' expression", (1, 1, 1, 7)),
    ("b 'abc'b'd'", "cannot mix bytes and nonbytes literals", (1, 12, 1, 13)),
    ("@dec\n f(): pass", "unexpected indent", (2, 1, 2, -1)),
    ("try: a\n  b", "expected 'except' or 'finally' block", (2, 2, 2, -1)),
]

for text, message, place in CASES:
    try:
        compile(text, "<text>", "exec")
    except SyntaxError as error:
        found = (error.lineno, error.offset, error.end_lineno, error.end_offset)
        assert (error.msg, found) == (message, place), (text, error.msg, found)
    else:
        raise AssertionError(text)
