"""Patterns as objects: attributes, comparison, repr; and the code that is refused.

https://docs.python.org/3.14/library/re.html#regular-expression-objects
"""
import _sre
import weakref

from _patterns import DOTALL, IGNORECASE, MULTILINE, compile

pattern = compile("(?P<first>a)(?P<second>b)?")
assert pattern.pattern == "(?P<first>a)(?P<second>b)?"
assert pattern.flags == 32 and pattern.groups == 2
assert dict(pattern.groupindex) == {"first": 1, "second": 2}
assert type(pattern.groupindex).__name__ == "mappingproxy"
assert compile("a").groupindex == {} and type(compile("a").groupindex) is dict
assert weakref.ref(pattern)() is pattern
assert pattern.__copy__() is pattern and pattern.__deepcopy__({}) is pattern

assert compile("a") == compile("a") and not compile("a") != compile("a")
assert compile("a") is not compile("a")
assert compile("a") != compile("b") and compile("a") != compile("a", IGNORECASE)
assert compile("a") != compile(b"a") and compile("a") != "a"
assert hash(compile("a")) == hash(compile("a"))
assert len({compile("a"), compile("a"), compile("b")}) == 2
try:
    compile("a") < compile("b")
except TypeError as raised:
    assert str(raised) == "'<' not supported between instances of 're.Pattern' and 're.Pattern'"
else:
    assert False

assert repr(compile("a")) == "re.compile('a')"
assert repr(compile("a", MULTILINE | DOTALL)) == "re.compile('a', re.MULTILINE|re.DOTALL)"
assert repr(compile(b"a")) == "re.compile(b'a')"
assert repr(compile("a" * 300)) == "re.compile('" + "a" * 199 + ")"
odd = _sre.compile("x", 1 << 20 | 32 | 256, [1], 0, {}, ())
assert repr(odd) == "re.compile('x', re.UNICODE|re.ASCII|0x100000)"

# A pattern that is None is for strings and for bytes.
both = _sre.compile(None, 0, [16, 97, 1], 0, {}, ())
assert both.search("ba").span() == both.search(b"ba").span() == (1, 2)

assert (_sre.MAGIC, _sre.CODESIZE, _sre.MAXREPEAT, _sre.MAXGROUPS) == (
    20230612, 4, 4294967295, 1073741823)
assert _sre.getcodesize() == 4
assert [_sre.ascii_iscased(ord(c)) for c in "aZ1é"] == [True, True, False, False]
assert [_sre.unicode_iscased(ord(c)) for c in "aZ1éß日"] == [True, True, False, True, True, False]
assert [_sre.ascii_tolower(ord(c)) for c in "aZ1É"] == [97, 122, 49, 201]
assert [chr(_sre.unicode_tolower(ord(c))) for c in "aZ1Éİ\u212a"] == ["a", "z", "1", "é", "i", "k"]


def raises(error, message, function, *args):
    try:
        function(*args)
    except error as raised:
        assert str(raised) == message, str(raised)
    else:
        assert False, message


invalid = [
    [], [0], [2], [1, 1, 0], [16, 1], [17, 0, 1], [43, 1], [16, 97, 16, 1, 97],
    [24, 6, 2, 1, 16, 97, 1, 1], [24, 6, 0, 1, 16, 97, 0, 1], [13, 1, 1], [13, 4, 16, 97, 1, 1],
    [7, 5, 16, 97, 15, 9, 0, 1], [11, 0, 1], [12, 0, 3, 1], [4, 3, 0, 0, 1], [15, 1, 1],
    [8, 0, 1], [21, 1], [6, 99, 1],
]
for code in invalid:
    raises(RuntimeError, "invalid SRE code", _sre.compile, "", 0, code, 0, {}, ())
raises(RuntimeError, "invalid SRE code", _sre.compile, "", 0, [1], -1, {}, ())
raises(RuntimeError, "invalid SRE code", _sre.compile, "", 0, [1], 1 << 40, {}, ())
raises(OverflowError, "regular expression code size limit exceeded", _sre.compile,
       "", 0, [1 << 32], 0, {}, ())
raises(TypeError, "compile() argument 'code' must be list, not tuple", _sre.compile,
       "", 0, (1,), 0, {}, ())
raises(TypeError, "compile() argument 'groupindex' must be dict, not list", _sre.compile,
       "", 0, [1], 0, [], ())
raises(TypeError, "expected string or bytes-like object, got 'int'", _sre.compile,
       5, 0, [1], 0, {}, ())
raises(TypeError, "invalid template", _sre.template, pattern, [])
raises(TypeError, "invalid template", _sre.template, pattern, ["a", 1])
raises(TypeError, "invalid template", _sre.template, pattern, ["a", -1, "b"])
raises(TypeError, "template() argument 2 must be list, not str", _sre.template, pattern, "a")

# Marks that are out of order show when a match is made.
wrong = _sre.compile("", 0, [17, 1, 16, 97, 17, 0, 1], 1, {}, ())
raises(SystemError, "The span of capturing group is wrong, please report a bug for the re module.",
       wrong.search, "a")
