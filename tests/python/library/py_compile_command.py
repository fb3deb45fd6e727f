"""The command `py_compile` ends at the first file that it cannot compile, and says why as it is, without a line end.

https://docs.python.org/3.14/library/py_compile.html#command-line-interface
"""
import contextlib
import io
import os
import py_compile
import sys
import tempfile


def run(*arguments):
    errors = io.StringIO()
    old, sys.argv = sys.argv, ["py_compile", *arguments]
    try:
        with contextlib.redirect_stderr(errors):
            py_compile.main()
    except SystemExit as end:
        return end.code, errors.getvalue()
    finally:
        sys.argv = old
    return None, errors.getvalue()


with tempfile.TemporaryDirectory() as directory:
    missing = os.path.join(directory, "missing.py")
    good = os.path.join(directory, "good.py")
    with open(good, "w", encoding="utf-8") as file:
        file.write("x = 1\n")
    text = f"[Errno 2] No such file or directory: {missing!r}"
    assert run(missing, good) == (1, text), run(missing, good)
    assert os.listdir(directory) == ["good.py"]
    assert run("-q", missing) == (1, "")
    bad = os.path.join(directory, "bad.py")
    with open(bad, "w", encoding="utf-8") as file:
        file.write("x =\n")
    try:
        py_compile.compile(bad, doraise=True)
    except py_compile.PyCompileError as error:
        assert run(bad) == (1, error.msg)
    else:
        raise AssertionError("that is no program")
    assert run(good) == (None, "")
