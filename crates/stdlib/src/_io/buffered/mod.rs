//! `BufferedReader`, `BufferedWriter` and `BufferedRandom`: buffers in front of a raw stream.
//!
//! There are two buffers, one of bytes that were read ahead and one of bytes that are still to be
//! written. Never are there bytes in both: what reads writes out first, and what writes goes back
//! to where the program has read to.

mod classes;
mod pair;
mod read;
mod write;

use std::cell::Cell;

use rpy_macros::{Payload, methods};
use rpy_vm::builtins::bytearray::ByteArray;
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{BufferCell, HeapCell, PyResult, Raised, Ref, Value, Vm, WaitQueue};

pub(crate) use classes::{BufferedRandom, BufferedWriter};
pub(crate) use pair::BufferedRwPair;

use super::base;
use super::errors::{
    asks, attribute, call, chained, class_name, closed, no_pickle, offset, unsupported, with_repr,
};
use super::file::{self, FileIo};
use super::standard::note_writer;
use super::system::Transfer;

/// What can be done with a buffered stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// `__init__` has not run, or has failed.
    Uninitialized,
    Ready,
    /// The raw stream was taken away.
    Detached,
}

/// Reads from a raw stream in large pieces, and hands out small ones.
#[derive(Payload)]
pub(crate) struct Buffered {
    /// The raw stream; None without one.
    raw: HeapCell<Value>,
    state: Cell<State>,
    /// Whether the raw stream is exactly a `FileIO`, which needs no calls by name.
    raw_is_file: Cell<bool>,
    readable: Cell<bool>,
    writable: Cell<bool>,
    /// Bytes that a buffer holds.
    size: Cell<usize>,
    /// What was read, up to where the raw stream is.
    ahead: BufferCell<Vec<u8>>,
    /// How many of the bytes read the program has taken.
    taken: Cell<usize>,
    /// What is to be written where the raw stream is.
    pending: BufferCell<Vec<u8>>,
    /// The number of the thread in which a method is at work.
    busy: Cell<Option<u64>>,
    /// The threads that wait until it is done.
    #[payload(skip)]
    waiting: WaitQueue,
    finalizing: Cell<bool>,
}

impl Buffered {
    fn empty() -> Buffered {
        Buffered {
            raw: HeapCell::new(Value::NONE),
            state: Cell::new(State::Uninitialized),
            raw_is_file: Cell::new(false),
            readable: Cell::new(false),
            writable: Cell::new(false),
            size: Cell::new(super::DEFAULT_BUFFER_SIZE),
            ahead: BufferCell::new(Vec::new()),
            taken: Cell::new(0),
            pending: BufferCell::new(Vec::new()),
            busy: Cell::new(None),
            waiting: WaitQueue::new(),
            finalizing: Cell::new(false),
        }
    }

    /// Puts a buffer in front of a file that was just opened.
    pub(super) fn of_file(
        file: &Ref<FileIo>,
        (readable, writable): (bool, bool),
        size: usize,
        vm: &mut Vm,
    ) -> Ref<Buffered> {
        let class = match (readable, writable) {
            (true, false) => Buffered::class(vm).clone(),
            (false, _) => BufferedWriter::class(vm).clone(),
            (true, true) => BufferedRandom::class(vm).clone(),
        };
        let this = Ref::with_class(Buffered::empty(), &class, vm);
        this.set_up(file.as_value(), (readable, writable), size, vm);
        this
    }

    fn set_up(&self, raw: &Value, (readable, writable): (bool, bool), size: usize, vm: &mut Vm) {
        note_writer(writable, vm);
        self.raw_is_file.set(file::is_exact(raw, vm));
        drop(self.raw.replace(raw.clone(), vm));
        self.readable.set(readable);
        self.writable.set(writable);
        self.size.set(size);
        drop(self.ahead.replace(Vec::new(), vm));
        drop(self.pending.replace(Vec::new(), vm));
        self.taken.set(0);
        self.state.set(State::Ready);
    }

