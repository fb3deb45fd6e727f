"""`exec` with the cells that code needs.

https://docs.python.org/3.14/library/functions.html#exec
"""
from types import CellType


def outer():
    a, b = 2, 3

    def inner():
        nonlocal a
        a = a * b

    return inner, lambda: a


inner, value = outer()
exec(inner.__code__, globals(), closure=inner.__closure__)
assert value() == 6
cells = CellType(5), CellType(7)
exec(inner.__code__, closure=cells)
assert cells[0].cell_contents == 35


def message(function, *arguments, **keywords):
    try:
        function(*arguments, **keywords)
    except TypeError as error:
        return str(error)
    raise AssertionError


LENGTH = "code object requires a closure of exactly length 2"
for closure in None, (), cells[:1], list(cells), (1, 2):
    assert message(exec, inner.__code__, closure=closure) == LENGTH
assert message(exec, message.__code__, closure=cells) == "cannot use a closure with this code object"
assert message(exec, "pass", closure=()) == "closure can only be used when source is a code object"
assert message(eval, inner.__code__) == "code object passed to eval() may not contain free variables"
