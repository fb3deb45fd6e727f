r"""The compiler warns of what is probably not meant as it is written; where warnings are errors, it raises SyntaxError.

https://docs.python.org/3.14/library/exceptions.html#SyntaxWarning, PEP 765
"""
import warnings

def warned(source, mode="exec"):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        compile(source, "<file>", mode)
    assert all(it.category is SyntaxWarning and it.filename == "<file>" for it in found)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile(source, "<file>", mode)
        except SyntaxError as error:
            assert found, source
            end = (error.end_lineno, error.end_offset)
            return [(str(it.message), it.lineno) for it in found], (error.lineno, error.offset, *end)
    assert not found, source
    return [], None

def check(source, message, line, place):
    assert warned(source) == ([(message, line)], place), warned(source)

escape = r'''"\d" is an invalid escape sequence. Such sequences will not work in the future. Did you mean "\\d"? A raw string is also an option.'''
check(r"x = 'a\d\w'", escape, 1, (1, 7, 1, 9))
check("'''\n\\d'''", escape, 2, (2, 1, 2, 3))
check(r"'\400'", escape.replace(r"d", "400", 1).replace("escape", "octal escape").replace(r"\\d", r"\\400"), 1, (1, 2, 1, 4))
for valid in r"r'\d'", r"'\x41\N{BULLET}\u0041\'\"\0\377'", r"rb'\d'", r"rf'\d'", "'\\\n'":
    assert warned(valid) == ([], None)
assert [it for it, _ in warned(r"b'\N'")[0]] == [escape.replace(r"\d", r"\N")]

check("x is 1", '"is" with \'int\' literal. Did you mean "=="?', 1, (1, 1, 1, 7))
check("x is not 'a'", '"is not" with \'str\' literal. Did you mean "!="?', 1, (1, 1, 1, 13))
check("x is (1, 2)", '"is" with \'tuple\' literal. Did you mean "=="?', 1, (1, 1, 1, 12))
check("if 0:\n  x is 1", '"is" with \'int\' literal. Did you mean "=="?', 2, (2, 3, 2, 9))
check("while x is 1: pass", '"is" with \'int\' literal. Did you mean "=="?', 1, (1, 7, 1, 13))
for valid in "x is None", "x is ...", "x is True", "x is -1", "x is (1, y)", "def f():\n x: (1 is 2)":
    assert warned(valid) == ([], None)

check("(1, 2)(3)", "'tuple' object is not callable; perhaps you missed a comma?", 1, (1, 1, 1, 7))
check("f'{x}'()", "'str' object is not callable; perhaps you missed a comma?", 1, (1, 1, 1, 7))
check("None[2]", "'NoneType' object is not subscriptable; perhaps you missed a comma?", 1, (1, 1, 1, 5))
check("[1]['a', 'b']", "list indices must be integers or slices, not tuple; perhaps you missed a comma?", 1, (1, 1, 1, 4))
check("'a'[1.5]", "str indices must be integers or slices, not float; perhaps you missed a comma?", 1, (1, 1, 1, 4))
for valid in "(lambda: 1)()", "[1][1:2]", "[1][True]", "{1: 2}['a']", "'a'[x]", "del 1[2]":
    assert warned(valid) == ([], None)

check("assert (x, 'text')", "assertion is always true, perhaps remove parentheses?", 1, (1, 1, 1, 19))
assert warned("assert ()") == ([], None)

check("def f():\n  try: pass\n  finally: return 1", "'return' in a 'finally' block", 3, (3, 12, 3, 20))
check("while 1:\n try: pass\n finally:\n  if x: continue", "'continue' in a 'finally' block", 4, (4, 9, 4, 17))
for valid in "while 1: break", "def f():\n try: pass\n finally:\n  def g(): return 1", "try: pass\nfinally:\n for x in y: break":
    assert warned(valid) == ([], None)

check("1or 2", "invalid decimal literal", 1, (1, 1, 1, 1))
check("0x1for x in y", "invalid hexadecimal literal", 1, (1, 4, 1, 4))
check("1jif x else y", "invalid imaginary literal", 1, (1, 2, 1, 2))

# All of them are given, those of the tokens first.
assert [it for _, it in warned("x is 1\n\n1()\n'\\d'")[0]] == [4, 1, 3]

# A line that the parser refuses has a line end; what is found later shows the line of a file, if there is one.
def text(source):
    try:
        compile(source, "<file>", "exec")
    except SyntaxError as error:
        return error.text
assert text("x y") == "x y\n" and text("x = (") == "x = (\n"
assert text("0xfand 1") == "0xfand 1" and text("'abc") == "'abc"
assert text("return") is None and text("break") is None
