"""zlib: checksums, compressing at once and in pieces, dictionaries, errors.

What is compressed may be other bytes in another implementation, so only what comes back is compared.
https://docs.python.org/3.14/library/zlib.html
"""
import copy
import zlib


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


data = b"".join(b"%d green bottles hanging on the wall\n" % n for n in range(2000))

# Checksums.
assert (zlib.crc32(b""), zlib.crc32(b"hello"), zlib.crc32(b"lo", zlib.crc32(b"hel"))) == (0, 907060870, 907060870)
assert (zlib.adler32(b""), zlib.adler32(b"hello"), zlib.adler32(b"lo", zlib.adler32(b"hel"))) == (1, 103547413, 103547413)
assert zlib.crc32(b"abc", -1) == zlib.crc32(b"abc", 2**32 - 1) and zlib.crc32(b"abc", 2**40) == zlib.crc32(b"abc")
assert zlib.crc32(bytearray(data)) == zlib.crc32(data) == zlib.crc32(memoryview(data))
raises(TypeError, "a bytes-like object is required, not 'str'", zlib.crc32, "a")

# At once.
for level in range(-1, 10):
    for wbits in 15, 9, -15, 31:
        packed = zlib.compress(data, level, wbits=wbits)
        assert zlib.decompress(packed, wbits=wbits) == data and (len(packed) < len(data) // 4) == (level != 0)
assert zlib.decompress(zlib.compress(b"")) == b""
assert zlib.decompress(zlib.compress(data, wbits=31), wbits=47) == data
assert zlib.decompress(zlib.compress(data), bufsize=0) == data
packed = zlib.compress(data)
raises(zlib.error, "Bad compression level", zlib.compress, b"", 10)
raises(zlib.error, "Error -3 while decompressing data: incorrect header check", zlib.decompress, b"abcdef")
raises(zlib.error, "Error -5 while decompressing data: incomplete or truncated stream", zlib.decompress, packed[:-5])
raises(zlib.error, "Error -5 while decompressing data: incomplete or truncated stream", zlib.decompress, b"")
raises(zlib.error, "Error -3 while decompressing data: incorrect data check", zlib.decompress,
       packed[:-1] + bytes([packed[-1] ^ 1]))
raises(zlib.error, "Error -2 while preparing to decompress data: inconsistent stream state",
       zlib.decompress, b"", wbits=100)
raises(ValueError, "bufsize must be non-negative", zlib.decompress, packed, bufsize=-1)
assert zlib.error.__module__ == "zlib" and zlib.error.__bases__ == (Exception,)

# Compressing in pieces.
for options in ({}, {"level": 9, "memLevel": 1}, {"strategy": zlib.Z_HUFFMAN_ONLY}, {"wbits": -15},
                {"wbits": 25}, {"strategy": zlib.Z_FIXED, "level": 1}):
    c = zlib.compressobj(**options)
    packed = b"".join(c.compress(data[at:at + 1000]) for at in range(0, len(data), 1000)) + c.flush()
    assert zlib.decompress(packed, options.get("wbits", 15)) == data
c = zlib.compressobj()
parts = [c.compress(b"one"), c.flush(zlib.Z_NO_FLUSH), c.flush(zlib.Z_SYNC_FLUSH)]
d = zlib.decompressobj()
assert parts[1] == b"" and d.decompress(b"".join(parts)) == b"one"
other = c.copy()
third = copy.deepcopy(other)
for it, text in (c, b"two"), (other, b"three"), (copy.copy(third), b"four"):
    follower = d.copy()
    assert follower.decompress(it.compress(text) + it.flush()) == text and follower.eof
raises(zlib.error, "Error -2 while compressing data: inconsistent stream state", c.compress, b"x")
raises(zlib.error, "Error -2 while flushing: inconsistent stream state", c.flush)
raises(ValueError, "Inconsistent stream state", c.copy)
raises(ValueError, "Invalid initialization option", zlib.compressobj, wbits=100)
raises(ValueError, "Invalid initialization option", zlib.compressobj, level=11)

# Decompressing in pieces.
packed = zlib.compress(data)
d = zlib.decompressobj()
assert b"".join(d.decompress(packed[at:at + 7]) for at in range(0, len(packed), 7)) + d.flush() == data
assert d.eof and d.unused_data == b"" == d.unconsumed_tail
d = zlib.decompressobj()
assert d.decompress(packed + b"rest") == data and d.eof and d.unused_data == b"rest"
assert d.decompress(b" of it") == b"" and d.unused_data == b"rest of it"
d, parts, tail = zlib.decompressobj(), [], packed
while tail:
    part = d.decompress(tail, 500)
    assert len(part) <= 500
    parts.append(part)
    tail = d.unconsumed_tail
parts.append(d.flush())
assert b"".join(parts) == data
d = zlib.decompressobj()
start = d.decompress(packed, 10)
assert len(start) == 10 and d.unconsumed_tail and start + d.flush(1) == data and d.eof
raises(ValueError, "max_length must be non-negative", d.decompress, b"", -1)
raises(ValueError, "length must be greater than zero", d.flush, 0)
raises(ValueError, "Invalid initialization option", zlib.decompressobj, wbits=100)
raises(TypeError, "zdict argument must support the buffer protocol", zlib.decompressobj, zdict="a")
d = zlib.decompressobj()
raises(zlib.error, "Error -3 while decompressing data: incorrect header check", d.decompress, b"abcdef")

# Dictionaries.
words = b"green bottles hanging on the wall"
for wbits in 15, -15:
    c = zlib.compressobj(wbits=wbits, zdict=words)
    packed = c.compress(words + b"!") + c.flush()
    assert len(packed) < len(words) // 2 + 8
    d = zlib.decompressobj(wbits, zdict=words)
    assert d.decompress(packed) + d.flush() == words + b"!"
c = zlib.compressobj(zdict=words)
packed = c.compress(words) + c.flush()
raises(zlib.error, "Error 2 while decompressing data", zlib.decompressobj().decompress, packed)

# As bz2 and lzma decompress.
packed = zlib.compress(data) + b"rest"
d, parts = zlib._ZlibDecompressor(), []
assert d.needs_input and not d.eof
parts.append(d.decompress(packed, max_length=100))
assert len(parts[0]) == 100 and not d.needs_input
while not d.eof:
    parts.append(d.decompress(b"", 5000))
assert b"".join(parts) == data and d.unused_data == b"rest" and not d.needs_input
raises(EOFError, "End of stream already reached", d.decompress, b"")
assert (zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_FINISH) == (8, 15, 8, 4)
