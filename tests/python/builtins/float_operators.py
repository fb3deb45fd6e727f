"""Operators on floats, alone and with ints: division floors, comparison is exact.

https://docs.python.org/3.14/library/stdtypes.html#numeric-types-int-float-complex
"""

from _outcomes import check


class Idx:
    def __index__(self):
        return 5


class BF:
    def __float__(self):
        return 1


inf = float("inf")

check([
    (lambda: 1.0/0, 'ZeroDivisionError: division by zero'),
    (lambda: 1.0//0, 'ZeroDivisionError: division by zero'),
    (lambda: 1.0%0, 'ZeroDivisionError: division by zero'),
    (lambda: divmod(1.0,0), 'ZeroDivisionError: division by zero'),
    (lambda: 0.0**-1, 'ZeroDivisionError: zero to a negative power'),
    (lambda: 0.0**-1.5, 'ZeroDivisionError: zero to a negative power'),
    (lambda: (-1.0)**0.5, '(6.123233995736766e-17+1j)'),
    (lambda: 10.0**400, "OverflowError: (34, 'Numerical result out of range')"),
    (lambda: float(10**400), 'OverflowError: int too large to convert to float'),
    (lambda: 10**400*1.0, 'OverflowError: int too large to convert to float'),
    (lambda: pow(2,5,1.0), 'TypeError: pow() 3rd argument not allowed unless all arguments are integers'),
    (lambda: pow(2.0,5,1), 'TypeError: pow() 3rd argument not allowed unless all arguments are integers'),
    (lambda: hash(1.5), '1152921504606846977'),
    (lambda: hash(float('inf')), '314159'),
    (lambda: hash(1e300), '1224995262755759164'),
    (lambda: hash(-0.5), '-1152921504606846976'),
    (lambda: float(None), "TypeError: float() argument must be a string or a real number, not 'NoneType'"),
    (lambda: float([]), "TypeError: float() argument must be a string or a real number, not 'list'"),
    (lambda: float(Idx()), '5.0'),
    (lambda: float(BF()), 'TypeError: BF.__float__ returned non-float (type int)'),
    (lambda: float(x=1), 'TypeError: float() takes no keyword arguments'),
    (lambda: float(1,2), 'TypeError: float expected at most 1 argument, got 2'),
    (lambda: float.from_number(3), '3.0'),
    (lambda: float.from_number('3'), 'TypeError: must be real number, not str'),
    (lambda: divmod(-7.5,2), '(-4.0, 0.5)'),
    (lambda: -7.5//2, '-4.0'),
    (lambda: -7.5%2, '0.5'),
    (lambda: 7.5%-2, '-0.5'),
    (lambda: 1e308*10//1, 'nan'),
    (lambda: 5.0%float('inf'), '5.0'),
    (lambda: -5.0%float('inf'), 'inf'),
    (lambda: -5.0//float('inf'), '-1.0'),
    (lambda: 1e300**2, "OverflowError: (34, 'Numerical result out of range')"),
    (lambda: 2.0**1024, "OverflowError: (34, 'Numerical result out of range')"),
    (lambda: (-2.0)**1025, "OverflowError: (34, 'Numerical result out of range')"),
    (lambda: (-8.0)**0.5, '(1.7319121124709868e-16+2.8284271247461903j)'),
    (lambda: 0.0**0.5, '0.0'),
    (lambda: (-1.0)**float('inf'), '1.0'),
    (lambda: pow(2.0,3.0,5), 'TypeError: pow() 3rd argument not allowed unless all arguments are integers'),
    (lambda: pow(2.0,3.0,None), '8.0'),
    (lambda: 1.5<'a', "TypeError: '<' not supported between instances of 'float' and 'str'"),
    (lambda: 1.0<2**1024, 'True'),
    (lambda: 2**53+1==float(2**53), 'False'),
    (lambda: 2**53+1>float(2**53), 'True'),
    (lambda: 9007199254740993==9007199254740993.0, 'False'),
    (lambda: 0.1+0.2, '0.30000000000000004'),
    (lambda: ~1.5, "TypeError: bad operand type for unary ~: 'float'"),
])
