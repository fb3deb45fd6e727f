"""`__getitem__` of list and dict, and `__contains__` of dict and sets, are methods; others wrap slots.

https://docs.python.org/3.14/library/types.html#types.MethodDescriptorType
"""

import types

for owner, name, object, argument, result in [
    (list, "__getitem__", [1, 2, 3], 1, 2),
    (list, "__getitem__", [1, 2, 3], slice(1, None), [2, 3]),
    (dict, "__getitem__", {"a": 1}, "a", 1),
    (dict, "__contains__", {"a": 1}, "a", True),
    (set, "__contains__", {1}, 2, False),
    (set, "__contains__", {frozenset()}, set(), True),
    (frozenset, "__contains__", frozenset([1]), 1, True),
]:
    method = getattr(owner, name)
    assert type(method) is types.MethodDescriptorType, method
    assert type(getattr(object, name)) is types.BuiltinMethodType
    assert method(object, argument) == getattr(object, name)(argument) == result

assert list.__getitem__.__text_signature__ == "($self, index, /)"
assert dict.__contains__.__text_signature__ == "($self, key, /)"
assert type(tuple.__getitem__) is type(list.__setitem__) is types.WrapperDescriptorType

for call, message in [
    (lambda: list.__getitem__([]), "list.__getitem__() takes exactly one argument (0 given)"),
    (lambda: {}.__contains__(1, 2), "dict.__contains__() takes exactly one argument (2 given)"),
]:
    try:
        call()
    except TypeError as error:
        assert str(error) == message, error
    else:
        assert False


# Subclasses that say nothing read as their base does, also where they name its method.
class Missing(dict):
    __getitem__ = dict.__getitem__

    def __missing__(self, key):
        return key * 2


class Own(list):
    def __getitem__(self, index):
        return "own", super().__getitem__(index)


class Swapped(dict):
    __getitem__ = dict.__contains__
    __contains__ = dict.get


assert Missing(a=1)["a"] == 1 and Missing()["b"] == "bb"
assert Own([1])[0] == ("own", 1) and Own.__contains__([1], 1)
assert Swapped(a=2)["a"] is True and ("a" in Swapped(a=0)) is False
