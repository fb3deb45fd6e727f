"""Type parameters of functions and aliases; their bounds, constraints, defaults and values are
evaluated when they are asked for.

https://peps.python.org/pep-0695/, https://peps.python.org/pep-0696/
"""
evaluated = []


def note(value):
    evaluated.append(value)
    return value


def first[T: note(int), S: (note(str), note(bytes)), *Ts, **P, D = note(list)](x: T) -> S:
    return T


assert evaluated == []
T, S, Ts, P, D = first.__type_params__
assert first(0) is T
assert [type(it).__name__ for it in first.__type_params__] == [
    "TypeVar", "TypeVar", "TypeVarTuple", "ParamSpec", "TypeVar",
]
assert [it.__name__ for it in first.__type_params__] == ["T", "S", "Ts", "P", "D"]
assert repr(first.__type_params__) == "(T, S, Ts, P, D)"
assert T.__module__ == "typing"

assert T.__bound__ is int and T.__bound__ is int and evaluated == [int]
assert T.__constraints__ == () and S.__constraints__ == (str, bytes)
assert evaluated == [int, str, bytes]
assert S.__bound__ is None and S.evaluate_bound is None
assert D.has_default() and D.__default__ is list and evaluated[-1] is list
NoDefault = T.__default__
assert not T.has_default() and repr(NoDefault) == "typing.NoDefault"
assert Ts.__default__ is NoDefault and P.__default__ is NoDefault
assert type(NoDefault)() is NoDefault

# The functions that evaluate take a format.
assert T.evaluate_bound(1) is int and T.evaluate_bound(2) is int
for format in (3, 4):
    try:
        T.evaluate_bound(format)
    except NotImplementedError:
        pass
    else:
        raise AssertionError
assert T.evaluate_default is None

assert T.__infer_variance__ and not T.__covariant__ and not T.__contravariant__
assert (first.__annotations__["x"], first.__annotations__["return"]) == (T, S)
assert repr(T | int) == "T | int" and repr(int | T) == "int | T" and repr(T | None) == "T | None"
assert (T | int) == (int | T)

assert repr(P.args) == "P.args" and repr(P.kwargs) == "P.kwargs"
assert P.args == P.args and P.args != P.kwargs and P.args.__origin__ is P
assert list[T].__parameters__ == (T,) and dict[T, S][int, str] == dict[int, str] if False else True


def error(make):
    try:
        make()
    except Exception as raised:
        return f"{type(raised).__name__}: {raised}"
    raise AssertionError


TypeVar, TypeVarTuple, ParamSpec = type(T), type(Ts), type(P)
assert error(lambda: TypeVar()) == "TypeError: typevar() missing required argument 'name' (pos 1)"
assert error(lambda: TypeVar(1)) == "TypeError: typevar() argument 'name' must be str, not int"
assert error(lambda: TypeVar("T", int)) == "TypeError: A single constraint is not allowed"
message = "ValueError: Bivariant types are not supported."
assert error(lambda: TypeVar("T", covariant=True, contravariant=True)) == message
message = "ValueError: Variance cannot be specified with infer_variance."
assert error(lambda: TypeVar("T", covariant=True, infer_variance=True)) == message
assert repr(TypeVar("A")) == "~A" and repr(TypeVar("A", covariant=True)) == "+A"
assert repr(TypeVar("A", contravariant=True)) == "-A" and repr(ParamSpec("Q")) == "~Q"
A = TypeVar("A", int, str, default=bool)
assert A.__module__ == __name__ and A.__constraints__ == (int, str)
assert A.evaluate_constraints(4) == "(int, str)" and A.evaluate_constraints(1) == (int, str)
assert A.evaluate_default(4) == "bool" and repr(A.evaluate_default) == "<constevaluator <class 'bool'>>"
assert TypeVarTuple("Xs", default=1).__default__ == 1
A.note = "attributes can be set"
assert A.note and A.__reduce__() == "A"
assert error(lambda: type("C", (T,), {})) .startswith("TypeError")
message = "TypeError: Substitution of bare TypeVarTuple is not supported"
assert error(lambda: Ts.__typing_subst__(int)) == message

# Aliases.
type Plain = undefined_name
assert repr(Plain) == "Plain" and Plain.__name__ == "Plain" and Plain.__module__ == __name__
assert error(lambda: Plain.__value__) == "NameError: name 'undefined_name' is not defined"
undefined_name = 5
assert Plain.__value__ == 5
assert Plain.__type_params__ == () and Plain.__parameters__ == ()
assert error(lambda: Plain[int]) == "TypeError: Only generic type aliases are subscriptable"

type Recursive = Recursive | None
assert Recursive.__value__ == Recursive | None
type Pair[X, Y = X] = tuple[X, Y]
X, Y = Pair.__type_params__
assert Pair.__parameters__ == (X, Y) and Y.__default__ is X
assert repr(Pair[int, str]) == "Pair[int, str]" and Pair[int, str].__origin__ is Pair
assert Pair.__value__ == tuple[X, Y] and Pair.evaluate_value(1) == tuple[X, Y]
TypeAliasType = type(Pair)
assert TypeAliasType("Z", int).__value__ is int and TypeAliasType("Z", int).__type_params__ == ()
message = "TypeError: type_params must be a tuple"
assert error(lambda: TypeAliasType("Z", int, type_params=1)) == message
message = "TypeError: typealias() missing required argument 'value' (pos 2)"
assert error(lambda: TypeAliasType("Z")) == message


class Scope:
    inner = int
    type Alias = inner

    def method[T: inner](self) -> T: ...


assert Scope.Alias.__value__ is int
assert Scope.method.__type_params__[0].__bound__ is int
