//! Bytes-like objects and arguments: whatever exports memory whose bytes lie side by side.

use std::borrow::Cow;
use std::ops::Range;

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::Bytes;
use crate::function::convert::FromArgument;
use crate::object::buffer::{BufferFlags, BufferView, ExportCell, Format};
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

impl Value {
    /// The bytes of a `bytes` or `bytearray`, instances of subclasses included.
    #[inline]
    pub fn as_byte_string<'a>(&'a self, vm: &'a Vm) -> Option<&'a [u8]> {
        if let Some(bytes) = self.downcast::<Bytes>() {
            return Some(bytes.as_slice());
        }
        Some(self.downcast::<ByteArray>()?.as_slice(vm))
    }

    /// The memory of a bytes-like object; `None` if the object exports none.
    ///
    /// Raises what the exporter does, such as `BufferError` if the bytes do not lie side by side.
    #[inline]
    pub fn bytes_like<'a>(&'a self, vm: &mut Vm) -> PyResult<Option<BytesLike<'a>>> {
        let class = self.class(vm);
        if !class.is_heap_type() {
            if let Some(bytes) = self.downcast::<Bytes>() {
                return Ok(Some(BytesLike(Source::Bytes(bytes))));
            }
            if let Some(array) = self.downcast::<ByteArray>() {
                return Ok(Some(BytesLike(Source::ByteArray(array))));
            }
        }
        if class.slots(vm).buffer.is_none() {
            return Ok(None);
        }
        let view = self.buffer(BufferFlags::SIMPLE, vm)?;
        Ok(Some(BytesLike(Source::View(Box::new(view)))))
    }

    /// As [`Value::bytes_like`], where it does not matter why the bytes cannot be had.
    pub fn try_bytes_like<'a>(&'a self, vm: &mut Vm) -> Option<BytesLike<'a>> {
        self.bytes_like(vm).ok().flatten()
    }

    /// A copy of the bytes that the object exports, wherever they lie; `None` if it exports none.
    ///
    /// Raises what the exporter does.
    pub fn exported_bytes(&self, vm: &mut Vm) -> PyResult<Option<Vec<u8>>> {
        if !self.is_exporter(vm) {
            return Ok(None);
        }
        if !self.class(vm).is_heap_type()
            && let Some(bytes) = self.as_byte_string(vm)
        {
            return Ok(Some(bytes.to_vec()));
        }
        let view = self.buffer(BufferFlags::FULL_RO, vm)?;
        Ok(Some(view.to_vec(vm)))
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
pub struct BytesLike<'a>(Source<'a>);

enum Source<'a> {
    Bytes(&'a Bytes),
    ByteArray(&'a ByteArray),
    View(Box<BufferView>),
}

impl BytesLike<'_> {
    /// The bytes, as they are now.
    #[inline]
    pub fn as_bytes<'v>(&'v self, vm: &'v Vm) -> &'v [u8] {
        match &self.0 {
            Source::Bytes(bytes) => bytes.as_slice(),
            Source::ByteArray(array) => array.as_slice(vm),
            Source::View(view) => view
                .as_bytes(vm)
                .expect("an exporter gives bytes side by side if it is asked to"),
        }
    }
}

impl<'a> FromArgument<'a> for BytesLike<'a> {
    #[inline]
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<BytesLike<'a>> {
        match value.bytes_like(vm)? {
            Some(bytes) => Ok(bytes),
            None => Err(vm.not_bytes_like(value)),
        }
    }
}

/// What to search for: bytes, or the number of one.
pub(crate) enum Needle<'a> {
    Bytes(BytesLike<'a>),
    Byte([u8; 1]),
}

impl Needle<'_> {
    /// The bytes, as they are now.
    pub(crate) fn as_bytes<'v>(&'v self, vm: &'v Vm) -> &'v [u8] {
        match self {
            Needle::Bytes(bytes) => bytes.as_bytes(vm),
            Needle::Byte(byte) => byte,
        }
    }
}

impl<'a> FromArgument<'a> for Needle<'a> {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Needle<'a>> {
        if let Some(bytes) = value.bytes_like(vm)? {
            return Ok(Needle::Bytes(bytes));
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

/// Converts what to search for while the bytes of `this` stay where they are: what a program's own
/// conversion does to them is a BufferError.
pub(crate) fn needle<'a, T: ByteString>(
    this: &Ref<T>,
    value: &'a Value,
    vm: &mut Vm,
) -> PyResult<Needle<'a>> {
    let _pin = pin_against(this, value, vm)?;
    Needle::from_argument(value, vm)
}

