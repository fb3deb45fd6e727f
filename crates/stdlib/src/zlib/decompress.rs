//! What `decompressobj` gives.

use std::cell::{Cell, RefCell};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::buffer::{failure, is_fine, run};
use super::stream::{MEM_ERROR, STREAM_END, STREAM_ERROR, Stream};

const SYNC_FLUSH: i32 = 2;
const FINISH: i32 = 4;
/// Room for what comes at first, in bytes.
const ROOM: usize = 16384;

/// Decompresses data in pieces.
#[derive(Payload)]
pub(crate) struct Decompress {
    /// `None` after the end was flushed.
    #[payload(skip)]
    stream: RefCell<Option<Stream>>,
    dictionary: Option<Ref<Bytes>>,
    unused_data: HeapCell<Ref<Bytes>>,
    unconsumed_tail: HeapCell<Ref<Bytes>>,
    is_at_end: Cell<bool>,
}

impl Decompress {
    /// Makes the object.
    pub(super) fn new(
        stream: Stream,
        dictionary: Option<Ref<Bytes>>,
        vm: &mut Vm,
    ) -> Ref<Decompress> {
        let nothing = Bytes::new(b"", vm);
        let payload = Decompress {
            stream: RefCell::new(Some(stream)),
            dictionary,
            unused_data: HeapCell::new(nothing.clone()),
            unconsumed_tail: HeapCell::new(nothing),
            is_at_end: Cell::new(false),
        };
        Ref::new(payload, vm)
    }

    /// Remembers the input that was not taken.
    fn save_rest(&self, rest: &[u8], status: i32, vm: &mut Vm) {
        if status == STREAM_END {
            if !rest.is_empty() {
                let unused = [self.unused_data.get(vm).as_slice(), rest].concat();
                let unused = Bytes::from_vec(unused, vm);
                self.unused_data.replace(unused, vm);
            }
            let nothing = Bytes::new(b"", vm);
            self.unconsumed_tail.replace(nothing, vm);
            return;
        }
        if !rest.is_empty() || self.unconsumed_tail.get(vm).length() != 0 {
            let rest = Bytes::new(rest, vm);
            self.unconsumed_tail.replace(rest, vm);
        }
    }

    fn copied(&self, vm: &mut Vm) -> PyResult<Ref<Decompress>> {
        let copied = match &mut *self.stream.borrow_mut() {
            Some(stream) => stream.copy(),
            None => Err(STREAM_ERROR),
        };
        let stream = match copied {
            Ok(copied) => copied,
            Err(STREAM_ERROR) => return Err(vm.value_error("Inconsistent stream state")),
            Err(MEM_ERROR) => return Err(vm.memory_error()),
            Err(status) => {
                let what = "while copying decompression object";
                return Err(failure(status, what, None, vm));
            }
        };
        let payload = Decompress {
            stream: RefCell::new(Some(stream)),
            dictionary: self.dictionary.clone(),
            unused_data: HeapCell::new(self.unused_data.cloned(vm)),
            unconsumed_tail: HeapCell::new(self.unconsumed_tail.cloned(vm)),
            is_at_end: self.is_at_end.clone(),
        };
        Ok(Ref::new(payload, vm))
    }
}

#[native_class(name = "zlib.Decompress", flags(disallow_instantiation))]
impl Decompress {
    /// Takes data, and returns what decompressed data there are so far: at most max_length bytes,
    /// if that is not zero. What then is not taken is in unconsumed_tail.
    #[method(signature = "($self, data, /, max_length=0)")]
    fn decompress(
        this: &Ref<Decompress>,
        data: BytesLike<'_>,
        max_length: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        let what = "while decompressing data";
        let limit = match usize::try_from(max_length) {
            Ok(0) => usize::MAX,
            Ok(limit) => limit,
            Err(_) => return Err(vm.value_error("max_length must be non-negative")),
        };
        let mut borrowed = this.stream.borrow_mut();
        let Some(stream) = &mut *borrowed else {
            return Err(failure(STREAM_ERROR, what, None, vm));
        };
        let data = data.as_bytes(vm).to_vec();
        let mut input = &data[..];
        let dictionary = this.dictionary.as_ref().map(|it| it.as_slice());
        let room = (ROOM.min(limit), limit, vm.memory_left());
        let run = run(stream, &mut input, SYNC_FLUSH, room, dictionary);
        this.save_rest(input, run.status, vm);
        if run.status == STREAM_END {
            this.is_at_end.set(true);
        } else if !is_fine(run.status) {
            return Err(failure(run.status, what, Some(stream), vm));
        }
        Ok(Bytes::from_vec(run.output, vm))
    }

    /// Returns a copy, which goes on from here by itself.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<Decompress>, vm: &mut Vm) -> PyResult<Ref<Decompress>> {
        this.copied(vm)
    }

    /// Returns a copy, which goes on from here by itself.
    #[method(signature = "($self, /)")]
    fn __copy__(this: &Ref<Decompress>, vm: &mut Vm) -> PyResult<Ref<Decompress>> {
        this.copied(vm)
    }

    /// Returns a copy, which goes on from here by itself.
    #[method(signature = "($self, memo, /)")]
    fn __deepcopy__(
        this: &Ref<Decompress>,
        memo: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<Decompress>> {
        let _ = memo;
        this.copied(vm)
    }

    /// Returns what is left of the decompressed data. length is how much room is made at first.
    #[method(
        signature = "($self, length=16384, /)",
        text = "($self, length=zlib.DEF_BUF_SIZE, /)"
    )]
    fn flush(this: &Ref<Decompress>, length: isize, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let Some(room) = usize::try_from(length).ok().filter(|&room| room > 0) else {
            return Err(vm.value_error("length must be greater than zero"));
        };
        let mut borrowed = this.stream.borrow_mut();
        let Some(stream) = &mut *borrowed else {
            return Ok(Bytes::new(b"", vm));
        };
        let tail = this.unconsumed_tail.cloned(vm);
        let mut input = tail.as_slice();
        let dictionary = this.dictionary.as_ref().map(|it| it.as_slice());
        let room = (room, usize::MAX, vm.memory_left());
        let run = run(stream, &mut input, FINISH, room, dictionary);
        if run.status == MEM_ERROR {
            return Err(vm.memory_error());
        }
        this.save_rest(input, run.status, vm);
        if run.status == STREAM_END {
            this.is_at_end.set(true);
            *borrowed = None;
        }
        Ok(Bytes::from_vec(run.output, vm))
    }

    /// Whether the end of the compressed data was reached.
    #[getter]
    fn eof(this: &Ref<Decompress>) -> bool {
        this.is_at_end.get()
    }

    /// What stands behind the end of the compressed data.
    #[getter]
    fn unused_data(this: &Ref<Decompress>, vm: &mut Vm) -> Ref<Bytes> {
        this.unused_data.cloned(vm)
    }

    /// What was not taken, as there was no room for the result.
    #[getter]
    fn unconsumed_tail(this: &Ref<Decompress>, vm: &mut Vm) -> Ref<Bytes> {
        this.unconsumed_tail.cloned(vm)
    }
}
