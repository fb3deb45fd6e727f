//! `BytesIO`: a binary stream in memory.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::buffer::{BufferFlags, BufferView, ExportCell, Format, release_buffer};
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use super::base::{self, BufferedIoBase};
use super::errors::{Count, Size, attribute, closed};

/// Content of at least so many bytes is given to `getvalue` rather than copied.
const MIN_GIVEN: usize = 4096;

/// A stream whose bytes are in memory.
#[derive(Payload)]
pub(crate) struct BytesIo {
    /// Empty while the bytes are those of `shared`.
    content: ExportCell,
    /// Bytes that others have, too: they are copied before they are changed.
    shared: HeapCell<Option<Ref<Bytes>>>,
    /// Whether the content has been given away by `getvalue` once: the next time it is copied, so that who writes
    /// and asks in turn has one copy a turn.
    was_given: Cell<bool>,
    /// Where the next byte is read or written; may be behind the end.
    position: Cell<usize>,
    is_closed: Cell<bool>,
}

impl BytesIo {
    fn check_open(&self, vm: &mut Vm) -> PyResult<()> {
        if self.is_closed.get() {
            return Err(closed(vm));
        }
        Ok(())
    }

    /// The content.
    fn bytes<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        match self.shared.get(vm) {
            Some(bytes) => bytes.as_slice(),
            None => self.content.get(vm),
        }
    }

    /// Sees to it that nobody else has the content.
    fn own(&self, vm: &mut Vm) -> PyResult<()> {
        let Some(bytes) = self.shared.cloned(vm) else {
            return Ok(());
        };
        let mut content = vm.new_buffer(bytes.length())?;
        content.extend_from_slice(bytes.as_slice());
        *self.content.resize(vm)? = content;
        self.shared.replace(None, vm);
        Ok(())
    }

    /// Puts other content into the place of this.
    fn replace(&self, content: Vec<u8>, shared: Option<Ref<Bytes>>, vm: &mut Vm) -> PyResult<()> {
        *self.content.resize(vm)? = content;
        self.shared.replace(shared, vm);
        Ok(())
    }

    /// Takes up to `limit` bytes at the position.
    fn take(&self, limit: Option<usize>, vm: &mut Vm) -> Ref<Bytes> {
        let length = self.bytes(vm).len();
        let start = self.position.get().min(length);
        let left = length - start;
        let end = start + limit.map_or(left, |limit| limit.min(left));
        self.position.set(self.position.get() + (end - start));
        match self.shared.cloned(vm) {
            Some(bytes) if start == 0 && end == length => bytes,
            Some(bytes) => Bytes::new(&bytes.as_slice()[start..end], vm),
            None => {
                let bytes = self.content.get(vm)[start..end].to_vec();
                Bytes::from_vec(bytes, vm)
            }
        }
    }

    /// Takes a line, or up to `limit` bytes of it.
    fn take_line(&self, limit: Option<usize>, vm: &mut Vm) -> Ref<Bytes> {
        let rest = self.bytes(vm).get(self.position.get()..).unwrap_or(&[]);
        let rest = &rest[..limit.map_or(rest.len(), |limit| limit.min(rest.len()))];
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        self.take(Some(length), vm)
    }

    /// Writes bytes at the position.
    fn put(&self, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
        self.content.check_resizable(vm)?;
        if bytes.is_empty() {
            return Ok(());
        }
        self.own(vm)?;
        let position = self.position.get();
        let Some(end) = position
            .checked_add(bytes.len())
            .filter(|&end| end <= isize::MAX as usize)
        else {
            return Err(vm.overflow_error("new buffer size too large"));
        };
        let length = self.content.get(vm).len();
        if end > length {
            self.content.reserve(end - length, vm)?;
        }
        let mut content = self.content.resize(vm)?;
        if position > length {
            content.resize(position, 0);
        }
        let overwritten = bytes.len().min(content.len() - position);
        content[position..position + overwritten].copy_from_slice(&bytes[..overwritten]);
        content.extend_from_slice(&bytes[overwritten..]);
        drop(content);
        self.position.set(end);
        Ok(())
    }

    fn write_value(&self, value: &Value, vm: &mut Vm) -> PyResult<usize> {
        self.check_open(vm)?;
        self.content.check_resizable(vm)?;
        if let Some(bytes) = value.downcast::<Bytes>() {
            self.put(bytes.as_slice(), vm)?;
            return Ok(bytes.length());
        }
        let Some(bytes) = value.exported_bytes(vm)? else {
            return Err(vm.not_bytes_like(value));
        };
        // To export may have run Python code.
        self.check_open(vm)?;
        self.put(&bytes, vm)?;
        Ok(bytes.len())
    }
}

