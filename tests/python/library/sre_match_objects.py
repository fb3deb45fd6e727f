"""What a match tells: groups by number and name, positions, names.

https://docs.python.org/3.14/library/re.html#match-objects
"""
from _patterns import compile

pattern = compile("(?P<first>a)(?P<second>b)?")
text = "xay"
match = pattern.search(text)

assert match
assert match.group() == match.group(0) == match[0] == "a"
assert match.group(1) == match["first"] == match.group("first") == "a"
assert match.group(2) is None and match["second"] is None
assert match.group(1, 2, "first") == ("a", None, "a")
assert match.groups() == ("a", None)
assert match.groups("none") == match.groups(default="none") == ("a", "none")
assert match.groupdict() == {"first": "a", "second": None}
assert match.groupdict("none") == {"first": "a", "second": "none"}
assert list(match.groupdict()) == ["first", "second"]
assert match.span() == match.span(0) == (1, 2)
assert match.span("second") == (-1, -1)
assert match.start() == 1 and match.end() == 2
assert match.start(1) == 1 and match.end("first") == 2 and match.start(2) == -1
assert match.regs == ((1, 2), (1, 2), (-1, -1))
assert match.regs is match.regs
assert match.lastindex == 1 and match.lastgroup == "first"
assert match.re is pattern and match.string is text
assert (match.pos, match.endpos) == (0, 3)
assert repr(match) == "<re.Match object; span=(1, 2), match='a'>"
assert match.__copy__() is match and match.__deepcopy__({}) is match


class Two:
    def __index__(self):
        return 2


assert match.group(Two()) is None and match.group(True) == "a"

match = pattern.search("éab", 1, 1000)
assert match.span() == (1, 3) and match.groups() == ("a", "b")
assert (match.pos, match.endpos, match.lastindex, match.lastgroup) == (1, 3, 2, "second")

# Without names or groups.
match = compile("a").search("a")
assert match.groups() == () and match.groupdict() == {} and match.regs == ((0, 1),)
assert match.lastindex is None and match.lastgroup is None
match = compile("(?P<n>x)(y)").match("xy")
assert (match.lastindex, match.lastgroup) == (2, None)

# Long matches are cut off in the repr.
match = compile(r"\w+").search("w" * 100)
assert repr(match) == "<re.Match object; span=(0, 100), match='" + "w" * 49 + ">"
match = compile(b"(a)(b)?").search(b"ab")
assert repr(match) == "<re.Match object; span=(0, 2), match=b'ab'>"
assert match.groups() == (b"a", b"b")


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as raised:
        assert str(raised) == message, str(raised)
    else:
        assert False, message


match = pattern.search("a")
for group in (3, -1, 10 ** 30, "third", b"first", 1.0, None, ()):
    raises(IndexError, "no such group", match.group, group)
    raises(IndexError, "no such group", match.__getitem__, group)
    raises(IndexError, "no such group", match.span, group)
    raises(IndexError, "no such group", match.start, group)
    raises(IndexError, "no such group", match.end, group)
raises(TypeError, "cannot use 'list' as a dict key (unhashable type: 'list')", match.group, [])
raises(TypeError, "span expected at most 1 argument, got 2", match.span, 1, 2)

Match, Pattern = type(match), type(pattern)
assert (Match.__module__, Match.__name__, Match.__qualname__) == ("re", "Match", "Match")
assert (Pattern.__module__, Pattern.__name__) == ("re", "Pattern")
raises(TypeError, "cannot create 're.Match' instances", Match)
raises(TypeError, "cannot create 're.Pattern' instances", Pattern)
assert repr(Match[str]) == "re.Match[str]" and repr(Pattern[bytes]) == "re.Pattern[bytes]"
try:
    match.pos = 3
except AttributeError:
    pass
else:
    assert False
assert not hasattr(match, "__dict__")

# Positions in a long text beyond ASCII, in any order.
text = "é" * 5000 + "a" + "日" * 5000 + "ab"
matches = list(pattern.finditer(text))
assert [match.span() for match in reversed(matches)] == [(10001, 10003), (5000, 5001)]
