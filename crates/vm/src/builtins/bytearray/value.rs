//! What a `bytearray` holds.

use crate::builtins::type_::Type;
use crate::object::buffer::ExportCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::vm::Vm;

/// Mutable bytes.
pub struct ByteArray {
    /// The bytes.
    pub(crate) bytes: ExportCell,
}

impl Payload for ByteArray {
    const NAME: &'static str = "bytearray";
    const IS_CONTAINER: bool = false;
    const OWNS_BUFFERS: bool = true;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn buffer_bytes(&self) -> usize {
        self.bytes.buffer_bytes()
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.bytearray
    }
}

impl ByteArray {
    /// Makes a `bytearray` that takes over a vector.
    pub fn new(bytes: Vec<u8>, vm: &mut Vm) -> Ref<ByteArray> {
        Ref::new(ByteArray::payload(bytes), vm)
    }

    /// Makes an instance of `class`, which is `bytearray` or inherits from it.
    pub(crate) fn with_class(bytes: Vec<u8>, class: &Ref<Type>, vm: &mut Vm) -> Ref<ByteArray> {
        if class.is(&vm.types.bytearray) {
            return ByteArray::new(bytes, vm);
        }
        heap::new_instance(vm.heap(), class, ByteArray::payload(bytes))
    }

    fn payload(bytes: Vec<u8>) -> ByteArray {
        ByteArray {
            bytes: ExportCell::new(bytes),
        }
    }

    /// The bytes.
    #[inline(always)]
    pub fn as_slice<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        self.bytes.get(vm)
    }
}