/// Keeps the bytes of `this` where they are, if looking at `value` may run a program's code.
pub(crate) fn pin_against<T: ByteString>(
    this: &Ref<T>,
    value: &Value,
    vm: &mut Vm,
) -> PyResult<Option<BufferView>> {
    match value.class(vm).is_heap_type() {
        true => T::pin(this, vm),
        false => Ok(None),
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

    /// The bytes, to be used while the interpreter is: a copy if they may change.
    fn kept(&self, vm: &Vm) -> Cow<'_, [u8]>;

    /// An exact object of the type.
    fn make(bytes: Vec<u8>, vm: &mut Vm) -> Value;

    /// An exact object of some of the bytes, which are there.
    fn part(this: &Ref<Self>, range: Range<usize>, vm: &mut Vm) -> Value;

    /// Keeps the bytes where they are, and their number, as long as the result lives; `None` if they
    /// cannot change.
    fn pin(this: &Ref<Self>, vm: &mut Vm) -> PyResult<Option<BufferView>>;

    /// What an operation gives that changes nothing: the object itself if it is exact and cannot
    /// change, else a copy.
    fn unchanged(this: &Ref<Self>, vm: &mut Vm) -> Value;

    /// The bytes of the separator of a partition.
    fn separator_bytes(given: &Value, vm: &mut Vm) -> PyResult<Vec<u8>>;

    /// The separator between the parts of a partition, of which the bytes are given, too.
    fn separator(given: &Value, bytes: Vec<u8>, vm: &mut Vm) -> Value;
}

impl ByteString for Bytes {
    fn get<'a>(&'a self, _vm: &'a Vm) -> &'a [u8] {
        self.as_slice()
    }

    fn kept(&self, _vm: &Vm) -> Cow<'_, [u8]> {
        self.as_slice().into()
    }

    fn make(bytes: Vec<u8>, vm: &mut Vm) -> Value {
        Bytes::from_vec(bytes, vm).into_value()
    }

    fn part(this: &Ref<Bytes>, range: Range<usize>, vm: &mut Vm) -> Value {
        Bytes::new(&this.as_slice()[range], vm).into_value()
    }

    fn pin(_this: &Ref<Bytes>, _vm: &mut Vm) -> PyResult<Option<BufferView>> {
        Ok(None)
    }

    fn unchanged(this: &Ref<Bytes>, vm: &mut Vm) -> Value {
        this.to_exact(vm).into_value()
    }

    fn separator_bytes(given: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let bytes = BytesLike::from_argument(given, vm)?;
        Ok(bytes.as_bytes(vm).to_vec())
    }

    /// The very object that was given.
    fn separator(given: &Value, _bytes: Vec<u8>, _vm: &mut Vm) -> Value {
        given.clone()
    }
}

impl ByteString for ByteArray {
    fn get<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        self.as_slice(vm)
    }

    fn kept(&self, vm: &Vm) -> Cow<'_, [u8]> {
        self.as_slice(vm).to_vec().into()
    }

    fn make(bytes: Vec<u8>, vm: &mut Vm) -> Value {
        ByteArray::new(bytes, vm).into_value()
    }

    fn part(this: &Ref<ByteArray>, range: Range<usize>, vm: &mut Vm) -> Value {
        let part = this.as_slice(vm)[range].to_vec();
        ByteArray::new(part, vm).into_value()
    }

    fn pin(this: &Ref<ByteArray>, vm: &mut Vm) -> PyResult<Option<BufferView>> {
        let format = (Format::BYTES, 1);
        ExportCell::export(this, |array| &array.bytes, format, BufferFlags::SIMPLE, vm).map(Some)
    }

    fn unchanged(this: &Ref<ByteArray>, vm: &mut Vm) -> Value {
        let copy = this.as_slice(vm).to_vec();
        ByteArray::new(copy, vm).into_value()
    }

    /// They are copied for the result, so they may lie anywhere.
    fn separator_bytes(given: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
        match given.exported_bytes(vm)? {
            Some(bytes) => Ok(bytes),
            None => Err(vm.not_bytes_like(given)),
        }
    }

    fn separator(_given: &Value, bytes: Vec<u8>, vm: &mut Vm) -> Value {
        ByteArray::new(bytes, vm).into_value()
    }
}
