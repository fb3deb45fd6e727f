//! `_IOBase`: what all streams have in common.

use rpy_macros::native_class;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::object::Instance;
use rpy_vm::{PyResult, Value, Vm};

use super::errors::{
    Size, attribute, call, chained, closed, expect_bytes, optional_attribute, set_attribute,
    unsupported,
};
use super::file::FileIo;

/// Stands for the class.
pub(crate) struct IoBase;

/// The attribute that `close` leaves on objects of classes that have no other mark.
const MARK: &str = "__IOBase_closed";

/// Whether the object has been closed by `_IOBase.close`.
fn is_marked(this: &Value, vm: &mut Vm) -> PyResult<bool> {
    if let Some(file) = this.downcast::<FileIo>()
        && !this.class(vm).is_heap_type()
    {
        return Ok(file.is_closed());
    }
    Ok(optional_attribute(this, MARK, vm)?.is_some())
}

/// Raises `ValueError` if `this.closed` is true.
pub(super) fn check_closed(this: &Value, vm: &mut Vm) -> PyResult<()> {
    if attribute(this, "closed", vm)?.is_true(vm)? {
        return Err(closed(vm));
    }
    Ok(())
}

/// `_IOBase.close`: flushes and marks the object.
pub(super) fn close(this: &Value, vm: &mut Vm) -> PyResult<()> {
    if is_marked(this, vm)? {
        return Ok(());
    }
    let flushed = call(this, "flush", &[], vm).map(drop);
    let marked = set_attribute(this, MARK, Value::TRUE, vm);
    chained(flushed, marked, vm)
}

/// Raises `UnsupportedOperation` unless `raw.readable()`.
pub(super) fn check_readable(raw: &Value, vm: &mut Vm) -> PyResult<()> {
    check(raw, "readable", "File or stream is not readable.", vm)
}

/// Raises `UnsupportedOperation` unless `raw.writable()`.
pub(super) fn check_writable(raw: &Value, vm: &mut Vm) -> PyResult<()> {
    check(raw, "writable", "File or stream is not writable.", vm)
}

/// Raises `UnsupportedOperation` unless `raw.seekable()`.
pub(super) fn check_seekable(raw: &Value, vm: &mut Vm) -> PyResult<()> {
    check(raw, "seekable", "File or stream is not seekable.", vm)
}

fn check(raw: &Value, method: &str, message: &str, vm: &mut Vm) -> PyResult<()> {
    if call(raw, method, &[], vm)?.is(&Value::TRUE) {
        return Ok(());
    }
    Err(unsupported(message, vm))
}

/// Closes an object that nobody refers to any more, if it is open. What goes wrong is reported.
pub(super) fn finalize(this: &Value, vm: &mut Vm) {
    // An object without `closed` is not in a state to be closed.
    let closed = match optional_attribute(this, "closed", vm) {
        Ok(Some(closed)) => closed.is_true(vm),
        _ => return,
    };
    if !matches!(closed, Ok(false)) {
        return;
    }
    // Tells `close` where it is called from.
    let _ = set_attribute(this, "_finalizing", Value::TRUE, vm);
    if let Err(raised) = call(this, "close", &[], vm) {
        let shown = match this.repr(vm) {
            Ok(shown) => shown.to_string_lossy().into_owned(),
            Err(_) => format!("<{} object>", this.type_name(vm)),
        };
        vm.unraisable_message(&format!("while finalizing file {shown}"), raised);
    }
}

/// The slot `iter` of all streams: an open stream is its own iterator.
pub(super) fn iter(this: &Value, vm: &mut Vm) -> PyResult {
    check_closed(this, vm)?;
    Ok(this.clone())
}

/// What all streams have in common.
///
/// A stream of this class itself can do nothing: its methods say so, and subclasses override
/// what they are able to do.
#[native_class(
    name = "_io._IOBase",
    payload = Instance,
    flags(base, dict, weakref),
    slots(new = rpy_vm::builtins::object::new)
)]
impl IoBase {
    #[slot(iter)]
    fn iter_slot(this: &Value, vm: &mut Vm) -> PyResult {
        iter(this, vm)
    }

    #[slot]
    fn iternext(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let line = call(this, "readline", &[], vm)?;
        Ok((line.length(vm)? != 0).then_some(line))
    }

    /// Closes the stream if it is open.
    #[method(name = "__del__", signature = "($self, /)")]
    fn del(this: &Value, vm: &mut Vm) {
        finalize(this, vm);
    }

