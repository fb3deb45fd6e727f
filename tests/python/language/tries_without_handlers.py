"""A `try` needs a handler or a `finally`, and one with an `else` needs a handler.

https://docs.python.org/3.14/reference/compound_stmts.html#the-try-statement
"""


def refused(source):
    try:
        compile(source, "source", "exec")
    except SyntaxError as error:
        place = error.lineno, error.offset, error.end_lineno, error.end_offset
        return type(error).__name__, error.msg, place
    raise AssertionError(f"{source!r} was compiled")


MESSAGE = "expected 'except' or 'finally' block"
for source, place in [
    ("try: pass", (1, 10, 1, -1)),
    ("try: pass\n", (1, 10, 1, -1)),
    ("try: pass\n\n", (2, 1, 2, -1)),
    ("try: pass\n# nothing else\n", (2, 15, 2, -1)),
    ("try: pass\nelse: pass\n", (2, 1, 2, 5)),
    ("try: pass\nelse: pass\nfinally: pass\n", (2, 1, 2, 5)),
    ("x = 1\nif x:\n  try: pass\n  else: pass\n  finally: pass\n", (4, 3, 4, 7)),
]:
    assert refused(source) == ("SyntaxError", MESSAGE, place), (source, refused(source))

compile("try: pass\nexcept ValueError: pass\nelse: pass\nfinally: pass\n", "source", "exec")
compile("for x in (): pass\nelse:\n  try: pass\n  finally: pass\n", "source", "exec")

# The text may end where a block is missing, with and without a line end.
for source in ["match x:", "match x:\n", "match x:\n\n"]:
    kind, message, _ = refused(source)
    assert kind == "IndentationError", source
    assert message == "expected an indented block after 'match' statement on line 1"
