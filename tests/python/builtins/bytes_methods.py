"""bytes and bytearray: construction, methods, formatting.

https://docs.python.org/3.14/library/stdtypes.html#bytes-and-bytearray-operations
"""


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{error.__name__} not raised")


for kind in (bytes, bytearray):
    b = lambda *args: kind(*args)
    abc = kind(b"abcabc")
    assert abc.find(b"c") == 2 and abc.rfind(99) == 5 and abc.find(b"x") == -1 and abc.find(b"a", 1) == 3
    assert abc.index(b"b") == 1 and abc.count(b"a") == 2 and abc.count(97, 1) == 1 and abc.count(b"") == 7
    raises(ValueError, "subsection not found", abc.index, b"x")
    raises(TypeError, "argument should be integer or bytes-like object, not 'str'", abc.find, "a")
    raises(ValueError, "byte must be in range(0, 256)", abc.find, 256)
    assert abc.startswith(b"ab") and abc.endswith((b"x", b"bc")) and not abc.startswith(())
    raises(TypeError, "startswith first arg must be bytes or a tuple of bytes, not str", abc.startswith, "a")
    assert abc.replace(b"b", b"--") == b"a--ca--c" and abc.replace(b"", b".", 2) == b".a.bcabc"
    assert type(abc.replace(b"b", b"")) is kind and type(abc[1:3]) is kind and abc[1:3] == b"bc"
    assert abc[0] == 97 and abc[-1] == 99 and abc[::-1] == b"cbacba" and abc[::2] == b"acb"
    assert kind(b"a b  c").split() == [b"a", b"b", b"c"] and kind(b"a,b,c").rsplit(b",", 1) == [b"a,b", b"c"]
    assert kind(b"a\nb\r\nc").splitlines() == [b"a", b"b", b"c"] and kind(b"a\x0bb").splitlines() == [b"a\x0bb"]
    assert kind(b"a=b=c").partition(b"=") == (b"a", b"=", b"b=c") and abc.rpartition(b"x") == (b"", b"", b"abcabc")
    raises(ValueError, "empty separator", abc.split, b"")
    raises(TypeError, "a bytes-like object is required, not 'str'", abc.split, "a")
    assert kind(b"-").join([b"a", bytearray(b"b")]) == b"a-b" and type(kind(b"").join([])) is kind
    raises(TypeError, "sequence item 0: expected a bytes-like object, str found", kind(b"").join, ["a"])
    assert kind(b" \x0ba ").strip() == b"a" and kind(b"xax").lstrip(b"x") == b"ax" and kind(b"xax").rstrip(b"x") == b"xa"
    assert kind(b"aBc").upper() == b"ABC" and kind(b"aBc").lower() == b"abc" and kind(b"aBc").swapcase() == b"AbC"
    assert kind(b"hello world").title() == b"Hello World" and kind(b"hELLO").capitalize() == b"Hello"
    assert kind(b"\xe4").upper() == b"\xe4" and kind(b"ab").isalpha() and not kind(b"").isalpha()
    assert kind(b"12").isdigit() and kind(b"a1").isalnum() and kind(b" \n").isspace() and kind(b"a\xff").isascii() is False
    assert kind(b"Ab Cd").istitle() and kind(b"ab1").islower() and kind(b"AB1").isupper()
    assert kind(b"ab").center(5, b"*") == b"**ab*" and kind(b"a").ljust(3) == b"a  " and kind(b"-1").zfill(4) == b"-001"
    raises(TypeError, "center() argument 2 must be a byte string of length 1, not str", abc.center, 9, "a")
    assert kind(b"a\tb").expandtabs(4) == b"a   b" and abc.removeprefix(b"ab") == b"cabc" and abc.removesuffix(b"c") == b"abcab"
    table = kind.maketrans(b"ab", b"xy")
    assert abc.translate(table) == b"xycxyc" and abc.translate(None, b"b") == b"acac" and abc.translate(table, delete=b"c") == b"xyxy"
    raises(ValueError, "translation table must be 256 characters long", abc.translate, b"a")
    assert abc.hex() == "616263616263" and kind(b"abcde").hex(":", 2) == "61:6263:6465" and kind(b"abcde").hex("-", -2) == "6162-6364-65"
    assert kind.fromhex("61 62\n63") == b"abc" and type(kind.fromhex("")) is kind
    raises(ValueError, "non-hexadecimal number found in fromhex() arg at position 1", kind.fromhex, "6z")
    raises(ValueError, "fromhex() arg must contain an even number of hexadecimal digits", kind.fromhex, "616")
    assert kind(3) == b"\0\0\0" and kind([1, 2]) == b"\x01\x02" and kind("é", "utf-8") == b"\xc3\xa9" and kind() == b""
    assert kind(range(3)) == b"\0\1\2" and kind(x for x in (1, 2)) == b"\1\2"
    raises(TypeError, "string argument without an encoding", kind, "a")
    raises(ValueError, "negative count", kind, -1)
    raises(TypeError, "encoding without a string argument", kind, b"a", "ascii")
    raises(TypeError, f"cannot convert 'float' object to {kind.__name__}", kind, 1.5)
    assert abc + b"x" == b"abcabcx" and abc * 2 == b"abcabcabcabc" and type(abc + b"") is kind and 2 * kind(b"a") == b"aa"
    raises(TypeError, f"can't concat str to {kind.__name__}", lambda: abc + "a")
    assert b"ab" in abc and 97 in abc and 0 not in abc and b"" in abc
    raises(ValueError, "byte must be in range(0, 256)", lambda: 256 in abc)
    raises(TypeError, "a bytes-like object is required, not 'str'", lambda: "a" in abc)
    assert abc == b"abcabc" == bytearray(b"abcabc") and abc != "abcabc" and abc < b"abd" and b"" < abc
    assert list(kind(b"ab")) == [97, 98] and kind(b"\xc3\xa9").decode() == "é" and len(abc) == 6
    assert kind(b"%d|%5.2f|%s|%b|%c|%x|%a|%%|%-4s|") % (5, 1.5, b"a", kind(b"b"), 65, 255, "é", b"z") == b"5| 1.50|a|b|A|ff|'\\xe9'|%|z   |"
    assert kind(b"%(a)s") % {b"a": b"x"} == b"x"

