"""Errors that tokens around a mistake explain have CPython's words and lines.

https://docs.python.org/3.14/library/exceptions.html#SyntaxError
"""
def check(source, message, text):
    try:
        compile(source, "<file>", "exec")
    except SyntaxError as error:
        assert (error.msg, error.text) == (message, text), (source, error.msg, error.text)
    else:
        raise AssertionError(source)

check("x = pass if 1 else 1", "expected expression before 'if', but statement is given", "x = pass if 1 else 1\n")
check("x = 1 if 1 else pass", "expected expression after 'else', but statement is given", "x = 1 if 1 else pass\n")
check("a, b += 1, 2", "'tuple' is an illegal expression for augmented assignment", "a, b += 1, 2\n")
check("def f(/, a): pass", "at least one argument must precede /", "def f(/, a): pass\n")
check("lambda /, a: 1", "at least one argument must precede /", "lambda /, a: 1\n")
check("def f(a, *b, c, /, d): pass", "/ must be ahead of *", "def f(a, *b, c, /, d): pass\n")
check(r'"blech\"', "unterminated string literal (detected at line 1); perhaps you escaped the end quote?", r'"blech\"')
check("x = '''abc\ndef", "unterminated triple-quoted string literal (detected at line 2)", "x = '''abc")
check("x = 5\\", "unexpected EOF while parsing", "x = 5\\\n")
check('print\x17("Hello")', "invalid non-printable character U+0017", 'print\x17("Hello")')

# Where there is no file to show the line of, columns count bytes.
try:
    compile('return "ä"', "<file>", "exec")
except SyntaxError as error:
    assert (error.text, error.offset, error.end_offset) == (None, 1, 12)
