"""Methods of int: bytes, rounding, ratios.

https://docs.python.org/3.14/library/stdtypes.html#additional-methods-on-integer-types
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


class I(int):
    pass


check([
    (lambda: (5).to_bytes(), "b'\\x05'"),
    (lambda: (256).to_bytes(), 'OverflowError: int too big to convert'),
    (lambda: (-1).to_bytes(1,'big'), "OverflowError: can't convert negative int to unsigned"),
    (lambda: (-1).to_bytes(1,'big',signed=True), "b'\\xff'"),
    (lambda: (128).to_bytes(1,'big',signed=True), 'OverflowError: int too big to convert'),
    (lambda: (1).to_bytes(-1), 'ValueError: length argument must be non-negative'),
    (lambda: (1).to_bytes(2,'x'), "ValueError: byteorder must be either 'little' or 'big'"),
    (lambda: int.from_bytes(b'\x01\x00'), '256'),
    (lambda: int.from_bytes([1,256]), 'ValueError: bytes must be in range(0, 256)'),
    (lambda: int.from_bytes([1,255],'little'), '65281'),
    (lambda: int.from_bytes('a'), "TypeError: cannot convert 'str' object to bytes"),
    (lambda: int.from_bytes(b'','x'), "ValueError: byteorder must be either 'little' or 'big'"),
    (lambda: I.from_bytes(b'\x05'), '5'),
    (lambda: round(12345,-2), '12300'),
    (lambda: round(150,-2), '200'),
    (lambda: round(250,-2), '200'),
    (lambda: round(-150,-2), '-200'),
    (lambda: round(5,None), '5'),
    (lambda: (5).__floor__(), '5'),
    (lambda: (5).as_integer_ratio(), '(5, 1)'),
    (lambda: (5).is_integer(), 'True'),
    (lambda: (5).bit_length(), '3'),
    (lambda: (-5).bit_count(), '2'),
    (lambda: (5).__getnewargs__(), '(5,)'),
    (lambda: (5).__sizeof__(), '28'),
    (lambda: (2**70).__sizeof__(), '36'),
    (lambda: (0).__sizeof__(), '28'),
    (lambda: True.__sizeof__(), '28'),
    (lambda: (5).__divmod__(2), '(2, 1)'),
    (lambda: (5).__rdivmod__(2), '(0, 2)'),
    (lambda: (5).__format__(3), 'TypeError: __format__() argument must be str, not int'),
    (lambda: bool.__new__(int), 'TypeError: bool.__new__(int): int is not a subtype of bool'),
    (lambda: bool.from_bytes(b'\x00'), 'False'),
    (lambda: round(1e300,-300), '1e+300'),
    (lambda: round(1e22,-22), '1e+22'),
    (lambda: (1).conjugate(), '1'),
    (lambda: int.__new__(str), 'TypeError: int.__new__(str): str is not a subtype of int'),
    (lambda: int.__new__(), 'TypeError: int.__new__(): not enough arguments'),
    (lambda: int.__new__(1), 'TypeError: int.__new__(X): X is not a type object (int)'),
    (lambda: (1).__pow__(2,3), '1'),
    (lambda: (1).__rpow__(2,3), '2'),
    (lambda: (1).__pow__('a'), 'NotImplemented'),
    (lambda: (1).__lshift__('a'), 'NotImplemented'),
    (lambda: int.__add__('a',1), "TypeError: descriptor '__add__' requires a 'int' object but received a 'str'"),
    (lambda: int.real.__get__('a'), "TypeError: descriptor 'real' for 'int' objects doesn't apply to a 'str' object"),
    (lambda: int.from_bytes(), "TypeError: from_bytes() missing required argument 'bytes' (pos 1)"),
    (lambda: int.from_bytes(b'a',byteorder='little',signed=True), '97'),
    (lambda: int.from_bytes(b'',signed=1), '0'),
    (lambda: (5).to_bytes('a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: (5).to_bytes(2**70), 'OverflowError: Python int too large to convert to C ssize_t'),
    (lambda: (5).to_bytes(2,byteorder=5), "TypeError: to_bytes() argument 'byteorder' must be str, not int"),
    (lambda: (5).to_bytes(2,'big',True), 'TypeError: to_bytes() takes at most 2 positional arguments (3 given)'),
    (lambda: (0).to_bytes(0), "b''"),
    (lambda: (1).to_bytes(0), 'OverflowError: int too big to convert'),
    (lambda: (-129).to_bytes(1,signed=True), 'OverflowError: int too big to convert'),
    (lambda: (-128).to_bytes(1,signed=True), "b'\\x80'"),
    (lambda: (2**70).to_bytes(9,'little'), "b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00@'"),
    (lambda: (-2**70).to_bytes(9,'little',signed=True), "b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\xc0'"),
    (lambda: (-2**70).to_bytes(16,'big',signed=True), "b'\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xc0\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00'"),
    (lambda: int.from_bytes(None), "TypeError: cannot convert 'NoneType' object to bytes"),
    (lambda: int.from_bytes(5), "TypeError: cannot convert 'int' object to bytes"),
    (lambda: int.from_bytes(b'\xff\xff',signed=True), '-1'),
    (lambda: (5).__format__(), 'TypeError: int.__format__() takes exactly one argument (0 given)'),
    (lambda: (5).__format__('',1), 'TypeError: int.__format__() takes exactly one argument (2 given)'),
    (lambda: (5).__round__('a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: (5).__round__(1,2), 'TypeError: __round__ expected at most 1 argument, got 2'),
    (lambda: (-5).__abs__(), '5'),
    (lambda: (5).imag, '0'),
    (lambda: (5).denominator, '1'),
    (lambda: True.real, '1'),
    (lambda: True.numerator, '1'),
    (lambda: True.imag, '0'),
    (lambda: True.__index__(), '1'),
    (lambda: True.as_integer_ratio(), '(1, 1)'),
    (lambda: round(True), '1'),
    (lambda: round(25,-1), '20'),
    (lambda: round(35,-1), '40'),
    (lambda: round(-25,-1), '-20'),
    (lambda: round(5,-1), '0'),
    (lambda: round(15,-1), '20'),
    (lambda: round(2**100,-20), '1267650600200000000000000000000'),
    (lambda: round(5,-100), '0'),
    (lambda: round(True,1), '1'),
    (lambda: (5).__round__(-1), '0'),
    (lambda: (5).__sizeof__(), '28'),
    (lambda: (-2**30).__sizeof__(), '32'),
    (lambda: (2**60).__sizeof__(), '36'),
])
