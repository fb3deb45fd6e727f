"""Imports from __future__ stand at the beginning of the file, and in no block.

https://docs.python.org/3.14/reference/simple_stmts.html#future-statements
"""

STATEMENT = "from __future__ import division"

for source, line, column in [
    ("def f(): {}", 1, 10),
    ("class A: {}", 1, 10),
    ("if 1: {}", 1, 7),
    ("while 1: {}", 1, 10),
    ("for x in y:\n {}", 2, 2),
    ("with a: {}", 1, 9),
    ("try: {}\nfinally: pass", 1, 6),
    ("try: pass\nexcept A: {}", 2, 11),
    ("try: pass\nfinally: {}", 2, 10),
    ("match a:\n case 1: {}", 2, 10),
    ("async def f():\n def g():\n  {}", 3, 3),
    ("x = 1\n{}", 2, 1),
]:
    try:
        compile(source.format(STATEMENT), "<test>", "exec")
    except SyntaxError as error:
        assert error.msg == "from __future__ imports must occur at the beginning of the file"
        assert (error.lineno, error.offset) == (line, column), source
        assert (error.end_lineno, error.end_offset) == (line, column + len(STATEMENT)), source
    else:
        raise AssertionError(source)

for source in ["def f(): from .__future__ import division", "'text'\n" + STATEMENT, STATEMENT + ";" + STATEMENT]:
    compile(source, "<test>", "exec")
