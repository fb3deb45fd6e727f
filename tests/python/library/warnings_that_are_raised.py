"""Arguments of `warn` and `warn_explicit`; the tracebacks of warnings that are errors; warnings at the end.

https://docs.python.org/3.14/library/warnings.html#available-functions
"""

import _warnings
import os
import subprocess
import sys
import tempfile
import traceback
import warnings


def message(kind, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        return str(error)
    raise AssertionError("nothing was raised")


for module in warnings, _warnings:
    warn, explicit = module.warn, module.warn_explicit
    assert message(TypeError, warn) == "warn() missing required argument 'message' (pos 1)"
    assert message(TypeError, warn, "x", None, "y") == "'str' object cannot be interpreted as an integer"
    assert message(OverflowError, warn, "x", stacklevel=1 << 70)
    given = message(TypeError, warn, "x", skip_file_prefixes=["a"])
    assert given == "warn() argument 'skip_file_prefixes' must be tuple, not list"
    given = message(TypeError, warn, "x", skip_file_prefixes=(1,))
    assert given == "Found non-str 'int' in skip_file_prefixes."
    given = message(TypeError, warn, "x", UserWarning, 1, None, ())
    assert given == "warn() takes at most 4 positional arguments (5 given)"
    assert message(TypeError, warn, "x", int) == "category must be a Warning subclass, not 'type'"
    given = message(TypeError, explicit)
    assert given == "warn_explicit() missing required argument 'message' (pos 1)"
    given = message(TypeError, explicit, "x", UserWarning, 1, 1)
    assert given == "warn_explicit() argument 'filename' must be str, not int"
    assert message(TypeError, explicit, "x", UserWarning, "f", "1")
    assert message(OverflowError, explicit, "x", UserWarning, "f", 1 << 40)
    given = message(TypeError, explicit, "x", UserWarning, "f", 1, registry=1)
    assert given == "'registry' must be a dict or None"
    given = message(TypeError, explicit, "x", UserWarning, "f", 1, module_globals=1)
    assert given == "module_globals must be a dict, not 'int'"
    with warnings.catch_warnings(action="error"):
        assert explicit("x", UserWarning, "f", 1, None) is None

assert len(dir(_warnings)) == len(set(dir(_warnings)))


# What is raised has no frames but those of the program.
def outer():
    warnings.warn("raised")


with warnings.catch_warnings(action="error"):
    for function in outer, lambda: warnings.warn_explicit("raised", UserWarning, "f", 1):
        try:
            function()
        except UserWarning as error:
            frames = traceback.extract_tb(error.__traceback__)
        assert {frame.filename for frame in frames} == {__file__} and len(frames) == 2, frames

with warnings.catch_warnings(record=True) as log:
    warnings.simplefilter("always")

    def caller():
        warnings.warn("level", stacklevel=2)

    caller()
    line = sys._getframe().f_lineno - 1
    warnings.warn_explicit("explicit", RuntimeWarning, "place.py", 7, source=log)
assert [(one.filename, one.lineno) for one in log] == [(__file__, line), ("place.py", 7)]
assert log[1].category is RuntimeWarning and log[1].source is log


# Files that are open at the end are told of, if the command line or the program asks for it.
def errors_of(*arguments):
    run = subprocess.run([sys.executable, *arguments], stderr=subprocess.PIPE, text=True, check=True)
    return run.stderr


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "open.txt")
    open(path, "w").close()
    keep, drop = f"file = open({path!r})", f"open({path!r})"
    shown = f"ResourceWarning: unclosed file <_io.TextIOWrapper name={path!r} mode='r' encoding='UTF-8'>\n"
    assert errors_of("-c", keep) == "" == errors_of("-W", "ignore", "-c", keep)
    for options in ["-X", "dev"], ["-W", "always"], ["-W", "default"]:
        assert errors_of(*options, "-c", keep) == f"<sys>:0: {shown}", errors_of(*options, "-c", keep)
        assert shown in errors_of(*options, "-c", drop)
    asked = f"import warnings; warnings.simplefilter('always'); {keep}"
    assert errors_of("-c", asked) == f"<sys>:0: {shown}"
    raised = errors_of("-W", "error", "-c", keep)
    assert raised.startswith("Exception ignored while finalizing file <_io.FileIO name="), raised
    assert raised.endswith(shown) and "_py_warnings" not in errors_of("-W", "error", "-c", drop)
