"""compression.zstd: frames, parameters, dictionaries, pieces, files, errors.

https://docs.python.org/3.14/library/compression.zstd.html
"""
import io
from compression import zstd
from compression.zstd import CompressionParameter, DecompressionParameter, ZstdError


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


data = b"".join(b"line %d\n" % n for n in range(20000))
small = zstd.compress(data)
assert small[:4] == b"(\xb5/\xfd" and zstd.decompress(small) == data
assert zstd.decompress(small + zstd.compress(b"more", level=-5)) == data + b"more"
assert len(zstd.compress(data, 19)) < len(zstd.compress(data, -50))
info = zstd.get_frame_info(small)
assert (info.decompressed_size, info.dictionary_id) == (len(data), 0)
assert zstd.get_frame_size(small + b"behind") == len(small)
assert zstd.zstd_version_info >= (1, 5, 0)

compressor = zstd.ZstdCompressor()
assert compressor.last_mode == compressor.FLUSH_FRAME
pieces = [compressor.compress(data[i:i + 777]) for i in range(0, len(data), 777)]
assert compressor.last_mode == compressor.CONTINUE
raises(ValueError, "set_pledged_input_size() method must be called when last_mode == FLUSH_FRAME",
       compressor.set_pledged_input_size, 1)
pieces.append(compressor.flush(compressor.FLUSH_BLOCK))
assert zstd.ZstdDecompressor().decompress(b"".join(pieces)) == data
pieces.append(compressor.flush())
assert zstd.decompress(b"".join(pieces)) == data
compressor.set_pledged_input_size(3)
assert zstd.get_frame_info(compressor.compress(b"abc", compressor.FLUSH_FRAME)).decompressed_size == 3
compressor.set_pledged_input_size(3)
raises(ZstdError, "Unable to compress Zstandard data: Src size is incorrect",
       compressor.compress, b"abcdef")
assert zstd.decompress(compressor.compress(b"abcdef", compressor.FLUSH_FRAME)) == b"abcdef"

decompressor = zstd.ZstdDecompressor()
found = decompressor.decompress(small + b"behind", max_length=1000)
assert len(found) == 1000 and not decompressor.needs_input
while not decompressor.eof:
    found += decompressor.decompress(b"", 5000)
assert found == data and decompressor.unused_data == b"behind"
raises(EOFError, "Already at the end of a Zstandard frame.", decompressor.decompress, b"")
decompressor = zstd.ZstdDecompressor()
assert b"".join(decompressor.decompress(small[i:i + 1]) for i in range(len(small))) == data

options = {CompressionParameter.compression_level: 5, CompressionParameter.checksum_flag: 1,
           CompressionParameter.nb_workers: 2}
checked = zstd.compress(data, options=options)
assert zstd.decompress(checked) == data
raises(ZstdError, "Unable to decompress Zstandard data: Restored data doesn't match checksum",
       zstd.ZstdDecompressor().decompress, checked[:-1] + bytes([checked[-1] ^ 1]))
assert CompressionParameter.window_log.bounds() == (10, 31)
C, D = zstd.ZstdCompressor, zstd.ZstdDecompressor
raises(TypeError, "Only one of level or options should be used.", C, 3, {})
raises(TypeError, "invalid type for level, expected int", C, level="a")
raises(ValueError, "illegal compression level 100; the valid range is [-131072, 22]", C, level=100)
raises(TypeError, "ZstdCompressor() argument 'options' must be dict, not int", C, options=3)
raises(ValueError, "compression parameter 'window_log' received an illegal value 1000; the valid range is [10, 31]",
       C, options={CompressionParameter.window_log: 1000})
raises(ValueError, "invalid compression parameter 'unknown parameter (key 999)'", C, options={999: 1})
raises(TypeError, "compression options dictionary key must not be a DecompressionParameter attribute",
       C, options={DecompressionParameter.window_log_max: 20})
raises(TypeError, "decompression options dictionary key must not be a CompressionParameter attribute",
       D, options={CompressionParameter.window_log: 20})
raises(ValueError, "decompression parameter 'window_log_max' received an illegal value 100; the valid range is [10, 31]",
       D, options={DecompressionParameter.window_log_max: 100})
raises(ZstdError, "Unable to decompress Zstandard data: Unknown frame descriptor", D().decompress, b"garbage!")
raises(TypeError, "zstd_dict argument should be a ZstdDict object.", C, zstd_dict=3)

samples = [b"name: %d, size: %d, kind: %s" % (n, n * 7, b"ab"[n % 2:][:1] * 9) for n in range(3000)]
trained = zstd.train_dict(samples, 3000)
assert trained.dict_id and len(trained) <= 3000 and repr(trained).startswith("<ZstdDict dict_id=")
same = zstd.ZstdDict(trained.dict_content)
text = b"name: 4711, size: 32977, kind: bbbbbbbbb"
for given in trained, trained.as_digested_dict, trained.as_undigested_dict:
    with_it = zstd.compress(text, zstd_dict=given)
    assert len(with_it) < len(zstd.compress(text))
    assert zstd.get_frame_info(with_it).dictionary_id == trained.dict_id
    assert zstd.decompress(with_it, zstd_dict=same) == text
    raises(ZstdError, "Unable to decompress Zstandard data: Dictionary mismatch", zstd.decompress, with_it)
prefix = zstd.ZstdDict(text, is_raw=True)
assert prefix.dict_id == 0 and repr(prefix) == "<ZstdDict dict_id=0 dict_size=40>"
assert zstd.decompress(zstd.compress(text, zstd_dict=prefix.as_prefix), zstd_dict=prefix.as_prefix) == text
finished = zstd.finalize_dict(zstd.ZstdDict(text, is_raw=True), samples, 2000, 3)
assert finished.dict_id and finished.dict_content.endswith(text)
raises(ValueError, "Zstandard dictionary content too short (must have at least eight bytes)", zstd.ZstdDict, b"abc")
raises(ValueError, "invalid Zstandard dictionary", zstd.ZstdDict, b"no dictionary")

with zstd.open(io.BytesIO(small), "rt") as lines:
    assert next(lines) == "line 0\n" and sum(1 for _ in lines) == 19999
raises(EOFError, "Compressed file ended before the end-of-stream marker was reached",
       zstd.ZstdFile(io.BytesIO(small[:-10])).read)
