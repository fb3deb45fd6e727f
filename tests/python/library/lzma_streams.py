"""lzma: formats, checks, filters, limits, pieces, files, errors.

https://docs.python.org/3.14/library/lzma.html
"""
import io
import lzma
from lzma import LZMAError


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


data = b"".join(b"line %d\n" % n for n in range(20000))
xz = lzma.compress(data)
assert xz[:6] == b"\xfd7zXZ\0" and lzma.decompress(xz) == data
alone = lzma.compress(data, format=lzma.FORMAT_ALONE)
assert alone[0] == 0x5D and lzma.decompress(alone) == data
filters = [{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 7, "lc": 4}]
raw = lzma.compress(data, format=lzma.FORMAT_RAW, filters=filters)
assert lzma.decompress(raw, format=lzma.FORMAT_RAW, filters=filters) == data
branch = [{"id": lzma.FILTER_X86, "start_offset": 0}, {"id": lzma.FILTER_LZMA2}]
assert lzma.decompress(lzma.compress(data, filters=branch)) == data
assert lzma.decompress(xz + lzma.compress(b"more", preset=9 | lzma.PRESET_EXTREME)) == data + b"more"

for check in lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256:
    assert lzma.is_check_supported(check)
    decompressor = lzma.LZMADecompressor()
    assert decompressor.check == lzma.CHECK_UNKNOWN
    assert decompressor.decompress(lzma.compress(b"abc", check=check)) == b"abc"
    assert decompressor.check == check and decompressor.eof
assert not lzma.is_check_supported(99)

compressor = lzma.LZMACompressor()
pieces = [compressor.compress(data[i:i + 777]) for i in range(0, len(data), 777)] + [compressor.flush()]
assert lzma.decompress(b"".join(pieces)) == data
raises(ValueError, "Repeated call to flush()", compressor.flush)
raises(ValueError, "Compressor has been flushed", compressor.compress, b"")

decompressor = lzma.LZMADecompressor()
found = decompressor.decompress(xz + b"behind", max_length=1000)
assert len(found) == 1000 and not decompressor.needs_input
while not decompressor.eof:
    found += decompressor.decompress(b"", 5000)
assert found == data and decompressor.unused_data == b"behind"
raises(EOFError, "Already at end of stream", decompressor.decompress, b"")
decompressor = lzma.LZMADecompressor()
assert b"".join(decompressor.decompress(xz[i:i + 1]) for i in range(len(xz))) == data

raises(LZMAError, "Memory usage limit exceeded", lzma.LZMADecompressor(memlimit=1).decompress, xz)
raises(LZMAError, "Input format not supported by decoder", lzma.LZMADecompressor().decompress, b"garbage garbage")
raises(LZMAError, "Input format not supported by decoder", lzma.LZMADecompressor(format=lzma.FORMAT_XZ).decompress, alone)
raises(LZMAError, "Corrupt input data", lzma.LZMADecompressor().decompress, xz[:50] + b"x" * 30 + xz[80:])
C, D = lzma.LZMACompressor, lzma.LZMADecompressor
raises(ValueError, "Invalid container format: 99", C, format=99)
raises(LZMAError, "Invalid or unsupported options", C, preset=99)
raises(ValueError, "Cannot convert negative int", C, preset=-1)
raises(OverflowError, "Python int too large for C uint32_t", C, preset=2**40)
raises(ValueError, "Cannot specify both preset and filter chain", C, preset=1, filters=filters)
raises(ValueError, "Must specify filters for FORMAT_RAW", C, format=lzma.FORMAT_RAW)
raises(ValueError, "Integrity checks are only supported by FORMAT_XZ", C, format=lzma.FORMAT_ALONE, check=1)
raises(ValueError, "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter",
       C, format=lzma.FORMAT_ALONE, filters=[{"id": lzma.FILTER_LZMA2}])
raises(TypeError, "object of type 'int' has no len()", C, filters=3)
raises(TypeError, "Filter specifier must be a dict or dict-like object", C, filters=[1])
raises(ValueError, 'Filter specifier must have an "id" entry', C, filters=[{}])
raises(ValueError, "Invalid filter ID: 99", C, filters=[{"id": 99}])
raises(ValueError, "Invalid filter specifier for LZMA filter", C, filters=[{"id": 33, "foo": 1}])
raises(ValueError, "Invalid filter specifier for delta filter", C, filters=[{"id": 3, "foo": 1}])
raises(ValueError, "Invalid filter specifier for BCJ filter", C, filters=[{"id": 4, "foo": 1}])
raises(ValueError, "Too many filters - liblzma supports a maximum of 4", C, filters=[{"id": 33}] * 5)
raises(ValueError, "Cannot specify filters except with FORMAT_RAW", D, filters=filters)
raises(ValueError, "Cannot specify memory limit with FORMAT_RAW", D, format=3, filters=filters, memlimit=1)

encode, decode = lzma._encode_filter_properties, lzma._decode_filter_properties
assert encode({"id": lzma.FILTER_LZMA2, "dict_size": 8192}) == b"\2"
assert decode(lzma.FILTER_LZMA2, b"\x10") == {"id": lzma.FILTER_LZMA2, "dict_size": 1048576}
assert decode(lzma.FILTER_LZMA1, encode({"id": lzma.FILTER_LZMA1})) == {
    "id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 2, "dict_size": 8388608}
assert decode(lzma.FILTER_DELTA, b"\4") == {"id": lzma.FILTER_DELTA, "dist": 5}
assert encode({"id": lzma.FILTER_X86}) == b"" and decode(lzma.FILTER_X86, b"") == {"id": lzma.FILTER_X86}
raises(LZMAError, "Invalid or unsupported options", decode, 99, b"")

with lzma.open(io.BytesIO(xz), "rt") as lines:
    assert next(lines) == "line 0\n" and sum(1 for _ in lines) == 19999
raises(EOFError, "Compressed file ended before the end-of-stream marker was reached",
       lzma.LZMAFile(io.BytesIO(xz[:-10])).read)
