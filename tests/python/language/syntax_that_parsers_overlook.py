"""Rules of the grammar that are easily overlooked, and where their errors point.

https://docs.python.org/3.14/reference/grammar.html
"""


def error(source, mode="exec"):
    try:
        compile(source, "<test>", mode)
    except SyntaxError as raised:
        return raised.msg, raised.lineno, raised.offset, raised.end_lineno, raised.end_offset
    raise AssertionError(source)


assert error("1, yield 1") == ("invalid syntax", 1, 4, 1, 9)
assert error("x = yield, 1") == ("invalid syntax", 1, 10, 1, 11)
assert error("class C(x for x in y): pass") == ("invalid syntax", 1, 11, 1, 14)
message = 'expression cannot contain assignment, perhaps you meant "=="?'
assert error("f((x)=2)") == (message, 1, 4, 1, 7)
assert error("match x:\n case 1 as _: pass") == ("cannot use '_' as a target", 2, 12, 2, 13)
assert error("match x:\n case {**_}: pass") == ("invalid syntax", 2, 10, 2, 11)
message = "attribute name repeated in class pattern: b"
assert error("match x:\n case A(b=1, b=2): pass") == (message, 2, 16, 2, 17)
for key, text in (("False", "False"), ("0.0", "0.0"), ("0j", "0j")):
    message = f"mapping pattern checks duplicate key ({text})"
    assert error(f"match x:\n case {{0: _, {key}: _}}: pass")[0] == message
message = "reserved name '__classdict__' cannot be used for type parameter"
assert error("class A[__classdict__]: pass") == (message, 1, 9, 1, 22)

# Where the end of an error is unknown.
assert error("x = (1 +") == ("'(' was never closed", 1, 5, 1, 0)
assert error("  x = 1") == ("unexpected indent", 1, 2, 1, -1)
assert error("if x:\n    a\n  b\n")[3:] == (3, -1)
message = "inconsistent use of tabs and spaces in indentation"
assert error("if 1:\n\ta\n        b") == (message, 3, 1, 3, 0)
message = "unexpected character after line continuation character"
assert error("a\\ b") == (message, 1, 3, 1, 0)
assert error("try: pass") == ("expected 'except' or 'finally' block", 1, 10, 1, -1)
assert error("x = {1:2, 3}") == ("':' expected after dictionary key", 1, 11, 1, 0)

# A single statement.
message = "multiple statements found while compiling a single statement"
assert error("x = 1\ny = 2", "single") == (message, 1, 6, 1, 7)
assert error("def f(): pass\n\nx = 1\n", "single") == ("invalid syntax", 3, 1, 3, 2)
compile("x = 1; y = 2\n\n# a comment\n", "<test>", "single")
compile("if x:\n  y\nelse:\n  z\n", "<test>", "single")

# PEP 401.
barry = "from __future__ import barry_as_FLUFL\n"
names = {}
exec(barry + "a = 1 <> 2; b = 1 <> 1", names)
assert (names["a"], names["b"]) == (True, False)
message = "with Barry as BDFL, use '<>' instead of '!='"
assert error(barry + "a != b") == (message, 2, 3, 2, 5)
assert compile(barry, "<test>", "exec").co_flags & 0x400000
error("1 <> 2")

# Text of annotations that are not evaluated.
names = {}
exec("from __future__ import annotations\nx: Literal['info', 1e999, b'inf']\n", names)
assert names["__annotations__"]["x"] == "Literal['info', 1e309, b'inf']"
