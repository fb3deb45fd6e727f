"""Codecs by maps: tables and dicts, with what they lack, and error handlers.

https://docs.python.org/3.14/library/codecs.html
"""

import codecs

names = ["cp1252", "cp1251", "koi8-r", "iso8859-7", "iso8859-15", "cp437", "mac-roman", "cp1140", "tis-620"]
for name in names:
    for byte in range(256):
        data = bytes([byte])
        try:
            text = data.decode(name)
        except UnicodeDecodeError as error:
            assert error.reason == "character maps to <undefined>" and error.encoding == "charmap"
            assert data.decode(name, "replace") == "\ufffd" and data.decode(name, "ignore") == ""
            assert (b"A" + data + b"B").decode(name, "backslashreplace").count(f"\\x{byte:02x}") == 1
            continue
        assert len(text) == 1 and text.encode(name) == data, (name, byte)

# Long ones, with what is mapped from far away.
text = "na\u00efve \u20ac 100 \u2013 \u201cquoted\u201d\n" * 500
data = text.encode("cp1252")
assert len(data) == len(text) and data.decode("cp1252") == text and b"\x80" in data
russian = "\u043f\u0440\u0438\u0432\u0435\u0442 " * 500
assert russian.encode("cp1251").decode("cp1251") == russian
assert russian.encode("koi8-r") == b"\xd0\xd2\xc9\xd7\xc5\xd4 " * 500

# What cannot be encoded is told of where it begins and ends.
try:
    ("x" * 100 + "\u0436\u0436" + "y").encode("cp1252")
except UnicodeEncodeError as error:
    assert (error.start, error.end) == (100, 102) and error.reason == "character maps to <undefined>"
else:
    raise AssertionError("it was encoded")
assert "a\u0436b".encode("cp1252", "replace") == b"a?b"
assert "a\u0436b".encode("cp1252", "xmlcharrefreplace") == b"a&#1078;b"
assert "\udc80".encode("cp1252", "surrogateescape") == b"\x80"

# Tables that are short, have gaps, or map to several characters or none.
assert codecs.charmap_decode(b"\0\1\0", "strict", "ab") == ("aba", 3)
assert codecs.charmap_decode(b"\0\2", "replace", "ab") == ("a\ufffd", 2)
assert codecs.charmap_decode(b"\0\1", "ignore", "a\ufffe") == ("a", 2)
assert codecs.charmap_decode(b"", "strict", "") == ("", 0)
assert codecs.charmap_decode(b"\0\1", "strict", "\ud800a") == ("\ud800a", 2)
assert codecs.charmap_decode(b"\0\1", "strict", {0: "xy", 1: 0x41}) == ("xyA", 2)
assert codecs.charmap_decode(b"\xe9", "strict", None) == ("\xe9", 1)
assert codecs.charmap_decode(bytearray(b"\1"), "strict", "ab") == ("b", 1)
assert codecs.charmap_encode("ab", "strict", {97: 1, 98: b"xyz"}) == (b"\1xyz", 2)
assert codecs.charmap_encode("aa\u4e2d", "strict", {97: 1, 0x4e2d: 255}) == (b"\1\1\xff", 3)
assert codecs.charmap_encode("ab", "ignore", {97: 1, 98: None}) == (b"\1", 2)
assert codecs.charmap_encode("ab", "replace", {97: 1, 63: 2}) == (b"\1\2", 2)
assert codecs.charmap_encode("", "strict", {}) == (b"", 0)
for wrong in (256, -1, 2**70):
    try:
        codecs.charmap_encode("a", "strict", {97: wrong})
    except TypeError as error:
        assert "range(256)" in str(error)
    else:
        raise AssertionError(wrong)
table = codecs.charmap_build("abc\ufffe" + "".join(map(chr, range(0x104, 0x200))))
assert codecs.charmap_encode("cab", "strict", table) == (b"\2\0\1", 3)

# Escapes.
for text, escaped in [("plain text", b"plain text"), ("a\\b", b"a\\\\b"), ("\x7f\n", b"\\x7f\\n"), ("", b"")]:
    assert text.encode("unicode_escape") == escaped and escaped.decode("unicode_escape") == text
assert "ascii \\ \n".encode("raw_unicode_escape") == b"ascii \\ \n"
assert "\xe9\u0436".encode("raw_unicode_escape") == b"\xe9\\u0436"
