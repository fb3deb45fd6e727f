"""An expression that is indented, or followed by what is, is an IndentationError; a backslash does not hide that.

https://docs.python.org/3.14/library/exceptions.html#IndentationError
"""

for source, mode, line, column in [
    ("\n -1", "eval", 2, 1),
    ("\n\n  x", "eval", 3, 2),
    ("# text\n\tx", "eval", 2, 1),
    ("x\n y", "eval", 2, 1),
    ("\\\n x", "eval", 2, 1),
    ("\\\n x", "exec", 2, 1),
    ("y\n  x", "exec", 2, 2),
]:
    try:
        compile(source, "<test>", mode)
    except IndentationError as error:
        assert error.msg == "unexpected indent", error
        assert (error.lineno, error.offset, error.end_offset) == (line, column, -1), (source, error.offset)
    else:
        raise AssertionError(source)

assert eval("  -1") == -1 and eval("\n-1") == -1

# No statement is looked for in an expression.
try:
    compile("type X = y", "<test>", "eval")
except SyntaxError as error:
    assert (error.msg, error.offset, error.end_offset) == ("invalid syntax", 6, 7)
