"""Copies of exceptions, by `pickle` and `copy`, keep names of files, modules and attributes.
Source: https://docs.python.org/3.14/library/exceptions.html
"""

import copy
import pickle

CASES = [
    (ImportError("text", name="module", path="place"), ("name", "path", "msg")),
    (ModuleNotFoundError("text", name="module"), ("name",)),
    (OSError("foo", "bar", "baz"), ("errno", "strerror", "filename", "filename2")),
    (OSError(2, "text", "one", None, "two"), ("errno", "strerror", "filename", "filename2")),
    (OSError(13, "text"), ("errno", "filename")),
    (AttributeError("text", name="missing"), ("name",)),
    (NameError("text"), ("name",)),
    (StopIteration(3), ("value",)),
]


class Own(OSError):
    pass


own = Own(5, "text", "file")
own.note = "kept"
CASES.append((own, ("filename", "note")))

for error, names in CASES:
    copies = [copy.copy(error)] + [pickle.loads(pickle.dumps(error, protocol)) for protocol in range(3, 6)]
    for other in copies:
        assert type(other) is type(error) and other.args == error.args and str(other) == str(error), other
        for name in names:
            assert getattr(other, name) == getattr(error, name), (error, name)

assert OSError(2, "a", "b").__reduce__() == (FileNotFoundError, (2, "a", "b"))
assert OSError(2, "a", "b", None, "c").__reduce__() == (FileNotFoundError, (2, "a", "b", None, "c"))
assert AttributeError("a", name="n", obj=1).__reduce__() == (AttributeError, ("a",), {"name": "n", "args": ("a",)})
assert ImportError("a").__reduce__() == (ImportError, ("a",))
assert ImportError("a", name="n").__reduce__() == (ImportError, ("a",), {"name": "n"})
