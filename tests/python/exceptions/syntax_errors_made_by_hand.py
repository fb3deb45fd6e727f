"""What a `SyntaxError` is given anew takes the place of what it had; carets end with the line that is shown.

https://docs.python.org/3.14/library/exceptions.html#SyntaxError
"""

import contextlib
import io
import sys

error = SyntaxError("one", ("a.py", 1, 2, "text", 3, 4))
error.__init__("two", ("b.py", 5, 6, "line"))
assert (error.msg, error.filename, error.lineno, error.offset, error.text) == ("two", "b.py", 5, 6, "line")
assert error.end_lineno is None and error.end_offset is None
error.__init__("three")
assert (error.msg, error.filename, error.lineno) == ("three", "b.py", 5)


def shown(*details):
    try:
        raise SyntaxError("bad", details)
    except SyntaxError as error:
        error.__traceback__ = None
        out = io.StringIO()
        with contextlib.redirect_stderr(out):
            sys.__excepthook__(type(error), error, None)
        return out.getvalue().splitlines()[1:-1]


assert shown("a.py", 1, 2, "abcdefg", 1, 100) == ["    abcdefg", "     ^^^^^^"]
assert shown("a.py", 1, 2, "abcdefg", 1, 4) == ["    abcdefg", "     ^^"]
assert shown("a.py", 1, 8, "abcdefg", 1, 9) == ["    abcdefg", "           ^"]
