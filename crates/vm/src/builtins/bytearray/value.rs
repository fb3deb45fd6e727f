//! What a `bytearray` holds.

use std::cell::Cell;

use crate::builtins::type_::Type;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::vm::Vm;

/// Mutable bytes.
pub struct ByteArray {
    /// The bytes.
    pub(crate) bytes: HeapCell<Vec<u8>>,
    /// Number of views of the buffer, during whose life it keeps its length.
    pub exports: Cell<usize>,
}

impl Payload for ByteArray {
    const NAME: &'static str = "bytearray";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.bytearray
    }
}

impl ByteArray {
    /// Makes a `bytearray` that takes over a vector.
    pub fn new(bytes: Vec<u8>, vm: &mut Vm) -> Ref<ByteArray> {
        Ref::new(ByteArray::payload(bytes), vm)
    }

    pub(super) fn payload(bytes: Vec<u8>) -> ByteArray {
        ByteArray {
            bytes: HeapCell::new(bytes),
            exports: Cell::new(0),
        }
    }

    /// The bytes.
    #[inline(always)]
    pub fn as_slice<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        self.bytes.get(vm)
    }
}
