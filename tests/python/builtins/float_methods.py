"""Methods of float: rounding is by the exact value, ties go to even.

https://docs.python.org/3.14/library/stdtypes.html#additional-methods-on-float
"""

from _outcomes import check

inf = float("inf")
nan = float("nan")

check([
    (lambda: (5).__round__(1.0), "TypeError: 'float' object cannot be interpreted as an integer"),
    (lambda: (5).__divmod__(2.0), 'NotImplemented'),
    (lambda: float.as_integer_ratio(1.5), '(3, 2)'),
    (lambda: float.as_integer_ratio(float('inf')), 'OverflowError: cannot convert Infinity to integer ratio'),
    (lambda: float.as_integer_ratio(float('nan')), 'ValueError: cannot convert NaN to integer ratio'),
    (lambda: float.as_integer_ratio(-0.1), '(-3602879701896397, 36028797018963968)'),
    (lambda: float.is_integer(1.0), 'True'),
    (lambda: round(2.5), '2'),
    (lambda: round(2.675,2), '2.67'),
    (lambda: round(1.5,400), '1.5'),
    (lambda: round(-0.0), '0'),
    (lambda: round(float('inf')), 'OverflowError: cannot convert float infinity to integer'),
    (lambda: round(float('nan')), 'ValueError: cannot convert float NaN to integer'),
    (lambda: round(float('inf'),2), 'inf'),
    (lambda: round(1.7e308,-308), 'OverflowError: rounded value too large to represent'),
    (lambda: round(9.9e307,-308), '1e+308'),
    (lambda: round(1.5,2**70), '1.5'),
    (lambda: round(1.5,'a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: (1.5).__floor__(), '1'),
    (lambda: (1.5).__ceil__(), '2'),
    (lambda: (1.5).__trunc__(), '1'),
    (lambda: (1.5).__getnewargs__(), '(1.5,)'),
    (lambda: (1.5).__divmod__(0.5), '(3.0, 0.0)'),
    (lambda: float.__new__(int), 'TypeError: float.__new__(int): int is not a subtype of float'),
    (lambda: bool.__new__(float), 'TypeError: bool.__new__(float): float is not a subtype of bool'),
    (lambda: 1 .__add__(1.0), 'NotImplemented'),
    (lambda: (1.0).__add__(1), '2.0'),
    (lambda: (1.0).__add__('a'), 'NotImplemented'),
    (lambda: int.__hash__(1.0), "TypeError: descriptor '__hash__' requires a 'int' object but received a 'float'"),
    (lambda: (1.5).__round__(None), '2'),
    (lambda: (1.5).__round__(1,2), 'TypeError: __round__ expected at most 1 argument, got 2'),
    (lambda: (1.5).__format__(1), 'TypeError: __format__() argument must be str, not int'),
    (lambda: (2.5).real, '2.5'),
    (lambda: (2.5).imag, '0.0'),
    (lambda: (2.5).conjugate(), '2.5'),
    (lambda: (1.0).__sizeof__(), '24'),
    (lambda: float.as_integer_ratio(0.0), '(0, 1)'),
    (lambda: float.as_integer_ratio(5e-324)[1]==2**1074, 'True'),
])
