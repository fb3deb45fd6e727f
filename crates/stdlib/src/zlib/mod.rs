//! `zlib`: compression compatible with gzip.
//! Reference: <https://docs.python.org/3.14/library/zlib.html>

mod buffer;
mod compress;
mod decompress;
mod decompressor;
mod stream;

pub use zlib::MODULE;

/// Compression and decompression in the formats of zlib and gzip, and the checksums that they use.
///
/// Arguments called wbits are the size of the window and the format: 9 to 15 for zlib, the negative
/// of those for data without header, 16 more for gzip, and, for decompression, 32 more for either.
#[rpy_macros::native_module(
    name = "zlib",
    classes(super::decompressor::Decompressor as "_ZlibDecompressor")
)]
pub(crate) mod zlib {
    use rpy_vm::builtins::bytes::{Bytes, BytesLike};
    use rpy_vm::object::buffer::PinnedBytes;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use crate::arguments::Low32;

    use super::buffer::{failure, is_fine, run};
    use super::compress::Compress;
    use super::decompress::Decompress;
    use super::stream::{self, Parameters, Stream};

    /// Raised for errors of compression and decompression.
    #[exception]
    pub(crate) struct error;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("DEFLATED", 8),
        ("DEF_BUF_SIZE", DEF_BUF_SIZE),
        ("DEF_MEM_LEVEL", 8),
        ("MAX_WBITS", 15),
        ("Z_BEST_COMPRESSION", 9),
        ("Z_BEST_SPEED", 1),
        ("Z_BLOCK", 5),
        ("Z_DEFAULT_COMPRESSION", -1),
        ("Z_DEFAULT_STRATEGY", 0),
        ("Z_FILTERED", 1),
        ("Z_FINISH", 4),
        ("Z_FIXED", 4),
        ("Z_FULL_FLUSH", 3),
        ("Z_HUFFMAN_ONLY", 2),
        ("Z_NO_COMPRESSION", 0),
        ("Z_NO_FLUSH", 0),
        ("Z_PARTIAL_FLUSH", 1),
        ("Z_RLE", 3),
        ("Z_SYNC_FLUSH", 2),
        ("Z_TREES", 6),
    ];

    /// How much room is made at first for what is decompressed, in bytes.
    pub(crate) const DEF_BUF_SIZE: i64 = 16384;

    #[constant]
    const __version__: &str = "1.0";

    #[constant]
    const ZLIB_VERSION: &str = "1.3.1";

    #[constant]
    const ZLIB_RUNTIME_VERSION: &str = "1.3.1";

    /// Arguments longer than this are worked on while other threads run.
    const LONG: usize = 5 * 1024;

    /// Returns the Adler-32 checksum of data, going on from that of what is in front.
    #[function(signature = "(data, value=1, /)")]
    fn adler32(data: &Value, value: Low32, vm: &mut Vm) -> PyResult<u32> {
        checksum(data, vm, |bytes| zlib_rs::adler32::adler32(value.0, bytes))
    }

    /// Returns the CRC-32 of data, going on from that of what is in front.
    #[function(signature = "(data, value=0, /)")]
    fn crc32(data: &Value, value: Low32, vm: &mut Vm) -> PyResult<u32> {
        checksum(data, vm, |bytes| zlib_rs::crc32::crc32(value.0, bytes))
    }

    fn checksum(data: &Value, vm: &mut Vm, compute: impl Fn(&[u8]) -> u32 + Sync) -> PyResult<u32> {
        if let Some(bytes) = data.downcast::<Bytes>()
            && bytes.length() <= LONG
        {
            return Ok(compute(bytes.as_slice()));
        }
        let pinned = PinnedBytes::new(data, vm)?;
        let bytes = pinned.as_slice();
        if bytes.len() <= LONG {
            return Ok(compute(bytes));
        }
        Ok(vm.allow_threads(|| compute(bytes)))
    }

    /// Returns data compressed.
    #[function(
        signature = "(data, /, level=-1, wbits=15)",
        text = "(data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)"
    )]
    fn compress(data: &Value, level: i32, wbits: i32, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let pinned = PinnedBytes::new(data, vm)?;
        let mut input = pinned.as_slice();
        let most = vm.memory_left();
        let result = vm.allow_threads(|| {
            let parameters = Parameters {
                level,
                method: 8,
                window_bits: wbits,
                memory_level: 8,
                strategy: 0,
            };
            let mut stream = Stream::deflate(parameters)?;
            let room = (input.len() / 2, usize::MAX, most);
            let run = run(&mut stream, &mut input, 4, room, None);
            match run.status {
                stream::STREAM_END => Ok(run.output),
                status => Err(status),
            }
        });
        match result {
            Ok(output) => Ok(Bytes::from_vec(output, vm)),
            Err(stream::MEM_ERROR) => Err(vm.memory_error()),
            Err(stream::STREAM_ERROR) => Err(vm.native_error::<error>("Bad compression level")),
            Err(status) => Err(failure(status, "while compressing data", None, vm)),
        }
    }

    /// Returns compressed data decompressed. bufsize is how much room is made at first.
    #[function(
        signature = "(data, /, wbits=15, bufsize=16384)",
        text = "(data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)"
    )]
    fn decompress(data: &Value, wbits: i32, bufsize: isize, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let pinned = PinnedBytes::new(data, vm)?;
        let Ok(room) = usize::try_from(bufsize) else {
            return Err(vm.value_error("bufsize must be non-negative"));
        };
        let mut input = pinned.as_slice();
        let most = vm.memory_left();
        // The status, what failed, and what the library says about it.
        let result = vm.allow_threads(|| {
            let preparing = "while preparing to decompress data";
            let mut stream = Stream::inflate(wbits).map_err(|status| (status, preparing, None))?;
            let run = run(&mut stream, &mut input, 2, (room, usize::MAX, most), None);
            match run.status {
                stream::STREAM_END => Ok(run.output),
                stream::OK => Err((stream::BUF_ERROR, "while decompressing data", None)),
                status => Err((status, "while decompressing data", stream.message())),
            }
        });
        match result {
            Ok(output) => Ok(Bytes::from_vec(output, vm)),
            Err((stream::MEM_ERROR, ..)) => Err(vm.memory_error()),
            Err((status, what, Some(why))) => {
                Err(vm.native_error::<error>(format!("Error {status} {what}: {why}")))
            }
            Err((status, what, None)) => Err(failure(status, what, None, vm)),
        }
    }

    /// Returns an object that compresses data in pieces.
    #[function(
        signature = "(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=<unrepresentable>)",
        text = "(level=Z_DEFAULT_COMPRESSION, method=DEFLATED,\n            wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL,\n            strategy=Z_DEFAULT_STRATEGY, zdict=<unrepresentable>)"
    )]
    fn compressobj(
        level: i32,
        method: i32,
        wbits: i32,
        mem_level: i32,
        strategy: i32,
        zdict: Option<BytesLike<'_>>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Compress>> {
        let parameters = Parameters {
            level,
            method,
            window_bits: wbits,
            memory_level: mem_level,
            strategy,
        };
        let mut made = match Stream::deflate(parameters) {
            Ok(made) => made,
            Err(stream::MEM_ERROR) => return Err(vm.memory_error()),
            Err(stream::STREAM_ERROR) => {
                return Err(vm.value_error("Invalid initialization option"));
            }
            Err(status) => {
                let what = "while creating compression object";
                return Err(failure(status, what, None, vm));
            }
        };
        if let Some(dictionary) = zdict {
            match made.set_dictionary(dictionary.as_bytes(vm)) {
                stream::OK => {}
                stream::STREAM_ERROR => return Err(vm.value_error("Invalid dictionary")),
                _ => return Err(vm.value_error("deflateSetDictionary()")),
            }
        }
        Ok(Compress::new(made, vm))
    }

    /// Returns an object that decompresses data in pieces.
    #[function(
        signature = "(wbits=15, zdict=b'')",
        text = "(wbits=MAX_WBITS, zdict=b'')"
    )]
    fn decompressobj(wbits: i32, zdict: Option<&Value>, vm: &mut Vm) -> PyResult<Ref<Decompress>> {
        let (made, dictionary) = inflating(wbits, zdict, vm)?;
        Ok(Decompress::new(made, dictionary, vm))
    }

    /// A stream that decompresses, and the dictionary that it will need.
    pub(super) fn inflating(
        wbits: i32,
        zdict: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<(Stream, Option<Ref<Bytes>>)> {
        let dictionary = match zdict {
            None => None,
            Some(dictionary) => {
                let Some(bytes) = dictionary.bytes_like(vm)? else {
                    let message = "zdict argument must support the buffer protocol";
                    return Err(vm.type_error(message));
                };
                let bytes = bytes.as_bytes(vm).to_vec();
                (!bytes.is_empty()).then(|| Bytes::from_vec(bytes, vm))
            }
        };
        let mut made = match Stream::inflate(wbits) {
            Ok(made) => made,
            Err(stream::MEM_ERROR) => return Err(vm.memory_error()),
            Err(stream::STREAM_ERROR) => {
                return Err(vm.value_error("Invalid initialization option"));
            }
            Err(status) => {
                let what = "while creating decompression object";
                return Err(failure(status, what, None, vm));
            }
        };
        // Data without a header cannot say that they need a dictionary.
        if wbits < 0
            && let Some(dictionary) = &dictionary
        {
            let status = made.set_dictionary(dictionary.as_slice());
            if !is_fine(status) {
                return Err(failure(status, "while setting zdict", Some(&made), vm));
            }
        }
        Ok((made, dictionary))
    }
}
