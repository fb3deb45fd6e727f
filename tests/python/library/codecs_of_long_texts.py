"""Codecs go through long texts by blocks: what lies at the edges of blocks comes out as what lies elsewhere.

https://docs.python.org/3.14/library/codecs.html#standard-encodings
"""

import codecs
import io

PIECES = ["a", "é", "ÿ", "\x80", "日", "\uffff", "\ue000", "\U00010000", "\U0010ffff", "~", "+", "\\", "\n", "\0"]


def texts():
    """One piece among others at every place around the edges of blocks."""
    for piece in PIECES:
        for before in (0, 1, 7, 15, 16, 30, 31, 32, 33, 62, 63, 64, 65, 127, 500, 511, 512, 513):
            for filling in "x", "é", "日", "😀":
                yield filling * before + piece + filling * 40
                yield "x" * before + piece * 3 + filling


def expected_utf_16(text, order):
    units = b""
    for character in map(ord, text):
        if character < 0x10000:
            units += character.to_bytes(2, order)
        else:
            character -= 0x10000
            units += (0xD800 + (character >> 10)).to_bytes(2, order)
            units += (0xDC00 + (character & 0x3FF)).to_bytes(2, order)
    return units


def in_pieces(encoding, data, size):
    decoder = codecs.getincrementaldecoder(encoding)()
    parts = [decoder.decode(data[start : start + size]) for start in range(0, len(data), size)]
    return "".join(parts) + decoder.decode(b"", True)


# UTF-16 and UTF-32, whole.
for text in texts():
    for order, suffix in ("little", "le"), ("big", "be"):
        narrow = expected_utf_16(text, order)
        wide = b"".join(ord(it).to_bytes(4, order) for it in text)
        assert text.encode(f"utf-16-{suffix}") == narrow
        assert narrow.decode(f"utf-16-{suffix}") == text
        assert text.encode(f"utf-32-{suffix}") == wide
        assert wide.decode(f"utf-32-{suffix}") == text
    assert text.encode("utf-16").decode("utf-16") == text
    assert text.encode("utf-32").decode("utf-32") == text
    if max(text) < "\u0100":
        data = bytes(map(ord, text))
        assert text.encode("latin-1") == data
        assert data.decode("latin-1") == text
    escaped = text.encode("unicode_escape")
    assert escaped.isascii() and eval('"' + escaped.decode().replace('"', '\\"') + '"') == text
    assert escaped.decode("unicode_escape") == text
    assert text.encode("utf-7").decode("utf-7") == text
    if "\\" not in text:
        assert text.encode("raw_unicode_escape").decode("raw_unicode_escape") == text

# In pieces of all sizes, and as a stream.
text = "xyz é 日本 😀 +\n" * 30
for encoding in "utf-8", "utf-8-sig", "utf-7", "utf-16", "utf-16-be", "utf-32", "utf-32-le", "gb18030", "unicode_escape":
    data = text.encode(encoding)
    for size in (1, 2, 3, 5, 31, 64, 100):
        assert in_pieces(encoding, data, size) == text, (encoding, size)
    if encoding != "unicode_escape":
        stream = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
        assert list(stream) == text.splitlines(keepends=True)

# What cannot be encoded or decoded is told by its place, wherever that is.
for before in (0, 1, 15, 31, 32, 33, 64, 200):
    for filling in "x", "é", "日":
        text = filling * before + "\ud800" + filling * 50
        for encoding in "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be":
            try:
                text.encode(encoding)
            except UnicodeEncodeError as error:
                assert (error.start, error.end) == (before, before + 1)
                assert error.reason == "surrogates not allowed"
            else:
                raise AssertionError(encoding)
            assert text.encode(encoding, "replace") == text.replace("\ud800", "?").encode(encoding)
            passed = text.encode(encoding, "surrogatepass")
            assert passed.decode(encoding, "surrogatepass") == text
    text = "é" * before + "日本" + "é" * 40
    try:
        text.encode("latin-1")
    except UnicodeEncodeError as error:
        assert (error.start, error.end, error.reason) == (before, before + 2, "ordinal not in range(256)")
    else:
        raise AssertionError
    assert text.encode("latin-1", "xmlcharrefreplace") == (
        b"\xe9" * before + b"&#26085;&#26412;" + b"\xe9" * 40
    )

for before in (0, 1, 15, 31, 32, 33, 64, 200):
    good = ("x" * before).encode("utf-16-le")
    for bad, reason, length in (
        (b"\x00\xdc\x41\x00", "illegal encoding", 2),
        (b"\x00\xd8\x41\x00", "illegal UTF-16 surrogate", 2),
        (b"\x00\xd8", "unexpected end of data", 2),
        (b"\x00", "truncated data", 1),
        (b"\x00\xd8\x41", "unexpected end of data", 3),
    ):
        try:
            (good + bad).decode("utf-16-le")
        except UnicodeDecodeError as error:
            found = (error.start, error.end, error.reason)
            assert found == (len(good), len(good) + length, reason), found
        else:
            raise AssertionError(bad)
    good = ("x" * before).encode("utf-32-be")
    for bad, reason, length in (
        (b"\x00\x00\xd8\x00" * 2, "code point in surrogate code point range(0xd800, 0xe000)", 4),
        (b"\x00\x11\x00\x00" * 2, "code point not in range(0x110000)", 4),
        (b"\x00\x00", "truncated data", 2),
    ):
        try:
            (good + bad).decode("utf-32-be")
        except UnicodeDecodeError as error:
            found = (error.start, error.end, error.reason)
            assert found == (len(good), len(good) + length, reason), found
        else:
            raise AssertionError(bad)

