"""marshal: values as bytes and back, references, versions, what is no marshal data.

https://docs.python.org/3.14/library/marshal.html
"""
import io
import marshal
import math
from marshal import dump, dumps, load, loads


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert type(e) is kind and str(e) == message, (type(e), str(e))
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


assert marshal.version == 5
values = [None, True, False, ..., StopIteration, 0, -1, 2**31 - 1, 2**31, -2**31 - 1, 10**30, -10**30, 2**300, 1.5,
          -0.0, 1e300, 1e-300, math.inf, 1.5 - 2j, b"", b"ab" * 200, "", "abc", "a" * 300, "\xe9\u20ac\U0001f600",
          "\ud800", (), (1, 2), tuple(range(300)), [], [1, [2, "x"]], {}, {1: 2, "a": None, (1,): [3]}, set(),
          {1, "x"}, frozenset(), frozenset({1, (2, 3)})]
for value in values:
    for version in range(6):
        back = loads(dumps(value, version))
        assert back == value and type(back) is type(value), (value, version)
        assert math.copysign(1, back) == math.copysign(1, value) if type(value) is float else True
assert math.isnan(loads(dumps(math.nan))) and loads(dumps(slice(1, None, 3))) == slice(1, None, 3)
assert loads(dumps(bytearray(b"q"))) == b"q" == loads(dumps(memoryview(b"q")))
raises(ValueError, "unmarshallable object", dumps, slice(1), 4)

# Bytes that CPython writes.
for data, value in [(b"i\x05\0\0\0", 5), (b"\xe9\x01\0\0\0", 1), (b"I" + b"\x01" * 8, 72340172838076673),
                    (b"l\x03\0\0\0\0\0\0\0\x04\0", 2**32), (b"l\xff\xff\xff\xff\x07\0", -7), (b"f\x031.5", 1.5),
                    (b"x\x031.5\x032.5", 1.5 + 2.5j), (b"z\x02ab", "ab"), (b"Z\x02ab", "ab"), (b"A\x01\0\0\0\xff", "\xff"),
                    (b"u\x02\0\0\0\xc3\xa9", "\xe9"), (b"t\x01\0\0\0a", "a"), (b")\x02NT", (None, True)),
                    (b"\xdb\x02\0\0\0\xda\x01xr\x01\0\0\0", ["x", "x"]), (b"{i\x01\0\0\0N0", {1: None}),
                    (b":NNN", slice(None)), (b"<\x01\0\0\0N", {None}), (b">\0\0\0\0", frozenset()), (b"TNF", True)]:
    assert loads(data) == value, data
assert dumps(1, 2) == b"i\x01\0\0\0" and dumps([None, 2.5], 2) == b"[\x02\0\0\0Ng\0\0\0\0\0\0\x04@"
assert dumps((1.5,), 0) == b"(\x01\0\0\0f\x031.5" and dumps(2**32, 2) == b"l\x03\0\0\0\0\0\0\0\x04\0"
assert dumps({3, 1, 2}, 2) == dumps({2, 3, 1}, 2)

# References keep identity, and make lists that contain themselves.
shared = ["shared"]
a, b = loads(dumps([shared, shared]))
assert a is b == shared
a, b = loads(dumps([shared, shared], 2))
assert a is not b
loop = [1]
loop.append(loop)
back = loads(dumps(loop))
assert back[1] is back and back[0] == 1

# Code.
def double(x, *, y=2):
    return [x * y for _ in range(2)]
function = type(double)(loads(dumps(double.__code__)), globals(), "double")
function.__kwdefaults__ = {"y": 3}
assert function(2) == [6, 6] and function.__code__.co_name == "double"
raises(ValueError, "marshalling code objects is disallowed", dumps, double.__code__, allow_code=False)
raises(ValueError, "unmarshalling code objects is disallowed", loads, dumps([double.__code__]), allow_code=False)

# What cannot be written.
class List(list): pass
for value in object(), List(), double, int, [object()]:
    raises(ValueError, "unmarshallable object", dumps, value)
deep = []
for _ in range(3000):
    deep = [deep]
raises(ValueError, "object too deeply nested to marshal", dumps, deep)

# What is no marshal data.
for data, kind, message in [
        (b"", EOFError, "EOF read where object expected"), (b"i\x01", EOFError, "marshal data too short"),
        (b"X", ValueError, "bad marshal data (unknown type code)"),
        (b"0", TypeError, "NULL object in marshal data for object"),
        (b"[\x01\0\0\x000", TypeError, "NULL object in marshal data for list"),
        (b"(\x01\0\0\0", EOFError, "EOF read where object expected"),
        (b"s\xff\xff\xff\xff", ValueError, "bad marshal data (bytes object size out of range)"),
        (b"f\x03abc", ValueError, "could not convert string to float: 'abc'"),
        (b"r\0\0\0\0", ValueError, "bad marshal data (invalid reference)"),
        (b"l\x01\0\0\0\xff\xff", ValueError, "bad marshal data (digit out of range in long)"),
        (b"l\x02\0\0\0\x01\0\0\0", ValueError, "bad marshal data (unnormalized long data)"),
        (b"<\x01\0\0\0[\0\0\0\0", TypeError, "cannot use 'list' as a set element (unhashable type: 'list')")]:
    raises(kind, message, loads, data)
raises(TypeError, "a bytes-like object is required, not 'str'", loads, "a")

# Files.
file = io.BytesIO()
assert dump([1, 2], file) == len(dumps([1, 2])) and dump("x", file)
file.seek(0)
assert load(file) == [1, 2] and load(file) == "x"
raises(EOFError, "EOF read where object expected", load, file)
raises(TypeError, "file.read() returned not bytes but str", load, io.StringIO("abc"))
raises(AttributeError, "'int' object has no attribute 'read'", load, 5)
raises(AttributeError, "'int' object has no attribute 'write'", dump, 1, 5)

# Only what something else refers to may be referred to.
def fresh(number):
    return [float(number)]

shared = fresh(2)
plain = b"[\x01\0\0\0g" + b"\0" * 6
assert dumps([fresh(1)]) == b"[\x01\0\0\0" + plain + b"\xf0?"
assert dumps({str(1234) + "x": fresh(1)}) == b"{z\x051234x" + plain + b"\xf0?0"
assert dumps([shared, shared])[5] == ord("[") | 0x80 and dumps([shared, shared])[-5:] == b"r\0\0\0\0"
first, second = loads(dumps([shared, shared]))
assert first is second and first == shared
assert loads(dumps([str(n) for n in range(1000)])) == [str(n) for n in range(1000)]
assert loads(dumps(set(range(1000)))) == set(range(1000))

# A length of one byte that is missing.
for data in b")", b"z", b"Z", b"f":
    raises(EOFError, "EOF read where not expected", loads, data)
