"""Operators on ints of any size: floor division, shifts, powers, hashes.

https://docs.python.org/3.14/library/stdtypes.html#numeric-types-int-float-complex
"""


def outcome(function):
    """The repr of what a function returns, or the error that it raises."""
    try:
        return repr(function())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def check(cases):
    for function, expected in cases:
        found = outcome(function)
        assert found == expected, (found, expected)


check([
    (lambda: 1/0, 'ZeroDivisionError: division by zero'),
    (lambda: 1//0, 'ZeroDivisionError: division by zero'),
    (lambda: 1%0, 'ZeroDivisionError: division by zero'),
    (lambda: divmod(1,0), 'ZeroDivisionError: division by zero'),
    (lambda: 0**-1, 'ZeroDivisionError: zero to a negative power'),
    (lambda: (10**400)/1, 'OverflowError: integer division result too large for a float'),
    (lambda: 1/(10**400), '0.0'),
    (lambda: 10**400/3**300, '7.30505658114782e+256'),
    (lambda: 1<<-1, 'ValueError: negative shift count'),
    (lambda: 1>>-1, 'ValueError: negative shift count'),
    (lambda: 1<<(1<<70), 'OverflowError: too many digits in integer'),
    (lambda: 0<<(1<<70), '0'),
    (lambda: 1>>(1<<70), '0'),
    (lambda: -1>>(1<<70), '-1'),
    (lambda: pow(2,-1), '0.5'),
    (lambda: pow(2,-1,5), '3'),
    (lambda: pow(2,-1,4), 'ValueError: base is not invertible for the given modulus'),
    (lambda: pow(2,5,0), 'ValueError: pow() 3rd argument cannot be 0'),
    (lambda: pow(2,5,-3), '-1'),
    (lambda: pow(2,-1,1), '0'),
    (lambda: pow(3,-2,-7), '-3'),
    (lambda: pow(2,5,None), '32'),
    (lambda: hash(2**61-1), '0'),
    (lambda: hash(2**61), '1'),
    (lambda: hash(-1), '-2'),
    (lambda: hash(2**100), '549755813888'),
    (lambda: hash(-2**100), '-549755813888'),
    (lambda: hash(5e-324), '16777216'),
    (lambda: True & 1, '1'),
    (lambda: True & False, 'False'),
    (lambda: True | False, 'True'),
    (lambda: True ^ True, 'False'),
    (lambda: bool(), 'False'),
    (lambda: bool(1,2), 'TypeError: bool expected at most 1 argument, got 2'),
    (lambda: bool(x=1), 'TypeError: bool() takes no keyword arguments'),
    (lambda: repr(True), "'True'"),
    (lambda: (-8)**(1/3), '(1.0000000000000002+1.7320508075688772j)'),
    (lambda: 1<2**1024, 'True'),
    (lambda: -True, '-1'),
    (lambda: abs(-5), '5'),
    (lambda: abs(True), '1'),
    (lambda: +True, '1'),
    (lambda: bytes(2**70), "OverflowError: cannot fit 'int' into an index-sized integer"),
    (lambda: '%d' % 10**4300, 'ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit'),
    (lambda: 1 if 10**5000 else 2, '1'),
    (lambda: 2**-2, '0.25'),
    (lambda: (-2)**-1, '-0.5'),
    (lambda: 0**0, '1'),
    (lambda: 2**0, '1'),
    (lambda: (2**100)//(2**50), '1125899906842624'),
    (lambda: -(2**100)//3, '-422550200076076467165567735126'),
    (lambda: (2**100)%-3, '-2'),
    (lambda: 2**100 & -2**70, '1267650600228229401496703205376'),
    (lambda: -2**100 | 12345, '-1267650600228229401496703193031'),
    (lambda: -2**100 ^ 2**99, '-633825300114114700748351602688'),
    (lambda: ~(2**100), '-1267650600228229401496703205377'),
    (lambda: -2**100>>3, '-158456325028528675187087900672'),
    (lambda: -1>>70, '-1'),
    (lambda: -(2**100)>>99, '-2'),
    (lambda: (2**100)-(2**100)+5, '5'),
    (lambda: 3**1000%10**10, '2855220001'),
    (lambda: 10**25/10**24, '10.0'),
    (lambda: (2**64+1)/(2**64), '1.0'),
    (lambda: -10**400/10**399, '-10.0'),
    (lambda: 1/3, '0.3333333333333333'),
    (lambda: 2**1074/2**2148, '5e-324'),
    (lambda: 1/2**1074, '5e-324'),
    (lambda: 3/2**1075, '1e-323'),
    (lambda: 1/2**1075, '0.0'),
    (lambda: (2**53+1)/1, '9007199254740992.0'),
    (lambda: (2**54+3)/2**3, '2251799813685248.5'),
    (lambda: 1 << 64, '18446744073709551616'),
])
