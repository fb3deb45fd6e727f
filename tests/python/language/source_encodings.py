"""Source text in bytes: its encoding is declared, or UTF-8.

https://docs.python.org/3.14/reference/lexical_analysis.html#encoding-declarations
"""


def raised(source):
    try:
        compile(source, "<s>", "exec")
    except SyntaxError as error:
        return error.msg, error.lineno, error.offset
    raise AssertionError("nothing raised")


namespace = {}
exec(b"# coding: iso-8859-15\nsign = '\xa4'", namespace)
assert namespace["sign"] == "\u20ac"
assert raised(b"# coding: foobar\n")[0] == "unknown encoding: foobar"
assert raised(b"\xef\xbb\xbf# coding: foobar\n")[0] == "encoding problem: foobar with BOM"
assert raised(b"a\nb = '\xa4'") == (
    "Non-UTF-8 code starting with '\\xa4' on line 2, but no encoding declared; "
    "see https://peps.python.org/pep-0263/ for details", 2, 6)
assert raised("x = fu''") == ("'u' and 'f' prefixes are incompatible", 1, 5)
assert raised("rub''") == ("'u' and 'b' prefixes are incompatible", 1, 1)
