"""Hexadecimal digits of bytes, with and without separators, and back.

https://docs.python.org/3.14/library/stdtypes.html#bytes.hex
"""

import binascii
import hashlib

DIGITS = "0123456789abcdef"


def expected(data, separator="", size=1):
    pairs = [DIGITS[byte >> 4] + DIGITS[byte & 15] for byte in data]
    if not separator or not size:
        return "".join(pairs)
    count = abs(size)
    first = len(pairs) % count if size > 0 else 0
    groups = [pairs[:first]] if first else []
    groups += [pairs[start : start + count] for start in range(first, len(pairs), count)]
    return separator.join(map("".join, groups))


for length in (0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 256):
    data = bytes((7 * index + length) % 256 for index in range(length))
    for kind in bytes, bytearray, memoryview:
        assert kind(data).hex() == expected(data)
        for size in (-5, -2, -1, 0, 1, 2, 3, 31, 32, 33, 1000):
            assert kind(data).hex("-", size) == expected(data, "-", size), (length, size)
            assert binascii.hexlify(kind(data), b":", size).decode() == expected(data, ":", size)
    for digits in (data.hex(), data.hex().upper(), data.hex(" "), "\t" + data.hex("\n", 3) + " "):
        assert bytes.fromhex(digits) == bytearray.fromhex(digits) == data
        assert bytes.fromhex(digits.encode()) == data
    assert binascii.unhexlify(data.hex()) == binascii.a2b_hex(data.hex().upper().encode()) == data

for digits, message in (
    ("0", "fromhex() arg must contain an even number of hexadecimal digits"),
    ("00 1", "fromhex() arg must contain an even number of hexadecimal digits"),
    ("0g", "non-hexadecimal number found in fromhex() arg at position 1"),
    ("00 1 2", "non-hexadecimal number found in fromhex() arg at position 4"),
    ("ab" * 40 + "x0", "non-hexadecimal number found in fromhex() arg at position 80"),
    ("aaé", "non-hexadecimal number found in fromhex() arg at position 2"),
    ("a日", "non-hexadecimal number found in fromhex() arg at position 1"),
):
    try:
        bytes.fromhex(digits)
    except ValueError as error:
        assert str(error) == message, (digits, error)
    else:
        raise AssertionError(digits)
for digits, message in (("abc", "Odd-length string"), ("0g", "Non-hexadecimal digit found")):
    try:
        binascii.unhexlify(digits)
    except binascii.Error as error:
        assert str(error) == message
    else:
        raise AssertionError(digits)

assert hashlib.sha256(b"").hexdigest() == hashlib.sha256(b"").digest().hex()
