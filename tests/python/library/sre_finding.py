"""findall, finditer, split: matches do not overlap, and empty ones count.

https://docs.python.org/3.14/library/re.html#re.Pattern.findall
"""
from _patterns import MULTILINE, compile

assert compile(r"\d+").findall("a1 b22 c333") == ["1", "22", "333"]
assert compile(r"(\d)(\d)").findall("12 3 45") == [("1", "2"), ("4", "5")]
assert compile(r"(\w)(\w)?").findall("ab c") == [("a", "b"), ("c", "")]
assert compile("([,;])").findall("a,b;c") == [",", ";"]
assert compile("(,)|(;)").findall("a,b;c") == [(",", ""), ("", ";")]
assert compile("a").findall("aXaXa", 1, 4) == ["a"]
assert compile("a").findall("bbb") == []
assert compile(b"a+").findall(memoryview(b"aab a")) == [b"aa", b"a"]

# Empty matches: after one that is not empty, too, but not twice at the same place.
assert compile("x*").findall("axb") == ["", "x", "", ""]
assert [match.span() for match in compile("x*").finditer("axxb")] == [(0, 0), (1, 3), (3, 3), (4, 4)]
assert [match.span() for match in compile("").finditer("é日")] == [(0, 0), (1, 1), (2, 2)]
assert [match.start() for match in compile(r"\b").finditer("ab é")] == [0, 2, 3, 4]
assert [match.start() for match in compile("^", MULTILINE).finditer("a\nb\n")] == [0, 2, 4]

found = compile("a").finditer("aba")
assert type(found).__name__ == "callable_iterator"
assert next(found).start() == 0 and next(found).start() == 2
assert next(found, None) is None and next(found, None) is None

# The scanner, from which finditer takes its matches.
scanner = compile("a").scanner("aab a")
assert scanner.pattern is not None and type(scanner).__name__ == "SRE_Scanner"
assert scanner.match().span() == (0, 1)
assert scanner.match().span() == (1, 2)
assert scanner.match() is None
assert scanner.search() is None
scanner = compile("a").scanner("aab a", 1, 4)
assert scanner.search().span() == (1, 2)
assert scanner.search() is None
scanner = compile("x*").scanner("ax")
assert [scanner.search().span() for _ in range(3)] == [(0, 0), (1, 2), (2, 2)]
assert scanner.search() is None

# Splitting.
assert compile("[,;]").split("a,b;c") == ["a", "b", "c"]
assert compile("([,;])").split("a,b;c") == ["a", ",", "b", ";", "c"]
assert compile("(,)|(;)").split("a,b;c") == ["a", ",", None, "b", None, ";", "c"]
assert compile("[,;]").split("a,b;c", 1) == compile("[,;]").split("a,b;c", maxsplit=1) == ["a", "b;c"]
assert compile("[,;]").split("a,b;c", maxsplit=-1) == ["a,b;c"]
assert compile("[,;]").split(",,") == ["", "", ""]
assert compile("[,;]").split("") == [""]
assert compile("x*").split("axbc") == ["", "a", "", "b", "c", ""]
assert compile("").split("é日") == ["", "é", "日", ""]
assert compile(r"\b").split("ab cd") == ["", "ab", " ", "cd", ""]
assert compile(b"a").split(bytearray(b"xay")) == [b"x", b"y"]
text = "no match"
assert compile("日本").split(text)[0] is text
