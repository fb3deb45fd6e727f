"""Identifiers are those of Unicode 16.0, compared in form NFKC.

https://docs.python.org/3.14/reference/lexical_analysis.html#identifiers
"""
ﬁ = 1
assert fi == 1
µ = 2
assert μ == 2
𝐝𝐞𝐟 = 3
assert globals()["def"] == 3


def error(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as raised:
        return raised.msg, raised.lineno, raised.offset, raised.end_offset
    raise AssertionError(source)


# New in Unicode 17.
assert not "\u088f".isidentifier() and not "a\u088f".isidentifier()
assert error("\u088f = 1") == ("invalid non-printable character U+088F", 1, 1, 1)
assert error("x = a\u088f") == ("invalid non-printable character U+088F", 1, 6, 6)
assert error("a€ = 1") == ("invalid character '€' (U+20AC)", 1, 2, 2)
assert error("\ufeff") == ("invalid non-printable character U+FEFF", 1, 1, 1)

# Every code point that is taken here is taken there, and none besides.
for code in [*range(0x80, 0x3000), *range(0xFB00, 0x10200), *range(0x1D400, 0x1D800)]:
    if 0xD800 <= code < 0xE000:
        continue
    for name in (chr(code), "a" + chr(code)):
        try:
            compile(name, "<test>", "eval")
        except SyntaxError:
            assert not name.isidentifier(), hex(code)
        else:
            assert name.isidentifier() or code in (0xA0, 0x3000) or name.isspace(), hex(code)
