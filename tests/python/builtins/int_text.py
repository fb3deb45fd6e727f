"""int() reads numbers, text in any base, and objects with __int__ or __index__.

https://docs.python.org/3.14/library/functions.html#int
"""

from _outcomes import check


class I(int):
    pass


class Idx:
    def __index__(self):
        return 5


class BadIdx:
    def __index__(self):
        return 5.0


class BadInt:
    def __int__(self):
        return "x"


class Tr:
    def __trunc__(self):
        return 3


inf = float("inf")
nan = float("nan")

check([
    (lambda: int('1'*4301), 'ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; use sys.set_int_max_str_digits() to increase the limit'),
    (lambda: str(10**4300), 'ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit'),
    (lambda: repr(10**4300), 'ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit'),
    (lambda: f"{10**4300}", 'ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit'),
    (lambda: int('x'), "ValueError: invalid literal for int() with base 10: 'x'"),
    (lambda: int(''), "ValueError: invalid literal for int() with base 10: ''"),
    (lambda: int(' 12 '), '12'),
    (lambda: int('1_000'), '1000'),
    (lambda: int('1__0'), "ValueError: invalid literal for int() with base 10: '1__0'"),
    (lambda: int('_1'), "ValueError: invalid literal for int() with base 10: '_1'"),
    (lambda: int('0x10',16), '16'),
    (lambda: int('0x10',0), '16'),
    (lambda: int('010',0), "ValueError: invalid literal for int() with base 0: '010'"),
    (lambda: int('0_0',0), '0'),
    (lambda: int('00',0), '0'),
    (lambda: int('12',37), 'ValueError: int() base must be >= 2 and <= 36, or 0'),
    (lambda: int('12',1), 'ValueError: int() base must be >= 2 and <= 36, or 0'),
    (lambda: int('12',-1), 'ValueError: int() base must be >= 2 and <= 36, or 0'),
    (lambda: int(12,10), "TypeError: int() can't convert non-string with explicit base"),
    (lambda: int('z',36), '35'),
    (lambda: int(b'12'), '12'),
    (lambda: int(b'1x'), "ValueError: invalid literal for int() with base 10: b'1x'"),
    (lambda: int(bytearray(b'1x')), "ValueError: invalid literal for int() with base 10: b'1x'"),
    (lambda: int(b'\xff'), "ValueError: invalid literal for int() with base 10: b'\\xff'"),
    (lambda: int('١٢'), '12'),
    (lambda: int('\x00'), "ValueError: invalid literal for int() with base 10: '\\x00'"),
    (lambda: int('1\x00'), "ValueError: invalid literal for int() with base 10: '1\\x00'"),
    (lambda: int(None), "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"),
    (lambda: int([]), "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'list'"),
    (lambda: int(1.5), '1'),
    (lambda: int(float('inf')), 'OverflowError: cannot convert float infinity to integer'),
    (lambda: int(float('nan')), 'ValueError: cannot convert float NaN to integer'),
    (lambda: int(Idx()), '5'),
    (lambda: int(BadIdx()), 'TypeError: __index__ returned non-int (type float)'),
    (lambda: int(BadInt()), 'TypeError: __int__ returned non-int (type str)'),
    (lambda: int(Tr()), "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'Tr'"),
    (lambda: int(x=1), "TypeError: int() got an unexpected keyword argument 'x'"),
    (lambda: int(base=10), 'TypeError: int() missing string argument'),
    (lambda: int('1',base=2,x=1), 'TypeError: int() takes at most 2 arguments (3 given)'),
    (lambda: int(1,2,3), 'TypeError: int expected at most 2 arguments, got 3'),
    (lambda: int('10',Idx()), '5'),
    (lambda: int('10','a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: int('0b2',0), "ValueError: invalid literal for int() with base 0: '0b2'"),
    (lambda: int('0b',0), "ValueError: invalid literal for int() with base 0: '0b'"),
    (lambda: int('0x_f',0), '15'),
    (lambda: int('0x__f',0), "ValueError: invalid literal for int() with base 0: '0x__f'"),
    (lambda: int('-0x1',16), '-1'),
    (lambda: int('- 1'), "ValueError: invalid literal for int() with base 10: '- 1'"),
    (lambda: int('+1'), '1'),
    (lambda: int('+-1'), "ValueError: invalid literal for int() with base 10: '+-1'"),
    (lambda: int('１２'), '12'),
    (lambda: I(5), '5'),
    (lambda: I(5)+1, '6'),
    (lambda: I(5).real, '5'),
    (lambda: I('12',3), '5'),
    (lambda: int('9'*5000, 16) > 0, 'True'),
    (lambda: int('1'*4300) > 0, 'True'),
])
