"""cmath: values on both sides of branch cuts, at infinities and NaN, and where there are none.

https://docs.python.org/3.14/library/cmath.html
"""
import cmath
import math
from cmath import inf, nan, pi


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert type(e) is kind and str(e) == message, (type(e), str(e))
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


def same(a, b):
    """Whether two complex numbers are equal, or all but so, with the signs of zeros; NaN is NaN."""
    return all(x != x and y != y or math.copysign(1, x) == math.copysign(1, y)
               and math.isclose(x, y, rel_tol=1e-14, abs_tol=1e-300)
               for x, y in ((a.real, b.real), (a.imag, b.imag)))


assert (cmath.e, cmath.tau, cmath.infj, cmath.nanj.imag != 0) == (math.e, math.tau, complex(0, inf), True)

# Values in the four quadrants.
for z in 1 + 2j, -1 + 2j, 1 - 2j, -0.5 - 0.25j, 3 + 0j, 1e-310 + 1e-310j, 1e10 + 1j, 0.9 + 0.1j:
    assert same(cmath.sqrt(z) ** 2, z) or abs(z) < 1e-300
    for function, inverse in [("exp", "log"), ("sin", "asin"), ("sinh", "asinh"), ("tanh", "atanh"), ("tan", "atan"),
                              ("cos", "acos"), ("cosh", "acosh")]:
        if abs(z) < 1e9 and abs(z) > 1e-300:
            back = getattr(cmath, function)(getattr(cmath, inverse)(z))
            assert cmath.isclose(back, z, rel_tol=1e-13, abs_tol=1e-13), (function, z, back)
for expected, found in [
        (1.2720196495140690 + 0.7861513777574233j, cmath.sqrt(1 + 2j)),
        (-1.1312043837568135 + 2.4717266720048188j, cmath.exp(1 + 2j)),
        (0.8047189562170503 + 1.1071487177940904j, cmath.log(1 + 2j)),
        (1.1437177404024204 - 1.5285709194809982j, cmath.acos(1 + 2j)),
        (1.5285709194809982 + 1.1437177404024204j, cmath.acosh(1 + 2j)),
        (0.4270785863924763 + 1.5285709194809982j, cmath.asin(1 + 2j)),
        (1.4693517443681852 + 1.0634400235777521j, cmath.asinh(1 + 2j)),
        (1.3389725222944935 + 0.4023594781085251j, cmath.atan(1 + 2j)),
        (0.1732867951399863 + 1.1780972450961724j, cmath.atanh(1 + 2j)),
        (2.0327230070196656 - 3.0518977991518j, cmath.cos(1 + 2j)),
        (-0.64214812471552 + 1.0686074213827783j, cmath.cosh(1 + 2j)),
        (3.165778513216168 + 1.959601041421606j, cmath.sin(1 + 2j)),
        (-0.4890562590412937 + 1.4031192506220405j, cmath.sinh(1 + 2j)),
        (0.03381282607989669 + 1.0147936161466335j, cmath.tan(1 + 2j)),
        (1.16673625724092 - 0.24345820118572525j, cmath.tanh(1 + 2j)),
        (0.34948500216800943 + 0.480828578784235j, cmath.log10(1 + 2j))]:
    assert same(expected, found), (expected, found)

# The sign of zero tells the side of a branch cut.
assert same(cmath.sqrt(complex(-4, 0.0)), 2j) and same(cmath.sqrt(complex(-4, -0.0)), complex(0, -2))
assert same(cmath.log(complex(-1, 0.0)), complex(0, pi)) and same(cmath.log(complex(-1, -0.0)), complex(0, -pi))
assert cmath.asin(complex(2, 0.0)).imag == -cmath.asin(complex(2, -0.0)).imag > 1.3
assert cmath.atanh(complex(2, 0.0)).imag == -cmath.atanh(complex(2, -0.0)).imag == pi / 2
assert (cmath.phase(complex(-1, 0.0)), cmath.phase(complex(-1, -0.0))) == (pi, -pi)