#[native_class(name = "_io.BytesIO", base = BufferedIoBase, flags(base, dict, weakref))]
impl BytesIo {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<BytesIo> {
        let payload = BytesIo {
            content: ExportCell::new(Vec::new()),
            shared: HeapCell::new(None),
            was_given: Cell::new(false),
            position: Cell::new(0),
            is_closed: Cell::new(false),
        };
        Ref::with_class(payload, class, vm)
    }

    #[init(signature = "(initial_bytes=b'')")]
    fn init(this: &Ref<BytesIo>, initial_bytes: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        this.position.set(0);
        this.content.check_resizable(vm)?;
        let initial = initial_bytes.filter(|bytes| !bytes.is_none());
        let exact = initial.and_then(|value| value.downcast::<Bytes>());
        let exact = exact.filter(|bytes| bytes.class().is(&vm.types.bytes));
        let bytes = match initial {
            Some(value) if exact.is_none() => match value.exported_bytes(vm)? {
                Some(bytes) => bytes,
                None => return Err(vm.not_bytes_like(value)),
            },
            _ => Vec::new(),
        };
        this.replace(bytes, exact.cloned(), vm)?;
        this.is_closed.set(false);
        Ok(())
    }

    #[slot]
    fn iter(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<Ref<BytesIo>> {
        this.check_open(vm)?;
        Ok(this.clone())
    }

    #[slot]
    fn iternext(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<Option<Ref<Bytes>>> {
        this.check_open(vm)?;
        let line = this.take_line(None, vm);
        Ok((line.length() != 0).then_some(line))
    }

    /// Returns True: it can be read.
    #[method(signature = "($self, /)")]
    fn readable(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<bool> {
        this.check_open(vm).map(|()| true)
    }

    /// Returns True: it can be written.
    #[method(signature = "($self, /)")]
    fn writable(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<bool> {
        this.check_open(vm).map(|()| true)
    }

    /// Returns True: there is a position to move.
    #[method(signature = "($self, /)")]
    fn seekable(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<bool> {
        this.check_open(vm).map(|()| true)
    }

    /// Does nothing: everything is in memory.
    #[method(signature = "($self, /)")]
    fn flush(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<()> {
        this.check_open(vm)
    }

    /// Returns False: it is no terminal.
    #[method(signature = "($self, /)")]
    fn isatty(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<bool> {
        this.check_open(vm).map(|()| false)
    }

    /// Returns a view of the whole content, which can be changed through it.
    #[method(signature = "($self, /)")]
    fn getbuffer(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
        this.check_open(vm)?;
        this.own(vm)?;
        let buffer = BytesIoBuffer {
            source: this.clone(),
        };
        let buffer = Ref::new(buffer, vm);
        MemoryView::new(buffer.as_value(), vm)
    }

    /// Returns the whole content.
    #[method(signature = "($self, /)")]
    fn getvalue(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        this.check_open(vm)?;
        if let Some(bytes) = this.shared.cloned(vm) {
            return Ok(bytes);
        }
        let content = this.content.get(vm);
        if content.len() < MIN_GIVEN || this.content.exports() != 0 || this.was_given.replace(true)
        {
            let bytes = content.to_vec();
            return Ok(Bytes::from_vec(bytes, vm));
        }
        let content = std::mem::take(&mut *this.content.resize(vm)?);
        let bytes = Bytes::from_vec(content, vm);
        this.shared.replace(Some(bytes.clone()), vm);
        Ok(bytes)
    }

    /// Reads and returns up to size bytes, all that is left by default.
    #[method(signature = "($self, size=-1, /)")]
    fn read(this: &Ref<BytesIo>, size: Size, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        this.check_open(vm)?;
        Ok(this.take(size.limit(), vm))
    }

    /// Reads and returns up to size bytes, all that is left by default.
    #[method(signature = "($self, size=-1, /)")]
    fn read1(this: &Ref<BytesIo>, size: Size, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        BytesIo::read(this, size, vm)
    }

    /// Reads a line with its newline, or up to size bytes of it.
    #[method(signature = "($self, size=-1, /)")]
    fn readline(this: &Ref<BytesIo>, size: Size, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        this.check_open(vm)?;
        Ok(this.take_line(size.limit(), vm))
    }

    /// Returns a list of lines, all there are, or until size bytes have been read.
    #[method(signature = "($self, size=None, /)")]
    fn readlines(this: &Ref<BytesIo>, size: &Value, vm: &mut Vm) -> PyResult {
        this.check_open(vm)?;
        let size = if size.is_none() {
            Size(-1)
        } else {
            match Size::from_argument(size, vm) {
                Err(_) if !size.is_index(vm) => {
                    let class = size.type_name(vm);
                    return Err(vm.type_error(format!("integer argument expected, got '{class}'")));
                }
                size => size?,
            }
        };
        let hint = size.limit().filter(|&hint| hint > 0).unwrap_or(usize::MAX);
        let (mut lines, mut length) = (Vec::new(), 0);
        while length < hint {
            let line = this.take_line(None, vm);
            if line.length() == 0 {
                break;
            }
            length += line.length();
            lines.push(line.into_value());
        }
        Ok(vm.new_list(lines))
    }

    /// Reads into the buffer, and returns how many bytes.
    #[method(signature = "($self, buffer, /)")]
    fn readinto(this: &Ref<BytesIo>, buffer: &Value, vm: &mut Vm) -> PyResult<usize> {
        let view = base::writable(buffer, "readinto", vm)?;
        this.check_open(vm)?;
        let content = this.bytes(vm);
        let rest = content.get(this.position.get()..).unwrap_or(&[]);
        let bytes = rest[..rest.len().min(view.length())].to_vec();
        base::fill(&view, &bytes, vm);
        this.position.set(this.position.get() + bytes.len());
        Ok(bytes.len())
    }

    /// Returns the position.
    #[method(signature = "($self, /)")]
    fn tell(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<usize> {
        this.check_open(vm)?;
        Ok(this.position.get())
    }

    /// Moves the position to an offset, and returns it.
    ///
    /// The offset counts from what whence says: the start (0), the position (1), or the end (2).
    #[method(signature = "($self, pos, whence=0, /)")]
    fn seek(this: &Ref<BytesIo>, pos: Count, whence: i32, vm: &mut Vm) -> PyResult<usize> {
        this.check_open(vm)?;
        let Count(offset) = pos;
        let from = match whence {
            0 if offset < 0 => {
                return Err(vm.value_error(format!("negative seek value {offset}")));
            }
            0 => 0,
            1 => this.position.get(),
            2 => this.bytes(vm).len(),
            _ => {
                return Err(
                    vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))
                );
            }
        };
        let Some(position) = (from as isize).checked_add(offset) else {
            return Err(vm.overflow_error("new position too large"));
        };
        this.position.set(usize::try_from(position).unwrap_or(0));
        Ok(this.position.get())
    }

    /// Cuts the content off behind size bytes, by default at the position, and returns size.
    #[method(signature = "($self, size=None, /)")]
    fn truncate(this: &Ref<BytesIo>, size: Option<Count>, vm: &mut Vm) -> PyResult<usize> {
        this.check_open(vm)?;
        this.content.check_resizable(vm)?;
        let size = match size {
            None => this.position.get(),
            Some(Count(size)) => match usize::try_from(size) {
                Ok(size) => size,
                Err(_) => return Err(vm.value_error(format!("negative size value {size}"))),
            },
        };
        if size < this.bytes(vm).len() {
            this.own(vm)?;
            this.content.resize(vm)?.truncate(size);
        }
        Ok(size)
    }

    /// Writes bytes and returns how many: all of them.
    #[method(signature = "($self, b, /)")]
    fn write(this: &Ref<BytesIo>, b: &Value, vm: &mut Vm) -> PyResult<usize> {
        this.write_value(b, vm)
    }

    /// Writes the items of an iterable of bytes; newlines are not added.
    #[method(signature = "($self, lines, /)")]
    fn writelines(this: &Ref<BytesIo>, lines: &Value, vm: &mut Vm) -> PyResult<()> {
        this.check_open(vm)?;
        let iterator = lines.iter(vm)?;
        while let Some(line) = iterator.next(vm)? {
            this.write_value(&line, vm)?;
        }
        Ok(())
    }

    /// Gives the memory up.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<()> {
        this.replace(Vec::new(), None, vm)?;
        this.is_closed.set(true);
        Ok(())
    }

    /// Whether the stream has been closed.
    #[getter]
    fn closed(this: &Ref<BytesIo>) -> bool {
        this.is_closed.get()
    }

    /// Returns content, position and attributes, for pickling.
    #[method(name = "__getstate__", signature = "($self, /)")]
    fn get_state(this: &Ref<BytesIo>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let content = BytesIo::getvalue(this, vm)?.into_value();
        let position = vm.new_int(this.position.get() as i64);
        let attributes = state_dict(this.as_value(), vm)?;
        Ok(Tuple::from_array([content, position, attributes], vm))
    }

    /// Sets content, position and attributes, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<BytesIo>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        let class = this.class().name(vm);
        let Some([content, position, attributes]) = object
            .downcast::<Tuple>()
            .and_then(|state| state.as_slice().first_chunk::<3>())
        else {
            let found = object.type_name(vm);
            return Err(vm.type_error(format!(
                "_io.{class}.__setstate__ argument should be 3-tuple, got {found}"
            )));
        };
        this.content.check_resizable(vm)?;
        this.replace(Vec::new(), None, vm)?;
        this.position.set(0);
        this.write_value(content, vm)?;
        this.position.set(state_position(position, vm)?);
        update_dict(this.as_value(), attributes, vm)
    }

    /// Returns the size in memory, in bytes.
    #[method(name = "__sizeof__", signature = "($self, /)")]
    fn size_of(this: &Ref<BytesIo>, vm: &mut Vm) -> usize {
        size_of::<rpy_vm::object::Object<BytesIo>>() + this.content.capacity(vm)
    }
}

/// A copy of `__dict__` for pickling, or None if it is empty.
pub(super) fn state_dict(this: &Value, vm: &mut Vm) -> PyResult {
    let dict = attribute(this, "__dict__", vm)?;
    if dict.length(vm)? == 0 {
        return Ok(Value::NONE);
    }
    super::errors::call(&dict, "copy", &[], vm)
}

/// The position of a pickled state.
pub(super) fn state_position(position: &Value, vm: &mut Vm) -> PyResult<usize> {
    if !position.is_index(vm) {
        let found = position.type_name(vm);
        return Err(vm.type_error(format!(
            "second item of state must be an integer, not {found}"
        )));
    }
    let Count(position) = Count::from_argument(position, vm)?;
    usize::try_from(position).map_err(|_| vm.value_error("position value cannot be negative"))
}

/// Adds the attributes of a pickled state.
pub(super) fn update_dict(this: &Value, attributes: &Value, vm: &mut Vm) -> PyResult<()> {
    if attributes.is_none() {
        return Ok(());
    }
    if !attributes.has_payload::<Dict>() {
        let found = attributes.type_name(vm);
        return Err(vm.type_error(format!(
            "third item of state should be a dict, got a {found}"
        )));
    }
    let dict = attribute(this, "__dict__", vm)?;
    super::errors::call(&dict, "update", std::slice::from_ref(attributes), vm).map(drop)
}

/// What the views of `BytesIO.getbuffer` show.
#[derive(Payload)]
pub(crate) struct BytesIoBuffer {
    source: Ref<BytesIo>,
}

#[native_class(name = "_io._BytesIOBuffer", flags(disallow_instantiation))]
impl BytesIoBuffer {
    #[slot]
    fn buffer(this: &Ref<BytesIoBuffer>, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
        let element = (Format::BYTES, 1);
        ExportCell::export(this, |buffer| &buffer.source.content, element, flags, vm)
    }

    #[slot]
    fn release_buffer(
        this: &Ref<BytesIoBuffer>,
        view: &Ref<MemoryView>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        release_buffer(this.as_value(), view, vm)
    }
}
