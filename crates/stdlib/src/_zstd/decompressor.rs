//! `ZstdDecompressor`.

use std::cell::RefCell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::_zstd::ZstdError;
use super::dictionary::dictionary_of;
use super::parameters;
use super::system::{Decompressor, DictionaryKind};
use crate::decompression::{Progress, limit_of};

/// Decompresses data that come in pieces, up to the end of one frame.
///
///   zstd_dict
///     The ZstdDict that they were compressed with.
///   options
///     A dict from DecompressionParameter to numbers.
///
/// For data that are there as a whole there is the function decompress().
#[derive(Payload)]
pub(crate) struct ZstdDecompressor {
    #[payload(skip)]
    context: RefCell<Decompressor>,
    #[payload(skip)]
    progress: Progress,
}

#[native_class(name = "compression.zstd.ZstdDecompressor")]
impl ZstdDecompressor {
    #[new(signature = "(zstd_dict=None, options=None)")]
    fn new(
        class: &Ref<Type>,
        zstd_dict: &Value,
        options: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<ZstdDecompressor>> {
        let Some(mut context) = Decompressor::new() else {
            return Err(vm.native_error::<ZstdError>("Unable to create ZSTD_DCtx instance."));
        };
        if !zstd_dict.is_none() {
            let (dictionary, kind) = dictionary_of(zstd_dict, DictionaryKind::Digested, vm)?;
            if let Err(why) = context.load(dictionary.content.as_slice(), kind) {
                return Err(vm.native_error::<ZstdError>(format!(
                    "Unable to load Zstandard dictionary or prefix for decompression: {why}"
                )));
            }
        }
        if !options.is_none() {
            let set = |key, value| context.set_parameter(key, value);
            parameters::set_all(options, false, set, vm)?;
        }
        let payload = ZstdDecompressor {
            context: RefCell::new(context),
            progress: Progress::new(),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    /// Takes data, and returns what decompressed data there are: at most max_length bytes, if that
    /// is not negative. What then is not taken is kept; needs_input says whether there is any.
    #[method(signature = "($self, /, data, max_length=-1)")]
    fn decompress(
        this: &Ref<ZstdDecompressor>,
        data: BytesLike<'_>,
        max_length: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        if this.progress.is_at_end() {
            return Err(vm.eof_error("Already at the end of a Zstandard frame."));
        }
        let data = data.as_bytes(vm).to_vec();
        let mut context = this.context.borrow_mut();
        let step = |input: &mut &[u8], room: &mut [u8]| context.step(input, room);
        let limit = limit_of(max_length);
        match this.progress.advance(&data, limit, true, vm, step) {
            Ok(output) => Ok(Bytes::from_vec(output, vm)),
            Err(why) => {
                context.reset();
                this.progress.restart();
                let message = format!("Unable to decompress Zstandard data: {why}");
                Err(vm.native_error::<ZstdError>(message))
            }
        }
    }

    /// Whether the frame has ended. Behind it, decompress() raises EOFError.
    #[getter(member)]
    fn eof(this: &Ref<ZstdDecompressor>) -> bool {
        this.progress.is_at_end()
    }

    /// The bytes that stood behind the end of the frame.
    #[getter]
    fn unused_data(this: &Ref<ZstdDecompressor>, vm: &mut Vm) -> Ref<Bytes> {
        this.progress.unused_data(vm)
    }

    /// Whether more data are needed for more to come.
    #[getter(member)]
    fn needs_input(this: &Ref<ZstdDecompressor>) -> bool {
        this.progress.needs_input()
    }
}
