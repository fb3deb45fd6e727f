//! `TextIOWrapper`: text over a buffered binary stream.

mod class;
mod coder;
mod read;
mod seek;
mod set_up;
mod write;

use std::cell::Cell;

use rpy_macros::Payload;
use rpy_vm::builtins::str::Str;
use rpy_vm::{BufferCell, HeapCell, PyResult, Ref, Value, Vm};

use super::buffered::Buffered;
use super::errors::{attribute, closed};
use super::newlines::{Newline, Translator};
use coder::{Coder, DecoderState};

pub(super) use read::prefix;
pub(super) use set_up::{Settings, newline_argument, text_or_none};
pub(super) use write::with_line_ends;

/// Characters that are decoded, or bytes that are encoded, at a time.
const CHUNK_SIZE: usize = 8192;

/// What can be done with a text stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// `__init__` has not run, or has failed.
    Uninitialized,
    Ready,
    /// The binary stream was taken away.
    Detached,
}

/// A stream of text on top of one of bytes.
///
/// encoding names the encoding, by default that of the locale, and errors what is done about
/// characters that do not fit ("strict" raises an error).
///
/// newline says what ends a line and what a \n is written as: None (universal, and the system's
/// own), '' (universal, and as it is), '\n', '\r' or '\r\n'.
///
/// With line_buffering, what is written is flushed when it has an end of line in it.
#[derive(Payload)]
pub(crate) struct TextIoWrapper {
    /// The binary stream.
    buffer: HeapCell<Value>,
    state: Cell<State>,
    encoding: HeapCell<Option<Ref<Str>>>,
    errors: HeapCell<Option<Ref<Str>>>,
    coder: HeapCell<Coder>,
    #[payload(skip)]
    newline: Cell<Newline>,
    line_buffering: Cell<bool>,
    write_through: Cell<bool>,
    chunk_size: Cell<usize>,
    /// Whether the binary stream has a position to move.
    seekable: Cell<bool>,
    /// Whether `tell` works: not while lines are iterated over.
    telling: Cell<bool>,
    /// Whether the binary stream has `read1`.
    has_read1: Cell<bool>,
    /// The line ends that were read.
    translator: Cell<Translator>,
    /// What was decoded, and how many of its bytes the program has taken.
    decoded: HeapCell<Option<Ref<Str>>>,
    taken: Cell<usize>,
    /// The decoder in front of `decoded`, and the bytes that gave it: for `tell`.
    snapshot: HeapCell<Option<Snapshot>>,
    /// Bytes that gave a character, on average.
    bytes_per_character: Cell<f64>,
    /// Encoded text that the binary stream has not got yet.
    pending: BufferCell<Vec<u8>>,
    /// What `__init__` and `open` know of the mode.
    finalizing: Cell<bool>,
}

/// Where a chunk was read.
#[derive(rpy_macros::Traverse)]
struct Snapshot {
    #[payload(skip)]
    decoder: DecoderState,
    /// All bytes that were given to the decoder since, those that it kept before included.
    input: Vec<u8>,
}

impl TextIoWrapper {
    fn empty() -> TextIoWrapper {
        TextIoWrapper {
            buffer: HeapCell::new(Value::NONE),
            state: Cell::new(State::Uninitialized),
            encoding: HeapCell::new(None),
            errors: HeapCell::new(None),
            coder: HeapCell::new(Coder::none()),
            newline: Cell::new(Newline::Universal),
            line_buffering: Cell::new(false),
            write_through: Cell::new(false),
            chunk_size: Cell::new(CHUNK_SIZE),
            seekable: Cell::new(false),
            telling: Cell::new(false),
            has_read1: Cell::new(false),
            translator: Cell::new(Translator::default()),
            decoded: HeapCell::new(None),
            taken: Cell::new(0),
            snapshot: HeapCell::new(None),
            bytes_per_character: Cell::new(0.0),
            pending: BufferCell::new(Vec::new()),
            finalizing: Cell::new(false),
        }
    }

    /// The binary stream.
    ///
    /// Raises `ValueError` if there is none.
    fn stream(&self, vm: &mut Vm) -> PyResult {
        match self.state.get() {
            State::Ready => Ok(self.buffer.cloned(vm)),
            State::Detached => Err(vm.value_error("underlying buffer has been detached")),
            State::Uninitialized => Err(vm.value_error("I/O operation on uninitialized object")),
        }
    }

    /// The binary stream, if it is of this module and needs no calls by name.
    fn native_stream(&self, vm: &Vm) -> Option<Ref<Buffered>> {
        let buffered = Buffered::exact(self.buffer.get(vm))?;
        buffered.is_native().then(|| buffered.clone())
    }

    fn is_closed(&self, vm: &mut Vm) -> PyResult<bool> {
        let stream = self.stream(vm)?;
        if let Some(buffered) = Buffered::exact(&stream)
            && buffered.is_native()
        {
            return buffered.is_closed(vm);
        }
        attribute(&stream, "closed", vm)?.is_true(vm)
    }

    /// Raises `ValueError` unless the stream is open.
    fn check_open(&self, vm: &mut Vm) -> PyResult<()> {
        if self.is_closed(vm)? {
            return Err(closed(vm));
        }
        Ok(())
    }

    /// Forgets what was decoded and where.
    fn forget_decoded(&self, vm: &mut Vm) {
        drop(self.decoded.replace(None, vm));
        self.taken.set(0);
        drop(self.snapshot.replace(None, vm));
    }
}

impl TextIoWrapper {
    /// The binary stream, or None.
    pub(super) fn below(&self, vm: &Vm) -> Value {
        self.buffer.cloned(vm)
    }

    /// Whether there is encoded text that the binary stream has not got.
    pub(super) fn has_pending(&self, vm: &Vm) -> bool {
        self.state.get() == State::Ready && !self.pending.get(vm).is_empty()
    }
}
