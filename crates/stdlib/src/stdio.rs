//! `sys.stdin`, `sys.stdout` and `sys.stderr`: text streams over the standard streams of the
//! process.
//!
//! They are of a type of their own, which has the methods of `io.TextIOWrapper` that need no
//! binary layer below.

use std::cell::Cell;
use std::io::{self, BufRead, IsTerminal, Read, Write};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::function::convert::Optional;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// Bytes that are kept before they are written out.
const BUFFER_SIZE: usize = 8192;

/// Which stream of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// File descriptor 0.
    Input,
    /// File descriptor 1.
    Output,
    /// File descriptor 2.
    Error,
}

impl Standard {
    fn name(self) -> &'static str {
        match self {
            Standard::Input => "<stdin>",
            Standard::Output => "<stdout>",
            Standard::Error => "<stderr>",
        }
    }

    fn is_terminal(self) -> bool {
        match self {
            Standard::Input => io::stdin().is_terminal(),
            Standard::Output => io::stdout().is_terminal(),
            Standard::Error => io::stderr().is_terminal(),
        }
    }

    fn write_all(self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Standard::Input => Err(io::ErrorKind::Unsupported.into()),
            Standard::Output => {
                let mut stream = io::stdout().lock();
                stream.write_all(bytes)?;
                stream.flush()
            }
            Standard::Error => io::stderr().lock().write_all(bytes),
        }
    }
}

/// A text stream over a standard stream.
#[derive(Payload)]
pub struct StandardStream {
    #[payload(skip)]
    standard: Standard,
    /// What was written but not yet handed to the system.
    pending: HeapCell<Vec<u8>>,
    /// Whether each line is written out at once.
    line_buffering: Cell<bool>,
    /// Whether everything is written out at once.
    write_through: Cell<bool>,
    closed: Cell<bool>,
}

impl StandardStream {
    /// Makes a stream.
    pub fn new(standard: Standard, vm: &mut Vm) -> Ref<StandardStream> {
        let line_buffering = standard == Standard::Error || standard.is_terminal();
        let stream = StandardStream {
            standard,
            pending: HeapCell::new(Vec::new()),
            line_buffering: Cell::new(line_buffering),
            write_through: Cell::new(false),
            closed: Cell::new(false),
        };
        Ref::new(stream, vm)
    }

    /// From now on, everything is written out at once.
    pub fn set_write_through(&self) {
        self.write_through.set(true);
    }

    fn check_open(&self, vm: &mut Vm) -> PyResult<()> {
        if self.closed.get() {
            return Err(vm.value_error("I/O operation on closed file."));
        }
        Ok(())
    }

    /// Hands what is pending to the system.
    fn write_out(&self, vm: &mut Vm) -> PyResult<()> {
        let pending = std::mem::take(self.pending.get_mut(vm));
        if pending.is_empty() {
            return Ok(());
        }
        let written = self.standard.write_all(&pending);
        written.map_err(|error| vm.io_error(&error, None))
    }

    fn write_text(&self, text: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        if text.as_str().is_some() {
            self.pending.get_mut(vm).extend_from_slice(text.as_bytes());
        } else if self.standard == Standard::Error {
            let escaped = escape_surrogates(text);
            self.pending
                .get_mut(vm)
                .extend_from_slice(escaped.as_bytes());
        } else {
            return Err(vm.surrogates_error(text));
        }
        let pending = self.pending.get(vm);
        let due = pending.len() >= BUFFER_SIZE
            || self.write_through.get()
            || self.line_buffering.get() && text.as_bytes().contains(&b'\n');
        if due {
            self.write_out(vm)?;
        }
        Ok(())
    }

    /// Reads a line with its newline, or what is left; at most `limit` bytes are asked for.
    fn read_text_line(&self, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let mut line = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut line);
        read.map_err(|error| vm.io_error(&error, None))?;
        if line.ends_with(b"\r\n") {
            line.truncate(line.len() - 2);
            line.push(b'\n');
        }
        Ok(line)
    }

    fn check_readable(&self, vm: &mut Vm) -> PyResult<()> {
        self.check_open(vm)?;
        if self.standard != Standard::Input {
            return Err(vm.os_error("not readable"));
        }
        Ok(())
    }

    fn check_writable(&self, vm: &mut Vm) -> PyResult<()> {
        self.check_open(vm)?;
        if self.standard == Standard::Input {
            return Err(vm.os_error("not writable"));
        }
        Ok(())
    }
}

