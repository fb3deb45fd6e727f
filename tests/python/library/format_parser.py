"""`string.Formatter` takes format strings and field names apart as `str.format` does.

https://docs.python.org/3.14/library/string.html#string.Formatter
"""

from string import Formatter

formatter = Formatter()
for text, parts in [
    ("", []),
    ("a{b}c", [("a", "b", "", None), ("c", None, None, None)]),
    ("{{{a}}}", [("{", None, None, None), ("", "a", "", None), ("}", None, None, None)]),
    ("{a!r:>{w}}", [("", "a", ">{w}", "r")]),
    ("{a[}]:x}", [("", "a[}]", "x", None)]),
]:
    assert list(formatter.parse(text)) == parts, text
for text, message in [
    ("{", "Single '{' encountered in format string"),
    ("a}b", "Single '}' encountered in format string"),
    ("{a", "expected '}' before end of string"),
    ("{a!", "end of string while looking for conversion specifier"),
    ("{a!rx}", "expected ':' after conversion specifier"),
    ("{a:{b}", "unmatched '{' in format spec"),
    ("{a{b}}", "unexpected '{' in field name"),
]:
    try:
        list(formatter.parse(text))
        assert False, text
    except ValueError as error:
        assert str(error) == message, (text, error)
assert formatter.format("{0[1]} {n.real!s:>3}", "ab", n=5) == "b   5"
for many in "{0[9223372036854775808]}", "{99999999999999999999}":
    try:
        formatter.format(many, [1])
        assert False, many
    except ValueError as error:
        assert str(error) == "Too many decimal digits in format string", error
