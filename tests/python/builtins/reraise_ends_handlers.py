"""An exception raised in a handler leaves through the handler's clean-up once.

https://docs.python.org/3.14/reference/compound_stmts.html#except-clause
"""


def handle():
    try:
        raise ValueError("first")
    except ValueError as error:
        assert False, str(error)


try:
    handle()
except AssertionError as raised:
    assert str(raised) == "first"
    assert type(raised.__context__) is ValueError
else:
    raise AssertionError("nothing raised")
