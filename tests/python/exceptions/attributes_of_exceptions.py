"""Exception classes set their attributes from their arguments.

https://docs.python.org/3.14/library/exceptions.html
"""


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{error.__name__} not raised")


e = ImportError("m", name="n", path="p")
assert (e.msg, e.name, e.path, str(e)) == ("m", "n", "p", "m")
e = AttributeError("m", name="n", obj=3)
assert (e.name, e.obj) == ("n", 3)
assert NameError("m", name="n").name == "n"
raises(
    TypeError,
    "AttributeError() got an unexpected keyword argument 'nme'. Did you mean 'name'?",
    AttributeError,
    nme=1,
)
raises(TypeError, "ValueError() takes no keyword arguments", ValueError, x=1)
assert StopIteration(5).value == 5 and StopIteration().value is None
assert SystemExit().code is None and SystemExit(3).code == 3 and SystemExit(3, 4).code == (3, 4)
assert str(KeyError("a")) == "'a'" and str(KeyError("a", "b")) == "('a', 'b')"
assert repr(ValueError()) == "ValueError()" and repr(ValueError(1, 2)) == "ValueError(1, 2)"

e = OSError(2, "No such file", "name")
assert type(e) is FileNotFoundError and e.args == (2, "No such file") and e.errno == 2
assert str(e) == "[Errno 2] No such file: 'name'" and e.filename == "name"
assert str(OSError(2, "No", "a", None, "b")) == "[Errno 2] No: 'a' -> 'b'"
assert type(OSError(9999, "x")) is OSError and OSError("x").errno is None
assert BlockingIOError(11, "x", 5).characters_written == 5


class Own(OSError):
    def __init__(self, name):
        self.name = name


assert Own("q").name == "q" and Own("q").args == ()

e = UnicodeDecodeError("utf-8", b"a\xffb", 1, 2, "bad")
assert str(e) == "'utf-8' codec can't decode byte 0xff in position 1: bad"
e = UnicodeEncodeError("ascii", "a\u20ac\u20ac", 1, 3, "bad")
assert str(e) == "'ascii' codec can't encode characters in position 1-2: bad"
e = UnicodeTranslateError("a\u20acb", 1, 2, "bad")
assert str(e) == "can't translate character '\\u20ac' in position 1: bad"

e = SyntaxError("msg", ("dir/file.py", 3, 5, "text", 3, 7))
assert str(e) == "msg (file.py, line 3)"
assert (e.filename, e.lineno, e.offset, e.text, e.end_offset) == ("dir/file.py", 3, 5, "text", 7)

e = ValueError("a")
e.add_note("first")
e.add_note("second")
assert e.__notes__ == ["first", "second"]
raises(TypeError, "add_note() argument must be str, not int", e.add_note, 1)
raises(TypeError, "exception cause must be None or derive from BaseException", setattr, e, "__cause__", 1)
raises(TypeError, "__traceback__ must be a traceback or None", setattr, e, "__traceback__", 1)
raises(TypeError, "args may not be deleted", delattr, e, "args")
assert e.with_traceback(None) is e
e.args = [1, 2]
assert e.args == (1, 2)
assert not e.__suppress_context__
e.__cause__ = KeyError()
assert e.__suppress_context__
