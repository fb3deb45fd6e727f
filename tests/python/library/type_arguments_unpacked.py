"""`*tuple[int, str]` and a TypeVarTuple stand for several type arguments.

https://docs.python.org/3.14/library/typing.html#typing.TypeVarTuple
"""
from typing import Annotated, TypeVar, TypeVarTuple, Unpack

T, U, Ts = TypeVar("T"), TypeVar("U"), TypeVarTuple("Ts")
assert list[T][*tuple[int]] == list[int]
assert dict[T, U][*tuple[int, str]] == dict[int, str]
assert tuple[*Ts][()] == tuple[()] and tuple[*Ts][int] == tuple[int]
assert tuple[*Ts][*tuple[int, str]] == tuple[int, str]
assert tuple[T, *Ts][int, str, float] == tuple[int, str, float]
assert tuple[*Ts, T][int] == tuple[int]
assert tuple[*Ts][*Ts] == tuple[Unpack[Ts]]
assert tuple[int, *Ts][*tuple[str, ...]] == tuple[int, *tuple[str, ...]]
assert tuple[*Ts, T][*tuple[int, ...]] == tuple[*tuple[int, ...], int]
assert Annotated[tuple[*Ts], 1][int, str] == Annotated[tuple[int, str], 1]
