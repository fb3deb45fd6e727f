"""Of an exception that is ignored, lines, class and message are shown: no marks, chain, notes or suggestions.

https://docs.python.org/3.14/library/sys.html#sys.unraisablehook
"""

import io
import sys


class Empty(Exception):
    pass


class Mute(Exception):
    def __str__(self):
        raise Empty


def shown(make):
    class Dropped:
        def __del__(self):
            try:
                1 / 0
            finally:
                raise make()

    kept, sys.stderr = sys.stderr, io.StringIO()
    try:
        Dropped()
        text = sys.stderr.getvalue()
    finally:
        sys.stderr = kept
    first, *lines = text.splitlines()
    assert first.startswith("Exception ignored while calling deallocator <function shown.<locals>.Dropped.__del__ at ")
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].endswith("in __del__") and lines[2] == "    raise make()", lines
    assert len(lines) == 4, lines
    return lines[3]


def noted():
    error = ValueError("value")
    error.add_note("note")
    return error


assert shown(noted) == "ValueError: value"
assert shown(Empty) == "Empty: "
assert shown(Mute) == "Mute: <exception str() failed>"
assert shown(lambda: AttributeError("text", name="appendx", obj=[])) == "AttributeError: text"
assert shown(lambda: SyntaxError("bad", ("file", 1, 2, "text", 1, 3))) == "SyntaxError: bad (file, line 1)"
assert shown(lambda: ExceptionGroup("group", [ValueError(1)])) == "ExceptionGroup: group (1 sub-exception)"
