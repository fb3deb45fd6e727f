//! `FileIO`: a file of the operating system, without a buffer.

use std::cell::Cell;
use std::ffi::CString;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};
use rustix::io::Errno;

use super::base::{self, RawIoBase};
use super::errors::{
    Size, call, chained, class_name, file_system_path, no_pickle, offset, set_attribute,
    unsupported, warn, warn_unclosed, with_repr,
};
use super::system::{self, Transfer, flags};

/// What a file was opened for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Access {
    pub(super) created: bool,
    pub(super) readable: bool,
    pub(super) writable: bool,
    pub(super) appending: bool,
}

impl Access {
    /// Reads the mode of a file, and gives the flags to open it with; the error is the message of
    /// the `ValueError`.
    fn parse(mode: &str) -> Result<(Access, i32), String> {
        let bad = || {
            "Must have exactly one of create/read/write/append mode and at most one plus".to_owned()
        };
        let (mut access, mut found, mut plus, mut bits) = (Access::default(), false, false, 0);
        for letter in mode.chars() {
            match letter {
                'x' | 'r' | 'w' | 'a' if found => return Err(bad()),
                '+' if plus => return Err(bad()),
                'x' => {
                    (access.created, access.writable) = (true, true);
                    bits |= flags::EXCLUSIVE | flags::CREATE;
                }
                'r' => access.readable = true,
                'w' => {
                    access.writable = true;
                    bits |= flags::CREATE | flags::TRUNCATE;
                }
                'a' => {
                    (access.appending, access.writable) = (true, true);
                    bits |= flags::APPEND | flags::CREATE;
                }
                '+' => plus = true,
                'b' => {}
                _ => return Err(format!("invalid mode: {mode}")),
            }
            found |= matches!(letter, 'x' | 'r' | 'w' | 'a');
        }
        if !found {
            return Err(bad());
        }
        if plus {
            (access.readable, access.writable) = (true, true);
        }
        bits |= match (access.readable, access.writable) {
            (true, true) => flags::READ_WRITE,
            (true, false) => flags::READ,
            _ => flags::WRITE,
        };
        Ok((access, bits))
    }

    /// `FileIO.mode`
    fn mode(self) -> &'static str {
        match self {
            Access {
                created: true,
                readable,
                ..
            } => {
                if readable {
                    "xb+"
                } else {
                    "xb"
                }
            }
            Access {
                appending: true,
                readable,
                ..
            } => {
                if readable {
                    "ab+"
                } else {
                    "ab"
                }
            }
            Access {
                readable: true,
                writable,
                ..
            } => {
                if writable {
                    "rb+"
                } else {
                    "rb"
                }
            }
            _ => "wb",
        }
    }
}

/// A file of the operating system, without a buffer.
///
/// The mode is 'r' for reading, which the file has to exist for, 'w' for writing over it, 'x' for
/// writing to a file that must not exist yet, 'a' for writing behind its end.
#[derive(Payload)]
pub(crate) struct FileIo {
    /// The number of the open file; -1 for none.
    number: Cell<i32>,
    access: Cell<Access>,
    /// Whether there is a position to move, once that is known.
    seekable: Cell<Option<bool>>,
    /// Whether `close` closes the file.
    owned: Cell<bool>,
    finalizing: Cell<bool>,
    /// Bytes that are best read at once; `None` if it is not known.
    block_size: Cell<Option<usize>>,
    /// Whether the system says that it may be a terminal.
    may_be_terminal: Cell<bool>,
}

impl FileIo {
    fn empty() -> FileIo {
        FileIo {
            number: Cell::new(-1),
            access: Cell::new(Access::default()),
            seekable: Cell::new(None),
            owned: Cell::new(true),
            finalizing: Cell::new(false),
            block_size: Cell::new(None),
            may_be_terminal: Cell::new(false),
        }
    }

