"""The methods of str, on ASCII text and beyond.

https://docs.python.org/3.14/library/stdtypes.html#string-methods
"""


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as e:
        assert type(e) is error, type(e)
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{error.__name__} not raised")


# find, index, count
assert "hello".find("l") == 2 and "hello".rfind("l") == 3
assert "hello".find("l", 3) == 3 and "hello".find("l", 4) == -1
assert "hello".find("", 5) == 5 and "hello".find("", 6) == -1
assert "hello".find("lo", -3) == 3 and "hello".find("lo", -3, -1) == -1
assert "hello".find("l", None, 3) == 2
assert "äöü€😀x".find("😀") == 4 and "äöü€😀x".find("x") == 5
assert "äöü€😀x".rfind("ö", -100, 100) == 1
assert "abcabc".index("c", 3) == 5 and "abcabc".rindex("a") == 3
raises(ValueError, "substring not found", "abc".index, "x")
raises(ValueError, "substring not found", "abc".rindex, "x")
raises(TypeError, "find() argument 1 must be str, not int", "abc".find, 1)
raises(TypeError, "slice indices must be integers or None or have an __index__ method",
       "abc".find, "a", "b")
assert "aaaa".count("aa") == 2 and "äbä".count("") == 4 and "abc".count("", 4) == 0
assert "abc".count("", 3) == 1

# startswith, endswith
assert "abc".startswith("ab") and not "abc".startswith("b") and "abc".startswith("b", 1)
assert "abc".endswith(("x", "bc")) and not "abc".endswith(()) and "abc".endswith("b", 0, 2)
assert "".startswith("") and not "".startswith("", 1) and "äb".startswith("b", 1)
raises(TypeError, "startswith first arg must be str or a tuple of str, not int", "a".startswith, 1)
raises(TypeError, "tuple for endswith must only contain str, not int", "a".endswith, (1,))

# replace
assert "a-b-c".replace("-", "+") == "a+b+c" and "a-b-c".replace("-", "", 1) == "ab-c"
assert "abc".replace("", "-") == "-a-b-c-" and "abc".replace("", "-", 2) == "-a-bc"
assert "".replace("", "x") == "x" and "äa".replace("a", "€") == "ä€"
assert "aXbX".replace("X", "yy", count=1) == "ayybX"
assert "abc".replace("b", "b" * 5, 0) == "abc"

# split, rsplit, splitlines, partition, join
assert "a,b,,c".split(",") == ["a", "b", "", "c"] and "a,b,c".split(",", 1) == ["a", "b,c"]
assert "a,b,c".rsplit(",", 1) == ["a,b", "c"] and "".split(",") == [""] and "".split() == []
assert "  a  b c  ".split() == ["a", "b", "c"]
assert "  a  b c  ".split(None, 1) == ["a", "b c  "]
assert "  a  b c  ".rsplit(None, 1) == ["  a  b", "c"]
assert "\x1ca\u3000b\x85".split() == ["a", "b"]
assert "ä\u2003ö ü".rsplit(maxsplit=1) == ["ä\u2003ö", "ü"]
assert "aXXbXXc".split("XX") == ["a", "b", "c"] and "aXXbXXc".rsplit("XX", 1) == ["aXXb", "c"]
raises(ValueError, "empty separator", "a".split, "")
raises(TypeError, "must be str or None, not int", "a".split, 1)
assert "a\nb\r\nc\rd\x0be\x1cf\x85g\u2028h".splitlines() == list("abcdefgh")
assert "a\n\r\nb".splitlines(True) == ["a\n", "\r\n", "b"] and "".splitlines() == []
assert "ä\u2029b\n".splitlines(keepends=True) == ["ä\u2029", "b\n"]
assert "a=b=c".partition("=") == ("a", "=", "b=c") and "abc".partition("=") == ("abc", "", "")
assert "a=b=c".rpartition("=") == ("a=b", "=", "c") and "abc".rpartition("=") == ("", "", "abc")
raises(ValueError, "empty separator", "a".partition, "")
raises(TypeError, "must be str, not int", "a".partition, 1)
assert ", ".join(["a", "ü", "c"]) == "a, ü, c" and "".join([]) == "" and "-".join("abc") == "a-b-c"
assert "x".join(c for c in "ab") == "axb"
raises(TypeError, "sequence item 1: expected str instance, int found", "".join, ["a", 1])
raises(TypeError, "can only join an iterable", "".join, 5)

# strip
assert "  a ".strip() == "a" and "  a ".lstrip() == "a " and "  a ".rstrip() == "  a"
assert "xyaxy".strip("yx") == "a" and "äöaö".strip("öä") == "a" and "\u3000a\x1f".strip() == "a"
assert "aaa".strip("a") == "" and "abc".strip(None) == "abc" and "ab".rstrip("") == "ab"
raises(TypeError, "rstrip arg must be None or str", "a".rstrip, 1)
assert "prefix-x".removeprefix("prefix-") == "x" and "abc".removeprefix("b") == "abc"
assert "a.py".removesuffix(".py") == "a" and "abc".removesuffix("") == "abc"

# layout
assert "ab".center(5) == "  ab " and "abc".center(6) == " abc  " and "a".center(4, "*") == "*a**"
assert "a".ljust(3, "ä") == "aää" and "a".rjust(3) == "  a" and "abc".ljust(2) == "abc"
raises(TypeError, "The fill character must be exactly one character long", "a".center, 3, "ab")
raises(TypeError, "The fill character must be a unicode character, not int", "a".ljust, 3, 1)
assert "42".zfill(5) == "00042" and "-42".zfill(5) == "-0042" and "+".zfill(3) == "+00"
assert "a\tb\n\tc".expandtabs(4) == "a   b\n    c" and "ä\tb".expandtabs() == "ä       b"
assert "a\tb".expandtabs(0) == "ab" and "a\tb".expandtabs(tabsize=-1) == "ab"

# translate
table = str.maketrans("abc", "xyz", "d")
assert "abcde".translate(table) == "xyze"
assert str.maketrans({"a": "1", 98: None}) == {97: "1", 98: None}
assert "aäb".translate({228: "ae", 97: 0x20ac, 98: None}) == "€ae"
raises(ValueError, "the first two maketrans arguments must have equal length",
       str.maketrans, "a", "bc")
raises(TypeError, "if you give only one argument to maketrans it must be a dict", str.maketrans, 1)
raises(ValueError, "string keys in translatetable must be of length 1", str.maketrans, {"ab": 1})
raises(TypeError, "character mapping must return integer, None or str", "a".translate, {97: 1.5})
raises(ValueError, "character mapping must be in range(0x110000)", "a".translate, {97: 1 << 40})


class Upper:
    def __getitem__(self, key):
        if key == ord("b"):
            raise LookupError
        return chr(key).upper()


assert "abc".translate(Upper()) == "AbC"
