"""struct: packing and unpacking, sizes, alignment, and what is refused.

https://docs.python.org/3.14/library/struct.html
"""
import struct
from struct import Struct, calcsize, error, iter_unpack, pack, pack_into, unpack, unpack_from


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert type(e) is kind and str(e) == message, (type(e), str(e))
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


class Seven:
    def __index__(self): return 7
    def __bool__(self): return False

class Half:
    def __float__(self): return 0.5

class Bad:
    def __index__(self): raise KeyError("index")
    def __float__(self): raise KeyError("float")


# Sizes and alignment.
assert [calcsize(code) for code in "xcbB?hHiIlLqQnNPefdFD"] == [
    1, 1, 1, 1, 1, 2, 2, 4, 4, 8, 8, 8, 8, 8, 8, 8, 2, 4, 8, 8, 16]
assert [calcsize("<" + code) for code in "xcbB?hHiIlLqQefdFD"] == [
    1, 1, 1, 1, 1, 2, 2, 4, 4, 4, 4, 8, 8, 2, 4, 8, 8, 16]
assert (calcsize("bi"), calcsize("bq"), calcsize("i0q"), calcsize("=bq")) == (8, 16, 8, 9)
assert calcsize(" 3s\t2x\n0p \v") == 5
assert pack("bi", 1, 2) == b"\x01\0\0\0\x02\0\0\0"

# Byte order.
assert pack(">hIq", -2, 3, -4) == b"\xff\xfe\0\0\0\x03" + b"\xff" * 7 + b"\xfc"
assert pack("<hI", -2, 3) == b"\xfe\xff\x03\0\0\0"
assert pack("!H", 258) == pack(">H", 258) == b"\x01\x02"
assert unpack(">hIq", pack(">hIq", -2, 3, -4)) == (-2, 3, -4)
assert unpack("<Q", b"\xff" * 8) == (2**64 - 1,)
assert unpack("P", pack("P", -1)) == (2**64 - 1,)
for code, low, high in [("b", -128, 127), ("B", 0, 255), ("h", -2**15, 2**15 - 1), ("H", 0, 2**16 - 1),
                        ("i", -2**31, 2**31 - 1), ("I", 0, 2**32 - 1), ("q", -2**63, 2**63 - 1),
                        ("Q", 0, 2**64 - 1), ("n", -2**63, 2**63 - 1), ("N", 0, 2**64 - 1)]:
    for bound in low, high:
        assert unpack(code, pack(code, bound)) == (bound,)
    for out in low - 1, high + 1, 10**30, -10**30:
        raises(error, f"'{code}' format requires {low} <= number <= {high}", pack, code, out)
    raises(error, "required argument is not an integer", pack, code, 1.0)
    raises(KeyError, "'index'", pack, code, Bad())
    assert unpack(code, pack(code, Seven())) == (7,) and pack(code, True)
raises(error, "int too large to convert", pack, "P", 2**64)

# Floats, complex numbers, truth.
assert pack("<e", 1.5) == b"\0>" and unpack("<e", b"\0>") == (1.5,)
assert pack(">f", 0.1) == b"=\xcc\xcc\xcd" and unpack(">d", pack(">d", 0.1)) == (0.1,)
assert pack("d", Half()) == pack("d", 0.5) and pack("f", Seven()) == pack("f", 7.0)
assert unpack("<D", pack("<D", 1 - 2j)) == (1 - 2j,) and unpack("F", pack("F", 3)) == (3 + 0j,)
assert pack("f", float("-inf")) == b"\0\0\x80\xff"
raises(OverflowError, "float too large to pack with f format", pack, "f", 1e39)
raises(OverflowError, "float too large to pack with e format", pack, "<e", 65520.0)
for wrong in "1", None, 1j, 10**400, Bad():
    raises(error, "required argument is not a float", pack, "d", wrong)
raises(error, "required argument is not a complex", pack, "D", "1")
assert pack("???", 0, Seven(), "x") == b"\0\0\1" and unpack("??", b"\2\0") == (True, False)

