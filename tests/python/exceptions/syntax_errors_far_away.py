"""Offsets of a SyntaxError are what a program says; carets stand within the line."""

import contextlib
import io
import sys


def shown(*place):
    error = SyntaxError("message", ("file", *place))
    output = io.StringIO()
    with contextlib.redirect_stderr(output):
        sys.excepthook(SyntaxError, error, None)
    return output.getvalue().splitlines()[2:-1]


behind = ["        ^"]
assert shown(1, 10**9, "text", 1, -(10**9)) == behind
assert shown(1, 10**9, "text", 1, 10**18) == behind
assert shown(1, 2**60, "text", 1, 2**60) == behind
assert shown(1, 2**60, "text", 2, 1) == behind
assert shown(1, 7, "text\n", 1, 9) == behind
assert shown(1, 1, "text", 1, 10**12) == ["    ^^^^"]
assert shown(1, 2, "text", 5, 10**18) == ["     ^^^"]
assert shown(1, -5, "text", 1, 3) == []
assert shown(1, -(2**63), "text", 1, -(2**63)) == []