    /// `__init__`, after the raw stream was checked.
    fn initialize(
        &self,
        raw: &Value,
        modes: (bool, bool),
        size: isize,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(size) = usize::try_from(size).ok().filter(|&size| size > 0) else {
            return Err(vm.value_error("buffer size must be strictly positive"));
        };
        self.set_up(raw, modes, size, vm);
        Ok(())
    }

    /// Whether this is an exact object, so that its methods are those of this module.
    pub(super) fn exact(value: &Value) -> Option<&Ref<Buffered>> {
        let buffered = value.downcast::<Buffered>()?;
        (!buffered.class().is_heap_type()).then_some(buffered)
    }

    /// Whether reading and writing calls no Python code.
    pub(super) fn is_native(&self) -> bool {
        self.raw_is_file.get() && self.state.get() == State::Ready
    }

    /// Whether there are bytes that the raw stream has not got.
    pub(super) fn has_pending(&self, vm: &Vm) -> bool {
        self.state.get() == State::Ready && !self.pending.get(vm).is_empty()
    }

    /// The raw stream.
    ///
    /// Raises `ValueError` if there is none.
    fn raw_stream(&self, vm: &mut Vm) -> PyResult {
        match self.state.get() {
            State::Ready => Ok(self.raw.cloned(vm)),
            State::Detached => Err(vm.value_error("raw stream has been detached")),
            State::Uninitialized => Err(vm.value_error("I/O operation on uninitialized object")),
        }
    }

    /// The raw stream, if it is exactly a file.
    fn raw_file(&self, vm: &Vm) -> Option<Ref<FileIo>> {
        if !self.raw_is_file.get() {
            return None;
        }
        self.raw.get(vm).downcast::<FileIo>().cloned()
    }

    /// Whether the raw stream is closed.
    pub(super) fn is_closed(&self, vm: &mut Vm) -> PyResult<bool> {
        let raw = self.raw_stream(vm)?;
        if self.raw_is_file.get() {
            return Ok(raw
                .downcast::<FileIo>()
                .is_some_and(|file| file.is_closed()));
        }
        attribute(&raw, "closed", vm)?.is_true(vm)
    }

    /// Raises `ValueError` unless the stream is open: `what` is the start of the message.
    fn check_open(&self, what: &str, vm: &mut Vm) -> PyResult<()> {
        if self.is_closed(vm)? {
            return Err(vm.value_error(format!("{what} closed file")));
        }
        Ok(())
    }

    /// Runs `f`, the body of a method, when no other one is at work.
    ///
    /// Raises `RuntimeError` if that is so in this thread: the raw stream, or a signal handler, has
    /// called the method.
    fn locked<T>(
        this: &Ref<Buffered>,
        vm: &mut Vm,
        f: impl FnOnce(&Buffered, &mut Vm) -> PyResult<T>,
    ) -> PyResult<T> {
        let own = Some(vm.thread_number());
        if this.busy.get().is_some() {
            if this.busy.get() == own {
                let shown = this.as_value().repr(vm)?;
                let message = format!("reentrant call inside {}", shown.to_string_lossy());
                return Err(vm.runtime_error(message));
            }
            vm.wait_until(&this.waiting, None, |_| this.busy.get().is_none())?;
        }
        this.busy.set(own);
        let result = f(this, vm);
        this.busy.set(None);
        this.waiting.wake_one();
        result
    }

    /// Bytes that were read ahead.
    fn ahead_length(&self, vm: &Vm) -> usize {
        self.ahead.get(vm).len() - self.taken.get()
    }

    /// Forgets what was read ahead.
    fn forget_ahead(&self, vm: &mut Vm) {
        self.ahead.get_mut_in_place(vm).clear();
        self.taken.set(0);
    }

    /// Calls a method of the raw stream, again if a signal interrupted it.
    fn call_raw(&self, method: &str, arguments: &[Value], vm: &mut Vm) -> PyResult {
        let raw = self.raw_stream(vm)?;
        loop {
            match call(&raw, method, arguments, vm) {
                Err(raised) if is_interrupted(&raised, vm) => vm.check_signals()?,
                result => return result,
            }
        }
    }

