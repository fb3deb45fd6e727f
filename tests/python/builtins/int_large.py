"""Arithmetic of ints that are so large that it is done in pieces is exact, and can be interrupted.

https://docs.python.org/3.14/library/stdtypes.html#numeric-types-int-float-complex
"""
import math
import random
import signal
import sys
import time

random.seed(5)
sys.set_int_max_str_digits(0)
PRIMES = (2**61 - 1, 4294967291, 998244353)

for a_bits, b_bits in ((700_000, 650_000), (1_300_000, 560_000), (2_000_000, 140_000), (400_000, 399_990)):
    a, b = random.getrandbits(a_bits) | 1 << a_bits - 1, random.getrandbits(b_bits) | 1 << b_bits - 1
    product = a * b
    for p in PRIMES:
        assert product % p == (a % p) * (b % p) % p
    rest = random.getrandbits(b_bits - 1)
    assert divmod(product + rest, b) == (a, rest)
    assert (product + rest) // b == a and (product + rest) % b == rest
    # Rounded down, with the sign of the divisor.
    assert divmod(-product - 1, b) == (-a - 1, b - 1)
    assert divmod(product + 1, -b) == (-a - 1, 1 - b)
    assert divmod(-product - 1, -b) == (a, -1)
    assert divmod(product, -b) == (-a, 0)
    quotient, rest = divmod(a, b)
    assert quotient * b + rest == a and 0 <= rest < b

# Digits whose quotient estimate is too large, or the largest.
ones = (1 << 700_000) - 1
assert divmod(ones * ones + ones - 1, ones) == (ones, ones - 1)
assert divmod((ones << 700_000) - 1, ones) == ((1 << 700_000) - 1, ones - 1)

n = random.getrandbits(270_000) | 1 << 269_999
for value in (n, n * n, n * n - 1, n * n + 1, n * n + 2 * n):
    root = math.isqrt(value)
    assert root * root <= value < (root + 1) ** 2
assert math.isqrt(n * n) == n and math.isqrt(n * n - 1) == n - 1

common = random.getrandbits(3_000) | 1
a, b = (1 << 40_000) + 1, (1 << 30_011) - 1
expected = math.gcd(a % b, b)
assert math.gcd(a * common, b * common) == expected * common
assert math.gcd(a * common, -a) == a and math.gcd(0, a) == a and math.gcd(a, 0, 3 * a) == a
assert math.lcm(a, b) == a * b // expected and math.lcm(a, 0) == 0

text = str(n)
assert int(text) == n and str(-n) == "-" + text
assert str(10**90_000) == "1" + "0" * 90_000 and str(10**90_000 - 1) == "9" * 90_000
assert int("1_0" * 9_000, 7) % PRIMES[0] == sum(7 * pow(49, k, PRIMES[0]) for k in range(9_000)) % PRIMES[0]
assert int("z" * 10_000, 36) == 36**10_000 - 1

assert pow(3, 300_000) == 3**300_000 == 9**150_000 and (-3) ** 300_001 == -(3**300_001)
modulus = random.getrandbits(6_000) | 1 << 5_999 | 1
base = random.getrandbits(5_900)
assert pow(base, 65_537, modulus) == pow(base * base % modulus, 32_768, modulus) * base % modulus
assert pow(base, 5, -modulus) == pow(base, 5, modulus) - modulus
assert pow(-base, 3, modulus) == modulus - pow(base, 3, modulus)
if math.gcd(base, modulus) == 1:
    assert pow(base, -1, modulus) * base % modulus == 1
try:
    pow(modulus * 3, -1, modulus)
except ValueError as error:
    assert str(error) == "base is not invertible for the given modulus"
else:
    raise AssertionError

assert math.factorial(5_000) == math.prod(range(1, 5_001))
assert math.factorial(100) // math.factorial(98) == 9900
assert math.comb(6_000, 3_000) == math.factorial(6_000) // math.factorial(3_000) ** 2
assert math.perm(5_000, 2_500) == math.factorial(5_000) // math.factorial(2_500)
assert math.perm(10**30, 50) == math.prod(range(10**30 - 49, 10**30 + 1))
assert math.comb(10**20, 3) == 10**20 * (10**20 - 1) * (10**20 - 2) // 6


if sys.implementation.name == "rpy":
    # CPython does not come to an end with these.
    class Late(Exception):
        pass

    def late(*_):
        raise Late

    signal.signal(signal.SIGALRM, late)
    huge = 3**500_000
    for work in (
        lambda: math.factorial(10_000_000),
        lambda: math.comb(20_000_000, 9_000_000),
        lambda: math.perm(20_000_000, 19_000_000),
        lambda: 3**200_000_000,
        lambda: pow(3, huge, huge - 1),
        lambda: math.gcd(huge**8, huge**8 // 7 - 1),
        lambda: math.isqrt(1 << 400_000_000),
        lambda: str((1 << 100_000_000) - 1),
        lambda: (1 << 300_000_000) // (huge**9 + 1),
        lambda: pow(huge - 1, -1, huge**3),
    ):
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        start = time.monotonic()
        try:
            work()
        except Late:
            pass
        signal.setitimer(signal.ITIMER_REAL, 0)
        assert time.monotonic() - start < 20, "it looks at no signal"

    # What there is no room for is refused before any work.
    for work in (
        lambda: math.factorial(10**12),
        lambda: math.comb(10**13, 10**12),
        lambda: math.perm(10**13, 10**12),
        lambda: 7 ** (1 << 40),
        lambda: 1 << (1 << 45),
    ):
        try:
            work()
        except MemoryError:
            pass
        else:
            raise AssertionError