    /// Opens a file as `FileIO(file, mode, closefd, opener)` does.
    pub(super) fn open(
        file: &Value,
        mode: &str,
        owned: bool,
        opener: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<FileIo>> {
        let class = FileIo::class(vm).clone();
        let this = Ref::with_class(FileIo::empty(), &class, vm);
        this.initialize(this.as_value(), file, mode, owned, opener, vm)?;
        Ok(this)
    }

    /// A file that is open already and stays so: a standard stream.
    pub(super) fn standard(number: i32, writable: bool, vm: &mut Vm) -> Ref<FileIo> {
        let this = FileIo::empty();
        this.number.set(number);
        this.owned.set(false);
        this.access.set(Access {
            readable: !writable,
            writable,
            ..Access::default()
        });
        let class = FileIo::class(vm).clone();
        Ref::with_class(this, &class, vm)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.number.get() < 0
    }

    pub(super) fn is_writable(&self) -> bool {
        self.access.get().writable
    }

    /// Bytes that are best read at once, if it is known.
    pub(super) fn block_size(&self) -> Option<usize> {
        self.block_size.get()
    }

    /// Whether the file is a terminal, for one that was just opened.
    pub(super) fn is_open_terminal(&self) -> bool {
        self.may_be_terminal.get() && system::is_terminal(self.number.get())
    }

    fn initialize(
        &self,
        this: &Value,
        file: &Value,
        mode: &str,
        owned: bool,
        opener: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if !self.is_closed() {
            if self.owned.get() {
                self.close_number(vm)?;
            } else {
                self.number.set(-1);
            }
        }
        let given = given_number(file, vm)?;
        let path = match given {
            Some(_) => None,
            None => Some(path_bytes(file, vm)?),
        };
        let (access, bits) = match Access::parse(mode) {
            Ok(parsed) => parsed,
            Err(message) => return Err(vm.value_error(message)),
        };
        vm.audit("open", |vm| {
            let flags = Value::from_i32(bits | libc::O_CLOEXEC);
            [file.clone(), vm.new_str(mode), flags]
        })?;
        self.access.set(access);
        self.seekable.set(None);
        self.owned.set(owned);
        let number = match (given, path) {
            (Some(number), _) => number,
            (None, Some(path)) => {
                self.owned.set(true);
                if !owned {
                    return Err(vm.value_error("Cannot use closefd=False with file name"));
                }
                match opener {
                    None => system::open(&path, bits, file, vm)?,
                    Some(opener) => open_by(opener, file, bits, vm)?,
                }
            }
            (None, None) => unreachable!("what is no number is a path"),
        };
        self.number.set(number);
        let prepared = self.prepare(this, file, vm);
        if prepared.is_err() {
            if given.is_some() {
                // It was open before, and stays so.
                self.number.set(-1);
            } else {
                let _ = self.close_number(vm);
            }
        }
        prepared
    }

    /// Looks at a file that was just opened.
    fn prepare(&self, this: &Value, file: &Value, vm: &mut Vm) -> PyResult<()> {
        let number = self.number.get();
        match system::status(number) {
            Ok(status) if status.is_directory => {
                return Err(system::error(Errno::ISDIR, Some(file), vm));
            }
            Ok(status) => {
                self.block_size
                    .set(Some(status.block_size).filter(|&size| size > 1));
                self.may_be_terminal.set(status.is_character_device);
            }
            Err(Errno::BADF) => return Err(system::error(Errno::BADF, None, vm)),
            Err(_) => {}
        }
        set_attribute(this, "name", file.clone(), vm)?;
        if self.access.get().appending {
            match system::try_seek(number, 0, 2) {
                Ok(_) | Err(Errno::SPIPE) => {}
                Err(errno) => return Err(system::error(errno, None, vm)),
            }
        }
        Ok(())
    }

    fn close_number(&self, vm: &mut Vm) -> PyResult<()> {
        let number = self.number.replace(-1);
        system::close(number, vm)
    }

    /// The number of the open file.
    ///
    /// Raises `ValueError` if it is closed.
    pub(super) fn open_number(&self, vm: &mut Vm) -> PyResult<i32> {
        if self.is_closed() {
            return Err(closed(vm));
        }
        Ok(self.number.get())
    }

    fn readable_number(&self, vm: &mut Vm) -> PyResult<i32> {
        let number = self.open_number(vm)?;
        if !self.access.get().readable {
            return Err(unsupported("File not open for reading", vm));
        }
        Ok(number)
    }

    /// Appends up to `limit` bytes to a vector.
    pub(super) fn read_some(&self, target: &mut Vec<u8>, limit: usize, vm: &mut Vm) -> Transfer {
        let number = self.readable_number(vm)?;
        system::read(number, target, limit, vm)
    }

    /// Appends all that is left; `None` if the file is not ready and there was nothing.
    pub(super) fn read_rest(&self, target: &mut Vec<u8>, vm: &mut Vm) -> Transfer {
        let number = self.open_number(vm)?;
        let start = target.len();
        // One byte more than there is shows that there is no more.
        let position = system::try_seek(number, 0, 1).ok();
        let expected = match (system::status(number), position) {
            (Ok(status), Some(position)) if status.size >= position => {
                usize::try_from(status.size - position)
                    .unwrap_or(0)
                    .saturating_add(1)
            }
            _ => 0,
        };
        let mut step = expected.max(super::DEFAULT_BUFFER_SIZE);
        if expected > 1 {
            step = expected;
        }
        loop {
            match system::read(number, target, step, vm)? {
                Some(0) => break,
                Some(_) => {}
                None if target.len() == start => return Ok(None),
                None => break,
            }
            let done = target.len() - start;
            step = match expected.checked_sub(done) {
                Some(left) if left > 0 => left,
                _ => super::DEFAULT_BUFFER_SIZE.max(done / 2),
            };
        }
        Ok(Some(target.len() - start))
    }

    /// Writes bytes, as many as the system takes at once.
    pub(super) fn write_some(&self, bytes: &[u8], vm: &mut Vm) -> Transfer {
        let number = self.open_number(vm)?;
        if !self.is_writable() {
            return Err(unsupported("File not open for writing", vm));
        }
        system::write(number, bytes, vm)
    }

    /// Moves the position.
    pub(super) fn move_to(&self, offset: i64, whence: i32, vm: &mut Vm) -> PyResult<i64> {
        let number = self.open_number(vm)?;
        let position = system::seek(number, offset, whence, vm)?;
        if self.seekable.get().is_none() {
            self.seekable.set(Some(true));
        }
        Ok(position)
    }

    /// Whether there is a position to move.
    pub(super) fn is_seekable(&self, vm: &mut Vm) -> PyResult<bool> {
        let number = self.open_number(vm)?;
        if self.seekable.get().is_none() {
            let found = system::try_seek(number, 0, 1).is_ok();
            self.seekable.set(Some(found));
        }
        Ok(self.seekable.get() == Some(true))
    }

    /// Closes the file.
    pub(super) fn close_file(&self, this: &Value, vm: &mut Vm) -> PyResult<()> {
        let flushed = base::close(this, vm);
        if !self.owned.get() {
            self.number.set(-1);
            return flushed;
        }
        if self.is_closed() {
            return flushed;
        }
        if self.finalizing.get() {
            warn_unclosed("unclosed file", this, ("file", this), vm);
        }
        let closed = self.close_number(vm);
        chained(flushed, closed, vm)
    }
}

/// Raises the `ValueError` for what is done to a closed file.
#[cold]
fn closed(vm: &mut Vm) -> Raised {
    vm.value_error("I/O operation on closed file")
}

/// The number of an open file that is given in place of a path.
fn given_number(file: &Value, vm: &mut Vm) -> PyResult<Option<i32>> {
    if file.as_bool().is_some() {
        let category = vm.types.exceptions.runtime_warning.to_value();
        warn("bool is used as a file descriptor", category, None, vm)?;
    }
    if !file.is_index(vm) && file.as_bool().is_none() {
        return Ok(None);
    }
    match i32::from_argument(file, vm) {
        Ok(number) if number < 0 => Err(vm.value_error("negative file descriptor")),
        Ok(number) => Ok(Some(number)),
        Err(_) => Ok(None),
    }
}

/// A path as the system takes it.
fn path_bytes(file: &Value, vm: &mut Vm) -> PyResult<CString> {
    let path = file_system_path(file, vm)?;
    let bytes = match path.downcast::<Str>() {
        Some(text) => {
            use rpy_vm::builtins::str::codecs::{Encoding, ErrorHandler, encode};
            encode(text, Encoding::Utf8, &ErrorHandler::SurrogateEscape, vm)?
        }
        None => {
            let bytes = path.downcast::<Bytes>().expect("a path is text or bytes");
            bytes.as_slice().to_vec()
        }
    };
    match CString::new(bytes) {
        Ok(path) => Ok(path),
        Err(_) => Err(vm.value_error("embedded null byte")),
    }
}

/// Lets the function `opener` open a file.
fn open_by(opener: &Value, file: &Value, bits: i32, vm: &mut Vm) -> PyResult<i32> {
    let bits = Value::from_i32(bits | flags::CLOSE_ON_EXEC);
    let number = opener.call_positional(&[file.clone(), bits], vm)?;
    if !number.is_index(vm) && number.as_bool().is_none() {
        return Err(vm.type_error("expected integer from opener"));
    }
    let number = i32::from_argument(&number, vm)?;
    if number < 0 {
        return Err(vm.value_error(format!("opener returned {number}")));
    }
    system::set_not_inherited(number, vm)?;
    Ok(number)
}

#[native_class(name = "_io.FileIO", base = RawIoBase, flags(base, dict, weakref, finalize))]
impl FileIo {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<FileIo> {
        Ref::with_class(FileIo::empty(), class, vm)
    }