# Infinities and NaN: letters are 0 and z for zeros, 1 and m for ones, i for infinity, h, p, q, t for pi/2, pi,
# pi/4 and 3/4 pi, capitals for negatives, n for NaN, and E for a domain error.
kinds = -inf, -2.3, -0.0, 0.0, 2.3, inf, nan
letters = {"0": 0.0, "1": 1.0, "i": inf, "h": pi / 2, "p": pi, "q": pi / 4, "t": 3 * pi / 4, "n": nan}
letters |= {c.upper(): -v for c, v in letters.items() if c.isalpha() and c != "n"} | {"z": -0.0, "m": -1.0}
tables = {
    "acos": "tipipipIpItIni hi........hInn hi........hIhn hi........hIhn hi........hInn qi0i0i0I0IqIni ninnnnnnnnnInn",
    "acosh": "iTiPiPipipitin iH........ihnn iH........ihnh iH........ihnh iH........ihnn iQizizi0i0iqin innnnnnnnninnn",
    "asinh": "IQIzIzI0I0IqIn IH........Ihnn IH........Ihnn iH........ihnn iH........ihnn iQizizi0i0iqin innnnzn0nninnn",
    "atanh": "zHzHzHzhzhzhzn zH........zhnn zH........zhzn 0H........0h0n 0H........0hnn 0H0H0H0h0h0h0n 0Hnnnnnnnn0hnn",
    "cosh": "EEIii0izIIEEin EE........EEnn EE........EEn0 EE........EEn0 EE........EEnn EEIIizi0IiEEin nnnnn0n0nnnnnn",
    "exp": "00zz0z00z00000 EE........EEnn EE........EEnn EE........EEnn EE........EEnn EEIIizi0IiEEin nnnnnzn0nnnnnn",
    "log": "iTiPiPipipitin iH........ihnn iH........ihnn iH........ihnn iH........ihnn iQizizi0i0iqin innnnnnnnninnn",
    "rect": "EEiiI0IziIEEin EE........EEnn 00........0000 00........0000 EE........EEnn EEIIizi0IiEEin nnnnn0n0nnnnnn",
    "sinh": "EEiIIzI0iiEEin EE........EEnn EE........EE0n EE........EE0n EE........EEnn EEIIizi0IiEEin nnnnnzn0nnnnnn",
    "sqrt": "iI0I0I0i0iiini iI........iinn iI........iinn iI........iinn iI........iinn iIizizi0i0iiin iInnnnnnnniinn",
    "tanh": "m0m0mzm0mzm0m0 EE........EEnn EE........EEzn EE........EE0n EE........EEnn 10101z101z1010 nnnnnzn0nnnnnn",
}
for name, rows in tables.items():
    function = cmath.rect if name == "rect" else lambda x, y: getattr(cmath, name)(complex(x, y))
    for x, row in zip(kinds, rows.split()):
        for y, pair in zip(kinds, (row[at:at + 2] for at in range(0, 14, 2))):
            if pair == "EE":
                raises(ValueError, "math domain error", function, x, y)
            elif pair != "..":
                assert same(function(x, y), complex(letters[pair[0]], letters[pair[1]])), (name, x, y)

# Too large, and undefined.
for name in "exp", "cosh", "sinh":
    raises(OverflowError, "math range error", getattr(cmath, name), 1000 + 1j)
assert cmath.tanh(1000 + 1j) == 1 and cmath.exp(-1000) == 0 and cmath.cosh(710.3 + 1j).real > 1e307
for function, z in (cmath.log, 0), (cmath.log10, 0j), (cmath.atanh, 1), (cmath.atanh, -1), (cmath.atan, 1j):
    raises(ValueError, "math domain error", function, z)
raises(ValueError, "math domain error", cmath.log, 2, 1)
raises(OverflowError, "math range error", cmath.polar, complex(1e308, 1.7e308))
raises(TypeError, "must be real number, not str", cmath.sqrt, "1")
big = 1.5e308
assert same(cmath.log(complex(big, big)), complex(math.log(big) + math.log(2) / 2, pi / 4))
assert abs(cmath.sqrt(complex(big, big)).real - 1.3455e154) < 1e151 and cmath.acosh(big).real > 700

# Kinds of arguments.
class Half:
    def __float__(self): return 0.25
class Unit:
    def __complex__(self): return 1j
assert cmath.sqrt(Half()) == 0.5 and same(cmath.exp(Unit()), cmath.exp(1j)) and cmath.sqrt(4) == 2

# The others.
assert cmath.polar(-3 - 4j) == (5.0, -2.214297435588181) and cmath.rect(2, 0) == 2
assert same(cmath.rect(2, pi / 3), complex(1.0000000000000002, 1.7320508075688772))
assert cmath.isclose(1 + 1j, 1 + 1.0000000001j) and not cmath.isclose(1, 1.1) and cmath.isclose(1, 2, abs_tol=1)
assert not cmath.isclose(inf, inf * 1j) and cmath.isclose(complex(inf, 1), complex(inf, 1))
raises(ValueError, "tolerances must be non-negative", cmath.isclose, 1, 1, rel_tol=-1)
assert cmath.isfinite(1j) and cmath.isinf(complex(nan, inf)) and cmath.isnan(complex(inf, nan))

# To a base, the logarithm of zero is a quotient of infinities.
assert cmath.log(0, 2).real == -inf and cmath.isnan(cmath.log(-0.0, 10)) and cmath.log(0, 0.5).real == inf
raises(ValueError, "math domain error", cmath.log, 2, 0)
raises(ValueError, "math domain error", cmath.log, 0, 1)
