"""The tokenizer itself: kinds, places and lines of tokens, with and without those that only `tokenize` wants, and
errors.

https://docs.python.org/3.14/library/tokenize.html
"""
import io
import token
from _tokenize import TokenizerIter


def tokens(text, extra=True):
    return list(TokenizerIter(io.StringIO(text, newline="").readline, extra_tokens=extra))


def error(text, extra=True):
    iterator = TokenizerIter(io.StringIO(text, newline="").readline, extra_tokens=extra)
    try:
        for _ in iterator:
            pass
    except SyntaxError as raised:
        return raised
    raise AssertionError(f"no error in {text!r}")


# Operators have one number, or each its own; comments and line ends are told, or not.
assert tokens("a != b # c\n") == [
    (token.NAME, "a", (1, 0), (1, 1), "a != b # c\n"),
    (token.OP, "!=", (1, 2), (1, 4), "a != b # c\n"),
    (token.NAME, "b", (1, 5), (1, 6), "a != b # c\n"),
    (token.COMMENT, "# c", (1, 7), (1, 10), "a != b # c\n"),
    (token.NEWLINE, "\n", (1, 10), (1, 11), "a != b # c\n"),
    (token.ENDMARKER, "", (2, 0), (2, 0), ""),
]
assert [it[0] for it in tokens("a != b\n", extra=False)] == [
    token.NAME, token.NOTEQUAL, token.NAME, token.NEWLINE, token.ENDMARKER,
]
for text, kind in token.EXACT_TOKEN_TYPES.items():
    if text not in ")]}":
        line = text + (")" if text == "(" else "]" if text == "[" else "}" if text == "{" else "")
        assert tokens(line, extra=False)[0][:2] == (kind, text), text
assert tokens("", extra=False) == []
for text in ("# c", "   ", "x\n\t# c"):
    assert tokens(text, extra=False)[-1][0] == token.ENDMARKER
assert tokens("") == [(token.ENDMARKER, "", (1, 0), (1, 0), "")]

# The lines of a string are told as a whole; a line that is cut off has no end.
assert tokens("x = '''a\n  b''' + y") == [
    (token.NAME, "x", (1, 0), (1, 1), "x = '''a\n"),
    (token.OP, "=", (1, 2), (1, 3), "x = '''a\n"),
    (token.STRING, "'''a\n  b'''", (1, 4), (2, 6), "x = '''a\n  b''' + y"),
    (token.OP, "+", (2, 7), (2, 8), "  b''' + y"),
    (token.NAME, "y", (2, 9), (2, 10), "  b''' + y"),
    (token.NEWLINE, "", (2, 10), (2, 11), "  b''' + y"),
    (token.ENDMARKER, "", (3, 0), (3, 0), ""),
]
assert [it[:4] for it in tokens("if é:\r\n\tü\r\n")] == [
    (token.NAME, "if", (1, 0), (1, 2)),
    (token.NAME, "é", (1, 3), (1, 4)),
    (token.OP, ":", (1, 4), (1, 5)),
    (token.NEWLINE, "\r\n", (1, 5), (1, 7)),
    (token.INDENT, "\t", (2, 0), (2, 1)),
    (token.NAME, "ü", (2, 1), (2, 2)),
    (token.NEWLINE, "\r\n", (2, 2), (2, 4)),
    (token.DEDENT, "", (3, 0), (3, 0)),
    (token.ENDMARKER, "", (3, 0), (3, 0)),
]
assert [it[:2] for it in tokens("[\n# c\n\n]\n\n# d")] == [
    (token.OP, "["), (token.NL, "\n"), (token.COMMENT, "# c"), (token.NL, "\n"), (token.NL, "\n"),
    (token.OP, "]"), (token.NEWLINE, "\n"), (token.NL, "\n"), (token.COMMENT, "# d"), (token.NL, ""),
    (token.ENDMARKER, ""),
]

# Strings with fields in them.
F, M, E = token.FSTRING_START, token.FSTRING_MIDDLE, token.FSTRING_END
OP, NAME = token.OP, token.NAME
assert [it[:4] for it in tokens("f'{{a{b!r:{c}}}}'")][:-2] == [
    (F, "f'", (1, 0), (1, 2)),
    (M, "{", (1, 2), (1, 3)),
    (M, "a", (1, 4), (1, 5)),
    (OP, "{", (1, 5), (1, 6)),
    (NAME, "b", (1, 6), (1, 7)),
    (OP, "!", (1, 7), (1, 8)),
    (NAME, "r", (1, 8), (1, 9)),
    (OP, ":", (1, 9), (1, 10)),
    (OP, "{", (1, 10), (1, 11)),
    (NAME, "c", (1, 11), (1, 12)),
    (OP, "}", (1, 12), (1, 13)),
    (M, "", (1, 13), (1, 13)),
    (OP, "}", (1, 13), (1, 14)),
    (M, "}", (1, 14), (1, 15)),
    (E, "'", (1, 16), (1, 17)),
]
assert [it[:2] for it in tokens("rf'\\{a}\\N{b}' f'\\N{DIGIT ONE}{1}'")][:-2] == [
    (F, "rf'"), (M, "\\"), (OP, "{"), (NAME, "a"), (OP, "}"), (M, "\\N"), (OP, "{"), (NAME, "b"),
    (OP, "}"), (E, "'"), (F, "f'"), (M, "\\N{DIGIT ONE}"), (OP, "{"), (token.NUMBER, "1"), (OP, "}"),
    (E, "'"),
]
assert [it[0] for it in tokens("t'''a\n{b}'''")][:-2] == [
    token.TSTRING_START, token.TSTRING_MIDDLE, OP, NAME, OP, token.TSTRING_END,
]

