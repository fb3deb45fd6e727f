//! What is searched: a string, or the memory of an object.

use rpy_sre::Text;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::object::buffer::{BufferFlags, BufferView};
use rpy_vm::object::{Traverse, Visitor};
use rpy_vm::{PyResult, Ref, Value, Vm};

/// What is searched. Positions in it are byte offsets; those that Python sees count characters.
pub(super) enum Subject {
    Str(Ref<Str>),
    Bytes(Ref<Bytes>),
    /// Other bytes. They stay where they are while there is the view.
    View(BufferView),
}

impl Subject {
    /// Raises `TypeError` if the object is neither a string nor bytes-like.
    pub(super) fn new(object: &Value, vm: &mut Vm) -> PyResult<Subject> {
        if let Some(text) = object.downcast::<Str>() {
            return Ok(Subject::Str(text.clone()));
        }
        if let Some(bytes) = object.downcast::<Bytes>() {
            return Ok(Subject::Bytes(bytes.clone()));
        }
        match object.buffer(BufferFlags::SIMPLE, vm) {
            Ok(view) => Ok(Subject::View(view)),
            Err(_) => {
                let class = object.type_name(vm);
                Err(vm.type_error(format!(
                    "expected string or bytes-like object, got '{class}'"
                )))
            }
        }
    }

    pub(super) fn is_bytes(&self) -> bool {
        !matches!(self, Subject::Str(_))
    }

    /// The bytes, as they are now.
    pub(super) fn as_bytes<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        match self {
            Subject::Str(text) => text.as_bytes(),
            Subject::Bytes(bytes) => bytes.as_slice(),
            Subject::View(view) => view
                .as_bytes(vm)
                .expect("an exporter gives bytes side by side if it is asked to"),
        }
    }

    /// What is in front of `end`.
    #[inline]
    pub(super) fn text<'a>(&'a self, end: usize, vm: &'a Vm) -> Text<'a> {
        match self {
            Subject::Str(text) if text.is_ascii() => Text::ascii(&text.as_bytes()[..end]),
            Subject::Str(text) => Text::utf8(&text.as_bytes()[..end]),
            _ => Text::bytes(&self.as_bytes(vm)[..end]),
        }
    }

    /// Number of bytes.
    pub(super) fn byte_length(&self) -> usize {
        match self {
            Subject::Str(text) => text.byte_length(),
            Subject::Bytes(bytes) => bytes.length(),
            Subject::View(view) => view.length(),
        }
    }

    /// The byte offset of a character; the end for what is beyond.
    pub(super) fn offset(&self, position: isize) -> usize {
        let position = usize::try_from(position).unwrap_or(0);
        // No character has less than a byte.
        if position >= self.byte_length() {
            return self.byte_length();
        }
        match self {
            Subject::Str(text) if !text.is_ascii() => text.byte_offset(position.min(text.length())),
            _ => position,
        }
    }

    /// A part, by byte offsets: a `str`, or `bytes`.
    #[inline]
    pub(super) fn slice(&self, start: usize, end: usize, vm: &mut Vm) -> Value {
        match self {
            Subject::Str(text) => Str::byte_slice(text, start, end, vm).into_value(),
            Subject::Bytes(bytes) => {
                let whole = start == 0 && end == bytes.length();
                if whole && bytes.class().is(&vm.types.bytes) {
                    return bytes.to_value();
                }
                vm.new_bytes(&bytes.as_slice()[start..end])
            }
            Subject::View(_) => {
                let part = self.as_bytes(vm)[start..end].to_vec();
                Bytes::from_vec(part, vm).into_value()
            }
        }
    }
}

impl Traverse for Subject {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        match self {
            Subject::Str(text) => visit(text.as_value()),
            Subject::Bytes(bytes) => visit(bytes.as_value()),
            Subject::View(view) => view.traverse(visit),
        }
    }
}
