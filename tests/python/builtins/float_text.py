"""repr, float() and hexadecimal floats.

https://docs.python.org/3.14/library/functions.html#float
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


class F(float):
    pass


inf = float("inf")
nan = float("nan")

check([
    (lambda: float('1_0.5'), '10.5'),
    (lambda: float('1__0'), "ValueError: could not convert string to float: '1__0'"),
    (lambda: float('_1'), "ValueError: could not convert string to float: '_1'"),
    (lambda: float('1e5_0'), '1e+50'),
    (lambda: float('1_e5'), "ValueError: could not convert string to float: '1_e5'"),
    (lambda: float('inf'), 'inf'),
    (lambda: float('-Infinity'), '-inf'),
    (lambda: float('nan'), 'nan'),
    (lambda: float('+nan'), 'nan'),
    (lambda: float('infinit'), "ValueError: could not convert string to float: 'infinit'"),
    (lambda: float(' 1.5\n'), '1.5'),
    (lambda: float(''), "ValueError: could not convert string to float: ''"),
    (lambda: float('x'), "ValueError: could not convert string to float: 'x'"),
    (lambda: float(b'1.5'), '1.5'),
    (lambda: float(b'x'), "ValueError: could not convert string to float: b'x'"),
    (lambda: float(bytearray(b'x')), "ValueError: could not convert string to float: bytearray(b'x')"),
    (lambda: float('１.５'), '1.5'),
    (lambda: float('1e400'), 'inf'),
    (lambda: float('-1e400'), '-inf'),
    (lambda: float('0x1p3'), "ValueError: could not convert string to float: '0x1p3'"),
    (lambda: float('1.'), '1.0'),
    (lambda: float('.5'), '0.5'),
    (lambda: float('.'), "ValueError: could not convert string to float: '.'"),
    (lambda: float('1e'), "ValueError: could not convert string to float: '1e'"),
    (lambda: float('1\x00'), "ValueError: could not convert string to float: '1\\x00'"),
    (lambda: float.fromhex('0x1.8p3'), '12.0'),
    (lambda: float.fromhex('inf'), 'inf'),
    (lambda: float.fromhex('x'), 'ValueError: invalid hexadecimal floating-point string'),
    (lambda: float.fromhex('0x1p5000'), 'OverflowError: hexadecimal value too large to represent as a float'),
    (lambda: float.fromhex('0x1p-5000'), '0.0'),
    (lambda: float.fromhex('0x.1'), '0.0625'),
    (lambda: float.fromhex('1'), '1.0'),
    (lambda: float.fromhex('0x'), 'ValueError: invalid hexadecimal floating-point string'),
    (lambda: float.fromhex('0x1.8p'), 'ValueError: invalid hexadecimal floating-point string'),
    (lambda: float.fromhex(1), 'TypeError: bad argument type for built-in operation'),
    (lambda: float.hex(1.5), "'0x1.8000000000000p+0'"),
    (lambda: float.hex(-0.0), "'-0x0.0p+0'"),
    (lambda: float.hex(float('nan')), "'nan'"),
    (lambda: float.hex(5e-324), "'0x0.0000000000001p-1022'"),
    (lambda: float.hex(1e300), "'0x1.7e43c8800759cp+996'"),
    (lambda: float('inf').__floor__(), 'OverflowError: cannot convert float infinity to integer'),
    (lambda: float('inf')**-1, '0.0'),
    (lambda: float('inf')>2**5000, 'True'),
    (lambda: 1e16, '1e+16'),
    (lambda: 1e15, '1000000000000000.0'),
    (lambda: 123456789012345678.0, '1.2345678901234568e+17'),
    (lambda: 1e-4, '0.0001'),
    (lambda: 1e-5, '1e-05'),
    (lambda: 1.0, '1.0'),
    (lambda: 1e22, '1e+22'),
    (lambda: 1.5e300, '1.5e+300'),
    (lambda: -0.0, '-0.0'),
    (lambda: 5e-324, '5e-324'),
    (lambda: float('nan'), 'nan'),
    (lambda: 1.7976931348623157e308, '1.7976931348623157e+308'),
    (lambda: F('1.5'), '1.5'),
    (lambda: float.fromhex('0x1.fffffffffffff8p+1023'), 'OverflowError: hexadecimal value too large to represent as a float'),
    (lambda: float.fromhex('0x1.fffffffffffff7fp+1023'), '1.7976931348623157e+308'),
    (lambda: float.fromhex('  -0x1p-1074  '), '-5e-324'),
    (lambda: float.fromhex('0x0.8p-1074'), '0.0'),
    (lambda: float.fromhex('0x0.80001p-1074'), '5e-324'),
    (lambda: float.fromhex('0x1.8p-1074'), '1e-323'),
    (lambda: float.fromhex('nan'), 'nan'),
    (lambda: float.fromhex('-iNf'), '-inf'),
    (lambda: float.fromhex('0x1.00000000000008p0'), '1.0'),
    (lambda: float.fromhex('0x1.000000000000080001p0'), '1.0000000000000002'),
    (lambda: float.fromhex('0x.p0'), 'ValueError: invalid hexadecimal floating-point string'),
    (lambda: float.fromhex('.8'), '0.5'),
    (lambda: float.fromhex('1p'), 'ValueError: invalid hexadecimal floating-point string'),
    (lambda: float.fromhex('0x1p99999999999999999999999'), 'OverflowError: hexadecimal value too large to represent as a float'),
    (lambda: float.fromhex('0x0p99999999999999999999999'), '0.0'),
    (lambda: float.fromhex('0x1p-99999999999999999999999'), '0.0'),
    (lambda: float.fromhex('1.8P+1'), '3.0'),
    (lambda: float.fromhex('0x1_0'), 'ValueError: invalid hexadecimal floating-point string'),
    (lambda: float.fromhex(''), 'ValueError: invalid hexadecimal floating-point string'),
])
