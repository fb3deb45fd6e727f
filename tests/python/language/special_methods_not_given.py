"""A descriptor in place of a special method that raises AttributeError: operators go on as without the method."""

import operator


class Refusing:
    def __init__(self, kind):
        self.kind = kind

    def __get__(self, instance, owner):
        raise self.kind("refused")


def without(name, kind=AttributeError):
    return type("C", (), {name: Refusing(kind)})()


def raises(kind, function, *args):
    try:
        function(*args)
    except kind as error:
        return str(error)
    raise AssertionError(f"{kind.__name__} not raised")


# Comparisons and binary operators ask the other side, and then give up.
c = without("__eq__")
assert c == c and c != without("__eq__")
for name, symbol in [("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">=")]:
    c = without(f"__{name}__")
    message = raises(TypeError, getattr(operator, name), c, c)
    assert message == f"'{symbol}' not supported between instances of 'C' and 'C'", message
assert "unsupported operand" in raises(TypeError, operator.add, without("__add__"), 1)
assert "unsupported operand" in raises(TypeError, operator.add, 1, without("__radd__"))

# Truth, hashing, iteration and membership have their defaults.
assert bool(without("__bool__"))
assert raises(TypeError, hash, without("__hash__")) == "unhashable type: 'C'"
assert raises(TypeError, iter, without("__iter__")) == "'C' object is not iterable"
message = raises(TypeError, operator.contains, without("__contains__"), 1)
assert message == "argument of type 'C' is not a container or iterable", message

# What must be there is told of.
for name, use in [("__len__", len), ("__neg__", operator.neg), ("__index__", operator.index), ("__next__", next)]:
    assert raises(AttributeError, use, without(name)) == "refused", name
assert raises(AttributeError, operator.iadd, without("__iadd__"), 1) == "refused"

# Other exceptions pass through.
for name, use in [
    ("__eq__", lambda c: c == c),
    ("__lt__", lambda c: c < c),
    ("__add__", lambda c: c + 1),
    ("__bool__", bool),
    ("__hash__", hash),
    ("__iter__", iter),
    ("__contains__", lambda c: 1 in c),
]:
    assert raises(KeyError, use, without(name, KeyError)) == "'refused'", name
