"""Case mappings and character classes follow Unicode, with its special cases.

https://docs.python.org/3.14/library/stdtypes.html#string-methods
"""
assert "straße".upper() == "STRASSE" and "ﬁ".upper() == "FI" and "ŉ".upper() == "ʼN"
assert "İ".lower() == "i̇" and "ẞ".lower() == "ß"
# Sigma at the end of a word has a form of its own.
assert "ΑΣ".lower() == "ας" and "ΑΣΑ".lower() == "ασα" and "Σ".lower() == "σ"
assert "ΑΣ.".lower() == "ας." and "Α.Σ Α".lower() == "α.ς α"
assert "ǆ".title() == "ǅ" and "ß".title() == "Ss" and "ﬂa".title() == "Fla"
assert "ა".title() == "ა" and "ა".upper() == "Ა" and "ᾳ".title() == "ᾼ" and "ᾲ".title() == "Ὰͅ"
assert "hello wORLD, it's 3a".title() == "Hello World, It'S 3A"
assert "ÄÖ äö".title() == "Äö Äö" and "ÄPFEL".capitalize() == "Äpfel" and "hELLO".capitalize() == "Hello"
assert "aBß".swapcase() == "AbSS" and "ΑΣ".swapcase() == "ας"
assert "Straße".casefold() == "strasse" and "ẞ".casefold() == "ss" and "Ꭰꭰ".casefold() == "ᎠᎠ"
assert "ΣΣς".casefold() == "σσσ" and "ı".casefold() == "ı"

assert "aé".isalpha() and not "a1".isalpha() and not "".isalpha()
assert "٣".isdecimal() and "²".isdigit() and not "²".isdecimal() and "½".isnumeric()
assert "一".isnumeric() and not "½".isdigit() and "a½".isalnum()
assert " \t\u3000\x1c".isspace() and not "".isspace() and not "\u200b".isspace()
assert "aé€ ".isprintable() and not "\n".isprintable() and "".isprintable()
assert not "\xad".isprintable() and not "\u2028".isprintable()
assert "été_1".isidentifier() and not "1a".isidentifier() and not "".isidentifier() and "_".isidentifier()
assert "aé1".islower() and not "aÉ".islower() and not "1".islower() and "ª".islower()
assert "AÉ1".isupper() and not "Aé".isupper() and not "ǅ".isupper()
assert "Ab Cd".istitle() and not "AB".istitle() and "ǅ".istitle() and not "".istitle() and "Äb".istitle()
assert "abc".isascii() and "".isascii() and not "é".isascii()

assert repr("a'b") == '"a\'b"' and repr("a'\"b") == "'a\\'\"b'" and repr("é\t\x00\x7f") == "'é\\t\\x00\\x7f'"
assert repr("\ud800\U000e0001\u2028\xad") == "'\\ud800\\U000e0001\\u2028\\xad'"
assert ascii("é€😀") == "'\\xe9\\u20ac\\U0001f600'"

text = "aä€😀" * 100
assert len(text) == 400
assert [text[i] for i in range(4)] == ["a", "ä", "€", "😀"]
assert text[-1] == "😀" and text[399] == "😀" and text[396] == "a" and text[257] == "ä"
assert text[1:3] == "ä€" and text[::4] == "a" * 100 and text[::-1][:4] == "😀€äa"
assert text[398:1000] == "€😀" and text[5:2] == "" and text[3:0:-1] == "😀€ä"
assert list("aä😀") == ["a", "ä", "😀"] and "ä" in text and "äa" not in text
assert "a" < "ä" < "€" < "\ue000" < "😀" and "ab" < "b" and "a" < "aa"
surrogates = "\ud83d\ude00"
assert len(surrogates) == 2 and surrogates != "😀" and surrogates[0] + surrogates[1] == surrogates
assert hash("abc") == hash("".join(["a", "bc"])) and {"é": 1}["\xe9"] == 1


def raises(error, message, function, *args):
    try:
        function(*args)
    except error as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{error.__name__} not raised")


raises(IndexError, "string index out of range", lambda: "abc"[3])
raises(IndexError, "string index out of range", lambda: "ä"[-2])
raises(TypeError, "string indices must be integers, not 'str'", lambda: "abc".__getitem__("x"))
raises(IndexError, "cannot fit 'int' into an index-sized integer", lambda: "abc"[1 << 70])
raises(TypeError, 'can only concatenate str (not "int") to str', lambda: "a" + 1)
raises(TypeError, "'in <string>' requires string as left operand, not int", lambda: 1 in "a")
raises(TypeError, "can't multiply sequence by non-int of type 'str'", lambda: "a" * "b")
raises(OverflowError, "repeated string is too long", lambda: "ab" * (1 << 62))
raises(TypeError, "'<' not supported between instances of 'str' and 'int'", lambda: "a" < 1)
assert "ab" * 3 == "ababab" and "ä" * 0 == "" and "a" * -1 == "" and 2 * "é" == "éé" and "x" * 5 == "xxxxx"


class Text(str):
    pass


t = Text("abc")
t.note = 5
assert t == "abc" and type(t) is Text and t.note == 5 and type(t[:]) is str and type(str(t)) is str
assert hash(t) == hash("abc") and {t: 1}["abc"] == 1 and type(t.upper()) is str and type(t + "") is str
assert type("".join([t])) is str and type(t.strip()) is str and isinstance(t, str)
assert str(b"abc", "utf-8") == "abc" and str() == "" and str(object="x") == "x" and str(b"a") == "b'a'"
raises(TypeError, "decoding str is not supported", str, "a", "ascii")
raises(TypeError, "decoding to str: need a bytes-like object, int found", str, 1, "ascii")

s = ""
for i in range(2000):
    s += "ab€"
copy = s
s += "x"
assert len(copy) == 6000 and len(s) == 6001 and copy == "ab€" * 2000
