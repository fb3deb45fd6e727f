//! `_lzma`: compression in the formats of xz.
//! Reference: <https://docs.python.org/3.14/library/lzma.html>

mod filters;
mod stream;

use std::cell::{Cell, RefCell};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use crate::decompression::{Progress, Step, limit_of, run};
use filters::{LZMA1, chain_of, long_number, number};
use stream::{Failure, Filter, Kind, Stream};

pub use _lzma::MODULE;

const FORMAT_AUTO: i32 = 0;
const FORMAT_XZ: i32 = 1;
const FORMAT_ALONE: i32 = 2;
const FORMAT_RAW: i32 = 3;
const CHECK_NONE: u32 = 0;
const CHECK_CRC64: u32 = 4;
const CHECK_ID_MAX: u32 = 15;
/// The check of data of which none is known yet.
const CHECK_UNKNOWN: u32 = 16;

/// Compression in the formats of xz.
#[rpy_macros::native_module(
    name = "_lzma",
    classes(super::LZMACompressor, super::LZMADecompressor)
)]
mod _lzma {
    use super::*;

    /// What cannot be compressed or decompressed.
    #[exception]
    pub(crate) struct LZMAError;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("CHECK_CRC32", 1),
        ("CHECK_CRC64", CHECK_CRC64 as i64),
        ("CHECK_ID_MAX", CHECK_ID_MAX as i64),
        ("CHECK_NONE", CHECK_NONE as i64),
        ("CHECK_SHA256", 10),
        ("CHECK_UNKNOWN", CHECK_UNKNOWN as i64),
        ("FILTER_ARM", 7),
        ("FILTER_ARMTHUMB", 8),
        ("FILTER_DELTA", 3),
        ("FILTER_IA64", 6),
        ("FILTER_LZMA1", 4611686018427387905),
        ("FILTER_LZMA2", 33),
        ("FILTER_POWERPC", 5),
        ("FILTER_SPARC", 9),
        ("FILTER_X86", 4),
        ("FORMAT_ALONE", FORMAT_ALONE as i64),
        ("FORMAT_AUTO", FORMAT_AUTO as i64),
        ("FORMAT_RAW", FORMAT_RAW as i64),
        ("FORMAT_XZ", FORMAT_XZ as i64),
        ("MF_BT2", 18),
        ("MF_BT3", 19),
        ("MF_BT4", 20),
        ("MF_HC3", 3),
        ("MF_HC4", 4),
        ("MODE_FAST", 1),
        ("MODE_NORMAL", 2),
        ("PRESET_DEFAULT", 6),
        ("PRESET_EXTREME", 2147483648),
    ];

    /// Returns whether a check of integrity is there.
    #[function(signature = "(check_id, /)")]
    fn is_check_supported(check_id: i32) -> bool {
        stream::is_check_supported(check_id as u32)
    }

    /// Returns the options of a filter, without its number, as bytes.
    #[function(signature = "(filter, /)")]
    fn _encode_filter_properties(filter: &Value, vm: &mut Vm) -> PyResult {
        filters::encoded(filter, vm)
    }

    /// Returns the filter of that number whose options the bytes are.
    #[function(signature = "(filter_id, encoded_props, /)")]
    fn _decode_filter_properties(
        filter_id: &Value,
        encoded_props: BytesLike<'_>,
        vm: &mut Vm,
    ) -> PyResult {
        let bytes = encoded_props.as_bytes(vm).to_vec();
        filters::decoded(filter_id, &bytes, vm)
    }
}

fn raised(failure: Failure, vm: &mut Vm) -> Raised {
    let message = match failure {
        Failure::Memory => return vm.memory_error(),
        Failure::UnsupportedCheck => "Unsupported integrity check",
        Failure::MemoryLimit => "Memory usage limit exceeded",
        Failure::Format => "Input format not supported by decoder",
        Failure::Options => "Invalid or unsupported options",
        Failure::Data => "Corrupt input data",
        Failure::Buffer => "Insufficient buffer space",
        Failure::Internal => "Internal error",
        Failure::Other(status) => {
            let message = format!("Unrecognized error from liblzma: {status}");
            return vm.native_error::<_lzma::LZMAError>(message);
        }
    };
    vm.native_error::<_lzma::LZMAError>(message)
}

/// LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)
///
/// Compresses data that come in pieces.
///
/// format is the container: FORMAT_XZ, FORMAT_ALONE, or FORMAT_RAW for none. check is the check of
/// integrity of .xz data; -1 is CHECK_CRC64 there. The filters are a preset from 0 to 9, perhaps with
/// PRESET_EXTREME, or a sequence of dicts, which have the number of a filter as "id" and its options.
///
/// For data that are there as a whole there is the function compress().
#[derive(Payload)]
pub(crate) struct LZMACompressor {
    #[payload(skip)]
    stream: RefCell<Stream>,
    is_flushed: Cell<bool>,
}

impl LZMACompressor {
    fn advance(&self, mut data: &[u8], finishes: bool, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let mut stream = self.stream.borrow_mut();
        let result = run(&mut data, usize::MAX, vm, |input, room| {
            stream.step(input, room, finishes, |_| {})
        });
        match result {
            Ok(run) => Ok(Bytes::from_vec(run.output, vm)),
            Err(failure) => Err(raised(failure, vm)),
        }
    }
}

#[native_class(name = "_lzma.LZMACompressor")]
impl LZMACompressor {
    #[new(signature = "(format=1, check=-1, preset=None, filters=None)", hidden)]
    fn new(
        class: &Ref<Type>,
        format: i32,
        check: i32,
        preset: &Value,
        filters: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<LZMACompressor>> {
        if !preset.is_none() && !filters.is_none() {
            return Err(vm.value_error("Cannot specify both preset and filter chain"));
        }
        let preset = match preset.is_none() {
            true => liblzma_sys::LZMA_PRESET_DEFAULT,
            false => number(preset, vm)?,
        };
        if format != FORMAT_XZ && check != -1 && check as u32 != CHECK_NONE {
            let message = "Integrity checks are only supported by FORMAT_XZ";
            return Err(vm.value_error(message));
        }
        let filters = match (filters.is_none(), format) {
            (true, _) => None,
            (false, FORMAT_XZ | FORMAT_ALONE | FORMAT_RAW) => Some(chain_of(filters, vm)?),
            (false, _) => None,
        };
        let result = match (format, &filters) {
            (FORMAT_XZ, filters) => {
                let check = match check {
                    -1 => CHECK_CRC64,
                    check => check as u32,
                };
                Stream::new(&match filters {
                    None => Kind::Xz { check, preset },
                    Some(filters) => Kind::XzFilters { check, filters },
                })
            }
            (FORMAT_ALONE, None) => {
                let Some(filter) = Filter::lzma(LZMA1, preset, Default::default()) else {
                    let message = format!("Invalid compression preset: {preset}");
                    return Err(vm.native_error::<_lzma::LZMAError>(message));
                };
                Stream::new(&Kind::Alone { filter: &filter })
            }
            (FORMAT_ALONE, Some(filters)) => match &filters[..] {
                [filter] if filter.id == LZMA1 => Stream::new(&Kind::Alone { filter }),
                _ => {
                    return Err(vm.value_error(
                        "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter",
                    ));
                }
            },
            (FORMAT_RAW, None) => {
                return Err(vm.value_error("Must specify filters for FORMAT_RAW"));
            }
            (FORMAT_RAW, Some(filters)) => Stream::new(&Kind::Raw { filters }),
            (format, _) => {
                return Err(vm.value_error(format!("Invalid container format: {format}")));
            }
        };
        match result {
            Ok(stream) => {
                let payload = LZMACompressor {
                    stream: RefCell::new(stream),
                    is_flushed: Cell::new(false),
                };
                Ok(Ref::with_class(payload, class, vm))
            }
            Err(failure) => Err(raised(failure, vm)),
        }
    }

    /// Takes data, and returns what is compressed already.
    #[method(signature = "($self, data, /)")]
    fn compress(
        this: &Ref<LZMACompressor>,
        data: BytesLike<'_>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        if this.is_flushed.get() {
            return Err(vm.value_error("Compressor has been flushed"));
        }
        let data = data.as_bytes(vm).to_vec();
        this.advance(&data, false, vm)
    }

    /// Ends the stream, and returns what is left of the compressed data.
    #[method(signature = "($self, /)")]
    fn flush(this: &Ref<LZMACompressor>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        if this.is_flushed.replace(true) {
            return Err(vm.value_error("Repeated call to flush()"));
        }
        this.advance(b"", true, vm)
    }
}