    #[init(signature = "(file, mode='r', closefd=True, opener=None)")]
    fn init(
        this: &Value,
        file: &Value,
        mode: &str,
        closefd: bool,
        opener: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let object = this.downcast::<FileIo>().expect("the class was checked");
        object.initialize(this, file, mode, closefd, opener, vm)
    }

    #[slot]
    fn repr(this: &Value, vm: &mut Vm) -> PyResult {
        let object = this
            .downcast::<FileIo>()
            .expect("the class was checked")
            .clone();
        let class = class_name(this, vm)?;
        if object.is_closed() {
            return Ok(vm.new_str(&format!("<{class} [closed]>")));
        }
        with_repr(this, "name", vm, |name, _vm| {
            let (number, mode) = (object.number.get(), object.access.get().mode());
            let owned = if object.owned.get() { "True" } else { "False" };
            let which = match name {
                Some(name) => format!("name={name}"),
                None => format!("fd={number}"),
            };
            Ok(format!("<{class} {which} mode='{mode}' closefd={owned}>"))
        })
    }

    /// Closes the file, whose descriptor cannot be used any more. Closing it again does nothing.
    #[method(signature = "($self, /)")]
    fn close(this: &Value, vm: &mut Vm) -> PyResult<()> {
        let object = this.downcast::<FileIo>().expect("the class was checked");
        object.close_file(this, vm)
    }

