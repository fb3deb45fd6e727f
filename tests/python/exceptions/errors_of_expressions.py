"""Syntax errors of texts that are one expression, and of numbers that go on with something else."""


def error(text, mode="eval"):
    try:
        compile(text, "<text>", mode)
    except SyntaxError as found:
        return found.msg, found.lineno, found.offset, found.end_lineno, found.end_offset, found.text
    raise AssertionError(text)


invalid = "invalid syntax"
# Only a file gets a line break at its end, and what the tokenizer adds has no column.
assert error("a b") == (invalid, 1, 3, 1, 4, "a b")
assert error("a b", "exec") == (invalid, 1, 3, 1, 4, "a b\n")
for text in ("1 +", "1 + # c", "1 +  ", "lambda", "a.b.", "~"):
    assert error(text) == error(text, "single") == (invalid, 1, 0, 1, 0, text), error(text)
assert error("1 +\n") == (invalid, 1, 4, 1, 5, "1 +\n")
assert error("(") == ("'(' was never closed", 1, 1, 1, 0, "(")
assert error("\n") == (invalid, 1, 0, 1, 0, "\n") and error("#c") == (invalid, 1, 0, 1, 0, "#c")
assert error("\n#c\n\n") == (invalid, 3, 0, 3, 0, "\n")
assert error("*a") == (invalid, 1, 1, 1, 2, "*a") and error("a, *b") == (invalid, 1, 4, 1, 5, "a, *b")
assert error("(*a)") == ("cannot use starred expression here", 1, 2, 1, 4, "(*a)")
continuation = "unexpected character after line continuation character"
assert error("1\\") == (continuation, 1, 2, 1, 0, "1\\") and error("1\\ ") == (continuation, 1, 3, 1, 0, "1\\ ")
assert error("1\\", "exec")[0] == "unexpected EOF while parsing"

for text, offset in [
    ("9.nx54", 2), ("1.5abc", 3), ("1.e", 2), ("12.34abc", 5), ("x = 1.5abc", 7), ("[1.5abc]", 4), ("1.5e+x", 5),
    ("1.5_", 4), ("1.5_x", 4), ("1e5x", 3), ("1.e5x", 4), ("1 + 9.nx", 6), ("1.5xor", 3), ("1e+", 3), ("1x", 1),
]:
    for mode in ("eval", "exec", "single"):
        assert error(text, mode) == ("invalid decimal literal", 1, offset, 1, offset, text), error(text, mode)
assert error("1.5jx") == ("invalid imaginary literal", 1, 4, 1, 4, "1.5jx")
assert error("1.5 abc") == (invalid, 1, 5, 1, 8, "1.5 abc")
assert eval("1.5if 1 else 2") == 1.5 and eval("1.5and 2") == 2
