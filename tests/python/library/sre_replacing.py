"""sub and subn: by a string, or by what a function makes of each match.

https://docs.python.org/3.14/library/re.html#re.Pattern.sub
"""
from _patterns import MULTILINE, compile

digits = compile(r"\d+")
assert digits.sub("#", "a1 b22") == "a# b#"
assert digits.sub("", "a1 b22") == "a b"
assert digits.subn("#", "a1 b22") == ("a# b#", 2)
assert digits.subn("#", "none") == ("none", 0)
assert digits.sub("#", "1 2 3", 2) == digits.sub("#", "1 2 3", count=2) == "# # 3"
assert digits.sub("#", "1 2 3", count=-1) == "1 2 3"
assert digits.sub(repl="#", string="1") == "#"
assert digits.sub("é", "日1日") == "日é日"
assert digits.sub(lambda match: str(int(match.group()) + 1), "a1 b9") == "a2 b10"
assert digits.sub(lambda match: None, "a1 b9") == "a b"
assert compile("(?P<first>a)(?P<second>b)?").sub(lambda match: match["first"].upper(), "ab a") == "A A"

# Empty matches.
assert compile("x*").sub("-", "abxd") == "-a-b--d-"
assert compile("x*").subn("-", "") == ("-", 1)
assert compile("").sub("-", "é日") == "-é-日-"
assert compile("^", MULTILINE).sub("> ", "a\nb") == "> a\n> b"

# What is not changed is not copied.
text = "no match"
assert digits.sub("#", text) is text


class Text(str):
    pass


assert type(digits.sub("#", Text("none"))) is str
assert type(digits.sub("#", Text("1"))) is str
assert digits.sub(Text("#"), "1") == "#"

# Bytes.
letter = compile(b"a")
assert letter.sub(b"b", b"aXa") == b"bXb"
assert type(letter.sub(b"b", bytearray(b"aXa"))) is bytes
assert letter.sub(bytearray(b"b"), b"a") == b"b"
assert letter.sub(lambda match: match.group() * 2, b"ab") == b"aab"
assert letter.subn(lambda match: memoryview(b"xy"), b"ab") == (b"xyb", 1)


def raises(error, message, function, *args):
    try:
        function(*args)
    except error as raised:
        assert str(raised) == message, str(raised)
    else:
        assert False, message


raises(TypeError, "sequence item 1: expected str instance, int found", digits.sub, lambda m: 1, "a1b2")
raises(TypeError, "sequence item 0: expected str instance, bytes found", digits.sub, b"x", "1a2")
raises(TypeError, "sequence item 1: expected a bytes-like object, str found", letter.sub, "x", b"ba")
raises(ZeroDivisionError, "division by zero", digits.sub, lambda match: 1 / 0, "1")

# Functions may use patterns, the same one too.
assert digits.sub(lambda match: digits.sub("x", match.group() + "-5"), "1 2") == "x-x x-x"

# All functions are called before what they gave is looked at.
seen = []


def note(match):
    seen.append(match.group())
    return 5


raises(TypeError, "sequence item 0: expected str instance, int found", digits.sub, note, "1 2")
assert seen == ["1", "2"]
