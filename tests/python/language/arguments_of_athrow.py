"""`athrow` keeps its arguments: what is wrong with them is an error of the awaitable.

https://docs.python.org/3.14/reference/expressions.html#agen.athrow
"""

import warnings


async def generator():
    yield 1


def outcome(*args):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        awaitable = generator().athrow(*args)
    try:
        awaitable.send(None)
    except (TypeError, ValueError, StopAsyncIteration) as error:
        return type(error).__name__, str(error)
    raise AssertionError("no error")


assert outcome() == ("TypeError", "athrow expected at least 1 argument, got 0")
assert outcome(ValueError, 1, None, 2) == ("TypeError", "athrow expected at most 3 arguments, got 4")
assert outcome(ValueError, 1, 2) == ("TypeError", "throw() third argument must be a traceback object")
assert outcome(ValueError("a"), 1) == ("TypeError", "instance exception may not have a separate value")
assert outcome(ValueError("a")) == ("ValueError", "a")
assert outcome(ValueError, "b") == ("ValueError", "b")
for arguments in [(ValueError, 1), (ValueError, 1, None), (1, 2, 3, 4)]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        awaitable = generator().athrow(*arguments)
    assert [warning.category for warning in caught] == [DeprecationWarning], arguments
    awaitable.close()


def plain():
    yield


for make, kind in [(plain, TypeError), (lambda: generator().__anext__(), TypeError)]:
    stepped = make()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            stepped.throw(ValueError, None, 1)
        except kind as error:
            assert str(error) == "throw() third argument must be a traceback object"
    assert [warning.category for warning in caught] == [DeprecationWarning]
