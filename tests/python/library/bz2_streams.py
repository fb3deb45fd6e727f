"""bz2: compression in pieces, several streams, files, errors.

https://docs.python.org/3.14/library/bz2.html
"""
import bz2
import io


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


data = b"".join(b"line %d\n" % n for n in range(20000))
small = bz2.compress(data)
assert small[:4] == b"BZh9" and bz2.decompress(small) == data
assert bz2.compress(data, 1)[:4] == b"BZh1" and bz2.decompress(bz2.compress(b"")) == b""
assert bz2.decompress(small + bz2.compress(b"more")) == data + b"more"

compressor = bz2.BZ2Compressor()
pieces = [compressor.compress(data[i:i + 777]) for i in range(0, len(data), 777)]
pieces.append(compressor.flush())
assert b"".join(pieces) == small
raises(ValueError, "Repeated call to flush()", compressor.flush)
raises(ValueError, "Compressor has been flushed", compressor.compress, b"")

decompressor = bz2.BZ2Decompressor()
assert not decompressor.eof and decompressor.needs_input
found = decompressor.decompress(small + b"behind", max_length=1000)
assert len(found) == 1000 and not decompressor.needs_input
while not decompressor.eof:
    part = decompressor.decompress(b"", 5000)
    assert len(part) <= 5000
    found += part
assert found == data and decompressor.unused_data == b"behind" and not decompressor.needs_input
raises(EOFError, "End of stream already reached", decompressor.decompress, b"")
byte_for_byte = bz2.BZ2Decompressor()
assert b"".join(byte_for_byte.decompress(small[i:i + 1]) for i in range(len(small))) == data

broken = bz2.BZ2Decompressor()
raises(OSError, "Invalid data stream", broken.decompress, b"garbage!!")
raises(ValueError, "Decompressor is unusable after a previous error", broken.decompress, small)
raises(ValueError, "compresslevel must be between 1 and 9", bz2.BZ2Compressor, 10)
raises(TypeError, "BZ2Compressor() takes no keyword arguments", bz2.BZ2Compressor, compresslevel=1)
raises(TypeError, "a bytes-like object is required, not 'str'", bz2.BZ2Compressor().compress, "a")

with bz2.open(io.BytesIO(small), "rt") as lines:
    assert next(lines) == "line 0\n" and sum(1 for _ in lines) == 19999
raises(EOFError, "Compressed file ended before the end-of-stream marker was reached",
       bz2.BZ2File(io.BytesIO(small[:-10])).read)
