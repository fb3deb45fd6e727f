"""The encoding UTF-7: runs of Base64, pieces, errors (RFC 2152).

https://docs.python.org/3.14/library/codecs.html#standard-encodings
"""
import codecs

for text, encoded in [
    ("", b""), ("abc", b"abc"), ("a+b", b"a+-b"), ("Hi Mom -☺-!", b"Hi Mom -+Jjo--!"), ("日本語", b"+ZeVnLIqe-"),
    ("A≢Α.", b"A+ImIDkQ."), ("~\\", b"+AH4AXA-"), ("\U0001f600x", b"+2D3eAA-x"), ("ä-", b"+AOQ--"), ("äb", b"+AOQ-b"),
    ("ä b", b"+AOQ b"), ("\0", b"+AAA-"), ("\ud800", b"+2AA-"), ("a\t\r\n", b"a\t\r\n"),
]:
    assert text.encode("utf-7") == encoded, (text, text.encode("utf-7"))
    assert encoded.decode("utf-7") == text, (encoded, encoded.decode("utf-7"))
    for cut in range(len(encoded)):
        decoder = codecs.getincrementaldecoder("utf-7")()
        assert decoder.decode(encoded[:cut]) + decoder.decode(encoded[cut:], True) == text
assert b"+AGE-b".decode("utf-7") == "ab" and b"!#".decode("utf-7") == "!#" and b"+AGE".decode("utf-7") == "a"
for data, start, end, reason in [
    (b"a\xffb", 1, 2, "unexpected special character"), (b"+@", 0, 2, "ill-formed sequence"),
    (b"+AG-", 0, 4, "partial character in shift sequence"), (b"+AGF-", 0, 5, "non-zero padding bits in shift sequence"),
    (b"a+IK", 1, 4, "unterminated shift sequence"),
]:
    try:
        data.decode("utf-7")
    except UnicodeDecodeError as e:
        assert (e.encoding, e.start, e.end, e.reason) == ("utf7", start, end, reason), (data, e)
    else:
        raise AssertionError(data)
assert b"a\xffb".decode("utf-7", "replace") == "a\ufffdb"
assert codecs.utf_7_decode(b"a+IKw") == ("a", 1) and codecs.utf_7_decode(b"a+IKw", "strict", True) == ("a€", 5)
