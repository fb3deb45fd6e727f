"""A syntax error of the parser knows the last compound statement before it, for suggestions of keywords.

https://docs.python.org/3.14/whatsnew/3.14.html#improved-error-messages
"""
import traceback


def raised(source, mode="exec"):
    try:
        compile(source, "<text>", mode)
    except SyntaxError as error:
        return error
    raise AssertionError(source)


def context(source, mode="exec"):
    return raised(source, mode)._metadata


assert context("c d\n") == (0, 0, "c d\n")
assert context("c d") == (0, 0, "c d\n")
assert context("c d", "eval") == (0, 0, "c d")
assert context("x = 1\nc d\n")[:2] == (0, 0)
assert context("f(1 2)\n")[:2] == (0, 0)
assert context("1 = 2\n")[:2] == (0, 0)
assert context("$\n")[:2] == (0, 0)
for statement in (
    "if 1: pass",
    "if 1: pass\nelif 2: pass\nelse: pass",
    "while 1: pass",
    "for a in b: pass",
    "with a: pass",
    "try: pass\nfinally: pass",
    "match x:\n case 1: pass",
    "class A: pass",
):
    assert context(statement + "\nc d\n")[:2] == (1, 0), statement
    assert context(statement + "\nx = 1\nc d\n")[:2] == (1, 0), statement
    inside = "if 5:\n" + "".join(f"  {line}\n" for line in statement.split("\n"))
    assert context(inside + "  c d\n")[:2] == (2, 2), statement
for statement in ("def f(): pass", "async def f(): pass", "@x\ndef f(): pass"):
    assert context(statement + "\nc d\n")[:2] == (0, 0), statement
assert context("@x\nclass A: pass\nc d\n")[:2] == (2, 0)
assert context("while 1:\n  if 2: pass\n  x\nc d\n")[:2] == (2, 2)
assert context("def f():\n  for i in y:\n    pass\nc d\n")[:2] == (2, 2)
assert raised("return")._metadata is None


def shown(source):
    return traceback.format_exception_only(raised(source))[-1]


assert shown("fro i in x:\n  pass\n") == "SyntaxError: invalid syntax. Did you mean 'for'?\n"
assert shown("if x:\n  pass\nelseif y:\n  pass\n") == "SyntaxError: invalid syntax. Did you mean 'elif'?\n"
assert shown("for i in y:\n  pass\n  whille x:\n    pass\n") == (
    "SyntaxError: invalid syntax. Did you mean 'while'?\n"
)
assert shown("[\nx for x\nin range(3)\nof x\n]\n") == "SyntaxError: invalid syntax. Did you mean 'if'?\n"