    /// Moves the position to an offset, and returns it.
    ///
    /// The offset counts from what whence says: the start (0), the position (1), or the end (2).
    #[method(
        signature = "($self, offset, whence=0, /)",
        text = "($self, offset, whence=os.SEEK_SET, /)"
    )]
    fn seek(_this: &Value, offset: &Value, whence: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        let _ = (offset, whence);
        Err(unsupported("seek", vm))
    }

    /// Returns the position.
    #[method(signature = "($self, /)")]
    fn tell(this: &Value, vm: &mut Vm) -> PyResult {
        call(this, "seek", &[Value::from_i32(0), Value::from_i32(1)], vm)
    }

    /// Changes the length of the file to size bytes, by default to the position.
    #[method(signature = "($self, size=None, /)")]
    fn truncate(_this: &Value, size: &Value, vm: &mut Vm) -> PyResult<()> {
        let _ = size;
        Err(unsupported("truncate", vm))
    }

    /// Writes out what is buffered, if the stream does that.
    #[method(signature = "($self, /)")]
    fn flush(this: &Value, vm: &mut Vm) -> PyResult<()> {
        if is_marked(this, vm)? {
            return Err(closed(vm));
        }
        Ok(())
    }

    /// Flushes and closes the stream. It has no effect on a closed one.
    #[method(name = "close", signature = "($self, /)")]
    fn close_method(this: &Value, vm: &mut Vm) -> PyResult<()> {
        close(this, vm)
    }

    /// Whether the stream has been closed.
    #[getter]
    fn closed(this: &Value, vm: &mut Vm) -> PyResult<bool> {
        is_marked(this, vm)
    }

    /// Returns whether there is a position to move.
    #[method(signature = "($self, /)")]
    fn seekable(_this: &Value) -> bool {
        false
    }

    /// Returns whether the stream can be read.
    #[method(signature = "($self, /)")]
    fn readable(_this: &Value) -> bool {
        false
    }

    /// Returns whether the stream can be written.
    #[method(signature = "($self, /)")]
    fn writable(_this: &Value) -> bool {
        false
    }

    #[method(name = "_checkClosed", signature = "($self, /)")]
    fn check_closed_method(this: &Value, vm: &mut Vm) -> PyResult<()> {
        check_closed(this, vm)
    }

    #[method(name = "_checkSeekable", signature = "($self, /)")]
    fn check_seekable_method(this: &Value, vm: &mut Vm) -> PyResult<bool> {
        check_seekable(this, vm).map(|()| true)
    }

    #[method(name = "_checkReadable", signature = "($self, /)")]
    fn check_readable_method(this: &Value, vm: &mut Vm) -> PyResult<bool> {
        check_readable(this, vm).map(|()| true)
    }

    #[method(name = "_checkWritable", signature = "($self, /)")]
    fn check_writable_method(this: &Value, vm: &mut Vm) -> PyResult<bool> {
        check_writable(this, vm).map(|()| true)
    }

    /// Returns the number of the open file below, if there is one.
    ///
    /// Raises OSError if there is none.
    #[method(signature = "($self, /)")]
    fn fileno(_this: &Value, vm: &mut Vm) -> PyResult<()> {
        Err(unsupported("fileno", vm))
    }

    /// Returns whether the stream is a terminal.
    #[method(signature = "($self, /)")]
    fn isatty(this: &Value, vm: &mut Vm) -> PyResult<bool> {
        check_closed(this, vm)?;
        Ok(false)
    }

    #[method(signature = "($self, /)")]
    fn __enter__(this: &Value, vm: &mut Vm) -> PyResult {
        check_closed(this, vm)?;
        Ok(this.clone())
    }

    #[method(signature = "($self, *args)", hidden)]
    fn __exit__(this: &Value, args: &[Value], vm: &mut Vm) -> PyResult {
        let _ = args;
        call(this, "close", &[], vm)
    }

    /// Reads and returns a line of bytes, which ends with a newline unless it is the last.
    ///
    /// If size is given, at most that many bytes.
    #[method(signature = "($self, size=-1, /)")]
    fn readline(this: &Value, size: Size, vm: &mut Vm) -> PyResult {
        let peek = optional_attribute(this, "peek", vm)?;
        let mut line = Vec::new();
        while size.limit().is_none_or(|limit| line.len() < limit) {
            let mut wanted = 1;
            if let Some(peek) = &peek {
                let ahead = peek.call_positional(&[Value::from_i32(1)], vm)?;
                let ahead = expect_bytes(&ahead, "peek", vm)?.as_slice();
                if !ahead.is_empty() {
                    let room = size.limit().map_or(usize::MAX, |limit| limit - line.len());
                    let ahead = &ahead[..ahead.len().min(room)];
                    wanted = memchr::memchr(b'\n', ahead).map_or(ahead.len(), |at| at + 1);
                }
            }
            let wanted = vm.new_int(wanted as i64);
            let read = call(this, "read", &[wanted], vm)?;
            let bytes = expect_bytes(&read, "read", vm)?.as_slice();
            if bytes.is_empty() {
                break;
            }
            vm.extend_to(&mut line, bytes)?;
            if line.ends_with(b"\n") {
                break;
            }
        }
        Ok(vm.new_bytes(&line))
    }

    /// Returns a list of lines, all there are, or until hint bytes or characters have been read.
    #[method(signature = "($self, hint=-1, /)")]
    fn readlines(this: &Value, hint: Size, vm: &mut Vm) -> PyResult {
        let hint = hint.limit().filter(|&hint| hint > 0);
        let Some(hint) = hint else {
            let lines = vm.collect(this)?;
            return Ok(vm.new_list(lines));
        };
        let (mut lines, mut length) = (Vec::new(), 0);
        let iterator = this.iter(vm)?;
        while let Some(line) = iterator.next(vm)? {
            length += line.length(vm)?;
            lines.push(line);
            if length > hint {
                break;
            }
        }
        Ok(vm.new_list(lines))
    }

    /// Writes every line of an iterable; newlines are not added.
    #[method(signature = "($self, lines, /)")]
    fn writelines(this: &Value, lines: &Value, vm: &mut Vm) -> PyResult<()> {
        check_closed(this, vm)?;
        let iterator = lines.iter(vm)?;
        while let Some(line) = iterator.next(vm)? {
            call(this, "write", &[line], vm)?;
        }
        Ok(())
    }
}