/// Text read from the stream, which must be UTF-8.
fn decode(bytes: Vec<u8>, vm: &mut Vm) -> PyResult {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(vm.new_str(&text)),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let end = start + error.utf8_error().error_len().unwrap_or(1);
            let reason = match error.utf8_error().error_len() {
                None => "unexpected end of data",
                Some(_) => "invalid start byte",
            };
            let object = vm.new_bytes(error.as_bytes());
            Err(vm.unicode_decode_error("utf-8", object, start, end, reason))
        }
    }
}

/// The text with lone surrogates written as `\udc80`.
fn escape_surrogates(text: &Ref<Str>) -> String {
    let mut result = String::new();
    for index in 0..text.length() {
        let code = text.code_point_at(index);
        match char::from_u32(code) {
            Some(character) => result.push(character),
            None => result.push_str(&format!("\\u{code:04x}")),
        }
    }
    result
}

/// A text stream.
#[native_class(name = "_io.TextIOWrapper", flags(disallow_instantiation))]
impl StandardStream {
    #[slot]
    fn repr(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult {
        let text = format!(
            "<_io.TextIOWrapper name='{}' mode='{}' encoding='utf-8'>",
            this.standard.name(),
            StandardStream::mode(this)
        );
        Ok(vm.new_str(&text))
    }

    #[slot]
    fn iter(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult<Ref<StandardStream>> {
        this.check_open(vm)?;
        Ok(this.clone())
    }

    #[slot]
    fn iternext(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult<Option<Value>> {
        this.check_readable(vm)?;
        let line = this.read_text_line(vm)?;
        if line.is_empty() {
            return Ok(None);
        }
        decode(line, vm).map(Some)
    }

    /// Writes text and returns its length.
    #[method(signature = "($self, text, /)")]
    fn write(this: &Ref<StandardStream>, text: &Ref<Str>, vm: &mut Vm) -> PyResult<usize> {
        this.check_writable(vm)?;
        this.write_text(text, vm)?;
        Ok(text.length())
    }

    /// Writes every string of an iterable.
    #[method(signature = "($self, lines, /)")]
    fn writelines(this: &Ref<StandardStream>, lines: &Value, vm: &mut Vm) -> PyResult<()> {
        this.check_writable(vm)?;
        for line in vm.collect(lines)? {
            let Some(line) = line.downcast::<Str>() else {
                let name = line.type_name(vm);
                return Err(vm.type_error(format!("write() argument must be str, not {name}")));
            };
            this.write_text(line, vm)?;
        }
        Ok(())
    }

    /// Writes out what is buffered.
    #[method(signature = "($self, /)")]
    fn flush(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult<()> {
        this.check_open(vm)?;
        this.write_out(vm)
    }

    /// Reads a line with its newline; an empty string at the end.
    #[method(signature = "($self, /)")]
    fn readline(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult {
        this.check_readable(vm)?;
        let line = this.read_text_line(vm)?;
        decode(line, vm)
    }

    /// Reads all lines.
    #[method(signature = "($self, /)")]
    fn readlines(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult {
        let mut lines = Vec::new();
        while let Some(line) = StandardStream::iternext(this, vm)? {
            lines.push(line);
        }
        Ok(vm.new_list(lines))
    }

    /// Reads to the end, or a number of characters.
    #[method(signature = "($self, size=-1, /)")]
    fn read(this: &Ref<StandardStream>, size: Option<Optional<i64>>, vm: &mut Vm) -> PyResult {
        this.check_readable(vm)?;
        let limit = size.and_then(Optional::into_option).unwrap_or(-1);
        let mut bytes = Vec::new();
        let mut stdin = io::stdin().lock();
        let read = match usize::try_from(limit) {
            Err(_) => stdin.read_to_end(&mut bytes).map(|_| ()),
            Ok(count) => read_characters(&mut stdin, count, &mut bytes),
        };
        drop(stdin);
        read.map_err(|error| vm.io_error(&error, None))?;
        if bytes.contains(&b'\r') {
            bytes = translate_newlines(&bytes);
        }
        decode(bytes, vm)
    }

    /// Writes out what is buffered and closes the stream for this program.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult<()> {
        if this.closed.get() {
            return Ok(());
        }
        let result = this.write_out(vm);
        this.closed.set(true);
        result
    }

    /// Returns the file descriptor.
    #[method(signature = "($self, /)")]
    fn fileno(this: &Ref<StandardStream>) -> i32 {
        this.standard as i32
    }

    /// Returns whether the stream is a terminal.
    #[method(signature = "($self, /)")]
    fn isatty(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult<bool> {
        this.check_open(vm)?;
        Ok(this.standard.is_terminal())
    }

    /// Returns whether the stream can be read.
    #[method(signature = "($self, /)")]
    fn readable(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult<bool> {
        this.check_open(vm)?;
        Ok(this.standard == Standard::Input)
    }

    /// Returns whether the stream can be written.
    #[method(signature = "($self, /)")]
    fn writable(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult<bool> {
        this.check_open(vm)?;
        Ok(this.standard != Standard::Input)
    }

    /// Returns whether there is a position to move.
    #[method(signature = "($self, /)")]
    fn seekable(_this: &Ref<StandardStream>) -> bool {
        false
    }

    #[method(signature = "($self, /)")]
    fn __enter__(this: &Ref<StandardStream>, vm: &mut Vm) -> PyResult {
        this.check_open(vm)?;
        Ok(this.to_value())
    }

    #[method(signature = "($self, *args)")]
    fn __exit__(this: &Ref<StandardStream>, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        let _ = args;
        StandardStream::close(this, vm)
    }

    /// The name, such as `<stdout>`.
    #[getter]
    fn name(this: &Ref<StandardStream>) -> &'static str {
        this.standard.name()
    }

    /// `r` or `w`.
    #[getter]
    fn mode(this: &Ref<StandardStream>) -> &'static str {
        match this.standard {
            Standard::Input => "r",
            _ => "w",
        }
    }

    /// The encoding of the text.
    #[getter]
    fn encoding(_this: &Ref<StandardStream>) -> &'static str {
        "utf-8"
    }

    /// What is done with text that cannot be encoded.
    #[getter]
    fn errors(this: &Ref<StandardStream>) -> &'static str {
        match this.standard {
            Standard::Error => "backslashreplace",
            _ => "strict",
        }
    }

    /// Whether the stream has been closed.
    #[getter]
    fn closed(this: &Ref<StandardStream>) -> bool {
        this.closed.get()
    }

    /// Whether everything is written out at once.
    #[getter]
    fn write_through(this: &Ref<StandardStream>) -> bool {
        this.write_through.get()
    }

    /// Whether each line is written out at once.
    #[getter]
    fn line_buffering(this: &Ref<StandardStream>) -> bool {
        this.line_buffering.get()
    }
}

/// Reads whole characters of UTF-8.
fn read_characters(input: &mut impl Read, count: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
    for _ in 0..count {
        let mut first = [0];
        if input.read(&mut first)? == 0 {
            break;
        }
        bytes.push(first[0]);
        let more = match first[0] {
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => 0,
        };
        input.take(more).read_to_end(bytes)?;
    }
    Ok(())
}

/// Writes every line ending as a newline.
fn translate_newlines(bytes: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().peekable();
    while let Some(&byte) = rest.next() {
        if byte == b'\r' {
            rest.next_if(|&&next| next == b'\n');
            result.push(b'\n');
        } else {
            result.push(byte);
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_endings_become_newlines() {
        assert_eq!(translate_newlines(b"a\r\nb\rc\n\r"), b"a\nb\nc\n\n");
    }

    #[test]
    fn characters_are_read_whole() {
        let mut bytes = Vec::new();
        let mut input = "h\u{e4}\u{20ac}\u{1f600}x".as_bytes();
        read_characters(&mut input, 4, &mut bytes).expect("memory can be read");
        assert_eq!(bytes, "h\u{e4}\u{20ac}\u{1f600}".as_bytes());
        assert_eq!(input, b"x");
    }
}
