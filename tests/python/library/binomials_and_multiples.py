"""Binomial coefficients and least common multiples, small and large, by every way that they are computed.

https://docs.python.org/3.14/library/math.html#math.comb
"""

import math
import os

# Pascal's triangle.
row = [1]
for n in range(141):
    assert [math.comb(n, k) for k in range(n + 1)] == row, n
    assert math.comb(n, n + 1) == 0
    row = [1] + [left + right for left, right in zip(row, row[1:])] + [1]

# By factorials.
for n, k in (
    (500, 200), (1000, 31), (1000, 32), (1000, 33), (5000, 2500), (5000, 40), (10**6, 21), (10**6, 32),
    (10**6, 33), (10**6, 50), (1 << 20, 3), ((1 << 20) + 1, 40), (2**63, 5), (2**64 + 7, 35), (10**30, 64), (10**30, 20),
):
    assert math.comb(n, k) * math.factorial(k) == math.perm(n, k), (n, k)
assert math.comb(3000, 1234) == math.comb(3000, 3000 - 1234)
assert math.comb(67, 33) == 14226520737620288370
assert math.comb(68, 34) == math.comb(67, 33) * 2


def lcm(values):
    result = 1
    for value in values:
        result = abs(result * value) // math.gcd(result, value) if result and value else 0
    return result


for values in (
    (), (0,), (5,), (-4, 6), (0, 3), (3, 0, 4), range(1, 50), range(1, 100), (2**62, 3), (2**63, 2**64, 5),
    (True, 7), (-(2**61) - 1, -7), (2**59, 2**60 - 1, 0), (10**20, 15, 10**40),
):
    assert math.lcm(*values) == lcm(values), values
assert type(math.lcm(True, True)) is int
try:
    math.lcm(3, 2.0)
except TypeError as error:
    assert str(error) == "'float' object cannot be interpreted as an integer"
else:
    raise AssertionError

# Nothing chosen, from however many.
for n in (2**62, 2**63, 2**64 - 1, 2**64):
    assert math.comb(n, 0) == math.comb(n, n) == math.perm(n, 0) == 1
    assert math.comb(n, 1) == math.comb(n, n - 1) == math.perm(n, 1) == n
    assert math.perm(n, 2) == n * (n - 1) and math.isqrt(n * n + n) == n

# Small and large ones meet.
for n in range(25):
    assert math.factorial(n) == math.perm(n) == math.prod(range(1, n + 1))
    for k in range(n + 2):
        assert math.perm(n, k) == math.prod(range(n - k + 1, n + 1))
        assert math.comb(n + 50, k) * math.factorial(k) == math.perm(n + 50, k)

# Random bytes of every length that the system gives whole, and of longer ones.
for length in (0, 1, 16, 255, 256, 257, 5000):
    assert len(os.urandom(length)) == length
assert os.urandom(32) != os.urandom(32)
