//! The class `TextIOWrapper`.

use rpy_macros::native_class;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::coder::of_stream;
use super::set_up::{newline_argument, text_or_none};
use super::{Settings, State, TextIoWrapper};
use crate::_io::base::{self, TextIoBase};
use crate::_io::errors::{Count, Size, call, chained, class_name, no_pickle, with_repr};
use crate::_io::newline_decoder::shown;
use crate::_io::warn_of_default;

/// The payload of an object whose class has been checked.
fn payload(this: &Value) -> Ref<TextIoWrapper> {
    this.downcast::<TextIoWrapper>()
        .expect("the class was checked")
        .clone()
}

/// A parameter of `reconfigure` that is None, which changes nothing, or a number.
fn flag(value: Option<&Value>, vm: &mut Vm) -> PyResult<Option<bool>> {
    match value.filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) => Ok(Some(i32::from_argument(value, vm)? != 0)),
    }
}

#[native_class(
    name = "_io.TextIOWrapper",
    base = TextIoBase,
    flags(base, dict, weakref, finalize)
)]
impl TextIoWrapper {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<TextIoWrapper> {
        Ref::with_class(TextIoWrapper::empty(), class, vm)
    }

    #[init(
        signature = "(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are those of the class in Python"
    )]
    fn init(
        this: &Ref<TextIoWrapper>,
        buffer: &Value,
        encoding: Option<&Value>,
        errors: Option<&Value>,
        newline: Option<&Value>,
        line_buffering: bool,
        write_through: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.state.set(State::Uninitialized);
        if encoding.is_none() {
            warn_of_default(1, vm)?;
        }
        let settings = Settings {
            encoding: text_or_none(encoding, ("TextIOWrapper", "encoding"), vm)?,
            errors: text_or_none(errors, ("TextIOWrapper", "errors"), vm)?,
            newline: newline_argument(newline, "TextIOWrapper", vm)?,
            line_buffering,
            write_through,
        };
        this.initialize(buffer, settings, vm)
    }

    #[slot]
    fn repr(this: &Value, vm: &mut Vm) -> PyResult {
        let object = payload(this);
        if object.state.get() == State::Uninitialized {
            object.stream(vm)?;
        }
        let class = class_name(this, vm)?;
        let name = with_repr(this, "name", vm, |name, _vm| {
            Ok(name.map_or_else(String::new, |name| format!(" name={name}")))
        })?;
        let mode = with_repr(this, "mode", vm, |mode, _vm| {
            Ok(mode.map_or_else(String::new, |mode| format!(" mode={mode}")))
        })?;
        let encoding = match object.encoding.cloned(vm) {
            Some(encoding) => encoding.as_value().repr(vm)?.to_string_lossy().into_owned(),
            None => String::new(),
        };
        let (name, mode) = (name.str(vm)?, mode.str(vm)?);
        let (name, mode) = (name.to_string_lossy(), mode.to_string_lossy());
        Ok(vm.new_str(&format!("<{class}{name}{mode} encoding={encoding}>")))
    }

    #[slot]
    fn iter(this: &Value, vm: &mut Vm) -> PyResult {
        base::iter(this, vm)
    }

    #[slot]
    fn iternext(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let object = this
            .downcast::<TextIoWrapper>()
            .expect("the class was checked");
        object.next_line(this, vm)
    }

    /// Sets the encoding, the line ends or the buffering anew; what is None stays.
    #[method(
        signature = "($self, *, encoding=None, errors=None, newline=<unrepresentable>, line_buffering=None, write_through=None)",
        text = "($self, /, *, encoding=None, errors=None, newline=None,\n            line_buffering=None, write_through=None)"
    )]
    fn reconfigure(
        this: &Value,
        encoding: Option<&Value>,
        errors: Option<&Value>,
        newline: Option<&Value>,
        line_buffering: Option<&Value>,
        write_through: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let object = payload(this);
        let encoding = text_or_none(encoding, ("reconfigure", "encoding"), vm)?;
        let errors = text_or_none(errors, ("reconfigure", "errors"), vm)?;
        let newline = match newline {
            Some(newline) => Some(newline_argument(Some(newline), "reconfigure", vm)?),
            None => None,
        };
        let flags = [flag(line_buffering, vm)?, flag(write_through, vm)?];
        object.reconfigure_as(this, [encoding, errors], newline, flags, vm)
    }

    /// Separates the binary stream from the text layer, and returns it.
    #[method(signature = "($self, /)")]
    fn detach(this: &Value, vm: &mut Vm) -> PyResult {
        let object = payload(this);
        object.stream(vm)?;
        call(this, "flush", &[], vm)?;
        object.state.set(State::Detached);
        Ok(object.buffer.replace(Value::NONE, vm))
    }

    /// Writes a string and returns its length.
    #[method(signature = "($self, text, /)")]
    fn write(this: &Ref<TextIoWrapper>, text: &Ref<Str>, vm: &mut Vm) -> PyResult<usize> {
        this.write_text(text, vm)?;
        Ok(text.length())
    }

    /// Reads and returns up to size characters, all there are by default.
    #[method(signature = "($self, size=-1, /)")]
    fn read(this: &Ref<TextIoWrapper>, size: Size, vm: &mut Vm) -> PyResult<Ref<Str>> {
        this.before_reading(vm)?;
        match size.limit() {
            Some(count) => this.read_count(count, vm),
            None => this.read_all(vm),
        }
    }

    /// Reads a line with its line end, or up to size characters of it.
    #[method(signature = "($self, size=-1, /)")]
    fn readline(this: &Ref<TextIoWrapper>, size: Count, vm: &mut Vm) -> PyResult<Ref<Str>> {
        this.before_reading(vm)?;
        this.read_line(usize::try_from(size.0).ok(), vm)
    }

    /// Writes out what is buffered.
    #[method(signature = "($self, /)")]
    fn flush(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult<()> {
        this.flush_all(vm)
    }

    /// Closes the stream, after what is buffered was written.
    #[method(signature = "($self, /)")]
    fn close(this: &Value, vm: &mut Vm) -> PyResult<()> {
        let object = payload(this);
        let stream = object.stream(vm)?;
        if object.is_closed(vm)? {
            return Ok(());
        }
        if object.finalizing.get() {
            // The binary stream may have no such method.
            let _ = call(&stream, "_dealloc_warn", std::slice::from_ref(this), vm);
        }
        let flushed = call(this, "flush", &[], vm).map(drop);
        let closed = call(&stream, "close", &[], vm).map(drop);
        chained(flushed, closed, vm)
    }

    /// Returns the position, as a number that only seek() understands.
    #[method(signature = "($self, /)")]
    fn tell(this: &Value, vm: &mut Vm) -> PyResult {
        payload(this).position(this, vm)
    }

    /// Moves the position, and returns it.
    ///
    /// The cookie is what tell() gave (whence 0), or zero: for the start, for the position
    /// (whence 1), or for the end (whence 2).
    #[method(
        signature = "($self, cookie, whence=0, /)",
        text = "($self, cookie, whence=os.SEEK_SET, /)"
    )]
    fn seek(this: &Value, cookie: &Value, whence: i32, vm: &mut Vm) -> PyResult {
        payload(this).seek_to(this, cookie, whence, vm)
    }

    /// Changes the length of the file below to pos bytes, by default to the position.
    #[method(signature = "($self, pos=None, /)")]
    fn truncate(this: &Value, pos: &Value, vm: &mut Vm) -> PyResult {
        let stream = payload(this).stream(vm)?;
        call(this, "flush", &[], vm)?;
        call(&stream, "truncate", std::slice::from_ref(pos), vm)
    }

    /// Returns the number of the open file below.
    #[method(signature = "($self, /)")]
    fn fileno(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult {
        let stream = this.stream(vm)?;
        call(&stream, "fileno", &[], vm)
    }

    /// Returns whether there is a position to move.
    #[method(signature = "($self, /)")]
    fn seekable(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult {
        let stream = this.stream(vm)?;
        call(&stream, "seekable", &[], vm)
    }

    /// Returns whether the stream can be read.
    #[method(signature = "($self, /)")]
    fn readable(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult {
        let stream = this.stream(vm)?;
        call(&stream, "readable", &[], vm)
    }

    /// Returns whether the stream can be written.
    #[method(signature = "($self, /)")]
    fn writable(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult {
        let stream = this.stream(vm)?;
        call(&stream, "writable", &[], vm)
    }

    /// Returns whether the stream is a terminal.
    #[method(signature = "($self, /)")]
    fn isatty(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult {
        let stream = this.stream(vm)?;
        call(&stream, "isatty", &[], vm)
    }

    #[method(name = "__getstate__", signature = "($self, /)")]
    fn get_state(this: &Value, vm: &mut Vm) -> PyResult<()> {
        Err(no_pickle(this, vm))
    }

    /// The encoding of the text.
    #[getter(member)]
    fn encoding(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> Option<Ref<Str>> {
        this.encoding.cloned(vm)
    }

    /// What is done with what cannot be encoded or decoded.
    #[getter]
    fn errors(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult<Option<Ref<Str>>> {
        if this.state.get() == State::Uninitialized {
            this.stream(vm)?;
        }
        Ok(this.errors.cloned(vm))
    }

    /// The line ends that have been read: None, a string, or a tuple of several.
    #[getter]
    fn newlines(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult {
        this.stream(vm)?;
        Ok(shown(this.translator.get().seen, vm))
    }

    /// The binary stream.
    #[getter]
    fn buffer(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult {
        this.stream(vm)
    }

    /// The name of the binary stream.
    #[getter]
    fn name(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult {
        let stream = this.stream(vm)?;
        of_stream(&stream, "name", vm)
    }

    /// Whether the binary stream is closed.
    #[getter]
    fn closed(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult {
        let stream = this.stream(vm)?;
        of_stream(&stream, "closed", vm)
    }

    /// Whether each line is written out at once.
    #[getter(member)]
    fn line_buffering(this: &Ref<TextIoWrapper>) -> bool {
        this.line_buffering.get()
    }

    /// Whether everything is handed to the binary stream at once.
    #[getter(member)]
    fn write_through(this: &Ref<TextIoWrapper>) -> bool {
        this.write_through.get()
    }

    #[getter(_CHUNK_SIZE)]
    fn chunk_size(this: &Ref<TextIoWrapper>, vm: &mut Vm) -> PyResult<usize> {
        this.stream(vm)?;
        Ok(this.chunk_size.get())
    }

    #[setter(_CHUNK_SIZE)]
    fn set_chunk_size(this: &Ref<TextIoWrapper>, size: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.stream(vm)?;
        let Some(size) = size else {
            return Err(vm.attribute_error(
                "attribute '_CHUNK_SIZE' of '_io.TextIOWrapper' objects cannot be deleted",
            ));
        };
        let Count(size) = match Count::from_argument(&size, vm) {
            Err(raised) if raised.is_instance(&vm.types.exceptions.overflow_error, vm) => {
                return Err(vm.value_error("cannot fit 'int' into an index-sized integer"));
            }
            size => size?,
        };
        match usize::try_from(size) {
            Ok(size) if size > 0 => this.chunk_size.set(size),
            _ => return Err(vm.value_error("a strictly positive integer is required")),
        }
        Ok(())
    }

    #[getter(_finalizing)]
    fn finalizing(this: &Ref<TextIoWrapper>) -> bool {
        this.finalizing.get()
    }

    #[setter(_finalizing)]
    fn set_finalizing(this: &Ref<TextIoWrapper>, finalizing: bool) {
        this.finalizing.set(finalizing);
    }
}