# Characters and strings.
assert pack("c4s4p0s", b"a", b"bcdef", bytearray(b"gh"), b"i") == b"abcde\x02gh\0"
assert unpack("c2s3pp", b"abc\x07de\xff") == (b"a", b"bc", b"de", b"")
assert pack("300p", b"x" * 299)[0] == 255 and len(unpack("300p", b"\xff" * 300)[0]) == 255
raises(error, "char format requires a bytes object of length 1", pack, "c", b"ab")
raises(error, "argument for 's' must be a bytes object", pack, "3s", "abc")
raises(error, "argument for 'p' must be a bytes object", pack, "3p", memoryview(b"a"))

# Formats that are none.
for text, message in [("z", "bad char in struct format"), ("<n", "bad char in struct format"),
                      ("i@", "bad char in struct format"), (" 3 i", "bad char in struct format"),
                      ("3", "repeat count given without format specifier"),
                      ("i\0", "embedded null character"), ("9" * 20 + "i", "total struct size too long"),
                      (f"{2**61}i", "total struct size too long")]:
    raises(error, message, calcsize, text)
raises(TypeError, "Struct() argument 1 must be a str or bytes object, not int", calcsize, 3)
raises(UnicodeEncodeError, "'ascii' codec can't encode character '\\xe9' in position 0: ordinal not "
       "in range(128)", calcsize, "\xe9")
assert error.__module__ == "struct" and error.__bases__ == (Exception,)

# Functions on buffers.
raises(TypeError, "missing format argument", pack)
raises(error, "pack expected 2 items for packing (got 1)", pack, "2b", 1)
raises(error, "unpack requires a buffer of 4 bytes", unpack, "i", b"123")
raises(TypeError, "a bytes-like object is required, not 'str'", unpack, "i", "1234")
buffer = bytearray(6)
pack_into(">H", buffer, 1, 258)
pack_into(">H", memoryview(buffer), -2, 772)
assert buffer == b"\0\1\2\0\3\4"
assert unpack_from(">H", buffer, offset=1) == (258,) and unpack_from(">H", buffer, -2) == (772,)
for args, message in [
        ((), "pack_into expected buffer argument"),
        ((buffer,), "pack_into expected offset argument"),
        ((buffer, 0), "pack_into expected 1 items for packing (got 0)"),
        ((buffer, -2, 1), "no space to pack 4 bytes at offset -2"),
        ((buffer, -7, 1), "offset -7 out of range for 6-byte buffer"),
        ((buffer, 3, 1), "pack_into requires a buffer of at least 7 bytes for packing 4 bytes at "
                         "offset 3 (actual buffer size is 6)")]:
    raises(error, message, pack_into, "i", *args)
raises(TypeError, "argument must be read-write bytes-like object, not bytes", pack_into, "b", b"1", 0, 1)
raises(IndexError, "cannot fit 'int' into an index-sized integer", pack_into, "b", buffer, 2**70, 1)
raises(error, "not enough data to unpack 4 bytes at offset -2", unpack_from, "i", buffer, -2)
raises(error, "offset -7 out of range for 6-byte buffer", unpack_from, "i", buffer, -7)
raises(error, "unpack_from requires a buffer of at least 7 bytes for unpacking 4 bytes at offset 3 "
       "(actual buffer size is 6)", unpack_from, "i", buffer, 3)

# iter_unpack holds the buffer until it is exhausted.
iterator = iter_unpack("<H", buffer)
assert iterator.__length_hint__() == 3 and next(iterator) == (256,)
raises(BufferError, "Existing exports of data: object cannot be re-sized", buffer.append, 1)
assert list(iterator) == [(2,), (1027,)] and list(iterator) == [] and iterator.__length_hint__() == 0
buffer.append(1)
raises(error, "iterative unpacking requires a buffer of a multiple of 2 bytes", iter_unpack, "<H", buffer)
raises(error, "cannot iteratively unpack with a struct of length 0", iter_unpack, "", b"")

