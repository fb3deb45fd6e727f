//! Bytes-like objects and arguments: `bytes`, `bytearray`, instances of their subclasses, and views
//! of them whose bytes lie side by side.

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::Bytes;
use crate::builtins::memoryview::MemoryView;
use crate::function::convert::FromArgument;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

impl Value {
    /// The bytes of a bytes-like object. They must be copied before Python code may run.
    pub fn as_bytes_like<'a>(&'a self, vm: &'a Vm) -> Option<&'a [u8]> {
        if let Some(bytes) = self.downcast::<Bytes>() {
            return Some(bytes.as_slice());
        }
        if let Some(array) = self.downcast::<ByteArray>() {
            return Some(array.as_slice(vm));
        }
        self.downcast::<MemoryView>()?.as_slice(vm)
    }

    /// Whether [`Value::as_bytes_like`] has bytes.
    pub fn is_bytes_like(&self) -> bool {
        self.has_payload::<Bytes>()
            || self.has_payload::<ByteArray>()
            || self
                .downcast::<MemoryView>()
                .is_some_and(|view| view.is_readable())
    }
}

impl Vm {
    /// Raises the `TypeError` of a value that should have been bytes-like.
    #[cold]
    pub fn not_bytes_like(&mut self, value: &Value) -> Raised {
        let class = value.type_name(self);
        self.type_error(format!("a bytes-like object is required, not '{class}'"))
    }
}

/// A bytes-like argument.
#[derive(Clone, Copy)]
pub struct BytesLike<'a>(&'a Value);

impl<'a> BytesLike<'a> {
    /// The bytes, as they are now.
    pub fn get(self, vm: &'a Vm) -> &'a [u8] {
        self.0.as_bytes_like(vm).expect("checked when it was made")
    }
}

impl<'a> FromArgument<'a> for BytesLike<'a> {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<BytesLike<'a>> {
        if value.is_bytes_like() {
            Ok(BytesLike(value))
        } else {
            Err(vm.not_bytes_like(value))
        }
    }
}

/// What to search for: bytes, or the number of one.
#[derive(Clone, Copy)]
pub(crate) enum Needle<'a> {
    Bytes(BytesLike<'a>),
    Byte([u8; 1]),
}

impl Needle<'_> {
    /// The bytes, as they are now.
    pub(crate) fn get<'v>(&'v self, vm: &'v Vm) -> &'v [u8] {
        match self {
            Needle::Bytes(bytes) => bytes.0.as_bytes_like(vm).expect("checked when it was made"),
            Needle::Byte(byte) => byte,
        }
    }
}

impl<'a> FromArgument<'a> for Needle<'a> {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Needle<'a>> {
        if value.is_bytes_like() {
            return Ok(Needle::Bytes(BytesLike(value)));
        }
        if !value.is_index(vm) && value.as_bool().is_none() {
            let class = value.type_name(vm);
            return Err(vm.type_error(format!(
                "argument should be integer or bytes-like object, not '{class}'"
            )));
        }
        byte_argument(value, "byte", vm).map(|byte| Needle::Byte([byte]))
    }
}

/// The number of a byte.
///
/// Raises `TypeError` if it is no integer, `ValueError` if it is out of range; `what` is told to be.
pub(crate) fn byte_argument(value: &Value, what: &str, vm: &mut Vm) -> PyResult<u8> {
    let byte = match value.as_small_int() {
        Some(int) => u8::try_from(int).ok(),
        None => value
            .index(vm)?
            .as_small_int()
            .and_then(|int| u8::try_from(int).ok()),
    };
    byte.ok_or_else(|| vm.value_error(format!("{what} must be in range(0, 256)")))
}

/// What `bytes` and `bytearray` have in common.
pub(crate) trait ByteString: Payload {
    /// The bytes.
    fn get<'a>(&'a self, vm: &'a Vm) -> &'a [u8];

    /// An exact object of the type.
    fn make(bytes: Vec<u8>, vm: &mut Vm) -> Value;

    /// What an operation gives that changes nothing: the object itself if it is exact and cannot
    /// change, else a copy.
    fn unchanged(this: &Ref<Self>, vm: &mut Vm) -> Value;
}

impl ByteString for Bytes {
    fn get<'a>(&'a self, _vm: &'a Vm) -> &'a [u8] {
        self.as_slice()
    }

    fn make(bytes: Vec<u8>, vm: &mut Vm) -> Value {
        Bytes::from_vec(bytes, vm).into_value()
    }

    fn unchanged(this: &Ref<Bytes>, vm: &mut Vm) -> Value {
        this.to_exact(vm).into_value()
    }
}

impl ByteString for ByteArray {
    fn get<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        self.as_slice(vm)
    }

    fn make(bytes: Vec<u8>, vm: &mut Vm) -> Value {
        ByteArray::new(bytes, vm).into_value()
    }

    fn unchanged(this: &Ref<ByteArray>, vm: &mut Vm) -> Value {
        let copy = this.as_slice(vm).to_vec();
        ByteArray::new(copy, vm).into_value()
    }
}
