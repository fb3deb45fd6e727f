"""The attributes of Unicode errors can be changed, and the text tells of what they are then.

https://docs.python.org/3.14/library/exceptions.html#UnicodeError
"""


def raised(call, kind=TypeError):
    try:
        call()
    except kind as error:
        return str(error)
    raise AssertionError("nothing was raised")


error = UnicodeEncodeError("baz", "xxxxx", 1, 5, "foo")
assert str(error) == "'baz' codec can't encode characters in position 1-4: foo"
error.end = 2
assert str(error) == r"'baz' codec can't encode character '\x78' in position 1: foo"
error.start = 1000
assert str(error) == "'baz' codec can't encode characters in position 1000-1: foo"
assert raised(lambda: setattr(error, "start", "x")) == "an integer is required"
assert raised(lambda: delattr(error, "end")) == "can't delete numeric/char attribute"
del error.reason
assert error.reason is None and str(error).endswith(": <NULL>")
error.object = 3
assert raised(lambda: str(error)) == "UnicodeError 'object' attribute must be a string"
del error.object
assert str(error) == ""

blank = UnicodeDecodeError.__new__(UnicodeDecodeError)
assert (blank.encoding, blank.object, blank.start, blank.end, str(blank)) == (None, None, 0, 0, "")
decoding = UnicodeDecodeError("utf-8", bytearray(b"\xff"), 0, 1, "why")
assert decoding.object == b"\xff" and type(decoding.object) is bytes
assert type(decoding.args[1]) is bytearray
assert str(decoding) == "'utf-8' codec can't decode byte 0xff in position 0: why"
make = UnicodeDecodeError
assert raised(lambda: make("u", "text", 0, 1, "r")) == "a bytes-like object is required, not 'str'"
assert raised(lambda: make(None, b"", 0, 1, "r")) == "argument 1 must be str, not None"


# Making text of a field may take the object away.
class Evil(str):
    def __str__(self):
        del error.object
        return self


error = UnicodeTranslateError("x", 0, 1, Evil("reason"))
raised(lambda: str(error))
