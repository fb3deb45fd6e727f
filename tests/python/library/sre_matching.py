"""Patterns match at the beginning, all of a string, or anywhere, between two positions.

https://docs.python.org/3.14/library/re.html#re.Pattern.search
"""
from _patterns import ASCII, IGNORECASE, LOCALE, MULTILINE, compile

a = compile("a")
assert a.match("ab").span() == (0, 1)
assert a.match("ba") is None
assert a.search("ba").span() == (1, 2)
assert a.search("b") is None
assert a.fullmatch("a").span() == (0, 1)
assert a.fullmatch("ab") is None and a.fullmatch("ba") is None

# A full match looks for other ways to match.
assert compile("(?:a|ab|b)*c").fullmatch("abababc").span() == (0, 7)

# Positions: what is in front of pos is seen, what is behind endpos is not.
assert a.search("aba", 1).span() == (2, 3)
assert a.search("aba", pos=1, endpos=2) is None
assert a.search(string="aba", pos=1).span() == (2, 3)
assert compile("^a").search("ba", 1) is None
assert compile("^a").match("ba", 1) is None
assert compile("a$").search("ab", 0, 1).span() == (0, 1)
assert compile("(?<=b)a").match("ba", 1).span() == (1, 2)
assert a.search("a", -5, 100).span() == (0, 1)
assert a.search("a", 5) is None
assert a.search("aa", 1, 0) is None
assert a.fullmatch("bab", 1, 2).span() == (1, 2)

# Beyond ASCII positions count code points.
text = "日本 é日本 x"
assert compile("日本").search(text, 1).span() == (4, 6)
assert compile("日本").search(text, 4, 5) is None
assert compile("é").search("é" * 1000 + "a", 999).span() == (999, 1000)
assert compile("[à-ü]+").fullmatch("é" * 300, 100).span() == (100, 300)
assert compile(".").search("\U0001f600b", 1).group() == "b"
lone = "a\ud800b"
assert compile(".").findall(lone) == ["a", "\ud800", "b"]

# Case.
assert compile("a", IGNORECASE).match("A")
assert compile("k", IGNORECASE).match("\u212a")
assert compile("straße", IGNORECASE).fullmatch("STRAẞE")
assert compile("straße", IGNORECASE).fullmatch("STRASSE") is None
assert compile(r"(\w)\1", IGNORECASE).search("xéÉ").span() == (1, 3)
assert compile(b"[^a-c]", IGNORECASE | LOCALE).findall(b"aBcDe") == [b"D", b"e"]

# Subjects: strings, and whatever exports bytes.
bytes_a = compile(b"a+")
for subject in (b"baab", bytearray(b"baab"), memoryview(b"baab"), memoryview(bytearray(b"xbaabx"))[1:5]):
    match = bytes_a.search(subject)
    assert match.span() == (1, 3) and match.group() == b"aa" and match.string is subject


class Text(str):
    pass


class Bytes(bytes):
    pass


subject = Text("baab")
match = a.search(subject)
assert match.string is subject and type(match.group()) is str
assert type(bytes_a.search(Bytes(b"a")).group()) is bytes


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as raised:
        assert str(raised) == message, str(raised)
    else:
        assert False, message


raises(TypeError, "expected string or bytes-like object, got 'int'", a.search, 1)
raises(TypeError, "expected string or bytes-like object, got 'NoneType'", a.match, None)
raises(TypeError, "expected string or bytes-like object, got 'memoryview'", bytes_a.match,
       memoryview(b"abcd")[::2])
raises(TypeError, "cannot use a string pattern on a bytes-like object", a.search, b"a")
raises(TypeError, "cannot use a bytes pattern on a string-like object", bytes_a.search, "a")
raises(TypeError, "cannot use a string pattern on a bytes-like object", a.sub, "b", bytearray(b"a"))
raises(TypeError, "match() missing required argument 'string' (pos 1)", a.match)
raises(TypeError, "'str' object cannot be interpreted as an integer", a.match, "a", "b")
raises(TypeError, "search() takes at most 3 arguments (4 given)", a.search, 1, 2, 3, 4)

# While a match runs, its subject keeps its size; afterwards it may become shorter.
array = bytearray(b"baab")
match = bytes_a.search(array)
del array[2:]
assert match.group() == b"a" and match.span() == (1, 3)
found = bytes_a.finditer(array)
try:
    array.append(1)
except BufferError as raised:
    assert str(raised) == "Existing exports of data: object cannot be re-sized"
else:
    assert False
assert next(found).span() == (1, 2)
