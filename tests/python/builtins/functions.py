"""The functions of the module builtins.

https://docs.python.org/3.14/library/functions.html
"""

import sys


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{error.__name__} not raised")


assert sum([0.1] * 10) == 1.0 and sum([1, 2.5, True]) == 4.5 and sum([[1], [2]], []) == [1, 2]
assert sum([2**62] * 3) == 3 * 2**62 and sum([1.5, 10**20]) == 1e20
raises(TypeError, "sum() can't sum strings [use ''.join(seq) instead]", sum, ["a"], "")
assert max(1, 2.5) == 2.5 and max([], default=3) == 3 and max([1, -5], key=abs) == -5
raises(ValueError, "max() iterable argument is empty", max, [])
raises(TypeError, "min expected at least 1 argument, got 0", min)
assert sorted([3, 1], reverse=True) == [3, 1] and sorted("cab", key=lambda c: -ord(c)) == ["c", "b", "a"]
assert round(2.5) == 2 and round(2.567, 2) == 2.57 and round(number=3.7) == 4 and round(1234, -2) == 1200
raises(TypeError, "round() missing required argument 'number' (pos 1)", round)
raises(TypeError, "round() takes at most 2 arguments (3 given)", round, 1, 2, 3)
assert pow(2, 3, 5) == 3 and pow(2, exp=3) == 8 and divmod(7, -2) == (-4, -1)
assert chr(8364) == "\u20ac" and ord("\u20ac") == 8364 and ord(b"a") == 97
raises(ValueError, "chr() arg not in range(0x110000)", chr, 0x110000)
raises(TypeError, "ord() expected a character, but string of length 2 found", ord, "ab")
assert (bin(-5), hex(255), oct(8)) == ("-0b101", "0xff", "0o10")
assert next(iter([]), 4) == 4 and list(iter(lambda items=[1, 2, 3]: items.pop(), 1)) == [3, 2]
assert getattr(1, "x", 5) == 5 and hasattr(1, "real")
raises(TypeError, "attribute name must be string, not 'int'", getattr, 1, 2)
assert ascii("\u20ac") == "'\\u20ac'" and format(3.14159, ".2f") == "3.14"
raises(TypeError, "len() takes exactly one argument (0 given)", len)
raises(TypeError, "list.append() takes no keyword arguments", lambda: [].append(a=1))
raises(TypeError, "insert expected 2 arguments, got 1", lambda: [].insert(1))
raises(TypeError, "unbound method list.append() needs an argument", list.append)
raises(
    TypeError,
    "descriptor 'append' for 'list' objects doesn't apply to a 'int' object",
    list.append,
    1,
    2,
)


class Sink:
    def __init__(self):
        self.pieces = []

    def write(self, text):
        self.pieces.append(text)


sink = Sink()
print("a", 1, sep="-", end="!", file=sink)
assert sink.pieces == ["a", "-", "1", "!"]
raises(TypeError, "sep must be None or a string, not int", print, sep=3)
raises(TypeError, "print() got an unexpected keyword argument 'seq'. Did you mean 'sep'?", print, seq=3)


def scopes(x):
    y = 2

    def inner():
        return y

    return sorted(locals()), dir(), sorted(vars())


assert scopes(1) == (["inner", "x", "y"],) * 3
assert globals()["scopes"] is scopes
assert eval("1 + x", {"x": 2}) == 3 and eval(" 1") == 1 and eval("x", {}, {"x": 9}) == 9
namespace = {}
exec("def f(): return 42", namespace)
assert namespace["f"]() == 42 and sorted(namespace) == ["__builtins__", "f"]
assert eval(compile("1 + 1", "f", "eval")) == 2
raises(ValueError, "compile() mode must be 'exec', 'eval' or 'single'", compile, "a", "f", "x")
raises(TypeError, "globals must be a dict", eval, "x", 1)
assert __import__("sys") is sys


def caller():
    return sys._getframe(1)


def outer(argument):
    frame = caller()
    return frame.f_code.co_name, frame.f_locals["argument"], frame.f_globals is globals()


assert outer(7) == ("outer", 7, True)
assert outer.__code__.co_varnames == ("argument", "frame") and outer.__code__.co_argcount == 1
assert sys._getframe().f_back is None and sys._getframe().f_lineno == 97
assert sys.version_info[:2] == (3, 14) and sys.version_info.major == 3
assert sys.exception() is None and sys.exc_info() == (None, None, None)
try:
    raise KeyError("k")
except KeyError as e:
    assert sys.exception() is e and sys.exc_info() == (KeyError, e, e.__traceback__)