/// Stands for the class.
pub(crate) struct RawIoBase;

/// What streams of bytes without a buffer have in common.
#[native_class(name = "_io._RawIOBase", payload = Instance, base = IoBase, flags(base, dict, weakref))]
impl RawIoBase {
    /// Reads and returns up to size bytes, all there are by default; None if it would have to wait.
    #[method(signature = "($self, size=-1, /)")]
    fn read(this: &Value, size: isize, vm: &mut Vm) -> PyResult {
        let Ok(size) = usize::try_from(size) else {
            return call(this, "readall", &[], vm);
        };
        vm.check_allocation(size)?;
        let array = rpy_vm::builtins::bytearray::ByteArray::new(vec![0; size], vm);
        let count = call(this, "readinto", &[array.to_value()], vm)?;
        if count.is_none() {
            return Ok(count);
        }
        let count = offset_of_read(&count, vm)?;
        let bytes = array.as_slice(vm);
        let Some(bytes) = usize::try_from(count)
            .ok()
            .and_then(|count| bytes.get(..count))
        else {
            return Err(vm.value_error(format!(
                "readinto returned {count} outside buffer size {size}"
            )));
        };
        let bytes = bytes.to_vec();
        Ok(Bytes::from_vec(bytes, vm).into_value())
    }

    /// Reads until the end of the stream.
    #[method(signature = "($self, /)")]
    fn readall(this: &Value, vm: &mut Vm) -> PyResult {
        let mut all: Option<Vec<u8>> = None;
        loop {
            let size = Value::from_usize(super::DEFAULT_BUFFER_SIZE);
            let data = call(this, "read", &[size], vm)?;
            if data.is_none() {
                let Some(all) = all else { return Ok(data) };
                return Ok(Bytes::from_vec(all, vm).into_value());
            }
            let Some(bytes) = data.downcast::<Bytes>() else {
                return Err(vm.type_error("read() should return bytes"));
            };
            if bytes.length() == 0 {
                return Ok(Bytes::from_vec(all.unwrap_or_default(), vm).into_value());
            }
            vm.extend_to(all.get_or_insert_default(), bytes.as_slice())?;
        }
    }

    #[method(signature = "($self, *args)", hidden)]
    fn readinto(_this: &Value, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        let _ = args;
        Err(not_implemented(vm))
    }

    #[method(signature = "($self, *args)", hidden)]
    fn write(_this: &Value, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        let _ = args;
        Err(not_implemented(vm))
    }
}

/// What `readinto` gave, as a number.
fn offset_of_read(count: &Value, vm: &mut Vm) -> PyResult<i64> {
    super::errors::offset(count, vm)
}

/// Raises `NotImplementedError()`.
#[cold]
fn not_implemented(vm: &mut Vm) -> rpy_vm::Raised {
    let class = vm.types.exceptions.not_implemented_error.to_value();
    vm.normalize_raise(&class, None)
}

/// Stands for the class.
pub(crate) struct BufferedIoBase;

/// What streams of bytes with a buffer have in common.
///
/// Other than with a RawIOBase, read() needs no size, and where nothing can be read now it raises
/// BlockingIOError and does not return None.
#[native_class(name = "_io._BufferedIOBase", payload = Instance, base = IoBase, flags(base, dict, weakref))]
impl BufferedIoBase {
    /// Separates the raw stream below from the buffer, and returns it.
    #[method(signature = "($self, /)")]
    fn detach(_this: &Value, vm: &mut Vm) -> PyResult<()> {
        Err(unsupported("detach", vm))
    }

