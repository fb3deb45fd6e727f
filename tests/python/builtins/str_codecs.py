"""Encodings that are built in, and their error handlers.

https://docs.python.org/3.14/library/codecs.html#error-handlers
"""


def error(function, *args):
    try:
        function(*args)
    except UnicodeError as e:
        assert type(e).__name__ in ("UnicodeEncodeError", "UnicodeDecodeError")
        assert e.args == (e.encoding, e.object, e.start, e.end, e.reason)
        return str(e)
    raise AssertionError("no UnicodeError")


text = "aä€😀"
for encoding in ("utf-8", "UTF8", "utf_16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-32le"):
    assert text.encode(encoding).decode(encoding) == text, encoding
assert text.encode() == b"a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"
assert "aä".encode("latin-1") == b"a\xe4" and b"\xe4".decode("iso-8859-1") == "ä"
assert "€".encode("utf-16") == b"\xff\xfe\xac\x20" and "€".encode("utf-16-be") == b"\x20\xac"
assert "😀".encode("utf-16-le") == b"\x3d\xd8\x00\xde" and b"\xfe\xff\x20\xac".decode("utf-16") == "€"
assert b"\x00\x00\xfe\xff\x00\x00\x00a".decode("utf-32") == "a"
assert b"".decode("utf-16") == "" and "".encode("ascii") == b""

assert error("é€a".encode, "ascii") == "'ascii' codec can't encode characters in position 0-1: ordinal not in range(128)"
assert error("aé".encode, "ascii") == "'ascii' codec can't encode character '\\xe9' in position 1: ordinal not in range(128)"
assert error("é€".encode, "latin-1") == "'latin-1' codec can't encode character '\\u20ac' in position 1: ordinal not in range(256)"
assert error("\ud800".encode) == "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed"
assert error("\ud800".encode, "utf-16") == "'utf-16' codec can't encode character '\\ud800' in position 0: surrogates not allowed"
assert error(b"a\xff".decode) == "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"
assert error(b"\xe2\x82".decode) == "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data"
assert error(b"\xe2a".decode) == "'utf-8' codec can't decode byte 0xe2 in position 0: invalid continuation byte"
assert error(b"\xed\xa0\x80".decode) == "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"
assert error(b"\xc1".decode) == "'utf-8' codec can't decode byte 0xc1 in position 0: invalid start byte"
assert error(b"\x80".decode, "ascii") == "'ascii' codec can't decode byte 0x80 in position 0: ordinal not in range(128)"
assert error(b"a".decode, "utf-16-le") == "'utf-16-le' codec can't decode byte 0x61 in position 0: truncated data"
assert error(b"\x00\xd8\x00\x00".decode, "utf-16-le") == "'utf-16-le' codec can't decode bytes in position 0-1: illegal UTF-16 surrogate"
assert error(b"\x00\xdc".decode, "utf-16-le") == "'utf-16-le' codec can't decode bytes in position 0-1: illegal encoding"
assert error(b"\x00\xd8".decode, "utf-16-le") == "'utf-16-le' codec can't decode bytes in position 0-1: unexpected end of data"
assert error(b"\0\0\0\x01".decode, "utf-32-le") == "'utf-32-le' codec can't decode bytes in position 0-3: code point not in range(0x110000)"

assert "é€".encode("ascii", "ignore") == b"" and "aé€".encode("ascii", "replace") == b"a??"
assert "é€😀".encode("ascii", "backslashreplace") == b"\\xe9\\u20ac\\U0001f600"
assert "é€".encode("ascii", "xmlcharrefreplace") == b"&#233;&#8364;"
assert b"a\xffb".decode("utf-8", "ignore") == "ab" and b"\xf0\x9f\x98a".decode("utf-8", "replace") == "\ufffda"
assert b"\xff\xfe".decode("ascii", "backslashreplace") == "\\xff\\xfe"
assert b"a\xff\x80".decode("utf-8", "surrogateescape") == "a\udcff\udc80"
assert "a\udcff\udc80".encode("utf-8", "surrogateescape") == b"a\xff\x80"
assert "\udcff".encode("latin-1", "surrogateescape") == b"\xff"
assert error("\udcff\ud800".encode, "ascii", "surrogateescape") == "'ascii' codec can't encode character '\\ud800' in position 1: ordinal not in range(128)"
assert error("\udc80=".encode, "utf-16", "surrogateescape") == "'utf-16' codec can't encode character '\\udc80' in position 0: surrogates not allowed"
assert "\ud800".encode("utf-8", "surrogatepass") == b"\xed\xa0\x80"
assert b"\xed\xa0\x80".decode("utf-8", "surrogatepass") == "\ud800"
assert "\ud800".encode("utf-16-le", "surrogatepass") == b"\x00\xd8"
assert b"\x00\xd8".decode("utf-16-le", "surrogatepass") == "\ud800"

for function in (lambda: "a".encode("nope"), lambda: b"a".decode("nope")):
    try:
        function()
    except LookupError as e:
        assert str(e) == "unknown encoding: nope", str(e)
    else:
        raise AssertionError("no LookupError")
assert "a".encode("ascii", "nope") == b"a"
try:
    "é".encode("ascii", "nope")
except LookupError as e:
    assert str(e) == "unknown error handler name 'nope'", str(e)
else:
    raise AssertionError("no LookupError")
