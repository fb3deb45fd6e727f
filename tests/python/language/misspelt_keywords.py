"""A word that is like a keyword, and makes the code right in its place, is suggested for it.

https://docs.python.org/3.14/whatsnew/3.14.html#improved-error-messages
"""
import traceback


def last_line(source):
    try:
        compile(source, "<text>", "exec")
    except SyntaxError as error:
        return traceback.format_exception_only(error)[-1].strip()
    raise AssertionError("it compiles")


HINT = "SyntaxError: invalid syntax. Did you mean '{}'?"
assert last_line("fur a in b:\n    pass") == HINT.format("for")
assert last_line("x = 1\ny = 2\nwhille True:\n    pass\n") == HINT.format("while")
assert last_line("def f():\n    x = 1\n    iff x:\n        pass\n") == HINT.format("if")
assert last_line("x = 1 +\n") == "SyntaxError: invalid syntax"
