//! `_bz2`: compression in the format of bzip2.
//! Reference: <https://docs.python.org/3.14/library/bz2.html>

mod stream;

use std::cell::{Cell, RefCell};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Raised, Ref, Vm};

use crate::decompression::{Progress, limit_of, run};
use stream::{Failure, Stream};

pub use _bz2::MODULE;

#[rpy_macros::native_module(name = "_bz2", classes(super::BZ2Compressor, super::BZ2Decompressor))]
mod _bz2 {}

fn raised(failure: Failure, vm: &mut Vm) -> Raised {
    let message = match failure {
        Failure::Memory => return vm.memory_error(),
        Failure::Parameters => {
            return vm.value_error("Internal error - invalid parameters passed to libbzip2");
        }
        Failure::Sequence => {
            return vm
                .runtime_error("Internal error - Invalid sequence of commands sent to libbzip2");
        }
        Failure::UnexpectedEnd => {
            return vm
                .eof_error("Compressed file ended before the logical end-of-stream was detected");
        }
        Failure::Data => "Invalid data stream",
        Failure::Io => "Unknown I/O error",
        Failure::Other(status) => {
            return vm.os_error(format!("Unrecognized error from libbzip2: {status}"));
        }
    };
    vm.os_error(message)
}

/// Compresses data that come in pieces.
///
///   compresslevel
///     How much work is spent: from 1, the quickest, to 9, the smallest result.
///
/// For data that are there as a whole there is the function compress().
#[derive(Payload)]
pub(crate) struct BZ2Compressor {
    #[payload(skip)]
    stream: RefCell<Stream>,
    is_flushed: Cell<bool>,
}

impl BZ2Compressor {
    fn advance(&self, mut data: &[u8], finishes: bool, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let mut stream = self.stream.borrow_mut();
        let result = run(&mut data, usize::MAX, vm, |input, room| {
            if input.is_empty() && !finishes {
                return Ok(crate::decompression::Step {
                    written: 0,
                    is_end: true,
                });
            }
            stream.step(input, room, finishes)
        });
        match result {
            Ok(run) => Ok(Bytes::from_vec(run.output, vm)),
            Err(failure) => Err(raised(failure, vm)),
        }
    }
}

#[native_class(name = "_bz2.BZ2Compressor")]
impl BZ2Compressor {
    #[new(signature = "(compresslevel=9, /)")]
    fn new(class: &Ref<Type>, compresslevel: i32, vm: &mut Vm) -> PyResult<Ref<BZ2Compressor>> {
        if !(1..=9).contains(&compresslevel) {
            return Err(vm.value_error("compresslevel must be between 1 and 9"));
        }
        match Stream::compressing(compresslevel) {
            Ok(stream) => {
                let payload = BZ2Compressor {
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
        this: &Ref<BZ2Compressor>,
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
    fn flush(this: &Ref<BZ2Compressor>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        if this.is_flushed.replace(true) {
            return Err(vm.value_error("Repeated call to flush()"));
        }
        this.advance(b"", true, vm)
    }
}

/// Decompresses data that come in pieces, up to the end of one stream.
///
/// For data that are there as a whole there is the function decompress().
#[derive(Payload)]
pub(crate) struct BZ2Decompressor {
    /// `None` after an error.
    #[payload(skip)]
    stream: RefCell<Option<Stream>>,
    #[payload(skip)]
    progress: Progress,
}

#[native_class(name = "_bz2.BZ2Decompressor")]
impl BZ2Decompressor {
    #[new(signature = "()")]
    fn new(class: &Ref<Type>, vm: &mut Vm) -> PyResult<Ref<BZ2Decompressor>> {
        match Stream::decompressing() {
            Ok(stream) => {
                let payload = BZ2Decompressor {
                    stream: RefCell::new(Some(stream)),
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
        this: &Ref<BZ2Decompressor>,
        data: BytesLike<'_>,
        max_length: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        if this.progress.is_at_end() {
            return Err(vm.eof_error("End of stream already reached"));
        }
        let Some(mut stream) = this.stream.take() else {
            let message = "Decompressor is unusable after a previous error";
            return Err(vm.value_error(message));
        };
        let data = data.as_bytes(vm).to_vec();
        let step = |input: &mut &[u8], room: &mut [u8]| stream.step(input, room, false);
        let limit = limit_of(max_length);
        match this.progress.advance(&data, limit, false, vm, step) {
            Ok(output) => {
                this.stream.replace(Some(stream));
                Ok(Bytes::from_vec(output, vm))
            }
            Err(failure) => Err(raised(failure, vm)),
        }
    }

    /// Whether the end of the compressed data was reached.
    #[getter(member)]
    fn eof(this: &Ref<BZ2Decompressor>) -> bool {
        this.progress.is_at_end()
    }

    /// The bytes that stood behind the end of the stream.
    #[getter(member)]
    fn unused_data(this: &Ref<BZ2Decompressor>, vm: &mut Vm) -> Ref<Bytes> {
        this.progress.unused_data(vm)
    }

    /// Whether decompress() has used up what it was given, and wants further bytes.
    #[getter(member)]
    fn needs_input(this: &Ref<BZ2Decompressor>) -> bool {
        this.progress.needs_input()
    }
}
