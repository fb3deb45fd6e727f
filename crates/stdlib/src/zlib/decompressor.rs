//! `_ZlibDecompressor`: decompression as `bz2` and `lzma` have it.

use std::cell::{Cell, RefCell};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::buffer::{failure, is_fine, run};
use super::stream::{STREAM_END, Stream};
use super::zlib::inflating;

const SYNC_FLUSH: i32 = 2;
/// Room for what comes at first, in bytes.
const ROOM: usize = 16384;

/// Decompresses data in pieces.
///
///   wbits
///     The size of the window, and the format.
///   zdict
///     The dictionary that the data were compressed with: bytes that were expected to occur in them.
#[derive(Payload)]
pub(crate) struct Decompressor {
    #[payload(skip)]
    stream: RefCell<Stream>,
    dictionary: Option<Ref<Bytes>>,
    /// What was given, but not taken yet.
    #[payload(skip)]
    pending: RefCell<Vec<u8>>,
    unused_data: HeapCell<Ref<Bytes>>,
    is_at_end: Cell<bool>,
    needs_input: Cell<bool>,
}

#[native_class(name = "zlib._ZlibDecompressor")]
impl Decompressor {
    #[new(signature = "(wbits=15, zdict=b'')")]
    fn new(
        class: &Ref<Type>,
        wbits: i32,
        zdict: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Decompressor>> {
        let (stream, dictionary) = inflating(wbits, zdict, vm)?;
        let payload = Decompressor {
            stream: RefCell::new(stream),
            dictionary,
            pending: RefCell::new(Vec::new()),
            unused_data: HeapCell::new(Bytes::new(b"", vm)),
            is_at_end: Cell::new(false),
            needs_input: Cell::new(true),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    /// Takes data, and returns what decompressed data there are: at most max_length bytes, if that
    /// is not negative. What then is not taken is kept; needs_input says whether there is any.
    #[method(signature = "($self, data, max_length=-1)")]
    fn decompress(
        this: &Ref<Decompressor>,
        data: BytesLike<'_>,
        max_length: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        if this.is_at_end.get() {
            return Err(vm.eof_error("End of stream already reached"));
        }
        let limit = usize::try_from(max_length).unwrap_or(usize::MAX);
        let mut pending = this.pending.take();
        pending.extend_from_slice(data.as_bytes(vm));
        if limit == 0 {
            this.needs_input.set(pending.is_empty());
            this.pending.replace(pending);
            return Ok(Bytes::new(b"", vm));
        }
        let mut input = &pending[..];
        let dictionary = this.dictionary.as_ref().map(|it| it.as_slice());
        let mut stream = this.stream.borrow_mut();
        let room = (ROOM.min(limit), limit, vm.memory_left());
        let run = run(&mut stream, &mut input, SYNC_FLUSH, room, dictionary);
        if run.status == STREAM_END {
            this.is_at_end.set(true);
            this.needs_input.set(false);
            let unused = Bytes::new(input, vm);
            this.unused_data.replace(unused, vm);
        } else if !is_fine(run.status) {
            let what = "while decompressing data";
            return Err(failure(run.status, what, Some(&stream), vm));
        } else {
            this.needs_input
                .set(input.is_empty() && run.output.len() < limit);
            this.pending.replace(input.to_vec());
        }
        Ok(Bytes::from_vec(run.output, vm))
    }

    /// Whether the end of the compressed data was reached.
    #[getter(member)]
    fn eof(this: &Ref<Decompressor>) -> bool {
        this.is_at_end.get()
    }

    /// What stands behind the end of the compressed data.
    #[getter(member)]
    fn unused_data(this: &Ref<Decompressor>, vm: &mut Vm) -> Ref<Bytes> {
        this.unused_data.cloned(vm)
    }

    /// Whether more data are needed for more to come.
    #[getter(member)]
    fn needs_input(this: &Ref<Decompressor>) -> bool {
        this.needs_input.get()
    }
}
