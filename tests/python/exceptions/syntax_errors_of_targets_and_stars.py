"""Where a target, a star or a keyword is wrong, the error says so at CPython's place.

https://docs.python.org/3.14/reference/simple_stmts.html#assignment-statements
"""

COMPARE = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
HERE = "cannot assign to {} here. Maybe you meant '==' instead of '='?"
PLAIN = "invalid syntax"

for source, message, start, end in [
    # The last part of a list of targets is taken for a comparison first.
    ("1, y = x, 2", COMPARE, 4, 9),
    ("f(), a = c", COMPARE, 6, 11),
    ("x = f(), a = c", COMPARE, 1, 8),
    ("*1, a = b", COMPARE, 5, 10),
    ("f(), a.b = c", HERE.format("attribute"), 6, 9),
    ("1, a[0] = c", HERE.format("subscript"), 4, 8),
    ("f(), a.b() = c", HERE.format("function call"), 6, 11),
    ("f(), a = c = d", "cannot assign to function call", 1, 4),
    ("f(), [a] = c", "cannot assign to function call", 1, 4),
    ("1, y, = x", "cannot assign to literal", 1, 2),
    ("(1, y) = x", "cannot assign to literal", 2, 3),
    # Statements without room for a comparison.
    ("with a = b: c", PLAIN, 8, 9),
    ("global a = 1", PLAIN, 10, 11),
    ("for x = 1 in y: a", PLAIN, 7, 8),
    ("f(a=b for b in c)", COMPARE, 3, 5),
    ("f(**a for a in b)", PLAIN, 7, 10),
    # Stars.
    ("x = {**a, *b}", PLAIN, 11, 12),
    ("[a for a in *b]", PLAIN, 13, 14),
    ("assert x, *y", PLAIN, 11, 12),
    ("x = not *a", PLAIN, 9, 10),
    ("*a: int", PLAIN, 3, 4),
    ("lambda *, **k: 0", "named arguments must follow bare *", 11, 13),
    ("lambda *, : 0", "named arguments must follow bare *", 11, 12),
    # Words that may begin a statement.
    ("type A.b = 1", PLAIN, 7, 8),
    ("type A", PLAIN, 7, 8),
    ("print a if b", "expected 'else' after 'if' expression", 7, 13),
    ("exec a if b", "expected 'else' after 'if' expression", 6, 12),
    ("print a, b", "Missing parentheses in call to 'print'. Did you mean print(...)?", 1, 11),
]:
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        found = error.msg, error.offset, error.end_offset
        assert found == (message, start, end), (source, found)
    else:
        raise AssertionError(source)

for source, start, end in [("return 1", 20, 21), ("return x", 13, 21), ("return", 13, 19)]:
    try:
        compile("def f():\n try: a\n except* A: " + source, "<test>", "exec")
    except SyntaxError as error:
        assert error.msg == "'break', 'continue' and 'return' cannot appear in an except* block"
        assert (error.lineno, error.offset, error.end_offset) == (3, start, end), source