# Syntax errors have places.
for text, message, line, column, shown in [
    ("x = 'a\n", "unterminated string literal (detected at line 1)", 1, 5, "x = 'a"),
    (
        "x = 'a\\'\n",
        "unterminated string literal (detected at line 1); perhaps you escaped the end quote?",
        1, 5, "x = 'a\\'",
    ),
    (
        "y\n'''a\nb\n",
        "unterminated triple-quoted string literal (detected at line 3)",
        2, 1, "'''a",
    ),
    ("f'a{b", "unterminated f-string literal (detected at line 1)", 1, 1, None),
    ("f'{a'", "f-string: expecting '}'", 1, 5, "f'{a'"),
    ("f'}'", "f-string: single '}' is not allowed", 1, 3, "f'}'"),
    ("f'{)}'", "f-string: unmatched ')'", 1, 4, "f'{)}'"),
    ("t'''a", "unterminated triple-quoted t-string literal (detected at line 1)", 1, 1, "t'''a"),
    ("ub''", "'u' and 'b' prefixes are incompatible", 1, 1, "ub''"),
    ("0b12", "invalid digit '2' in binary literal", 1, 4, "0b12"),
    ("0xg", "invalid hexadecimal literal", 1, 2, "0xg"),
    ("1__0", "invalid decimal literal", 1, 2, "1__0"),
    ("1e+", "invalid decimal literal", 1, 3, "1e+"),
]:
    if shown is not None:
        raised = error(text)
        place = (raised.filename, raised.lineno, raised.offset, raised.text)
        assert (raised.msg, *place) == (message, "<string>", line, column, shown), (text, raised.args)

for text, message in [
    ("1a", "invalid decimal literal"),
    ("012", "leading zeros in decimal integer literals are not permitted; "
            "use an 0o prefix for octal integers"),
    (")", "unmatched ')'"),
    ("(\n]", "closing parenthesis ']' does not match opening parenthesis '(' on line 1"),
    ("x\u20ac", "invalid character '\u20ac' (U+20AC)"),
    ("x\u200b", "invalid non-printable character U+200B"),
]:
    assert error(text, extra=False).msg == message, text
    assert tokens(text.replace("(", "")) != []

raised = error("if a:\n    b\n  c\n")
assert type(raised) is IndentationError
assert raised.args == (
    "unindent does not match any outer indentation level", ("<string>", 3, 4, "  c", None, None)
)
raised = error("if a:\n\tb\n        c\n")
assert type(raised) is TabError and raised.msg.startswith("inconsistent use of tabs and spaces")
raised = error("x\\ y\n")
assert raised.msg == "unexpected character after line continuation character"
raised = error("(a,\n")
assert raised.args == ("unexpected EOF in multi-line statement",)
assert (raised.filename, raised.lineno) == ("<string>", 1)

# Lines come from a function, which may give bytes.
lines = iter([b"\xe9 = 1\n"])
assert next(TokenizerIter(lines.__next__, extra_tokens=True, encoding="latin-1"))[1] == "é"


def raises(kind, message, function, *args, **keywords):
    try:
        function(*args, **keywords)
    except kind as raised:
        assert str(raised) == message, raised
    else:
        raise AssertionError


def first(readline, **keywords):
    return next(TokenizerIter(readline, extra_tokens=True, **keywords))


raises(TypeError, "readline() returned a non-string object", first, lambda: b"x")
raises(TypeError, "readline() returned a non-bytes object", first, lambda: "x", encoding="utf-8")
raises(LookupError, "unknown encoding: nothing", first, lambda: b"x", encoding="nothing")
raises(
    UnicodeEncodeError,
    "'utf-8' codec can't encode character '\\ud800' in position 1: surrogates not allowed",
    first,
    lambda: "'\ud800'",
)
raises(ZeroDivisionError, "division by zero", first, lambda: 1 // 0)
raises(TypeError, "'int' object is not callable", first, 3)