    /// Reads and returns up to size bytes, all there are by default.
    #[method(signature = "($self, size=-1, /)")]
    fn read(_this: &Value, size: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        let _ = size;
        Err(unsupported("read", vm))
    }

    /// Reads at most size bytes, asking the raw stream once or not at all.
    #[method(signature = "($self, size=-1, /)")]
    fn read1(_this: &Value, size: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        let _ = size;
        Err(unsupported("read1", vm))
    }

    /// Reads into the buffer, and returns how many bytes.
    #[method(signature = "($self, buffer, /)")]
    fn readinto(this: &Value, buffer: &Value, vm: &mut Vm) -> PyResult<usize> {
        read_by("read", this, buffer, vm)
    }

    /// As readinto(), with at most one call of the raw stream's read().
    #[method(signature = "($self, buffer, /)")]
    fn readinto1(this: &Value, buffer: &Value, vm: &mut Vm) -> PyResult<usize> {
        read_by("read1", this, buffer, vm)
    }

    /// Writes bytes and returns how many: all of them.
    #[method(signature = "($self, b, /)")]
    fn write(_this: &Value, b: &Value, vm: &mut Vm) -> PyResult<()> {
        let _ = b;
        Err(unsupported("write", vm))
    }
}

/// `readinto` by another method.
fn read_by(method: &str, this: &Value, buffer: &Value, vm: &mut Vm) -> PyResult<usize> {
    let view = writable(buffer, "readinto", vm)?;
    let length = view.length();
    let wanted = vm.new_int(length as i64);
    let data = call(this, method, &[wanted], vm)?;
    let Some(bytes) = data.downcast::<Bytes>() else {
        return Err(vm.type_error("read() should return bytes"));
    };
    let count = bytes.length();
    if count > length {
        return Err(vm.value_error(format!(
            "{method}() returned too much data: {length} bytes requested, {count} returned"
        )));
    }
    fill(&view, bytes.as_slice(), vm);
    Ok(count)
}

/// Puts bytes at the start of a view, which is writable and contiguous.
pub(super) fn fill(view: &rpy_vm::object::buffer::BufferView, bytes: &[u8], vm: &mut Vm) {
    if let Some(target) = view.as_bytes_mut(vm) {
        target[..bytes.len()].copy_from_slice(bytes);
    }
}

/// A view of the memory to read into.
///
/// Raises `TypeError` if it cannot be changed.
pub(super) fn writable(
    buffer: &Value,
    function: &str,
    vm: &mut Vm,
) -> PyResult<rpy_vm::object::buffer::BufferView> {
    use rpy_vm::object::buffer::BufferFlags;
    buffer.buffer(BufferFlags::WRITABLE, vm).map_err(|_| {
        let class = buffer.type_name(vm);
        let class = if buffer.is_none() {
            "None".to_owned()
        } else {
            class
        };
        vm.type_error(format!(
            "{function}() argument must be read-write bytes-like object, not {class}"
        ))
    })
}

/// Stands for the class.
pub(crate) struct TextIoBase;

/// What streams of text have in common.
///
/// They count characters, and know lines. Text cannot be read into a buffer.
#[native_class(name = "_io._TextIOBase", payload = Instance, base = IoBase, flags(base, dict, weakref))]
impl TextIoBase {
    /// Separates the binary stream below from the text layer, and returns it.
    #[method(signature = "($self, /)")]
    fn detach(_this: &Value, vm: &mut Vm) -> PyResult<()> {
        Err(unsupported("detach", vm))
    }

    /// Reads and returns up to size characters, all there are by default.
    #[method(signature = "($self, size=-1, /)")]
    fn read(_this: &Value, size: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        let _ = size;
        Err(unsupported("read", vm))
    }

    /// Reads until a newline or the end; an empty string at the end.
    #[method(signature = "($self, size=-1, /)")]
    fn readline(_this: &Value, size: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        let _ = size;
        Err(unsupported("readline", vm))
    }

    /// Writes a string and returns its length.
    #[method(signature = "($self, s, /)")]
    fn write(_this: &Value, s: &Value, vm: &mut Vm) -> PyResult<()> {
        let _ = s;
        Err(unsupported("write", vm))
    }

    /// The encoding of the text; here None.
    #[getter]
    fn encoding(_this: &Value) -> Option<Value> {
        None
    }

    /// The line ends that have been seen; here None.
    #[getter]
    fn newlines(_this: &Value) -> Option<Value> {
        None
    }

    /// What is done with what cannot be encoded or decoded; here None.
    #[getter]
    fn errors(_this: &Value) -> Option<Value> {
        None
    }
}
