//! `StringIO`: a text stream in memory.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::{Str, StrBuilder, utf8};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, BufferCell, PyResult, Ref, Value, Vm};

use super::base::TextIoBase;
use super::bytes::{state_dict, state_position, update_dict};
use super::errors::{Count, Size, call, closed};
use super::newline_decoder::{shown, translated};
use super::newlines::{Newline, Translator};
use super::text::prefix;

/// What can be done with the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Uninitialized,
    Open,
    Closed,
}

/// A stream whose text is in memory.
///
/// It begins as initial_value. newline says, as for TextIOWrapper, what becomes of the ends of
/// lines.
#[derive(Payload)]
pub(crate) struct StringIo {
    content: BufferCell<StrBuilder>,
    /// Number of characters.
    length: Cell<usize>,
    /// Where the next character is read or written, in characters; may be behind the end.
    position: Cell<usize>,
    /// The same in bytes, where it is not behind the end.
    offset: Cell<usize>,
    state: Cell<State>,
    #[payload(skip)]
    newline: Cell<Newline>,
    translator: Cell<Translator>,
}

impl StringIo {
    fn check(&self, vm: &mut Vm) -> PyResult<()> {
        match self.state.get() {
            State::Open => Ok(()),
            State::Closed => Err(closed(vm)),
            State::Uninitialized => Err(vm.value_error("I/O operation on uninitialized object")),
        }
    }

    fn is_ascii(&self, vm: &Vm) -> bool {
        self.content.get(vm).byte_length() == self.length.get()
    }

    /// Moves the position.
    fn go_to(&self, position: usize, vm: &Vm) {
        let bytes = self.content.get(vm).as_bytes();
        let offset = if position >= self.length.get() {
            bytes.len()
        } else if self.is_ascii(vm) {
            position
        } else if position >= self.position.get() {
            // From where it is, which is not behind the end: the way may be short.
            utf8::skip(bytes, self.offset.get(), position - self.position.get())
        } else {
            utf8::skip(bytes, 0, position)
        };
        self.offset.set(offset);
        self.position.set(position);
    }

    /// Takes `length` bytes at the position, which are whole characters.
    fn take_bytes(&self, length: usize, vm: &mut Vm) -> Ref<Str> {
        let start = self.offset.get();
        // The builder is lent, so that the text is copied once.
        let content = std::mem::take(self.content.get_mut_in_place(vm));
        let text = content.slice(start, start + length, vm);
        *self.content.get_mut_in_place(vm) = content;
        self.offset.set(start + length);
        self.position.set(self.position.get() + text.length());
        text
    }

    /// Bytes behind the position.
    fn rest<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        if self.position.get() > self.length.get() {
            return &[];
        }
        &self.content.get(vm).as_bytes()[self.offset.get()..]
    }

    fn take(&self, limit: Option<usize>, vm: &mut Vm) -> Ref<Str> {
        let rest = self.rest(vm);
        let length = match limit {
            None => rest.len(),
            Some(limit) => prefix(rest, limit, self.is_ascii(vm)),
        };
        if length == 0 {
            return vm.names.empty.clone();
        }
        self.take_bytes(length, vm)
    }

    fn take_line(&self, limit: Option<usize>, vm: &mut Vm) -> Ref<Str> {
        let mut rest = self.rest(vm);
        if let Some(limit) = limit {
            rest = &rest[..prefix(rest, limit, self.is_ascii(vm))];
        }
        let length = self
            .newline
            .get()
            .line_end(rest, None)
            .unwrap_or(rest.len());
        if length == 0 {
            return vm.names.empty.clone();
        }
        self.take_bytes(length, vm)
    }

    /// Writes text at the position, with line ends as the mode says.
    fn put(&self, text: &Ref<Str>, vm: &mut Vm) {
        let newline = self.newline.get();
        let text = if newline.is_universal() {
            let translate = newline.translates_input();
            translated(text, true, translate, &self.translator, vm)
        } else {
            text.clone()
        };
        let text = match newline.output() {
            Some(end) => super::text::with_line_ends(&text, end, vm),
            None => text,
        };
        let count = text.length();
        if count == 0 {
            return;
        }
        let (position, length) = (self.position.get(), self.length.get());
        let replaced = if position < length {
            let rest = self.rest(vm);
            prefix(rest, count, self.is_ascii(vm))
        } else {
            0
        };
        let offset = self.offset.get();
        let mut content = self.content.get_mut(vm);
        if position >= length {
            content.push_repeated(0, position - length);
            content.push_text(&text);
            self.offset.set(content.byte_length());
        } else {
            content.replace_range(offset, offset + replaced, &text);
            self.offset.set(offset + text.byte_length());
        }
        drop(content);
        self.position.set(position + count);
        self.length.set(length.max(position + count));
    }

    fn set_up(&self, newline: Newline, vm: &mut Vm) {
        drop(self.content.replace(StrBuilder::new(), vm));
        self.length.set(0);
        self.position.set(0);
        self.offset.set(0);
        self.newline.set(newline);
        self.translator.set(Translator::default());
        self.state.set(State::Open);
    }

    /// The whole content.
    fn value(&self, vm: &mut Vm) -> Ref<Str> {
        let content = std::mem::take(self.content.get_mut_in_place(vm));
        let value = Str::from_builder(&content, vm);
        *self.content.get_mut_in_place(vm) = content;
        value
    }
}

