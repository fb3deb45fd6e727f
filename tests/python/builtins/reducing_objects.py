"""What `__reduce_ex__` and `__getstate__` of plain objects ask for, and what wrappers keep."""

import copyreg
import functools


def message(function, *args, **keywords):
    try:
        function(*args, **keywords)
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError("nothing raised")


class Slotted:
    __slots__ = ("a", "__b")


one = Slotted()
one.a = 1
assert one.__reduce_ex__(2) == (copyreg.__newobj__, (Slotted,), (None, {"a": 1}), None, None)
assert Slotted.__slotnames__ == ["a", "_Slotted__b"]


# The names may come from elsewhere, and the values from `__getattr__`.
class Text(str):
    pass


class Computing:
    __slotnames__ = [Text("spam")]

    def __getattr__(self, name):
        if name == "spam":
            Computing.__slotnames__[:] = [Text("spam")]
            return 42
        raise AttributeError(name)


assert Computing().__reduce_ex__(2)[2] == (None, {"spam": 42})


class Wrong:
    __slotnames__ = 5


assert message(Wrong().__reduce_ex__, 2) == "TypeError: Wrong.__slotnames__ should be a list or None, not int"


class New:
    def __init__(self, answer):
        self.answer = answer

    def __getnewargs_ex__(self):
        return self.answer


assert New(((1,), {})).__reduce_ex__(2)[:2] == (copyreg.__newobj__, (New, 1))
assert New(((1,), {"a": 2})).__reduce_ex__(2)[:2] == (copyreg.__newobj_ex__, (New, (1,), {"a": 2}))
prefix = "TypeError: {} item of the tuple returned by __getnewargs_ex__ must be a {}, not '{}'"
assert message(New(((), "bad")).__reduce_ex__, 2) == prefix.format("second", "dict", "str")
assert message(New(("bad", {})).__reduce_ex__, 2) == prefix.format("first", "tuple", "str")

# A class method has annotations of its own once they were asked for.
for kind in (classmethod, staticmethod):

    @kind
    def method(cls) -> int:
        pass

    assert "__annotations__" not in method.__dict__
    assert method.__annotations__ == {"return": int}
    assert "__annotations__" in method.__dict__
    method.__annotations__ = {"a": 1}
    assert method.__annotations__ == {"a": 1}
    assert method.__wrapped__.__annotations__ == {"return": int}
    del method.__annotations__
    assert message(delattr, method, "__annotations__").startswith("AttributeError: ")
    assert method.__annotations__ == {"return": int}

# Whoever is called wrongly is named with its module.
assert message(lambda: functools.partial(**[1])) == "TypeError: functools.partial() argument after ** must be a mapping, not list"
assert message(lambda: functools.partial(*1)) == "TypeError: functools.partial() argument after * must be an iterable, not int"
assert message(lambda: int(**[1])) == "TypeError: int() argument after ** must be a mapping, not list"
assert message(lambda: [].append(*1)) == "TypeError: list.append() argument after * must be an iterable, not int"

# Sizes count what CPython's objects have.
class Mine(int):
    pass


assert Mine.__basicsize__ == int.__basicsize__
assert Mine(1 << 40).__sizeof__() == Mine.__basicsize__ + 2 * Mine.__itemsize__

# The hash of a frozenset is that of `collections.abc.Set`.
import collections.abc

for items in ((), (1, 2, 3), range(100), ("a", None, 2.5)):
    assert hash(frozenset(items)) == collections.abc.Set._hash(frozenset(items))
assert hash(frozenset()) == 133146708735736

# A generator's frame is called by no one when it is finished.
def generate():
    yield


generator = generate()
frame = generator.gi_frame
next(generator)
assert frame.f_back is None
next(generator, None)
assert frame.f_back is None

# A list among the arguments of an alias that becomes shorter while it is shown.
import types

items = []


class Clearing:
    def __repr__(self):
        items.clear()
        return "x"


items += [Clearing(), 1]
assert message(repr, types.GenericAlias(int, items)) == "IndexError: list index out of range"


# What becomes a parameter only when the parameters have been collected.
class Parameter:
    pass


first, late = Parameter(), Parameter()
first.__typing_subst__ = lambda value: value
alias = types.GenericAlias(dict, (first, late))
assert alias.__parameters__ == (first,)
late.__typing_subst__ = lambda value: value
assert "not found in __parameters__" in message(lambda: alias[0])

# A union keeps in mind which of its members had no hash.
hashable = False


class Meta(type):
    def __hash__(self):
        if hashable:
            return 1
        raise TypeError("not hashable")


union = Meta("A", (), {}) | Meta("B", (), {})
assert message(hash, union) == "TypeError: not hashable"
hashable = True
assert message(hash, union) == "TypeError: union contains 2 unhashable elements"

# A text too long for memory is not too long for a number.
import sys

try:
    "é" * (sys.maxsize - 100)
except MemoryError:
    pass
else:
    raise AssertionError("no MemoryError")
