"""Zero to the power of minus infinity is infinity; to any other negative power it is an error.

https://docs.python.org/3.14/library/functions.html#pow
"""
inf = float("inf")
for zero in (0.0, -0.0):
    assert zero ** -inf == inf
    assert pow(zero, -inf) == inf
    assert zero ** inf == 0.0
    for exponent in (-1.0, -2.0, -0.5, -1e308):
        try:
            zero ** exponent
        except ZeroDivisionError as error:
            assert str(error) == "zero to a negative power"
        else:
            raise AssertionError
assert (-inf) ** -1.0 == 0.0 and inf ** -inf == 0.0
assert 1.0 ** inf == 1.0 and (-1.0) ** -inf == 1.0