# The start of a surrogate is left for later, as handlers may let it pass.
decoder = codecs.getincrementaldecoder("utf-8")("surrogatepass")
assert decoder.decode(b"a\xed\xa0") == "a" and decoder.decode(b"\x80") == "\ud800"
assert codecs.utf_8_decode(b"a\xed\xa0", "strict", False) == ("a", 1)
assert codecs.utf_16_ex_decode(b"\xfe\xff\0a\xd8", "strict", 0, False) == ("a", 4, 1)
assert codecs.utf_16_ex_decode(b"a\0b", "strict", 0, False) == ("a", 2, 0)
assert codecs.utf_32_ex_decode(b"\xff\xfe\0\0a\0\0\0b", "strict", 0, False) == ("a", 8, -1)

# Escapes of bytes.
every = bytes(range(256))
assert codecs.escape_encode(every)[0] == repr(every + b'"')[2:-2].encode()
assert codecs.escape_decode(codecs.escape_encode(every * 3)[0]) == (every * 3, len(codecs.escape_encode(every * 3)[0]))
assert codecs.escape_decode(rb"a\x41\101\n\
b\"")[0] == b'aAA\nb"'
assert codecs.escape_decode(rb"ab\x4g\x41", "replace") == (b"ab?gA", 10)
for wrong in (rb"\x4", rb"\x", rb"ab\xg1"):
    try:
        codecs.escape_decode(wrong)
    except ValueError as error:
        assert str(error) == f"invalid \\x escape at position {wrong.index(92)}"
    else:
        raise AssertionError(wrong)
assert codecs.escape_decode(rb"ab\x4", "ignore")[0] == b"ab"
assert codecs.unicode_escape_decode(rb"a\x41\u65e5\U0001f600\N{DIGIT ONE}\101\
\'z")[0] == "aA日😀1A'z"
assert codecs.unicode_escape_decode(rb"a\x4\ug\U00110000b", "replace")[0] == "a\ufffd\ufffdg\ufffdb"
assert codecs.unicode_escape_decode(rb"ab\u65", "strict", False) == ("ab", 2)
assert codecs.raw_unicode_escape_decode(b"a\\n\\u65e5\\U0001f600\\\\\xe9\\")[0] == "a\\n日😀\\\\é\\"
assert codecs.raw_unicode_escape_decode(rb"\\u0041\u004", "ignore")[0] == r"\\u0041"
assert codecs.raw_unicode_escape_decode(rb"a\u00", "strict", False) == ("a", 1)

# Maps, dense and sparse.
for encoding in "cp437", "cp1252", "iso8859-15", "mac-roman", "koi8-r", "cp037":
    for data in (bytes(range(0x20, 0x7F)) * 3, b"x" * 40 + bytes(range(0xC0, 0x100)) + b"y" * 17):
        text = "".join(bytes((byte,)).decode(encoding) for byte in data)
        assert data.decode(encoding) == text and text.encode(encoding) == data
try:
    (b"x" * 33 + b"\x81").decode("cp1252")
except UnicodeDecodeError as error:
    assert error.start == 33 and error.reason == "character maps to <undefined>"
else:
    raise AssertionError

# Runs of all lengths, of ASCII and of others, at all places.
wide = ["\xe9", "\u0100", "\u20ac", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"]
for length in range(70):
    for others in wide[:1], wide[1:3], wide:
        text = "a" * length + "".join(others) + "bc" + others[-1] * (length % 5) + "d" * (70 - length)
        for encoding in "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be":
            unit = int(encoding[4:6]) // 8
            order = "little" if encoding.endswith("le") else "big"
            data = b"".join(
                ord(char).to_bytes(unit, order) if ord(char) < 0x10000 or unit == 4 else
                (0xD800 + (ord(char) - 0x10000 >> 10)).to_bytes(2, order) +
                (0xDC00 + (ord(char) - 0x10000 & 0x3FF)).to_bytes(2, order) for char in text)
            assert text.encode(encoding) == data and data.decode(encoding) == text, (encoding, text)
            mark = "\ufeff".encode(encoding)
            assert (mark + data).decode(encoding[:6]) == text
            lone = "\udc80".encode(encoding, "surrogatepass")
            at = len(text[:length + 1].encode(encoding))
            for errors, shown in ("ignore", ""), ("replace", "\ufffd"), ("surrogatepass", "\udc80"):
                expected = text[:length + 1] + shown + text[length + 1:]
                assert (data[:at] + lone + data[at:]).decode(encoding, errors) == expected, (encoding, errors)
            broken = text[:length] + "\udc80" + text[length:]
            assert broken.encode(encoding, "replace") == (text[:length] + "?" + text[length:]).encode(encoding)
            assert broken.encode(encoding, "xmlcharrefreplace").decode(encoding) == broken.replace("\udc80", "&#56448;")
    latin = "a" * length + "\xe9\xff" + "b" * (70 - length)
    assert latin.encode("latin-1").decode("latin-1") == latin
    text = latin + "\u20ac" * (length % 3) + "\U0010ffff" + "z" * length
    for encoding in "ascii", "latin-1":
        def escaped(escape):
            limit = 128 if encoding == "ascii" else 256
            return "".join(char if ord(char) < limit else escape(ord(char)) for char in text).encode(encoding)
        assert text.encode(encoding, "ignore") == escaped(lambda _: "")
        assert text.encode(encoding, "replace") == escaped(lambda _: "?")
        assert text.encode(encoding, "xmlcharrefreplace") == escaped(lambda n: f"&#{n};")
        assert text.encode(encoding, "backslashreplace") == escaped(
            lambda n: f"\\x{n:02x}" if n < 256 else f"\\u{n:04x}" if n < 65536 else f"\\U{n:08x}")
