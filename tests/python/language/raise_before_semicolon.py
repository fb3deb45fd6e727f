"""`raise` needs no exception in front of a semicolon either."""

import ast


def again():
    try:
        raise KeyError(1)
    except KeyError: raise; print("never")


try:
    again()
except KeyError as error:
    assert error.args == (1,)
else:
    raise AssertionError

namespace = {}
exec("def f():\n    if True: raise ;x = 1\n", namespace)
try:
    namespace["f"]()
except RuntimeError as error:
    assert str(error) == "No active exception to reraise"

for text in ("raise;", "raise ; # comment\n", "raise\\\n;raise", "for x in y: raise;", "raise;x = 1"):
    compile(text, "<text>", "exec")
(statement, assignment) = ast.parse("raise;x = 1").body
assert ast.dump(statement) == "Raise()", ast.dump(statement)
assert (statement.col_offset, statement.end_col_offset, assignment.col_offset) == (0, 5, 6)
assert ast.unparse(statement) == "raise"

for text in ("raise from x;", "raise x from;", "raise *;"):
    try:
        compile(text, "<text>", "exec")
    except SyntaxError:
        pass
    else:
        raise AssertionError(text)
