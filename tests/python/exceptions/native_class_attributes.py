"""Classes of exceptions of native modules can be changed, built-in ones cannot.

https://docs.python.org/3.14/c-api/exceptions.html#c.PyErr_NewException
"""
import zlib

assert zlib.error.__flags__ & 1 << 9 and not zlib.error.__flags__ & 1 << 8
error = zlib.error("text")
zlib.error.extra = 1
assert error.extra == 1
zlib.error.__str__ = lambda self: "mine"
assert str(error) == "mine"
del zlib.error.__str__, zlib.error.extra
assert str(error) == "text" and not hasattr(error, "extra")
zlib.error.__doc__ = "What zlib raises."
assert zlib.error.__doc__ == "What zlib raises."


class Own(zlib.error):
    pass


zlib.error.inherited = 2
assert Own.inherited == 2
del zlib.error.inherited
assert not hasattr(Own, "inherited")

for name, change in [
    ("x", lambda: setattr(OSError, "x", 1)),
    ("args", lambda: delattr(BaseException, "args")),
    ("x", lambda: setattr(ExceptionGroup.__base__, "x", 1)),
]:
    try:
        change()
    except TypeError as raised:
        assert str(raised).startswith(f"cannot set '{name}' attribute of immutable type")
    else:
        raise AssertionError(name)
