"""Which operand of a sequence operator is asked, and how errors name classes.

https://docs.python.org/3.14/reference/datamodel.html#emulating-numeric-types
"""

import collections
import operator


def message(function, *args):
    try:
        function(*args)
    except TypeError as error:
        return str(error)
    raise AssertionError("no error")


# In place, a right operand is repeated only where the left is no sequence of any kind.
class Plain:
    pass


for left in (set(), {}, {}.keys(), Plain()):
    name = type(left).__name__
    words = f"unsupported operand type(s) for *=: '{name}' and 'list'"
    assert message(operator.imul, left, [1]) == words, message(operator.imul, left, [1])
    words = f"can't multiply sequence by non-int of type '{name}'"
    assert message(operator.mul, left, [1]) == words
assert message(operator.imul, None, [1]) == "can't multiply sequence by non-int of type 'NoneType'"
assert operator.imul(2, [1]) == [1, 1] and operator.imul([1], 2) == [1, 1]


# Subclasses extend themselves before the right operand is asked; the function concatenates sequences only.
class Items(list):
    pass


class Right:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return iter(self.items)

    def __radd__(self, left):
        return "right"


items = Items([1])
kept = items
items += Right([2])
assert items is kept and items == [1, 2]
assert [1] + Right([2]) == "right" and items + [3] == [1, 2, 3]


class Own(list):
    def __iadd__(self, other):
        return NotImplemented


own = Own([1])
own += Right([2])
assert own == "right"

for left, name in [([1], "list"), ((1,), "tuple"), ("a", "str")]:
    words = message(operator.concat, left, collections.UserList([2]))
    assert words == f'can only concatenate {name} (not "UserList") to {name}'
assert operator.concat(collections.UserList([1]), [2]) == [1, 2]
assert operator.iconcat([1], Right([2])) == [1, 2]


# Text without directives stays what it is.
class Text(str):
    pass


text = Text("plain")
assert text % {} is text and type(Text("%%") % ()) is str and type(Text("") % ()) is str


# Keys that cannot be hashed are told with the full name of their class.
class Outer:
    class Inner(list):
        pass


for value, name, short in [
    (collections.Counter(), "collections.Counter", "Counter"),
    (Outer.Inner(), "Outer.Inner", "Inner"),
    ([], "list", "list"),
]:
    words = f"cannot use '{name}' as a set element (unhashable type: '{short}')"
    assert message(lambda: {value}) == words, message(lambda: {value})
    words = f"cannot use '{name}' as a dict key (unhashable type: '{short}')"
    assert message(lambda: {value: 1}) == words