/// Decompresses data that come in pieces, up to the end of one stream.
///
///   format
///     The container: FORMAT_AUTO for .xz or .lzma, FORMAT_XZ, FORMAT_ALONE, or FORMAT_RAW.
///   memlimit
///     The most memory that may be used, in bytes.
///   filters
///     The filters of FORMAT_RAW, as for the compressor.
///
/// For data that are there as a whole there is the function decompress().
#[derive(Payload)]
pub(crate) struct LZMADecompressor {
    #[payload(skip)]
    stream: RefCell<Stream>,
    check: Cell<u32>,
    #[payload(skip)]
    progress: Progress,
}

#[native_class(name = "_lzma.LZMADecompressor")]
impl LZMADecompressor {
    #[new(
        signature = "(format=0, memlimit=None, filters=None)",
        text = "(format=FORMAT_AUTO, memlimit=None, filters=None)"
    )]
    fn new(
        class: &Ref<Type>,
        format: i32,
        memlimit: &Value,
        filters: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<LZMADecompressor>> {
        let limit = if memlimit.is_none() {
            u64::MAX
        } else if format == FORMAT_RAW {
            return Err(vm.value_error("Cannot specify memory limit with FORMAT_RAW"));
        } else {
            long_number(memlimit, vm)?
        };
        match (format == FORMAT_RAW, filters.is_none()) {
            (true, true) => return Err(vm.value_error("Must specify filters for FORMAT_RAW")),
            (false, false) => {
                return Err(vm.value_error("Cannot specify filters except with FORMAT_RAW"));
            }
            _ => {}
        }
        let (result, check) = match format {
            FORMAT_AUTO => (Stream::new(&Kind::FromAny { limit }), CHECK_UNKNOWN),
            FORMAT_XZ => (Stream::new(&Kind::FromXz { limit }), CHECK_UNKNOWN),
            FORMAT_ALONE => (Stream::new(&Kind::FromAlone { limit }), CHECK_NONE),
            FORMAT_RAW => {
                let filters = chain_of(filters, vm)?;
                let kind = Kind::FromRaw { filters: &filters };
                (Stream::new(&kind), CHECK_NONE)
            }
            _ => return Err(vm.value_error(format!("Invalid container format: {format}"))),
        };
        match result {
            Ok(stream) => {
                let payload = LZMADecompressor {
                    stream: RefCell::new(stream),
                    check: Cell::new(check),
                    progress: Progress::new(),
                };
                Ok(Ref::with_class(payload, class, vm))
            }
            Err(failure) => Err(raised(failure, vm)),
        }
    }

    /// Takes data, and returns what decompressed data there are: at most max_length bytes, if that
    /// is not negative. What then is not taken is kept; needs_input says whether there is any.
    #[method(signature = "($self, /, data, max_length=-1)")]
    fn decompress(
        this: &Ref<LZMADecompressor>,
        data: BytesLike<'_>,
        max_length: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        if this.progress.is_at_end() {
            return Err(vm.eof_error("Already at end of stream"));
        }
        let data = data.as_bytes(vm).to_vec();
        let mut stream = this.stream.borrow_mut();
        let step = |input: &mut &[u8], room: &mut [u8]| -> Result<Step, Failure> {
            stream.step(input, room, false, |check| this.check.set(check))
        };
        let limit = limit_of(max_length);
        match this.progress.advance(&data, limit, true, vm, step) {
            Ok(output) => Ok(Bytes::from_vec(output, vm)),
            Err(failure) => Err(raised(failure, vm)),
        }
    }

    /// Which check of integrity the stream has, or CHECK_UNKNOWN while that has not been read.
    #[getter(member)]
    fn check(this: &Ref<LZMADecompressor>) -> u32 {
        this.check.get()
    }

    /// Whether the stream has ended.
    #[getter(member)]
    fn eof(this: &Ref<LZMADecompressor>) -> bool {
        this.progress.is_at_end()
    }

    /// The bytes that stood behind the end of the stream.
    #[getter(member)]
    fn unused_data(this: &Ref<LZMADecompressor>, vm: &mut Vm) -> Ref<Bytes> {
        this.progress.unused_data(vm)
    }

    /// Whether decompress() has used up what it was given, and wants further bytes.
    #[getter(member)]
    fn needs_input(this: &Ref<LZMADecompressor>) -> bool {
        this.progress.needs_input()
    }
}
