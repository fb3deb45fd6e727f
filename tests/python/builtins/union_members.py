"""A union takes whatever typing takes for a type: a str is a forward reference to one.

https://docs.python.org/3.14/library/stdtypes.html#types-union
"""

from typing import ForwardRef, TypeVar, Union

T = TypeVar("T")


def function():
    pass


def raised(call):
    try:
        call()
    except TypeError as error:
        return str(error)
    raise AssertionError("nothing was raised")


assert Union[int, "x"].__args__ == (int, ForwardRef("x"))
assert Union["x"] == ForwardRef("x")
assert (int | str) | "x" == Union[int, str, "x"]
assert "x" | (int | str) == Union["x", int, str]
assert T | "x" == Union[T, "x"]
assert repr((int | str) | 3) == "int | str | 3"
assert raised(lambda: int | "x") == "unsupported operand type(s) for |: 'type' and 'str'"
assert raised(lambda: Union[int, (1, 2)]) == (
    "Union[arg, ...]: each arg must be a type. Got (1, 2)."
)

# What has a name and a module is shown by them.
assert repr(Union[function, int]) == f"{__name__}.function | int"
assert repr(list[function]) == f"list[{__name__}.function]"
assert repr(list[len]) == "list[len]"
