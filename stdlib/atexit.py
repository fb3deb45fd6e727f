"""Functions that are called when the program ends."""

import sys as _sys

_functions = []


def register(func, /, *args, **kwargs):
    """Let a function be called at the end, the last one first. Returns it."""
    if not callable(func):
        raise TypeError("the first argument must be callable")
    _functions.append((func, args, kwargs))
    return func


def unregister(func, /):
    """Forget a function."""
    _functions[:] = [it for it in _functions if it[0] is not func and not it[0] == func]


def _clear():
    """Forget all functions."""
    _functions.clear()


def _ncallbacks():
    """Return how many functions there are."""
    return len(_functions)


def _run_exitfuncs():
    """Call the functions, and report what they raise."""
    while _functions:
        func, args, kwargs = _functions.pop()
        try:
            func(*args, **kwargs)
        except BaseException as error:
            print(f"Exception ignored in atexit callback {func!r}:", file=_sys.stderr)
            _sys.excepthook(type(error), error, error.__traceback__)
