"""Exception groups are split by class, condition and except*.

https://docs.python.org/3.14/library/exceptions.html#exception-groups
"""


def raises(error, message, function, *args):
    try:
        function(*args)
    except error as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{error.__name__} not raised")


def group():
    return ExceptionGroup("m", [ValueError(1), TypeError(2), ExceptionGroup("n", [ValueError(3)])])


g = group()
assert str(g) == "m (3 sub-exceptions)" and g.message == "m" and len(g.exceptions) == 3
assert repr(g.subgroup(ValueError)) == (
    "ExceptionGroup('m', [ValueError(1), ExceptionGroup('n', [ValueError(3)])])"
)
match, rest = g.split(TypeError)
assert repr(match) == "ExceptionGroup('m', [TypeError(2)])"
assert repr(rest) == "ExceptionGroup('m', [ValueError(1), ExceptionGroup('n', [ValueError(3)])])"
assert g.subgroup(lambda e: isinstance(e, KeyError)) is None
assert g.split((ValueError, TypeError))[1] is None
assert type(BaseExceptionGroup("a", [ValueError()])) is ExceptionGroup
assert type(BaseExceptionGroup("a", [KeyboardInterrupt()])) is BaseExceptionGroup
raises(ValueError, "second argument (exceptions) must be a non-empty sequence", ExceptionGroup, "a", [])
raises(TypeError, "second argument (exceptions) must be a sequence", ExceptionGroup, "a", 1)
raises(ValueError, "Item 0 of second argument (exceptions) is not an exception", ExceptionGroup, "a", [1])
raises(TypeError, "Cannot nest BaseExceptions in an ExceptionGroup", ExceptionGroup, "a", [KeyboardInterrupt()])

seen = []
try:
    raise group()
except* ValueError as e:
    seen.append(repr(e))
except* TypeError as e:
    seen.append(repr(e))
assert seen == [
    "ExceptionGroup('m', [ValueError(1), ExceptionGroup('n', [ValueError(3)])])",
    "ExceptionGroup('m', [TypeError(2)])",
], seen

try:
    raise ValueError("naked")
except* ValueError as e:
    assert repr(e) == "ExceptionGroup('', (ValueError('naked'),))", repr(e)

try:
    try:
        raise group()
    except* TypeError:
        pass
except ExceptionGroup as e:
    assert repr(e) == "ExceptionGroup('m', [ValueError(1), ExceptionGroup('n', [ValueError(3)])])"
else:
    raise AssertionError("what is not handled is raised again")

try:
    try:
        raise group()
    except* TypeError:
        raise KeyError("new")
except ExceptionGroup as e:
    assert [type(inner).__name__ for inner in e.exceptions] == ["KeyError", "ExceptionGroup"]
else:
    raise AssertionError("both are raised")
