"""Tokens of a text, as CPython's tokenizer gives them.

https://docs.python.org/3.14/library/tokenize.html
"""
import io
import tokenize
from token import tok_name


def tokens(text):
    found = tokenize.generate_tokens(io.StringIO(text).readline)
    return [(tok_name[kind], string, start, end) for kind, string, start, end, _ in found]


assert tokens("if a:\n    b = 0x_f # c\n") == [
    ("NAME", "if", (1, 0), (1, 2)),
    ("NAME", "a", (1, 3), (1, 4)),
    ("OP", ":", (1, 4), (1, 5)),
    ("NEWLINE", "\n", (1, 5), (1, 6)),
    ("INDENT", "    ", (2, 0), (2, 4)),
    ("NAME", "b", (2, 4), (2, 5)),
    ("OP", "=", (2, 6), (2, 7)),
    ("NUMBER", "0x_f", (2, 8), (2, 12)),
    ("COMMENT", "# c", (2, 13), (2, 16)),
    ("NEWLINE", "\n", (2, 16), (2, 17)),
    ("DEDENT", "", (3, 0), (3, 0)),
    ("ENDMARKER", "", (3, 0), (3, 0)),
]
assert tokens("f'a{b!r:>{c}}d'") == [
    ("FSTRING_START", "f'", (1, 0), (1, 2)),
    ("FSTRING_MIDDLE", "a", (1, 2), (1, 3)),
    ("OP", "{", (1, 3), (1, 4)),
    ("NAME", "b", (1, 4), (1, 5)),
    ("OP", "!", (1, 5), (1, 6)),
    ("NAME", "r", (1, 6), (1, 7)),
    ("OP", ":", (1, 7), (1, 8)),
    ("FSTRING_MIDDLE", ">", (1, 8), (1, 9)),
    ("OP", "{", (1, 9), (1, 10)),
    ("NAME", "c", (1, 10), (1, 11)),
    ("OP", "}", (1, 11), (1, 12)),
    ("FSTRING_MIDDLE", "", (1, 12), (1, 12)),
    ("OP", "}", (1, 12), (1, 13)),
    ("FSTRING_MIDDLE", "d", (1, 13), (1, 14)),
    ("FSTRING_END", "'", (1, 14), (1, 15)),
    ("NEWLINE", "", (1, 15), (1, 16)),
    ("ENDMARKER", "", (2, 0), (2, 0)),
]
assert [it[:2] for it in tokens('"""a\nb""" \\\n + (1,\n2)\n')] == [
    ("STRING", '"""a\nb"""'), ("OP", "+"), ("OP", "("), ("NUMBER", "1"), ("OP", ","),
    ("NL", "\n"), ("NUMBER", "2"), ("OP", ")"), ("NEWLINE", "\n"), ("ENDMARKER", ""),
]
assert [it[1] for it in tokens("(]\n")] == ["(", "]", "\n", ""]
for text, message in [
    ("(", "unexpected EOF in multi-line statement"),
    ("'a", "unterminated string literal (detected at line 1)"),
]:
    try:
        tokens(text)
    except tokenize.TokenError as error:
        assert message in str(error), error
    else:
        assert False, text
