//! `bytes_iterator` and `bytearray_iterator`: the numbers of the bytes.

use std::cell::Cell;

use rpy_macros::{Payload, methods, native_class};

use crate::builtins::bytes::Bytes;
use crate::builtins::iterators::{self, Empty, StoredIndex};
use crate::builtins::type_::Type;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An iterator over a `bytes` or `bytearray`.
#[derive(Payload)]
pub struct ByteIterator {
    /// What is iterated over; None when all has been seen.
    bytes: HeapCell<Value>,
    /// Index of the next byte.
    index: Cell<usize>,
}

impl ByteIterator {
    /// Makes an iterator of a class over something bytes-like.
    pub(crate) fn new(bytes: Value, class: &Ref<Type>, vm: &mut Vm) -> Ref<ByteIterator> {
        let payload = ByteIterator {
            bytes: HeapCell::new(bytes),
            index: Cell::new(0),
        };
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// The next byte of a `bytes`; `None` leaves everything to `advance`.
    #[inline(always)]
    pub(crate) fn next_plain(&self, vm: &Vm) -> Option<u8> {
        let bytes = self.bytes.get(vm).downcast::<Bytes>()?;
        let index = self.index.get();
        let byte = *bytes.as_slice().get(index)?;
        self.index.set(index + 1);
        Some(byte)
    }

    /// The next byte.
    #[inline]
    pub(crate) fn advance(&self, vm: &mut Vm) -> Option<Value> {
        let index = self.index.get();
        let byte = self.bytes.get(vm).as_byte_string(vm)?.get(index).copied();
        match byte {
            Some(byte) => {
                self.index.set(index + 1);
                Some(Value::from_i32(i32::from(byte)))
            }
            None => {
                drop(self.bytes.replace(Value::NONE, vm));
                None
            }
        }
    }
}

#[methods]
impl ByteIterator {
    /// Returns how many bytes are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<ByteIterator>, vm: &mut Vm) -> usize {
        let bytes = this.bytes.get(vm).as_byte_string(vm);
        bytes.map_or(0, |bytes| bytes.len().saturating_sub(this.index.get()))
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<ByteIterator>, vm: &mut Vm) -> PyResult {
        let state = |vm: &mut Vm| {
            let bytes = this.bytes.cloned(vm);
            (!bytes.is_none()).then(|| (bytes, Value::from_usize(this.index.get())))
        };
        iterators::reduce("iter", Empty::Tuple, state, vm)
    }

    /// Sets the index of the next byte, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<ByteIterator>, state: StoredIndex, vm: &mut Vm) {
        if let Some(bytes) = this.bytes.get(vm).as_byte_string(vm) {
            this.index.set(state.position().min(bytes.len()));
        }
    }
}

#[native_class(
    name = "bytes_iterator",
    registry = bytes_iterator,
    flags(disallow_instantiation),
    undocumented,
    methods(ByteIterator::MEMBERS)
)]
impl ByteIterator {
    #[slot]
    fn iternext(this: &Ref<ByteIterator>, vm: &mut Vm) -> Option<Value> {
        this.advance(vm)
    }
}

/// The class `bytearray_iterator`, whose instances hold the same.
pub(crate) struct ByteArrayIterator;

#[native_class(
    name = "bytearray_iterator",
    payload = ByteIterator,
    registry = bytearray_iterator,
    flags(disallow_instantiation),
    methods(ByteIterator::MEMBERS)
)]
impl ByteArrayIterator {
    #[slot]
    fn iternext(this: &Ref<ByteIterator>, vm: &mut Vm) -> Option<Value> {
        this.advance(vm)
    }
}