raises(TypeError, "%b requires a bytes-like object, or an object that implements __bytes__, not 'str'", lambda: b"%s" % "a")
raises(TypeError, "%c requires an integer in range(256) or a single byte, not str", lambda: b"%c" % "a")
raises(OverflowError, "%c arg not in range(256)", lambda: b"%c" % 256)
raises(TypeError, "not all arguments converted during bytes formatting", lambda: b"%d" % (1, 2))
raises(TypeError, "float argument required, not str", lambda: b"%f" % "a")
raises(ValueError, "bytes must be in range(0, 256)", bytes, [256])
raises(TypeError, "'str' object cannot be interpreted as an integer", bytes, ["a"])
raises(IndexError, "index out of range", lambda: b"a"[5])
raises(TypeError, "byte indices must be integers or slices, not str", lambda: b"a".__getitem__("x"))
assert repr(b"a'\"\\\n\x00\xff") == "b'a\\'\"\\\\\\n\\x00\\xff'" and repr(b"'") == 'b"\'"' and str(b"a") == "b'a'"
assert hash(b"abc") == hash("abc") and {b"a": 1}[b"a"] == 1


class WithBytes:
    def __bytes__(self):
        return b"own"


assert bytes(WithBytes()) == b"own" and b"<%s>" % WithBytes() == b"<own>"


class Data(bytes):
    pass


d = Data(b"abc")
d.note = 1
assert d == b"abc" and type(d) is Data and d.note == 1 and type(d[:2]) is bytes and type(Data.fromhex("61")) is Data

# Changing a bytearray.
a = bytearray(b"abc")
a.append(100)
a.extend(b"ef")
a.extend([103])
a.insert(0, 95)
assert a == b"_abcdefg" and a.pop() == 103 and a.pop(0) == 95
a.remove(98)
assert a == b"acdef"
a.reverse()
assert a == b"fedca" and a.copy() == a and a.copy() is not a
a[0] = 70
a[1:3] = b"xyz"
assert a == b"Fxyzca"
a[::2] = b"123"
assert a == b"1x2z3a"
del a[0], a[-1]
assert a == b"x2z3"
del a[::2]
assert a == b"23"
a[1:1] = [1, 2]
assert a == b"2\x01\x023"
a += b"!"
a *= 2
assert a == b"2\x01\x023!2\x01\x023!"
a.clear()
assert a == b"" and repr(bytearray(b"a")) == "bytearray(b'a')" and repr(bytearray(b"'")) == "bytearray(b\"\\'\")"
a.resize(3)
assert a == b"\0\0\0"
raises(IndexError, "pop from empty bytearray", bytearray().pop)
raises(IndexError, "pop index out of range", bytearray(b"a").pop, 5)
raises(ValueError, "value not found in bytearray", bytearray(b"a").remove, 5)
raises(ValueError, "byte must be in range(0, 256)", a.append, 256)
raises(TypeError, "'str' object cannot be interpreted as an integer", a.append, "a")
raises(TypeError, "can't extend bytearray with int", a.extend, 5)
raises(TypeError, "expected iterable of integers; got: 'str'", a.extend, "a")
raises(TypeError, "can assign only bytes, buffers, or iterables of ints in range(0, 256)", a.__setitem__, slice(0, 1), 5)
raises(ValueError, "attempt to assign bytes of size 1 to extended slice of size 2", a.__setitem__, slice(0, 3, 2), b"a")
raises(IndexError, "bytearray index out of range", lambda: a[7])
raises(TypeError, "unhashable type: 'bytearray'", hash, a)
iterator = iter(bytearray(b"ab"))
assert next(iterator) == 97 and iterator.__length_hint__() == 1 and list(iterator) == [98]
