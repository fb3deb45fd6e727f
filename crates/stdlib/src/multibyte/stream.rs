//! Streams that are decoded when they are read, or encoded when they are written to.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::pieces::Pieces;

/// What decodes a stream of bytes.
#[derive(Payload)]
pub(crate) struct MultibyteStreamReader {
    stream: Value,
    #[payload(skip)]
    pieces: Pieces<u8>,
}

/// How much to read: all without a number, or with a negative one.
///
/// Raises `TypeError` for what is no number.
fn size_of(size: Option<&Value>, vm: &mut Vm) -> PyResult<i64> {
    let Some(size) = size.filter(|size| !size.is_none()) else {
        return Ok(-1);
    };
    match size.as_int() {
        Some(size) => match size.as_i64() {
            Some(size) => Ok(size),
            None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        },
        None => Err(vm.type_error("arg 1 must be an integer")),
    }
}

impl MultibyteStreamReader {
    /// Reads by a method of the stream until there is a character.
    fn read_by(&self, method: &str, mut size: i64, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let method = vm.intern(method);
        loop {
            let piece = match size {
                0 => return Ok(Str::new("", vm)),
                ..0 => self.stream.call_method(&method, &[], vm)?,
                _ => {
                    let size = vm.new_int(size);
                    self.stream.call_method(&method, &[size], vm)?
                }
            };
            let Some(bytes) = piece.downcast::<Bytes>() else {
                let given = piece.type_name(vm);
                return Err(vm.type_error(format!(
                    "stream function returned a non-bytes object ({given})"
                )));
            };
            let is_end = bytes.length() == 0;
            let count = bytes.length() + self.pieces.pending.borrow().len();
            let last = is_end || size < 0;
            let text = self.pieces.decode(bytes.as_slice(), last, vm)?;
            if size < 0 || !text.is_empty() || count == 0 {
                return Ok(text);
            }
            // One more byte may complete a character.
            size = 1;
        }
    }
}

#[native_class(
    name = "_multibytecodec.MultibyteStreamReader",
    flags(base),
    undocumented
)]
impl MultibyteStreamReader {
    #[new(signature = "(stream, errors=None)", hidden)]
    fn new(
        class: &Ref<Type>,
        stream: Value,
        errors: Option<&str>,
        vm: &mut Vm,
    ) -> PyResult<Ref<MultibyteStreamReader>> {
        let pieces = Pieces::to_decode(class, errors, vm)?;
        Ok(Ref::with_class(
            MultibyteStreamReader { stream, pieces },
            class,
            vm,
        ))
    }

    // `new` has taken them; classes in Python hand theirs on.
    #[init(signature = "(*args, **kwargs)")]
    fn init(_this: &Ref<MultibyteStreamReader>, _args: Args<'_>) {}

    /// Reads text from at most so many bytes.
    #[method(signature = "($self, sizeobj=None, /)")]
    fn read(
        this: &Ref<MultibyteStreamReader>,
        sizeobj: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Str>> {
        let size = size_of(sizeobj, vm)?;
        this.read_by("read", size, vm)
    }

    /// Reads a line, of at most so many bytes.
    #[method(signature = "($self, sizeobj=None, /)")]
    fn readline(
        this: &Ref<MultibyteStreamReader>,
        sizeobj: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Str>> {
        let size = size_of(sizeobj, vm)?;
        this.read_by("readline", size, vm)
    }

    /// Reads lines, of about so many bytes.
    #[method(signature = "($self, sizehintobj=None, /)")]
    fn readlines(
        this: &Ref<MultibyteStreamReader>,
        sizehintobj: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let size = size_of(sizehintobj, vm)?;
        let text = this.read_by("read", size, vm)?.into_value();
        let name = vm.intern("splitlines");
        text.call_method(&name, &[Value::TRUE], vm)
    }

    /// Goes back to the beginning.
    #[method(signature = "($self, /)")]
    fn reset(this: &Ref<MultibyteStreamReader>) {
        this.pieces.reset();
    }

    /// The stream of bytes.
    #[getter(member)]
    fn stream(this: &Ref<MultibyteStreamReader>) -> Value {
        this.stream.clone()
    }

    /// How errors are treated.
    #[getter]
    fn errors(this: &Ref<MultibyteStreamReader>) -> String {
        this.pieces.errors()
    }

    #[setter(errors)]
    fn set_errors(
        this: &Ref<MultibyteStreamReader>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.pieces.set_errors(value, vm)
    }
}

/// What encodes for a stream of bytes.
#[derive(Payload)]
pub(crate) struct MultibyteStreamWriter {
    stream: Value,
    #[payload(skip)]
    pieces: Pieces<u32>,
}

impl MultibyteStreamWriter {
    fn write_piece(&self, text: &Value, last: bool, vm: &mut Vm) -> PyResult<()> {
        let bytes = self.pieces.encode(text, last, vm)?;
        if last && bytes.is_empty() {
            return Ok(());
        }
        let (bytes, write) = (Bytes::from_vec(bytes, vm).into_value(), vm.intern("write"));
        self.stream.call_method(&write, &[bytes], vm).map(drop)
    }
}

#[native_class(
    name = "_multibytecodec.MultibyteStreamWriter",
    flags(base),
    undocumented
)]
impl MultibyteStreamWriter {
    #[new(signature = "(stream, errors=None)", hidden)]
    fn new(
        class: &Ref<Type>,
        stream: Value,
        errors: Option<&str>,
        vm: &mut Vm,
    ) -> PyResult<Ref<MultibyteStreamWriter>> {
        let pieces = Pieces::to_encode(class, errors, vm)?;
        Ok(Ref::with_class(
            MultibyteStreamWriter { stream, pieces },
            class,
            vm,
        ))
    }

    // `new` has taken them; classes in Python hand theirs on.
    #[init(signature = "(*args, **kwargs)")]
    fn init(_this: &Ref<MultibyteStreamWriter>, _args: Args<'_>) {}

    /// Writes a text.
    #[method(signature = "($self, strobj, /)")]
    fn write(this: &Ref<MultibyteStreamWriter>, strobj: &Value, vm: &mut Vm) -> PyResult<()> {
        this.write_piece(strobj, false, vm)
    }

    /// Writes all texts of a sequence.
    #[method(signature = "($self, lines, /)")]
    fn writelines(this: &Ref<MultibyteStreamWriter>, lines: &Value, vm: &mut Vm) -> PyResult<()> {
        let mut index = 0;
        if !lines.is_sequence(vm) {
            return Err(vm.type_error("arg must be a sequence object"));
        }
        while index < lines.length(vm)? as i64 {
            let position = vm.new_int(index);
            let line = lines.subscript(&position, vm)?;
            this.write_piece(&line, false, vm)?;
            index += 1;
        }
        Ok(())
    }

    /// Writes what waits and what brings the state back to the beginning.
    #[method(signature = "($self, /)")]
    fn reset(this: &Ref<MultibyteStreamWriter>, vm: &mut Vm) -> PyResult<()> {
        let nothing = vm.new_str("");
        this.write_piece(&nothing, true, vm)
    }

    /// The stream of bytes.
    #[getter(member)]
    fn stream(this: &Ref<MultibyteStreamWriter>) -> Value {
        this.stream.clone()
    }

    /// How errors are treated.
    #[getter]
    fn errors(this: &Ref<MultibyteStreamWriter>) -> String {
        this.pieces.errors()
    }

    #[setter(errors)]
    fn set_errors(
        this: &Ref<MultibyteStreamWriter>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.pieces.set_errors(value, vm)
    }
}
