"""Complex numbers: arithmetic, text, construction.

https://docs.python.org/3.14/library/functions.html#complex
"""

from _outcomes import check


class C(complex):
    pass


class X:
    def __init__(self, value):
        self.value = value

    def __complex__(self):
        return self.value


class Fl:
    def __float__(self):
        return 2.5


class Ix:
    def __index__(self):
        return 3

nan = float("nan")

check([
    (lambda: 1j/0, 'ZeroDivisionError: division by zero'),
    (lambda: hash(1+2j), '2000007'),
    (lambda: hash(1.5+1e10j), '1162921534606846977'),
    (lambda: hash(-1j), '-2000006'),
    (lambda: float(1j), "TypeError: float() argument must be a string or a real number, not 'complex'"),
    (lambda: complex.from_number(3), '(3+0j)'),
    (lambda: complex.from_number('3'), 'TypeError: must be real number, not str'),
    (lambda: C(1), '(1+0j)'),
    (lambda: complex(), '0j'),
    (lambda: complex(1), '(1+0j)'),
    (lambda: complex(1,2), '(1+2j)'),
    (lambda: complex('1+2j'), '(1+2j)'),
    (lambda: complex('1+2j',1), "TypeError: complex() argument 'real' must be a real number, not str"),
    (lambda: complex(1,'2'), "TypeError: complex() argument 'imag' must be a real number, not str"),
    (lambda: complex('(1+2j)'), '(1+2j)'),
    (lambda: complex(' ( 1+2j ) '), '(1+2j)'),
    (lambda: complex('1 + 2j'), 'ValueError: complex() arg is a malformed string'),
    (lambda: complex('j'), '1j'),
    (lambda: complex('-j'), '-1j'),
    (lambda: complex('1e5j'), '100000j'),
    (lambda: complex('1_0+2_0j'), '(10+20j)'),
    (lambda: complex('infj'), 'infj'),
    (lambda: complex('nan+infj'), '(nan+infj)'),
    (lambda: complex(''), 'ValueError: complex() arg is a malformed string'),
    (lambda: complex('1+2'), 'ValueError: complex() arg is a malformed string'),
    (lambda: complex('1j+2'), 'ValueError: complex() arg is a malformed string'),
    (lambda: complex(b'1'), 'TypeError: complex() argument must be a string or a number, not bytes'),
    (lambda: complex([]), 'TypeError: complex() argument must be a string or a number, not list'),
    (lambda: complex(None), 'TypeError: complex() argument must be a string or a number, not NoneType'),
    (lambda: complex(1,[]), "TypeError: complex() argument 'imag' must be a real number, not list"),
    (lambda: complex(Fl()), '(2.5+0j)'),
    (lambda: complex(Ix()), '(3+0j)'),
    (lambda: complex(real=1,imag=2), '(1+2j)'),
    (lambda: complex(imag=3), '3j'),
    (lambda: complex(foo=1), "TypeError: complex() got an unexpected keyword argument 'foo'"),
    (lambda: complex(1,2,3), 'TypeError: complex() takes at most 2 arguments (3 given)'),
    (lambda: complex('1', imag=2), "TypeError: complex() argument 'real' must be a real number, not str"),
    (lambda: complex('1\x00'), 'ValueError: complex() arg is a malformed string'),
    (lambda: (1+2j).conjugate(), '(1-2j)'),
    (lambda: (1+2j).real, '1.0'),
    (lambda: (1+2j).__getnewargs__(), '(1.0, 2.0)'),
    (lambda: (1+2j).__complex__(), '(1+2j)'),
    (lambda: (1+2j).__format__(''), "'(1+2j)'"),
    (lambda: (1+2j).imag, '2.0'),
    (lambda: float(1+2j), "TypeError: float() argument must be a string or a real number, not 'complex'"),
    (lambda: int(1j), "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'complex'"),
    (lambda: abs(complex(1e308,1e308)), '1.4142135623730951e+308'),
    (lambda: (1+2j)<1, "TypeError: '<' not supported between instances of 'complex' and 'int'"),
    (lambda: pow(1j,2,3), 'ValueError: complex modulo'),
    (lambda: pow(1,2,3j), 'ValueError: complex modulo'),
    (lambda: complex.from_number(1+2j), '(1+2j)'),
    (lambda: complex.from_number(X(3j)), '3j'),
    (lambda: (1j).__sizeof__(), '32'),
])

# The parts of complex(a, b) keep the signs of their zeros.
import math
assert [math.copysign(1, part) for z in (complex(1, -0.0), complex(-0.0, 0.0), complex(imag=-0.0))
        for part in (z.real, z.imag)] == [1, -1, -1, 1, 1, -1]