    /// Returns whether the file can be read.
    #[method(signature = "($self, /)")]
    fn readable(this: &Ref<FileIo>, vm: &mut Vm) -> PyResult<bool> {
        this.open_number(vm)?;
        Ok(this.access.get().readable)
    }

    /// Returns whether the file can be written.
    #[method(signature = "($self, /)")]
    fn writable(this: &Ref<FileIo>, vm: &mut Vm) -> PyResult<bool> {
        this.open_number(vm)?;
        Ok(this.is_writable())
    }

    /// Returns whether there is a position to move.
    #[method(signature = "($self, /)")]
    fn seekable(this: &Ref<FileIo>, vm: &mut Vm) -> PyResult<bool> {
        this.is_seekable(vm)
    }

    /// Returns the number of the open file.
    #[method(signature = "($self, /)")]
    fn fileno(this: &Ref<FileIo>, vm: &mut Vm) -> PyResult<i32> {
        this.open_number(vm)
    }

    /// Returns whether the file is a terminal.
    #[method(signature = "($self, /)")]
    fn isatty(this: &Ref<FileIo>, vm: &mut Vm) -> PyResult<bool> {
        Ok(system::is_terminal(this.open_number(vm)?))
    }

    /// Returns whether a file that was just opened is a terminal.
    #[method(name = "_isatty_open_only", signature = "($self, /)")]
    fn isatty_open_only(this: &Ref<FileIo>, vm: &mut Vm) -> PyResult<bool> {
        this.open_number(vm)?;
        Ok(this.is_open_terminal())
    }

    /// Reads into the buffer, and returns how many bytes; None if it would have to wait.
    #[method(signature = "($self, buffer, /)")]
    fn readinto(this: &Ref<FileIo>, buffer: &Value, vm: &mut Vm) -> PyResult<Option<usize>> {
        let view = base::writable(buffer, "readinto", vm)?;
        let number = this.readable_number(vm)?;
        system::read_into(number, &view, vm)
    }

    /// Reads all that is left.
    ///
    /// Returns an empty bytes object at the end, None if it would have to wait.
    #[method(signature = "($self, /)")]
    fn readall(this: &Ref<FileIo>, vm: &mut Vm) -> PyResult<Option<Ref<Bytes>>> {
        let mut bytes = Vec::new();
        let read = this.read_rest(&mut bytes, vm)?;
        Ok(read.map(|_| Bytes::from_vec(bytes, vm)))
    }

    /// Reads up to size bytes with one call of the system; all that is left if size is negative.
    ///
    /// Returns an empty bytes object at the end, None if it would have to wait.
    #[method(signature = "($self, size=-1, /)")]
    fn read(this: &Ref<FileIo>, size: Size, vm: &mut Vm) -> PyResult {
        let number = this.readable_number(vm)?;
        let Some(limit) = size.limit() else {
            return call(this.as_value(), "readall", &[], vm);
        };
        let mut bytes = Vec::new();
        let read = system::read(number, &mut bytes, limit, vm)?;
        Ok(match read {
            Some(_) => Bytes::from_vec(bytes, vm).into_value(),
            None => Value::NONE,
        })
    }

