//! What `compressobj` gives.

use std::cell::RefCell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::buffer::{failure, is_fine, run};
use super::stream::{MEM_ERROR, STREAM_END, STREAM_ERROR, Stream};

const NO_FLUSH: i32 = 0;
const FINISH: i32 = 4;
/// Room for what comes at first, in bytes.
const ROOM: usize = 16384;

/// Compresses data in pieces.
#[derive(Payload)]
pub(crate) struct Compress {
    /// `None` after the end.
    #[payload(skip)]
    stream: RefCell<Option<Stream>>,
}

impl Compress {
    /// Makes the object.
    pub(super) fn new(stream: Stream, vm: &mut Vm) -> Ref<Compress> {
        let payload = Compress {
            stream: RefCell::new(Some(stream)),
        };
        Ref::new(payload, vm)
    }

    fn copied(&self, vm: &mut Vm) -> PyResult<Ref<Compress>> {
        let copied = match &mut *self.stream.borrow_mut() {
            Some(stream) => stream.copy(),
            None => Err(STREAM_ERROR),
        };
        match copied {
            Ok(copied) => Ok(Compress::new(copied, vm)),
            Err(STREAM_ERROR) => Err(vm.value_error("Inconsistent stream state")),
            Err(MEM_ERROR) => Err(vm.memory_error()),
            Err(status) => Err(failure(
                status,
                "while copying compression object",
                None,
                vm,
            )),
        }
    }
}

#[native_class(name = "zlib.Compress", flags(disallow_instantiation))]
impl Compress {
    /// Takes data, and returns what compressed data there are so far.
    #[method(signature = "($self, data, /)")]
    fn compress(this: &Ref<Compress>, data: BytesLike<'_>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let what = "while compressing data";
        let mut borrowed = this.stream.borrow_mut();
        let Some(stream) = &mut *borrowed else {
            return Err(failure(STREAM_ERROR, what, None, vm));
        };
        let mut input = data.as_bytes(vm);
        let room = (ROOM, usize::MAX, vm.memory_left());
        let run = run(stream, &mut input, NO_FLUSH, room, None);
        if run.status == STREAM_ERROR {
            return Err(failure(run.status, what, Some(stream), vm));
        }
        Ok(Bytes::from_vec(run.output, vm))
    }

    /// Returns a copy, which goes on from here by itself.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<Compress>, vm: &mut Vm) -> PyResult<Ref<Compress>> {
        this.copied(vm)
    }

    /// Returns a copy, which goes on from here by itself.
    #[method(signature = "($self, /)")]
    fn __copy__(this: &Ref<Compress>, vm: &mut Vm) -> PyResult<Ref<Compress>> {
        this.copied(vm)
    }

    /// Returns a copy, which goes on from here by itself.
    #[method(signature = "($self, memo, /)")]
    fn __deepcopy__(this: &Ref<Compress>, memo: &Value, vm: &mut Vm) -> PyResult<Ref<Compress>> {
        let _ = memo;
        this.copied(vm)
    }

    /// Returns the compressed data of what was taken so far. After Z_FINISH, the default, there can
    /// be no more.
    #[method(
        signature = "($self, mode=4, /)",
        text = "($self, mode=zlib.Z_FINISH, /)"
    )]
    fn flush(this: &Ref<Compress>, mode: i32, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        if mode == NO_FLUSH {
            return Ok(Bytes::new(b"", vm));
        }
        let what = "while flushing";
        let mut borrowed = this.stream.borrow_mut();
        let Some(stream) = &mut *borrowed else {
            return Err(failure(STREAM_ERROR, what, None, vm));
        };
        let room = (ROOM, usize::MAX, vm.memory_left());
        let run = run(stream, &mut &b""[..], mode, room, None);
        if !is_fine(run.status) {
            return Err(failure(run.status, what, Some(stream), vm));
        }
        if run.status == STREAM_END && mode == FINISH {
            *borrowed = None;
        }
        Ok(Bytes::from_vec(run.output, vm))
    }
}
