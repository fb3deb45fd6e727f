"""Context variables, contexts and tokens.

https://docs.python.org/3.14/library/contextvars.html
"""

from contextvars import Context, ContextVar, Token, copy_context

var = ContextVar("var", default=1)
other = ContextVar("other")
assert var.name == "var" and var.get() == 1 and var.get(2) == 2
try:
    other.get()
    assert False
except LookupError as error:
    assert error.args == (other,)
token = var.set(3)
assert var.get() == 3 and token.var is var and token.old_value is Token.MISSING
copy = copy_context()
assert copy[var] == 3 and var in copy and other not in copy and copy.get(other, 4) == 4
second = var.set(5)
assert second.old_value == 3 and copy[var] == 3
var.reset(second)
assert var.get() == 3
try:
    var.reset(second)
    assert False
except RuntimeError as error:
    assert str(error).endswith("has already been used once")
var.reset(token)
assert var.get() == 1 and var not in copy_context()


def inside():
    assert var.get() == 3
    var.set(7)
    return var.get()


assert copy.run(inside) == 7 and copy[var] == 7 and var.get() == 1
assert list(copy.items()) == [(var, 7)] and len(copy) == 1
try:
    copy.run(copy.run, inside)
    assert False
except RuntimeError as error:
    assert str(error) == f"cannot enter context: {copy!r} is already entered"
with var.set(9):
    assert var.get() == 9
assert var.get() == 1
assert Context() == Context() and copy != Context()

# A value that is set is not paid for by the others, which a snapshot goes on to show.
many = [ContextVar(f"v{number}") for number in range(100_000)]


def set_all():
    for number, each in enumerate(many):
        each.set(number)
    items = copy_context().items()
    iterator = iter(copy_context())
    next(iterator)
    many[0].set("changed")
    assert len(items) == len(many) and dict(items)[many[0]] == 0
    assert len(list(iterator)) == len(many) - 1
    assert many[0].get() == "changed"


Context().run(set_all)


def message(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except TypeError as error:
        return str(error)
    raise AssertionError("nothing was raised")


exactly = "ContextVar() takes exactly 1 positional argument (0 given)"
assert message(ContextVar) == message(ContextVar, name="x") == exactly
assert message(ContextVar, "x", 1) == "ContextVar() takes at most 1 positional argument (2 given)"
assert message(hash, var.set(1)) == "unhashable type: '_contextvars.Token'"
assert message(ContextVar, "x", other=1) == "ContextVar() got an unexpected keyword argument 'other'"
