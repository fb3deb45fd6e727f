"""binascii: hexadecimal digits, base64, uuencode, quoted-printable, checksums.

https://docs.python.org/3.14/library/binascii.html
"""
import binascii
from binascii import (a2b_base64, a2b_hex, a2b_qp, a2b_uu, b2a_base64, b2a_hex, b2a_qp, b2a_uu, crc32,
                      crc_hqx, hexlify, unhexlify)


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert type(e) is kind and str(e) == message, (type(e), str(e))
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


Error = binascii.Error
every = bytes(range(256))
assert Error.__bases__ == (ValueError,) and binascii.Incomplete.__bases__ == (Exception,)

# Hexadecimal digits.
assert hexlify(b"\x00\xffz") == b2a_hex(bytearray(b"\x00\xffz")) == b"00ff7a"
assert b2a_hex(b"abcde", "-", 2) == b"61-6263-6465" and b2a_hex(b"abcde", b":", -2) == b"6162:6364:65"
assert b2a_hex(b"abc", b"\xff") == b"61\xff62\xff63"
assert a2b_hex("00FF7a") == unhexlify(b"00ff7A") == b"\x00\xffz" and unhexlify(hexlify(every)) == every
raises(Error, "Odd-length string", a2b_hex, "abc")
raises(Error, "Non-hexadecimal digit found", a2b_hex, b"0g")
raises(ValueError, "sep must be length 1.", b2a_hex, b"a", "--")
raises(TypeError, "a bytes-like object is required, not 'str'", b2a_hex, "a")

# Base64.
assert b2a_base64(b"hello") == b"aGVsbG8=\n" and b2a_base64(b"hi", newline=False) == b"aGk="
for length in range(40):
    assert a2b_base64(b2a_base64(every[-length:])) == every[-length:]
assert a2b_base64("a G V\ns!bG8=") == b"hello" and a2b_base64("ab==cd") == b"i\xb7\x1d"
lone = ("Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a "
        "multiple of 4")
for text, loose, strict in [
        ("abcd", b"i\xb7\x1d", b"i\xb7\x1d"), ("ab==", b"i", b"i"), ("abc=", b"i\xb7", b"i\xb7"),
        ("abc", "Incorrect padding", "Incorrect padding"), ("ab=", "Incorrect padding", "Incorrect padding"),
        ("a", lone.format(1), lone.format(1)), ("abcde", lone.format(5), lone.format(5)),
        ("=abc", "Incorrect padding", "Leading padding not allowed"),
        ("abcd=", b"i\xb7\x1d", "Excess padding not allowed"),
        ("ab===", b"i", "Excess padding not allowed"),
        ("ab==cd", b"i\xb7\x1d", "Excess data after padding"),
        ("ab=c=", b"i\xb7", "Discontinuous padding not allowed"),
        ("a=b=", "Incorrect padding", lone.format(1)),
        ("ab==\n", b"i", "Only base64 data is allowed")]:
    for expected, mode in (loose, False), (strict, True):
        if isinstance(expected, bytes):
            assert a2b_base64(text, strict_mode=mode) == expected, (text, mode)
        else:
            raises(Error, expected, a2b_base64, text, strict_mode=mode)
raises(ValueError, "string argument should contain only ASCII characters", a2b_base64, "\xe9")
raises(TypeError, "argument should be bytes, buffer or ASCII string, not 'int'", a2b_base64, 5)

# Uuencode.
assert b2a_uu(b"Cat") == b"#0V%T\n" and b2a_uu(b"\0\0", backtick=True) == b'"````\n' and b2a_uu(b"") == b" \n"
for length in range(1, 46):
    assert a2b_uu(b2a_uu(every[-length:], backtick=length % 2)) == every[-length:]
assert a2b_uu(b"\x7f") == bytes(31) and a2b_uu(b"#0V") == b"C`\0"
raises(Error, "At most 45 bytes at once", b2a_uu, bytes(46))
raises(Error, "Illegal char", a2b_uu, b"!~~")
raises(Error, "Trailing garbage", a2b_uu, b"!!!abc")
raises(Error, "Missing length byte", a2b_uu, b"")

# Quoted-printable.
assert b2a_qp(b"a=b\xff \t") == b"a=3Db=FF =09" and a2b_qp(b"a=3Db=ff =09") == b"a=b\xff \t"
assert b2a_qp(b"a b_c", header=True) == b"a_b=5Fc" and a2b_qp("a_b=5Fc", header=True) == b"a b_c"
assert b2a_qp(b"a b", quotetabs=True) == b"a=20b" and b2a_qp(b"a\r\n", istext=False) == b"a=0D=0A"
assert b2a_qp(b"x \ny\t\r\n.\n") == b"x=20\ny=09\n=2E\n" and b2a_qp(b"a\r\nb\n") == b"a\r\nb\r\n"
assert b2a_qp(b"x" * 80) == b"x" * 75 + b"=\n" + b"x" * 5
assert a2b_qp(b"a=\nb=\r\nc==d=x=") == b"abc=d=x" and a2b_qp(b2a_qp(every, istext=False)) == every

# Checksums.
assert crc32(b"hello") == 907060870 == crc32(b"lo", crc32(b"hel")) and crc32(b"abc", -1) == 899311407
assert crc_hqx(b"123456789", 0) == 0x31C3 and crc_hqx(b"789", crc_hqx(b"123456", 0)) == 0x31C3
assert crc_hqx(b"a", 2**20) == crc_hqx(b"a", 0)