/// Reads the argument `newline`.
fn newline_argument(value: Option<&Value>, vm: &mut Vm) -> PyResult<Newline> {
    let Some(value) = value else {
        return Ok(Newline::LineFeed);
    };
    if value.is_none() {
        return Ok(Newline::Universal);
    }
    let Some(text) = value.downcast::<Str>() else {
        let class = value.type_name(vm);
        return Err(vm.type_error(format!("newline must be str or None, not {class}")));
    };
    match Newline::parse(Some(text.as_bytes())) {
        Some(newline) => Ok(newline),
        None => {
            let shown = value.repr(vm)?;
            let shown = shown.to_string_lossy();
            Err(vm.value_error(format!("illegal newline value: {shown}")))
        }
    }
}

#[native_class(name = "_io.StringIO", base = TextIoBase, flags(base, dict, weakref))]
impl StringIo {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<StringIo> {
        let payload = StringIo {
            content: BufferCell::new(StrBuilder::new()),
            length: Cell::new(0),
            position: Cell::new(0),
            offset: Cell::new(0),
            state: Cell::new(State::Uninitialized),
            newline: Cell::new(Newline::LineFeed),
            translator: Cell::new(Translator::default()),
        };
        Ref::with_class(payload, class, vm)
    }

    #[init(
        signature = "(initial_value=<unrepresentable>, newline=<unrepresentable>)",
        text = "(initial_value='', newline='\\n')"
    )]
    fn init(
        this: &Ref<StringIo>,
        initial_value: Option<&Value>,
        newline: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.state.set(State::Uninitialized);
        let newline = newline_argument(newline, vm)?;
        let text = match initial_value.filter(|value| !value.is_none()) {
            None => None,
            Some(value) => match value.downcast::<Str>() {
                Some(text) => Some(text.clone()),
                None => {
                    let class = value.type_name(vm);
                    return Err(
                        vm.type_error(format!("initial_value must be str or None, not {class}"))
                    );
                }
            },
        };
        this.set_up(newline, vm);
        if let Some(text) = text {
            this.put(&text, vm);
            this.go_to(0, vm);
        }
        Ok(())
    }

    #[slot]
    fn iternext(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let object = this.downcast::<StringIo>().expect("the class was checked");
        object.check(vm)?;
        let line = if this.class(vm).is_heap_type() {
            let line = call(this, "readline", &[], vm)?;
            let class = line.type_name(vm);
            match line.downcast_into::<Str>() {
                Ok(line) => line,
                Err(_) => {
                    return Err(vm.os_error(format!(
                        "readline() should have returned a str object, not '{class}'"
                    )));
                }
            }
        } else {
            object.take_line(None, vm)
        };
        Ok((!line.is_empty()).then(|| line.into_value()))
    }

    /// Returns the whole content.
    #[method(signature = "($self, /)")]
    fn getvalue(this: &Ref<StringIo>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        this.check(vm)?;
        Ok(this.value(vm))
    }

    /// Returns the position, in characters.
    #[method(signature = "($self, /)")]
    fn tell(this: &Ref<StringIo>, vm: &mut Vm) -> PyResult<usize> {
        this.check(vm)?;
        Ok(this.position.get())
    }

    /// Reads and returns up to size characters, all that are left by default.
    #[method(signature = "($self, size=-1, /)")]
    fn read(this: &Ref<StringIo>, size: Size, vm: &mut Vm) -> PyResult<Ref<Str>> {
        this.check(vm)?;
        Ok(this.take(size.limit(), vm))
    }

    /// Reads a line with its line end, or up to size characters of it.
    #[method(signature = "($self, size=-1, /)")]
    fn readline(this: &Ref<StringIo>, size: Size, vm: &mut Vm) -> PyResult<Ref<Str>> {
        this.check(vm)?;
        Ok(this.take_line(size.limit(), vm))
    }

    /// Cuts the content off behind pos characters, by default at the position, and returns pos.
    #[method(signature = "($self, pos=None, /)")]
    fn truncate(this: &Ref<StringIo>, pos: Option<Count>, vm: &mut Vm) -> PyResult<usize> {
        this.check(vm)?;
        let size = match pos {
            None => this.position.get(),
            Some(Count(size)) => match usize::try_from(size) {
                Ok(size) => size,
                Err(_) => return Err(vm.value_error(format!("Negative size value {size}"))),
            },
        };
        if size < this.length.get() {
            let ascii = this.is_ascii(vm);
            let end = prefix(this.content.get(vm).as_bytes(), size, ascii);
            this.content.get_mut(vm).truncate(end);
            this.length.set(size);
            this.offset.set(this.offset.get().min(end));
        }
        Ok(size)
    }

    /// Moves the position to an offset, and returns it.
    ///
    /// The offset counts from what whence says: the start (0); for the position (1) and the end (2)
    /// it is zero.
    #[method(signature = "($self, pos, whence=0, /)")]
    fn seek(this: &Ref<StringIo>, pos: Count, whence: i32, vm: &mut Vm) -> PyResult<usize> {
        this.check(vm)?;
        let Count(offset) = pos;
        let position = match whence {
            0 => match usize::try_from(offset) {
                Ok(position) => position,
                Err(_) => {
                    return Err(vm.value_error(format!("Negative seek position {offset}")));
                }
            },
            1 | 2 if offset != 0 => {
                return Err(vm.os_error("Can't do nonzero cur-relative seeks"));
            }
            1 => this.position.get(),
            2 => this.length.get(),
            _ => {
                return Err(
                    vm.value_error(format!("Invalid whence ({whence}, should be 0, 1 or 2)"))
                );
            }
        };
        this.go_to(position, vm);
        Ok(position)
    }

    /// Writes a string and returns its length.
    #[method(signature = "($self, s, /)")]
    fn write(this: &Ref<StringIo>, s: &Value, vm: &mut Vm) -> PyResult<usize> {
        this.check(vm)?;
        let Some(text) = s.downcast::<Str>() else {
            let class = s.type_name(vm);
            return Err(vm.type_error(format!("string argument expected, got '{class}'")));
        };
        this.put(text, vm);
        Ok(text.length())
    }

    /// Gives the memory up.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<StringIo>, vm: &mut Vm) {
        this.set_up(this.newline.get(), vm);
        this.state.set(State::Closed);
    }

    /// Returns True: it can be read.
    #[method(signature = "($self, /)")]
    fn readable(this: &Ref<StringIo>, vm: &mut Vm) -> PyResult<bool> {
        this.check(vm).map(|()| true)
    }

    /// Returns True: it can be written.
    #[method(signature = "($self, /)")]
    fn writable(this: &Ref<StringIo>, vm: &mut Vm) -> PyResult<bool> {
        this.check(vm).map(|()| true)
    }

    /// Returns True: there is a position to move.
    #[method(signature = "($self, /)")]
    fn seekable(this: &Ref<StringIo>, vm: &mut Vm) -> PyResult<bool> {
        this.check(vm).map(|()| true)
    }

    /// Returns content, newline, position and attributes, for pickling.
    #[method(name = "__getstate__", signature = "($self, /)")]
    fn get_state(this: &Ref<StringIo>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        this.check(vm)?;
        let value = this.value(vm).into_value();
        let newline = match this.newline.get() {
            Newline::Universal => Value::NONE,
            Newline::Untranslated => vm.new_str(""),
            Newline::LineFeed => vm.new_str("\n"),
            Newline::CarriageReturn => vm.new_str("\r"),
            Newline::Both => vm.new_str("\r\n"),
        };
        let position = vm.new_int(this.position.get() as i64);
        let attributes = state_dict(this.as_value(), vm)?;
        Ok(Tuple::from_array(
            [value, newline, position, attributes],
            vm,
        ))
    }

    /// Sets content, newline, position and attributes, for pickling.
    #[method(name = "__setstate__", signature = "($self, state, /)")]
    fn set_state(this: &Ref<StringIo>, state: &Value, vm: &mut Vm) -> PyResult<()> {
        if this.state.get() == State::Closed {
            return Err(closed(vm));
        }
        let Some([value, newline, position, attributes]) = state
            .downcast::<Tuple>()
            .and_then(|state| state.as_slice().first_chunk::<4>())
        else {
            let class = this.class().name(vm);
            let found = state.type_name(vm);
            return Err(vm.type_error(format!(
                "{class}.__setstate__ argument should be 4-tuple, got {found}"
            )));
        };
        let newline = newline_argument(Some(newline), vm)?;
        let Some(text) = value.downcast::<Str>() else {
            let class = value.type_name(vm);
            return Err(vm.type_error(format!("initial_value must be str or None, not {class}")));
        };
        this.set_up(newline, vm);
        // The text is as it was written: its line ends are not translated again.
        this.content.get_mut(vm).push_text(text);
        this.length.set(text.length());
        let position = state_position(position, vm)?;
        this.go_to(position, vm);
        update_dict(this.as_value(), attributes, vm)
    }

    /// Whether the stream has been closed.
    #[getter]
    fn closed(this: &Ref<StringIo>, vm: &mut Vm) -> PyResult<bool> {
        if this.state.get() == State::Uninitialized {
            this.check(vm)?;
        }
        Ok(this.state.get() == State::Closed)
    }

    /// False: there are no lines to write out.
    #[getter]
    fn line_buffering(this: &Ref<StringIo>, vm: &mut Vm) -> PyResult<bool> {
        this.check(vm).map(|()| false)
    }

    /// The line ends that were written: None, a string, or a tuple of several.
    #[getter]
    fn newlines(this: &Ref<StringIo>, vm: &mut Vm) -> PyResult {
        this.check(vm)?;
        if !this.newline.get().is_universal() {
            return Ok(Value::NONE);
        }
        Ok(shown(this.translator.get().seen, vm))
    }
}
