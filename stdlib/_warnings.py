"""Warnings: what `warnings` would have from native code.

The names are looked up when they are asked for: the first import of all may be that of `_py_warnings`, which
then is not complete yet.
"""

import _py_warnings as _python
from _warnings_native import warn, warn_explicit

_OTHER_NAMES = {"_defaultaction": "defaultaction", "_onceregistry": "onceregistry"}
_NAMES = (
    "_filters_mutated_lock_held",
    "_lock",
    "_warnings_context",
    "filters",
)


class _Module(str):
    """The name of a module, which filters match as they match patterns."""

    __slots__ = ()

    def match(self, name):
        return self == name


# What is shown and what is not unless the program or the command line asks for it.
_FILTERS = [
    ("default", None, DeprecationWarning, _Module("__main__"), 0),
    ("ignore", None, DeprecationWarning, None, 0),
    ("ignore", None, PendingDeprecationWarning, None, 0),
    ("ignore", None, ImportWarning, None, 0),
    ("ignore", None, ResourceWarning, None, 0),
]


def _acquire_lock():
    return _python._lock.acquire()


def _release_lock():
    return _python._lock.release()


def __getattr__(name):
    if name not in _NAMES and name not in _OTHER_NAMES:
        raise AttributeError(f"module '_warnings' has no attribute '{name}'")
    if "filters" not in globals() and hasattr(_python, "filters"):
        globals()["filters"] = _python.filters
        _python.filters[:] = [*_FILTERS, *_python.filters]
    value = globals()[name] = getattr(_python, _OTHER_NAMES.get(name, name))
    return value


def __dir__():
    return sorted({*globals(), *_NAMES, *_OTHER_NAMES})
