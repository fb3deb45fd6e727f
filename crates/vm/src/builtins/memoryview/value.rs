//! What a `memoryview` holds.

use std::cell::Cell;

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::Bytes;
use crate::builtins::memoryview::element::Format;
use crate::builtins::type_::Type;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A view: every `step`th element of an object's bytes, from `start` on.
pub struct MemoryView {
    /// The `bytes` or `bytearray`.
    pub(super) object: Value,
    /// Offset of the first element, in bytes.
    pub(super) start: usize,
    /// Number of elements.
    pub(super) length: usize,
    /// Distance of neighbours, in bytes.
    pub(super) stride: isize,
    pub(super) format: Format,
    pub(super) readonly: bool,
    pub(super) released: Cell<bool>,
    /// The hash, once computed.
    pub(super) hash: Cell<Option<i64>>,
}

impl Payload for MemoryView {
    const NAME: &'static str = "memoryview";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(&self.object);
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.memoryview
    }
}

impl Drop for MemoryView {
    fn drop(&mut self) {
        self.end();
    }
}

impl MemoryView {
    /// Makes a view of all of a `bytes` or `bytearray`, or of what another view shows.
    ///
    /// Raises `TypeError` for other objects, `ValueError` if the view is released.
    pub fn new(object: &Value, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
        if let Some(view) = object.downcast::<MemoryView>() {
            view.check(vm)?;
            let (start, length, stride) = (view.start, view.length, view.stride);
            return Ok(view.part(start, length, stride, vm));
        }
        let Some(bytes) = object.as_bytes_like(vm) else {
            let name = object.type_name(vm);
            return Err(vm.type_error(format!(
                "memoryview: a bytes-like object is required, not '{name}'"
            )));
        };
        let payload = MemoryView {
            object: object.clone(),
            start: 0,
            length: bytes.len(),
            stride: 1,
            format: Format::BYTES,
            readonly: object.has_payload::<Bytes>(),
            released: Cell::new(false),
            hash: Cell::new(None),
        };
        Ok(payload.into_object(vm))
    }

    /// Makes the view an object, and counts it.
    pub(super) fn into_object(self, vm: &mut Vm) -> Ref<MemoryView> {
        if let Some(array) = self.object.downcast::<ByteArray>() {
            array.exports.set(array.exports.get() + 1);
        }
        Ref::new(self, vm)
    }

    /// A view of some of the same elements.
    pub(super) fn part(
        &self,
        start: usize,
        length: usize,
        stride: isize,
        vm: &mut Vm,
    ) -> Ref<MemoryView> {
        let payload = MemoryView {
            object: self.object.clone(),
            start,
            length,
            stride,
            format: self.format,
            readonly: self.readonly,
            released: Cell::new(false),
            hash: Cell::new(None),
        };
        payload.into_object(vm)
    }

    /// Lets the memory go.
    pub(super) fn end(&self) {
        if !self.released.replace(true)
            && let Some(array) = self.object.downcast::<ByteArray>()
        {
            array.exports.set(array.exports.get() - 1);
        }
    }

    /// Raises `ValueError` if the view is released.
    pub(super) fn check(&self, vm: &mut Vm) -> PyResult<()> {
        if self.released.get() {
            return Err(vm.value_error("operation forbidden on released memoryview object"));
        }
        Ok(())
    }

    /// Bytes of an element.
    pub(super) fn item_size(&self) -> usize {
        self.format.size()
    }

    /// Whether the elements lie side by side.
    pub(super) fn is_contiguous(&self) -> bool {
        self.length <= 1 || self.stride == self.item_size() as isize
    }

    /// Offset of an element, in bytes.
    pub(super) fn offset(&self, index: usize) -> usize {
        self.start.wrapping_add_signed(index as isize * self.stride)
    }

    /// The whole memory of the object.
    fn memory<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        if let Some(bytes) = self.object.downcast::<Bytes>() {
            return bytes.as_slice();
        }
        let array = self.object.downcast::<ByteArray>();
        array
            .expect("views are of bytes or bytearrays")
            .as_slice(vm)
    }

    /// Whether [`MemoryView::as_slice`] gives bytes.
    pub fn is_readable(&self) -> bool {
        !self.released.get() && self.is_contiguous()
    }

    /// The bytes shown, if they lie side by side and the view is not released.
    pub fn as_slice<'a>(&'a self, vm: &'a Vm) -> Option<&'a [u8]> {
        if !self.is_readable() {
            return None;
        }
        let end = self.start + self.length * self.item_size();
        Some(&self.memory(vm)[self.start..end])
    }

    /// The bytes of an element.
    pub(super) fn element<'a>(&'a self, index: usize, vm: &'a Vm) -> &'a [u8] {
        let offset = self.offset(index);
        &self.memory(vm)[offset..offset + self.item_size()]
    }

    /// A copy of the bytes shown.
    pub(super) fn to_vec(&self, vm: &Vm) -> Vec<u8> {
        match self.as_slice(vm) {
            Some(bytes) => bytes.to_vec(),
            None => {
                let elements = (0..self.length).map(|index| self.element(index, vm));
                elements.collect::<Vec<_>>().concat()
            }
        }
    }

    /// The value of an element.
    pub(super) fn get(&self, index: usize, vm: &mut Vm) -> Value {
        let mut bytes = [0; 8];
        let size = self.item_size();
        bytes[..size].copy_from_slice(self.element(index, vm));
        self.format.read(&bytes[..size], vm)
    }

    /// Puts bytes in the place of those of elements, as many as fit.
    pub(super) fn put(&self, index: usize, bytes: &[u8], vm: &mut Vm) {
        let offset = self.offset(index);
        if let Some(array) = self.object.downcast::<ByteArray>() {
            array.bytes.get_mut_in_place(vm)[offset..offset + bytes.len()].copy_from_slice(bytes);
        }
    }
}
