"""With PyCF_ALLOW_INCOMPLETE_INPUT, a text that more lines could complete raises _IncompleteInputError; codeop is built on it.
Source: Lib/codeop.py of the library, https://docs.python.org/3.14/library/codeop.html
"""

import codeop

DONT_IMPLY_DEDENT, ALLOW_INCOMPLETE = 0x200, 0x4000


def outcome(source, mode, flags=ALLOW_INCOMPLETE | DONT_IMPLY_DEDENT):
    try:
        compile(source, "<test>", mode, flags)
    except SyntaxError as error:
        return type(error).__name__
    return "ok"


INCOMPLETE = ["if 1:", "if 1:\n", "(", "x = (1,\n2", "'''abc", "'''abc\n", "def f(", "x \\\n", "f'''{", "f'{",
              "[1,2", "try:\n  pass\n", "def f():\n  x = [\n", "class A:", "@foo", "@foo\n", "if 1:\n  pass\nelse:\n",
              "async def f():", "match x:\n", "match x:\n  case 1:", "from a import (", "x = {1:", "f'''{a\n",
              "x = 'abc\\\n", "try:\n  pass\nexcept:", "@a\n#c\n", "if 1:\n# c\n", "if 1:\n\n"]
for source in INCOMPLETE:
    for mode in "single", "exec":
        assert outcome(source, mode) == "_IncompleteInputError", (source, mode, outcome(source, mode))

WRONG = ["[1,2)", "x = \n", "a +\n", "1 = 2", "'a\n", "a.\n", "from a import\n"]
for source in WRONG:
    for mode in "single", "exec":
        assert outcome(source, mode) == "SyntaxError", (source, mode, outcome(source, mode))
assert outcome("if x:\n a\n  b", "exec") == "IndentationError"

# The end of the text counts as a line end only for modules.
for source in "a b", "a +", "lambda", "for x in", "def f", "$", "( $":
    assert outcome(source, "single") == "_IncompleteInputError", source
    assert outcome(source, "exec") == "SyntaxError", source

# At the prompt, a compound statement needs a line end; the end of the text ends a block, unless that is not wanted.
assert outcome("if 1:\n  pass", "single") == "_IncompleteInputError"
assert outcome("if 1:\n  pass", "single", ALLOW_INCOMPLETE) == "ok"
assert outcome("if 1:\n  pass", "single", 0) == "ok"
assert outcome("if 1:\n  pass", "single", DONT_IMPLY_DEDENT) == "SyntaxError"
assert outcome("if 1: pass", "single", 0) == "SyntaxError"
assert outcome("if 1: pass\n", "single", 0) == "ok"
for source in "", "\n", "#abc":
    assert outcome(source, "single", 0) == "SyntaxError", source
    assert outcome(source, "single") == "_IncompleteInputError", source
    assert outcome(source, "exec") == "ok"

error = None
try:
    compile("x = (1,\n2", "<test>", "single", ALLOW_INCOMPLETE)
except SyntaxError as caught:
    error = caught
assert type(error).__mro__[1] is SyntaxError and type(error).__module__ == "builtins"
assert error.args == ("incomplete input", ("<test>", 2, 1, "2", 2, -1)), error.args

assert codeop.compile_command("for x in y:") is None
assert codeop.compile_command("x = [1,") is None
assert codeop.compile_command("if 1:\n  pass") is None
assert codeop.compile_command("a = 1") is not None
try:
    codeop.compile_command("a b")
except SyntaxError as caught:
    assert caught.msg == "invalid syntax"
else:
    raise AssertionError("no error")