    /// Appends up to `limit` bytes of the raw stream; none at its end.
    fn raw_read(&self, target: &mut Vec<u8>, limit: usize, vm: &mut Vm) -> Transfer {
        if let Some(file) = self.raw_file(vm) {
            return file.read_some(target, limit, vm);
        }
        vm.check_allocation(limit)?;
        let array = ByteArray::new(vec![0; limit], vm);
        let view = MemoryView::new(array.as_value(), vm)?;
        let count = self.call_raw("readinto", &[view.to_value()], vm)?;
        if count.is_none() {
            return Ok(None);
        }
        let count = match offset(&count, vm) {
            Ok(count) => count,
            Err(cause) => {
                let failed = vm.os_error("raw readinto() failed");
                let cause = cause.into_exception().into_value();
                failed.exception().set_context(cause.clone(), vm);
                failed.exception().set_cause(cause, vm);
                return Err(failed);
            }
        };
        match usize::try_from(count) {
            Ok(count) if count <= limit => {
                let bytes = array.as_slice(vm);
                target.extend_from_slice(&bytes[..count.min(bytes.len())]);
                Ok(Some(count))
            }
            _ => Err(vm.os_error(format!(
                "raw readinto() returned invalid length {count} (should have been between 0 and \
                 {limit})"
            ))),
        }
    }

    /// Writes bytes to the raw stream, as many as it takes.
    fn raw_write(&self, bytes: &[u8], vm: &mut Vm) -> Transfer {
        if let Some(file) = self.raw_file(vm) {
            return file.write_some(bytes, vm);
        }
        let data = vm.new_bytes(bytes);
        let view = MemoryView::new(&data, vm)?;
        let count = self.call_raw("write", &[view.to_value()], vm)?;
        if count.is_none() {
            return Ok(None);
        }
        let count = offset(&count, vm)?;
        match usize::try_from(count) {
            Ok(count) if count <= bytes.len() => Ok(Some(count)),
            _ => Err(vm.os_error(format!(
                "raw write() returned invalid length {count} (should have been between 0 and {})",
                bytes.len()
            ))),
        }
    }

    /// Moves the position of the raw stream.
    fn raw_seek(&self, target: i64, whence: i32, vm: &mut Vm) -> PyResult<i64> {
        if let Some(file) = self.raw_file(vm) {
            return file.move_to(target, whence, vm);
        }
        let arguments = [vm.new_int(target), Value::from_i32(whence)];
        let position = self.call_raw("seek", &arguments, vm)?;
        self.valid_position(&position, vm)
    }

    /// The position of the raw stream.
    fn raw_tell(&self, vm: &mut Vm) -> PyResult<i64> {
        if let Some(file) = self.raw_file(vm) {
            return file.move_to(0, 1, vm);
        }
        let position = self.call_raw("tell", &[], vm)?;
        self.valid_position(&position, vm)
    }

    fn valid_position(&self, position: &Value, vm: &mut Vm) -> PyResult<i64> {
        let position = offset(position, vm)?;
        if position < 0 {
            return Err(vm.os_error(format!("Raw stream returned invalid position {position}")));
        }
        Ok(position)
    }

    /// The position of the program: that of the raw stream less what was read ahead, and what is
    /// still to be written.
    fn position(&self, vm: &mut Vm) -> PyResult<i64> {
        let raw = self.raw_tell(vm)?;
        let (ahead, pending) = (self.ahead_length(vm), self.pending.get(vm).len());
        Ok((raw - ahead as i64 + pending as i64).max(0))
    }

    /// Writes out what is pending, and moves the raw stream back to where the program is.
    fn settle(&self, vm: &mut Vm) -> PyResult<()> {
        if self.writable.get() {
            self.write_out(vm)?;
        }
        if self.readable.get() {
            let ahead = self.ahead_length(vm);
            if ahead > 0 {
                self.raw_seek(-(ahead as i64), 1, vm)?;
            }
            self.forget_ahead(vm);
        }
        Ok(())
    }