    /// Writes bytes and returns how many the system took; None if it would have to wait.
    #[method(signature = "($self, b, /)")]
    fn write(this: &Ref<FileIo>, b: &Value, vm: &mut Vm) -> PyResult<Option<usize>> {
        this.open_number(vm)?;
        if !this.is_writable() {
            return Err(unsupported("File not open for writing", vm));
        }
        let bytes = PinnedBytes::new(b, vm)?;
        this.write_some(bytes.as_slice(), vm)
    }

    /// Moves the position to an offset, and returns it.
    ///
    /// The offset counts from what whence says: the start (0), the position (1), or the end (2).
    #[method(signature = "($self, pos, whence=0, /)")]
    fn seek(this: &Ref<FileIo>, pos: &Value, whence: i32, vm: &mut Vm) -> PyResult<i64> {
        this.open_number(vm)?;
        let pos = offset(pos, vm)?;
        this.move_to(pos, whence, vm)
    }

    /// Returns the position.
    #[method(signature = "($self, /)")]
    fn tell(this: &Ref<FileIo>, vm: &mut Vm) -> PyResult<i64> {
        this.move_to(0, 1, vm)
    }

    /// Changes the length of the file to size bytes, by default to the position, and returns it.
    ///
    /// The position stays.
    #[method(signature = "($self, size=None, /)")]
    fn truncate(this: &Ref<FileIo>, size: Option<&Value>, vm: &mut Vm) -> PyResult<i64> {
        let number = this.open_number(vm)?;
        if !this.is_writable() {
            return Err(unsupported("File not open for writing", vm));
        }
        let size = match size {
            Some(size) => offset(size, vm)?,
            None => this.move_to(0, 1, vm)?,
        };
        system::truncate(number, size, vm)?;
        Ok(size)
    }

    #[method(name = "_dealloc_warn", signature = "($self, object, /)")]
    fn dealloc_warn(this: &Ref<FileIo>, object: &Value, vm: &mut Vm) {
        if !this.is_closed() && this.owned.get() {
            warn_unclosed("unclosed file", object, ("file", this.as_value()), vm);
        }
    }

    #[method(name = "__getstate__", signature = "($self, /)")]
    fn get_state(this: &Value, vm: &mut Vm) -> PyResult<()> {
        Err(no_pickle(this, vm))
    }

    /// Whether the file is closed.
    #[getter]
    fn closed(this: &Ref<FileIo>) -> bool {
        this.is_closed()
    }

    /// Whether the file is closed by close().
    #[getter]
    fn closefd(this: &Ref<FileIo>) -> bool {
        this.owned.get()
    }

    /// The mode of the file.
    #[getter]
    fn mode(this: &Ref<FileIo>) -> &'static str {
        this.access.get().mode()
    }

    #[getter(_blksize)]
    fn block_size_or_one(this: &Ref<FileIo>) -> usize {
        this.block_size.get().unwrap_or(super::DEFAULT_BUFFER_SIZE)
    }

    #[getter(_finalizing)]
    fn finalizing(this: &Ref<FileIo>) -> bool {
        this.finalizing.get()
    }

    #[setter(_finalizing)]
    fn set_finalizing(this: &Ref<FileIo>, finalizing: bool) {
        this.finalizing.set(finalizing);
    }
}

/// Whether an object is a `FileIO` and of no subclass.
pub(super) fn is_exact(value: &Value, vm: &mut Vm) -> bool {
    value
        .as_object()
        .is_some_and(|object| object.class().is(FileIo::class(vm)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_parsed_and_shown() {
        for (mode, shown) in [
            ("r", "rb"),
            ("rb+", "rb+"),
            ("w", "wb"),
            ("w+", "rb+"),
            ("xb", "xb"),
            ("x+", "xb+"),
            ("a", "ab"),
            ("+ab", "ab+"),
        ] {
            let (access, _) = Access::parse(mode).expect("a good mode");
            assert_eq!(access.mode(), shown, "{mode}");
        }
        for mode in ["", "b", "+", "rw", "rr", "r++"] {
            let message = Access::parse(mode).expect_err("a bad mode");
            assert!(message.starts_with("Must have exactly one"), "{mode}");
        }
        assert_eq!(Access::parse("q").unwrap_err(), "invalid mode: q");
    }
}
