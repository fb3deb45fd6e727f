"""functools: reduce, partial, cmp_to_key, lru_cache.

https://docs.python.org/3.14/library/functools.html
"""
from _functools import Placeholder, _lru_cache_wrapper, cmp_to_key, partial, reduce


def lru_cache(maxsize=128, typed=False):
    """As functools makes it of the native part; its CacheInfo is a named tuple."""
    class CacheInfo(tuple):
        hits = property(lambda self: self[0])
        misses = property(lambda self: self[1])
        maxsize = property(lambda self: self[2])
        currsize = property(lambda self: self[3])
        def __new__(cls, *fields): return tuple.__new__(cls, fields)
    def wrap(function, maxsize=128 if callable(maxsize) else maxsize):
        wrapper = _lru_cache_wrapper(function, maxsize, typed, CacheInfo)
        for name in "__name__", "__qualname__", "__doc__", "__module__":
            setattr(wrapper, name, getattr(function, name))
        wrapper.__wrapped__ = function
        return wrapper
    return wrap(maxsize) if callable(maxsize) else wrap


def cache(function):
    return lru_cache(maxsize=None)(function)


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


# reduce
assert reduce(lambda a, b: a + b, [1, 2, 3]) == 6 and reduce(max, [], 5) == 5
assert reduce(lambda a, b: a + b, "ab", initial="x") == "xab"
raises(lambda: reduce(max, []), TypeError, "reduce() of empty iterable with no initial value")
raises(lambda: reduce(max, 1), TypeError, "reduce() arg 2 must support iteration")


# partial
def show(*args, **kwargs):
    return args, kwargs


p = partial(show, 1, 2, a=3)
assert p() == ((1, 2), {"a": 3}) and p(4, b=5) == ((1, 2, 4), {"a": 3, "b": 5})
assert p(a=9) == ((1, 2), {"a": 9})
assert p.func is show and p.args == (1, 2) and p.keywords == {"a": 3}
nested = partial(p, 5, b=6)
assert nested.func is show and nested.args == (1, 2, 5) and nested.keywords == {"a": 3, "b": 6}
assert repr(partial(int, "1", base=3)) == "functools.partial(<class 'int'>, '1', base=3)"
p.note = "note"
assert p.note == "note" and partial(int, base=2)("101") == 5
raises(lambda: partial(), TypeError, "type 'partial' takes at least one argument")
raises(lambda: partial(1), TypeError, "the first argument must be callable")

holes = partial(show, Placeholder, 2, Placeholder, 4)
assert holes(1, 3) == ((1, 2, 3, 4), {}) and holes(1, 3, 5) == ((1, 2, 3, 4, 5), {})
assert partial(holes, "a")("b") == (("a", 2, "b", 4), {})
raises(lambda: holes(1), TypeError,
       "missing positional arguments in 'partial' call; expected at least 2, got 1")
raises(lambda: partial(show, Placeholder), TypeError, "trailing Placeholders are not allowed")
raises(lambda: partial(show, a=Placeholder), TypeError,
       "Placeholder cannot be passed as a keyword argument")
assert repr(Placeholder) == "Placeholder" and type(Placeholder)() is Placeholder


class Cell:
    def set_state(self, state):
        return self, state

    set_alive = partial(set_state, Placeholder, True)
    bound = partial(show, 1)


cell = Cell()
assert cell.set_alive() == (cell, True)
assert cell.bound(2) == ((1, cell, 2), {})

# cmp_to_key
key = cmp_to_key(lambda a, b: (a > b) - (a < b))
assert sorted([3, 1, 2], key=key) == [1, 2, 3] and key(1) < key(2) and key(1) == key(1)
assert key(5).obj == 5
raises(lambda: key(1) < 2, TypeError, "other argument must be K instance")
raises(lambda: hash(key(1)), TypeError)

# lru_cache
calls = []


@lru_cache(maxsize=2)
def double(x, *, y=0):
    "Doubles."
    calls.append(x)
    return 2 * x + y


assert [double(1), double(2), double(1), double(3), double(1), double(2)] == [2, 4, 2, 6, 2, 4]
assert calls == [1, 2, 3, 2]
info = double.cache_info()
assert (info.hits, info.misses, info.maxsize, info.currsize) == (2, 4, 2, 2)
assert double(1, y=1) == 3 and double.__name__ == "double" and double.__doc__ == "Doubles."
assert double.__wrapped__(4) == 8
double.cache_clear()
assert double.cache_info() == (0, 0, 2, 0)
raises(lambda: double([]), TypeError)


@lru_cache(maxsize=None, typed=True)
def kind(x):
    return type(x).__name__


assert [kind(1), kind(1.0), kind(True)] == ["int", "float", "bool"]


@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


assert fib(80) == 23416728348467685


class Account:
    @lru_cache
    def total(self, x):
        return self, x


account = Account()
assert account.total(1) == (account, 1) == account.total(1)
assert Account.total.cache_info().hits == 1


# A partial of a partial is one of the function, unless the inner one has attributes of its own.
def collect(*args, **kwargs):
    return args, kwargs


class Quiet(partial):
    pass


assert partial(Quiet(collect, 1), 2).func is collect
marked = partial(collect, 1)
marked.note = "kept"
assert partial(marked, 2).func is marked and partial(marked, 2)() == ((1, 2), {})
assert partial(collect).__reduce__()[2][3] is None and marked.__reduce__()[2][3] == {"note": "kept"}

whole = partial(collect)
whole.__setstate__((whole, (whole,), {"x": whole}, None))
assert repr(whole) == "functools.partial(..., ..., x=...)"
whole.__setstate__((collect, (), {}, None))
raises(lambda: whole.__setstate__((collect, (), {}, [])), TypeError, "invalid partial state")
for name in "func", "args", "keywords":
    raises(lambda: setattr(whole, name, 1), AttributeError, "readonly attribute")
    assert type(vars(partial)[name]).__name__ == "member_descriptor"
raises(lambda: delattr(whole, "__dict__"), TypeError, "cannot delete __dict__")

# The object of a key can be exchanged.
key = cmp_to_key(lambda a, b: a - b)(1)
key.obj = 5
assert key.obj == 5 and key > cmp_to_key(lambda a, b: 0)(3)
del key.obj
assert key.obj is None
raises(lambda: key < key, AttributeError, "object")

raises(lambda: type("Sub", (type(fib),), {}), TypeError,
       "type 'functools._lru_cache_wrapper' is not an acceptable base type")
raises(lambda: lru_cache(maxsize=1 << 70)(len), OverflowError, "cannot fit 'int' into an index-sized integer")
