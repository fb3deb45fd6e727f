"""What a set says when it refuses.

The wording is CPython 3.14's.
"""


def check(function, kind, message):
    try:
        function()
    except Exception as error:
        assert type(error) is kind, error
        assert str(error) == message, str(error)
    else:
        assert False, message


s = {1}
unhashable = "cannot use 'list' as a set element (unhashable type: 'list')"
check(lambda: s.add([]), TypeError, unhashable)
check(lambda: [] in s, TypeError, unhashable)
check(lambda: {[]}, TypeError, unhashable)
check(lambda: set([[]]), TypeError, unhashable)
check(lambda: frozenset([[]]), TypeError, unhashable)
check(lambda: s.remove([]), TypeError, unhashable)
check(lambda: s.discard([]), TypeError, unhashable)
check(lambda: s.update([], [[]]), TypeError, unhashable)
check(lambda: s.difference([[]]), TypeError, unhashable)
check(lambda: s.isdisjoint([[]]), TypeError, unhashable)
check(lambda: s.symmetric_difference([[]]), TypeError, unhashable)
check(lambda: s.intersection([[]]), TypeError, "unhashable type: 'list'")
check(lambda: s.remove({2}), KeyError, "{2}")
check(lambda: s.remove(7), KeyError, "7")
check(lambda: set().pop(), KeyError, "'pop from an empty set'")
check(lambda: s | [1], TypeError, "unsupported operand type(s) for |: 'set' and 'list'")
check(lambda: s - 5, TypeError, "unsupported operand type(s) for -: 'set' and 'int'")
check(lambda: s < [1], TypeError, "'<' not supported between instances of 'set' and 'list'")
check(lambda: s.union(5), TypeError, "'int' object is not iterable")
check(lambda: set(1, 2), TypeError, "set expected at most 1 argument, got 2")
check(lambda: frozenset(1, 2), TypeError, "frozenset expected at most 1 argument, got 2")
check(lambda: set(a=1), TypeError, "set() takes no keyword arguments")
check(lambda: frozenset(a=1), TypeError, "frozenset() takes no keyword arguments")
check(lambda: set(5), TypeError, "'int' object is not iterable")
check(lambda: hash(s), TypeError, "unhashable type: 'set'")
check(lambda: s.add(), TypeError, "set.add() takes exactly one argument (0 given)")
check(lambda: s.union(a=1), TypeError, "set.union() takes no keyword arguments")
check(
    lambda: set.add(frozenset(), 1),
    TypeError,
    "descriptor 'add' for 'set' objects doesn't apply to a 'frozenset' object",
)
check(lambda: reversed(s), TypeError, "'set' object is not reversible")


def grow():
    for item in s:
        s.add(item + 1)


check(grow, RuntimeError, "Set changed size during iteration")
iterator = iter({1, 2})
next(iterator)
assert iterator.__length_hint__() == 1
