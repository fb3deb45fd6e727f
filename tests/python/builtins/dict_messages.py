"""What a dict says when it refuses.

The wording is CPython 3.14's.
"""


def check(function, kind, message, notes=None):
    try:
        function()
    except Exception as error:
        assert type(error) is kind, error
        assert str(error) == message, str(error)
        assert getattr(error, "__notes__", None) == notes
    else:
        assert False, message


class NoHash:
    __hash__ = None


class BadHash:
    def __hash__(self):
        raise TypeError("boo")


class WorseHash:
    def __hash__(self):
        raise ValueError("boo")


d = {0: 0}
unhashable = "cannot use 'list' as a dict key (unhashable type: 'list')"
check(lambda: d[[]], TypeError, unhashable)
check(lambda: d.get([]), TypeError, unhashable)
check(lambda: d.pop([]), TypeError, unhashable)
check(lambda: d.setdefault([]), TypeError, unhashable)
check(lambda: d.__setitem__([], 1), TypeError, unhashable)
check(lambda: d.__delitem__([]), TypeError, unhashable)
check(lambda: [] in d, TypeError, unhashable)
check(lambda: {[]: 1}, TypeError, unhashable)
check(lambda: dict.fromkeys([[]]), TypeError, unhashable)
check(lambda: dict([[[], 1]]), TypeError, unhashable)
check(
    lambda: d[([],)],
    TypeError,
    "cannot use 'tuple' as a dict key (unhashable type: 'list')",
)
check(
    lambda: d[NoHash()],
    TypeError,
    "cannot use 'NoHash' as a dict key (unhashable type: 'NoHash')",
)
check(lambda: d[BadHash()], TypeError, "cannot use 'BadHash' as a dict key (boo)")
check(lambda: d[WorseHash()], ValueError, "boo")

check(lambda: d["x"], KeyError, "'x'")
check(lambda: d.pop(1), KeyError, "1")
check(lambda: {}.pop([]), KeyError, "[]")
check(lambda: {}.popitem(), KeyError, "'popitem(): dictionary is empty'")
check(lambda: d.update(5), TypeError, "'int' object is not iterable")
check(
    lambda: d.update([(1,)]),
    ValueError,
    "dictionary update sequence element #0 has length 1; 2 is required",
)
check(
    lambda: d.update([(1, 2), "abc"]),
    ValueError,
    "dictionary update sequence element #1 has length 3; 2 is required",
)
check(
    lambda: d.update([1]),
    TypeError,
    "object is not iterable",
    ["Cannot convert dictionary update sequence element #0 to a sequence"],
)
check(lambda: d.update(1, 2), TypeError, "update expected at most 1 argument, got 2")
check(lambda: dict(1, 2), TypeError, "dict expected at most 1 argument, got 2")
check(lambda: d.get(), TypeError, "get expected at least 1 argument, got 0")
check(lambda: d.get(k=1), TypeError, "dict.get() takes no keyword arguments")
check(lambda: d.copy(1), TypeError, "dict.copy() takes no arguments (1 given)")
check(
    lambda: d | [(1, 2)],
    TypeError,
    "unsupported operand type(s) for |: 'dict' and 'list'",
)
check(
    lambda: {} < {},
    TypeError,
    "'<' not supported between instances of 'dict' and 'dict'",
)
check(lambda: hash({}), TypeError, "unhashable type: 'dict'")
check(lambda: type({}.keys())(), TypeError, "cannot create 'dict_keys' instances")
check(lambda: hash({}.keys()), TypeError, "unhashable type: 'dict_keys'")


class BadKeys:
    def keys(self):
        return 5


check(lambda: dict(BadKeys()), TypeError, "BadKeys.keys() returned a non-iterable (type int)")
