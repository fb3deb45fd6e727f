"""Generic classes are classes like others: they can be instantiated, inherited from and combined.

https://docs.python.org/3.14/library/typing.html#user-defined-generic-types
"""
from typing import Generic


class Plain[T]:
    pass


class Mapping[K, V](dict[K, V]):
    pass


assert type(Plain()) is Plain and Mapping(a=1) == {"a": 1}
assert Plain.__bases__ == (Generic,) and Plain[int]().__class__ is Plain
assert "__new__" not in vars(Generic)
try:
    Plain(1)
except TypeError as error:
    assert str(error) == "Plain() takes no arguments", error
else:
    assert False
