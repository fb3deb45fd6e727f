"""Templates of sub and expand: references to groups, by number and by name.

https://docs.python.org/3.14/library/re.html#re.sub
"""
import re

assert re.sub(r"(\w+) (\w+)", r"\2 \1", "a b, c d") == "b a, d c"
assert re.sub(r"(?P<x>a)(b)?", r"<\g<x>\g<2>\g<0>>", "ab a") == "<abab> <aa>"
assert re.sub("a", r"\\\n\t", "a") == "\\\n\t"
assert re.sub("(a)", r"\g<1>0", "a") == "a0"
assert re.sub("(é)", r"\1日\1", "xé") == "xé日é"
assert re.sub(b"(a)", rb"[\1]", b"aba") == b"[a]b[a]"
assert re.sub(b"(a)", bytearray(rb"[\1]"), b"aba") == b"[a]b[a]"
assert re.subn("(a)(b)?", r"\2\1", "ab a") == ("ba a", 2)
assert re.sub("x*", r"\\", "axb") == "\\a\\\\b\\"

match = re.search("(?P<x>a)(b)?", "ab")
assert match.expand(r"\2\g<x>-\g<0>") == "ba-ab"
assert match.expand("plain") == "plain"
assert re.search("(a)(b)?", "a").expand(r"[\2]") == "[]"
assert re.search(b"(a)", b"a").expand(rb"\1\1") == b"aa"


class Text(str):
    __hash__ = None


assert re.sub("(a)", Text(r"\1\1"), "a") == "aa"


def raises(error, message, function, *args):
    try:
        function(*args)
    except error as raised:
        assert str(raised) == message, str(raised)
    else:
        assert False, message


raises(re.error, "invalid group reference 1 at position 1", re.sub, "a", r"\1", "a")
raises(IndexError, "unknown group name 'x'", re.sub, "a", r"\g<x>", "a")
raises(re.error, r"bad escape \q at position 0", re.sub, "a", r"\q", "a")
raises(TypeError, "decoding to str: need a bytes-like object, NoneType found", re.sub, "a", None, "a")

# A scanner of the package, as tokenizers use it.
scanner = re.Scanner([
    (r"[a-z]\w*", lambda scanner, token: "name " + token),
    (r"\d+", lambda scanner, token: int(token)),
    (r"\s+", None),
])
assert scanner.scan("a1 22 !") == (["name a1", 22], "!")
