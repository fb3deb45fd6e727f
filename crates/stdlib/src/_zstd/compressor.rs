//! `ZstdCompressor`.

use std::cell::{Cell, RefCell};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::int::Int;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::_zstd::ZstdError;
use super::dictionary::dictionary_of;
use super::parameters;
use super::system::{self, Compressor, DictionaryKind, UNKNOWN_SIZE};
use crate::decompression::run;

/// Compresses data that come in pieces.
///
///   level
///     How much work is spent; None for COMPRESSION_LEVEL_DEFAULT.
///   options
///     A dict from CompressionParameter to numbers, in place of a level.
///   zstd_dict
///     The ZstdDict that data are compressed with.
///
/// For data that are there as a whole there is the function compress().
#[derive(Payload)]
pub(crate) struct ZstdCompressor {
    #[payload(skip)]
    context: RefCell<Compressor>,
    last_mode: Cell<i32>,
}

const CONTINUE: i32 = 0;
const FLUSH_BLOCK: i32 = 1;
const FLUSH_FRAME: i32 = 2;

impl ZstdCompressor {
    fn advance(&self, mut data: &[u8], mode: i32, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let mut context = self.context.borrow_mut();
        // What `run` takes for the end of input is the library's to say: it may still hold data.
        let result = run_to_end(&mut context, &mut data, mode, vm);
        match result {
            Ok(output) => {
                self.last_mode.set(mode);
                Ok(Bytes::from_vec(output, vm))
            }
            Err(why) => {
                self.last_mode.set(FLUSH_FRAME);
                context.reset();
                let message = format!("Unable to compress Zstandard data: {why}");
                Err(vm.native_error::<ZstdError>(message))
            }
        }
    }
}

fn run_to_end(
    context: &mut Compressor,
    data: &mut &[u8],
    mode: i32,
    vm: &mut Vm,
) -> Result<Vec<u8>, system::Failure> {
    let mut output = Vec::new();
    loop {
        let run = run(data, usize::MAX, vm, |input, room| {
            context.step(input, room, mode)
        })?;
        output.extend(run.output);
        if run.is_end {
            return Ok(output);
        }
    }
}

/// The level that an argument is.
fn level_of(level: &Value, vm: &mut Vm) -> PyResult<i32> {
    if level.as_small_int().is_none() && level.as_bool().is_none() && !level.has_payload::<Int>() {
        return Err(vm.type_error("invalid type for level, expected int"));
    }
    let (lower, upper) = system::bounds(parameters::LEVEL, true).unwrap_or((i32::MIN, i32::MAX));
    match i32::from_argument(level, vm) {
        Ok(level) if (lower..=upper).contains(&level) => Ok(level),
        Ok(level) => Err(vm.value_error(format!(
            "illegal compression level {level}; the valid range is [{lower}, {upper}]"
        ))),
        Err(_) => Err(vm.value_error(format!(
            "illegal compression level; the valid range is [{lower}, {upper}]"
        ))),
    }
}

#[native_class(name = "compression.zstd.ZstdCompressor")]
impl ZstdCompressor {
    #[constant]
    const CONTINUE: i32 = CONTINUE;
    #[constant]
    const FLUSH_BLOCK: i32 = FLUSH_BLOCK;
    #[constant]
    const FLUSH_FRAME: i32 = FLUSH_FRAME;

    #[new(signature = "(level=None, options=None, zstd_dict=None)")]
    fn new(
        class: &Ref<Type>,
        level: &Value,
        options: &Value,
        zstd_dict: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<ZstdCompressor>> {
        if !level.is_none() && !options.is_none() {
            return Err(vm.type_error("Only one of level or options should be used."));
        }
        let Some(mut context) = Compressor::new() else {
            return Err(vm.native_error::<ZstdError>("Unable to create ZSTD_CCtx instance."));
        };
        let mut used = 0;
        if !level.is_none() {
            used = level_of(level, vm)?;
            if let Err(why) = context.set_parameter(parameters::LEVEL, used) {
                let message = format!("Unable to set compression level: {why}");
                return Err(vm.native_error::<ZstdError>(message));
            }
        } else if !options.is_none() {
            let set = |key, value| context.set_parameter(key, value);
            used = parameters::set_all(options, true, set, vm)?.unwrap_or(0);
        }
        if !zstd_dict.is_none() {
            let (dictionary, kind) = dictionary_of(zstd_dict, DictionaryKind::Undigested, vm)?;
            if let Err(why) = context.load(dictionary.content.as_slice(), kind, used) {
                return Err(vm.native_error::<ZstdError>(format!(
                    "Unable to load Zstandard dictionary or prefix for compression: {why}"
                )));
            }
        }
        let payload = ZstdCompressor {
            context: RefCell::new(context),
            last_mode: Cell::new(FLUSH_FRAME),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    /// Takes data, and returns what is compressed already. The mode says whether a block or the frame
    /// ends here.
    #[method(
        signature = "($self, /, data, mode=0)",
        text = "($self, /, data, mode=ZstdCompressor.CONTINUE)"
    )]
    fn compress(
        this: &Ref<ZstdCompressor>,
        data: BytesLike<'_>,
        mode: i32,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        if !(CONTINUE..=FLUSH_FRAME).contains(&mode) {
            return Err(vm.value_error(
                "mode argument wrong value, it should be one of ZstdCompressor.CONTINUE, ZstdCompressor.FLUSH_BLOCK, ZstdCompressor.FLUSH_FRAME.",
            ));
        }
        let data = data.as_bytes(vm).to_vec();
        this.advance(&data, mode, vm)
    }

    /// Ends a block or the frame, and returns what is left of the compressed data.
    #[method(
        signature = "($self, /, mode=2)",
        text = "($self, /, mode=ZstdCompressor.FLUSH_FRAME)"
    )]
    fn flush(this: &Ref<ZstdCompressor>, mode: i32, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        if !(FLUSH_BLOCK..=FLUSH_FRAME).contains(&mode) {
            return Err(vm.value_error(
                "mode argument wrong value, it should be ZstdCompressor.FLUSH_FRAME or ZstdCompressor.FLUSH_BLOCK.",
            ));
        }
        this.advance(b"", mode, vm)
    }

    /// Sets how many bytes the next frame has, which its header then says; None if that is not known.
    #[method(signature = "($self, size, /)")]
    fn set_pledged_input_size(
        this: &Ref<ZstdCompressor>,
        size: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let size = if size.is_none() {
            UNKNOWN_SIZE
        } else {
            if !size.is_index(vm) {
                return Err(vm.type_error("an integer is required"));
            }
            let most = UNKNOWN_SIZE - 1;
            match u64::from_argument(size, vm) {
                Ok(size) if size < most => size,
                _ => {
                    return Err(vm.value_error(format!(
                        "size argument should be a positive int less than {most}"
                    )));
                }
            }
        };
        if this.last_mode.get() != FLUSH_FRAME {
            return Err(vm.value_error(
                "set_pledged_input_size() method must be called when last_mode == FLUSH_FRAME",
            ));
        }
        let result = this.context.borrow_mut().set_size(size);
        match result {
            Ok(()) => Ok(()),
            Err(why) => Err(vm.native_error::<ZstdError>(format!(
                "Unable to set pledged uncompressed content size: {why}"
            ))),
        }
    }

    /// How the last call ended: CONTINUE, FLUSH_BLOCK or FLUSH_FRAME.
    #[getter(member)]
    fn last_mode(this: &Ref<ZstdCompressor>) -> i32 {
        this.last_mode.get()
    }
}
