"""`codecs`: the registry, error handlers, and the functions of the built-in codecs.

https://docs.python.org/3.14/library/codecs.html
"""

import codecs

assert codecs.lookup("UTF-8").name == "utf-8" and codecs.lookup("latin1").name == "iso8859-1"
for name in "nothing", "no thing":
    try:
        codecs.lookup(name)
        assert False
    except LookupError as error:
        assert str(error) == f"unknown encoding: {name}"

# A codec of the program.
info = codecs.CodecInfo(
    lambda text, errors="strict": (text[::-1].encode(), len(text)),
    lambda data, errors="strict": (bytes(data).decode()[::-1], len(data)),
    name="backwards",
)
codecs.register(lambda name: info if name == "backwards" else None)
assert "abc".encode("backwards") == b"cba" and b"cba".decode("Backwards") == "abc"
assert codecs.encode("abc", "rot13") == "nop" and "é".encode("cp1252") == b"\xe9"

# Error handlers.
codecs.register_error("angles", lambda error: ("<>", error.end))
assert "aéb".encode("ascii", "angles") == b"a<>b" and b"a\xffb".decode("utf-8", "angles") == "a<>b"
assert "aébc".encode("cp1252", "angles") == b"a\xe9bc"
error = UnicodeEncodeError("ascii", "aé€", 1, 3, "reason")
assert codecs.lookup_error("xmlcharrefreplace")(error) == ("&#233;&#8364;", 3)
assert codecs.backslashreplace_errors(error) == ("\\xe9\\u20ac", 3)
assert codecs.replace_errors(error) == ("??", 3) and codecs.ignore_errors(error) == ("", 3)
try:
    codecs.lookup_error("none")
    assert False
except LookupError as raised:
    assert str(raised) == "unknown error handler name 'none'"

# Pieces.
assert codecs.utf_8_decode(b"a\xe2\x82") == ("a", 1)
assert codecs.utf_16_ex_decode(b"\xfe\xff\0a", None, 0, False) == ("a", 4, 1)
decoder = codecs.getincrementaldecoder("utf-8")()
assert [decoder.decode(bytes([byte])) for byte in "é€".encode()] == ["", "é", "", "", "€"]
decoder = codecs.getincrementaldecoder("utf-16")()
assert "".join(decoder.decode(bytes([byte])) for byte in "a😀".encode("utf-16")) == "a😀"
assert codecs.unicode_escape_decode(b"\\x41\\u20ac\\n\\101") == ("A€\nA", 16)
assert codecs.unicode_escape_encode("é\n😀") == (b"\\xe9\\n\\U0001f600", 3)
assert codecs.raw_unicode_escape_decode(b"\\u20ac\\n") == ("€\\n", 8)
assert codecs.escape_decode(rb"\x41\n\'") == (b"A\n'", 8)
assert codecs.charmap_decode(b"\1", "strict", {1: "one"}) == ("one", 1)
try:
    codecs.unicode_escape_decode(b"a\\x4")
    assert False
except UnicodeDecodeError as raised:
    assert str(raised) == (
        "'unicodeescape' codec can't decode bytes in position 1-3: truncated \\xXX escape"
    ), raised