# The class.
record = Struct("<3i 2s")
assert (record.size, record.format, repr(record)) == (14, "<3i 2s", "Struct('<3i 2s')")
data = record.pack(1, 2, 3, b"x")
assert record.unpack(data) == (1, 2, 3, b"x\0") == record.unpack_from(b"?" + data, 1)
assert list(record.iter_unpack(data * 2)) == [(1, 2, 3, b"x\0")] * 2
target = bytearray(15)
record.pack_into(target, 1, 1, 2, 3, b"x")
assert target == b"\0" + data
raises(error, "pack expected 4 items for packing (got 1)", record.pack, 1)
class Named(Struct):
    def __init__(self, name):
        super().__init__("i")
        self.name = name
assert Named("n").size == 4 and Struct(format=b"b").format == "b"
empty = Struct.__new__(Struct)
assert empty.size == -1
raises(RuntimeError, "Struct object is not initialized", empty.pack)
raises(RuntimeError, "Struct object is not initialized", lambda: empty.format)

# NaNs keep their payloads, and signal if they did.
for layout, bits in [
    ("<e", b"\x01\x7c"), ("<e", b"\x25\xfc"), (">e", b"\x7e\x01"), ("<f", b"\x01\x00\x80\x7f"),
    (">f", b"\xff\xc0\x2b\x77"), ("<d", b"\xc0hQlLe\xf0\x7f"),
]:
    assert struct.pack(layout, *struct.unpack(layout, bits)) == bits, (layout, bits)
assert struct.pack("<d", *struct.unpack("<e", b"\x25\x7c")) == b"\0\0\0\0\0\x94\xf0\x7f"
assert struct.pack("<e", *struct.unpack("<d", b"\x01\0\0\0\0\0\xf0\x7f")) == b"\0\x7e"

# An int that is too large for a float is an error of the module, a float an OverflowError.
for code, number in [("e", 65520), ("e", 2**31), ("f", 2**200), ("e", -(2**64))]:
    try:
        struct.pack(code, number)
    except struct.error as error:
        assert str(error) == "int too large to convert"
    else:
        raise AssertionError((code, number))
    try:
        struct.pack(code, float(number))
    except OverflowError as error:
        assert str(error) == f"float too large to pack with {code} format"
    else:
        raise AssertionError((code, number))

# Many values of a type, in both orders, and few of several.
import random
numbers = random.Random(14)
for code in "bBhHiIlLqQ":
    for order, name in ("<", "little"), (">", "big"):
        size = struct.calcsize(order + code)
        for count in (1, 2, 3, 4, 5, 100):
            data = numbers.randbytes(size * count)
            expected = tuple(int.from_bytes(data[at:at + size], name, signed=code.islower())
                             for at in range(0, len(data), size))
            assert struct.unpack(f"{order}{count}{code}", data) == expected
            assert struct.unpack_from(f"{order}{count}{code}", bytearray(b"x" + data), 1) == expected
            assert list(struct.iter_unpack(order + code, data)) == [(number,) for number in expected]
            assert struct.pack(f"{order}{count}{code}", *expected) == data
for order in "<>":
    for code, values in ("e", (1.5, -2.0, 65504.0)), ("f", (0.5, -3.25, 1e10)), ("d", (0.1, -1e300, 5e-324)):
        values *= 30
        data = struct.pack(f"{order}{len(values)}{code}", *values)
        assert struct.unpack(f"{order}{len(values)}{code}", data) == values
    assert struct.unpack(order + "3c2?2s", b"abc\0\x02de") == (b"a", b"b", b"c", False, True, b"de")
    assert list(struct.iter_unpack(order + "bxh", b"\1x\1\1" * 50)) == [(1, 257)] * 50
    assert list(struct.iter_unpack(order + "300s", bytes(900))) == [(bytes(300),)] * 3
assert struct.unpack("500c", b"ab" * 250) == (b"a", b"b") * 250
