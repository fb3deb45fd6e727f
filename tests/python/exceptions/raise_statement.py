"""raise takes an instance or a class, sets the cause, and links the context.

https://docs.python.org/3.14/reference/simple_stmts.html#the-raise-statement
"""


def caught(value, *cause):
    try:
        if cause:
            raise value from cause[0]
        raise value
    except BaseException as e:
        return e


assert str(caught(1)) == "exceptions must derive from BaseException"
assert str(caught(int)) == "exceptions must derive from BaseException"
assert type(caught(ValueError)) is ValueError
e = ValueError(1)
assert caught(e) is e
assert type(caught(ValueError, KeyError).__cause__) is KeyError
assert caught(ValueError, None).__suppress_context__
assert str(caught(ValueError, 1)) == "exception causes must derive from BaseException"


class Bad(Exception):
    def __new__(cls):
        return 5


assert str(caught(Bad)) == (
    "calling <class '__main__.Bad'> should have returned an instance of BaseException, not <class 'int'>"
)

try:
    try:
        1 / 0
    except ZeroDivisionError as first:
        raise KeyError("k")
except KeyError as second:
    assert type(second.__context__) is ZeroDivisionError and second.__cause__ is None
    assert second.__traceback__.tb_lineno == 39, second.__traceback__.tb_lineno
    assert second.__traceback__.tb_next is None
