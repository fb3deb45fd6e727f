"""Namespaces compare as their dicts do, which have no order.

https://docs.python.org/3.14/library/types.html#types.SimpleNamespace
"""
from types import SimpleNamespace

one, two = SimpleNamespace(a=1), SimpleNamespace(a=2)
assert one == SimpleNamespace(a=1) and one != two
for name, operator in [("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">=")]:
    message = f"'{operator}' not supported between instances of 'dict' and 'dict'"
    try:
        getattr(one, name)(two)
    except TypeError as error:
        assert str(error) == message
    else:
        raise AssertionError(name)
assert one.__eq__(1) is NotImplemented and one.__lt__(1) is NotImplemented
assert not one == 1