    /// Moves the position of the program.
    fn seek_to(&self, target: i64, whence: i32, vm: &mut Vm) -> PyResult<i64> {
        let ahead = self.ahead_length(vm);
        // Within what was read, the raw stream stays.
        if whence != 2 && self.readable.get() && ahead > 0 {
            // Devices that are at 0 for ever have read ahead all the same.
            let current = self.raw_tell(vm)? - ahead as i64;
            let distance = match whence {
                0 => target.checked_sub(current),
                _ => Some(target),
            };
            if let Some(distance) = distance
                && (-(self.taken.get() as i64)..=ahead as i64).contains(&distance)
            {
                self.taken
                    .set((self.taken.get() as i64 + distance) as usize);
                return Ok((current + distance).max(0));
            }
        }
        if self.writable.get() {
            self.write_out(vm)?;
        }
        let target = match whence {
            1 => target.saturating_sub(self.ahead_length(vm) as i64),
            _ => target,
        };
        let position = self.raw_seek(target, whence, vm)?;
        self.forget_ahead(vm);
        Ok(position)
    }

    fn close(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult<()> {
        let raw = this.raw_stream(vm)?;
        if this.is_closed(vm)? {
            return Ok(());
        }
        if this.finalizing.get()
            && let Err(raised) = call(&raw, "_dealloc_warn", &[this.to_value()], vm)
        {
            drop(raised);
        }
        let flushed = call(this.as_value(), "flush", &[], vm).map(drop);
        let closed = match this.raw_file(vm) {
            Some(file) => file.close_file(&raw, vm),
            None => call(&raw, "close", &[], vm).map(drop),
        };
        drop(this.ahead.replace(Vec::new(), vm));
        this.taken.set(0);
        if closed.is_ok() {
            drop(this.pending.replace(Vec::new(), vm));
        }
        chained(flushed, closed, vm)
    }

    fn flush(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult<()> {
        if this.writable.get() {
            this.check_open("flush of", vm)?;
            return Buffered::locked(this, vm, |this, vm| this.settle(vm));
        }
        match this.raw_file(vm) {
            Some(file) if file.is_closed() => Err(closed(vm)),
            Some(_) => Ok(()),
            None => this.call_raw("flush", &[], vm).map(drop),
        }
    }
}

/// Whether an exception is an `InterruptedError`.
fn is_interrupted(raised: &Raised, vm: &Vm) -> bool {
    raised.is_instance(&vm.types.exceptions.interrupted_error, vm)
}

/// What all three classes have.
#[methods(COMMON)]
impl Buffered {
    /// Closes the stream, after what is buffered was written.
    #[method(name = "close", signature = "($self, /)")]
    fn close_method(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult<()> {
        Buffered::close(this, vm)
    }

    /// Writes out what is buffered.
    #[method(name = "flush", signature = "($self, /)")]
    fn flush_method(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult<()> {
        this.raw_stream(vm)?;
        Buffered::flush(this, vm)
    }

    /// Separates the raw stream from the buffer, and returns it.
    #[method(signature = "($self, /)")]
    fn detach(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult {
        this.raw_stream(vm)?;
        call(this.as_value(), "flush", &[], vm)?;
        this.state.set(State::Detached);
        this.raw_is_file.set(false);
        Ok(this.raw.replace(Value::NONE, vm))
    }

    /// Returns whether there is a position to move.
    #[method(signature = "($self, /)")]
    fn seekable(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult {
        this.call_raw("seekable", &[], vm)
    }

    /// Returns the number of the open file below.
    #[method(signature = "($self, /)")]
    fn fileno(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult {
        this.call_raw("fileno", &[], vm)
    }

    /// Returns whether the stream is a terminal.
    #[method(signature = "($self, /)")]
    fn isatty(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult {
        this.call_raw("isatty", &[], vm)
    }

    /// Returns the position.
    #[method(signature = "($self, /)")]
    fn tell(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult<i64> {
        this.raw_stream(vm)?;
        this.position(vm)
    }

    /// Moves the position to a target, and returns it.
    ///
    /// The target counts from what whence says: the start (0), the position (1), or the end (2).
    #[method(signature = "($self, target, whence=0, /)")]
    fn seek(this: &Ref<Buffered>, target: &Value, whence: i32, vm: &mut Vm) -> PyResult<i64> {
        if !(0..=4).contains(&whence) {
            return Err(vm.value_error(format!("whence value {whence} unsupported")));
        }
        let raw = this.raw_stream(vm)?;
        this.check_open("seek of", vm)?;
        match this.raw_file(vm) {
            Some(file) if file.is_seekable(vm)? => {}
            _ => base::check_seekable(&raw, vm)?,
        }
        let target = offset(target, vm)?;
        Buffered::locked(this, vm, |this, vm| this.seek_to(target, whence, vm))
    }

    /// Changes the length of the file to pos bytes, by default to the position.
    #[method(signature = "($self, pos=None, /)")]
    fn truncate(this: &Ref<Buffered>, pos: &Value, vm: &mut Vm) -> PyResult {
        this.raw_stream(vm)?;
        this.check_open("truncate of", vm)?;
        if !this.writable.get() {
            return Err(unsupported("truncate", vm));
        }
        Buffered::locked(this, vm, |this, vm| {
            this.settle(vm)?;
            this.call_raw("truncate", std::slice::from_ref(pos), vm)
        })
    }

    #[method(name = "_dealloc_warn", signature = "($self, source, /)")]
    fn dealloc_warn(this: &Ref<Buffered>, source: &Value, vm: &mut Vm) {
        if this.state.get() == State::Ready {
            // Whoever is below may have no such method.
            let _ = this.call_raw("_dealloc_warn", std::slice::from_ref(source), vm);
        }
    }

    #[method(name = "__getstate__", signature = "($self, /)")]
    fn get_state(this: &Value, vm: &mut Vm) -> PyResult<()> {
        Err(no_pickle(this, vm))
    }

    /// Returns the size in memory, in bytes.
    #[method(name = "__sizeof__", signature = "($self, /)")]
    fn size_of(this: &Ref<Buffered>) -> usize {
        size_of::<rpy_vm::object::Object<Buffered>>() + this.size.get()
    }

    /// Whether the raw stream is closed.
    #[getter]
    fn closed(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult {
        let raw = this.raw_stream(vm)?;
        attribute(&raw, "closed", vm)
    }

    /// The name of the raw stream.
    #[getter]
    fn name(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult {
        let raw = this.raw_stream(vm)?;
        attribute(&raw, "name", vm)
    }

    /// The mode of the raw stream.
    #[getter]
    fn mode(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult {
        let raw = this.raw_stream(vm)?;
        attribute(&raw, "mode", vm)
    }

    /// The raw stream.
    #[getter(member)]
    fn raw(this: &Ref<Buffered>, vm: &mut Vm) -> Value {
        this.raw.cloned(vm)
    }

    #[getter(_finalizing)]
    fn finalizing(this: &Ref<Buffered>) -> bool {
        this.finalizing.get()
    }

    #[setter(_finalizing)]
    fn set_finalizing(this: &Ref<Buffered>, finalizing: bool) {
        this.finalizing.set(finalizing);
    }
}

/// The slot `repr` of all three classes.
fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let class = class_name(this, vm)?;
    with_repr(this, "name", vm, |name, _vm| {
        Ok(match name {
            Some(name) => format!("<{class} name={name}>"),
            None => format!("<{class}>"),
        })
    })
}

/// `this.readable()` of the raw stream, as the method of that name gives it.
fn ask_raw(this: &Ref<Buffered>, method: &str, vm: &mut Vm) -> PyResult<bool> {
    let raw = this.raw_stream(vm)?;
    asks(&raw, method, vm)
}
