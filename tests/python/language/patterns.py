"""Patterns: literals, captures, sequences, mappings, classes, alternatives (PEP 634).

https://docs.python.org/3.14/reference/compound_stmts.html#the-match-statement
"""
class Point:
    x = 3


def first(subject):
    match subject:
        case 0 | 1:
            return "small"
        case [a]:
            return ("one", a)
        case [a, b, *rest] if rest:
            return (a, b, rest)
        case (a, b):
            return ("two", a, b)
        case {"k": v, **others}:
            return (v, others)
        case str() as text:
            return ("str", text)
        case Point(x=value):
            return ("point", value)
        case [1, *_, 2] | None:
            return "none"
        case _:
            return "other"


assert first(0) == "small"
assert first([5]) == ("one", 5)
assert first((1, 2, 3)) == (1, 2, [3])
assert first([1, 2]) == ("two", 1, 2)
assert first({"k": 1, "z": 2}) == (1, {"z": 2})
assert first("text") == ("str", "text")
assert first(Point()) == ("point", 3)
assert first(None) == "none"
assert first(2.5) == "other"


def alternatives(subject):
    match subject:
        case (1, x) | (2, x, _) | (3, _, _, x):
            return x
        case {"a": [p, q], "b": r}:
            return p, q, r
        case [[a, b], [c, *d]]:
            return a, b, c, d
        case ({"p": m, "q": n}, 1) | ([n, m], 2):
            return m, n


assert alternatives((1, "a")) == "a"
assert alternatives((2, "b", 0)) == "b"
assert alternatives((3, 0, 0, "c")) == "c"
assert alternatives({"a": [1, 2], "b": 3}) == (1, 2, 3)
assert alternatives([[1, 2], [3, 4, 5]]) == (1, 2, 3, [4, 5])
assert alternatives(({"p": 1, "q": 2}, 1)) == (1, 2)
assert alternatives(([2, 1], 2)) == (1, 2)
assert alternatives(9) is None
