"""NaNs that a program makes are told apart: by identity, in containers and by their hashes."""

a, b = float("nan"), float("-nan")
c = float(b"nan")
assert a is not c and a is not b
assert float(a) is a
assert a in [a] and a not in [b, c] and [a].count(c) == 0
assert len({a, c, a}) == 2 and {a: 1}.get(c) is None and {a: 1}[a] == 1
assert hash(a) == object.__hash__(a) and hash(c) == object.__hash__(c)
assert a != a and not a == c and [a] == [a] and [a] != [c]
assert str(a) == str(b) == "nan" and a + 1 != a + 1
assert sorted({a, 1.5}, key=str) == [1.5, a]


class Real(float):
    pass


assert isinstance(Real("nan"), Real) and Real(a) != Real(a)
