//! `bytes_iterator` and `bytearray_iterator`: the numbers of the bytes.

use std::cell::Cell;

use rpy_macros::methods;

use crate::builtins::iterators;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An iterator over a `bytes` or `bytearray`.
pub struct ByteIterator {
    /// What is iterated over; None when all has been seen.
    bytes: HeapCell<Value>,
    /// Index of the next byte.
    index: Cell<usize>,
}

impl Payload for ByteIterator {
    const NAME: &'static str = "bytes_iterator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        visit(unsafe { &*self.bytes.as_ptr() });
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.bytes_iterator
    }
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
        let bytes = this.bytes.cloned(vm);
        let state = (!bytes.is_none()).then(|| (bytes, Value::from_usize(this.index.get())));
        iterators::reduce(state, "iter", vm)
    }

    /// Sets the index of the next byte, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<ByteIterator>, state: isize, vm: &mut Vm) {
        if let Some(bytes) = this.bytes.get(vm).as_byte_string(vm) {
            this.index.set((state.max(0) as usize).min(bytes.len()));
        }
    }
}

fn iter(iterator: &Value, _vm: &mut Vm) -> PyResult {
    Ok(iterator.clone())
}

fn next(iterator: &Value, vm: &mut Vm) -> PyResult<Step> {
    let iterator = iterator
        .downcast::<ByteIterator>()
        .expect("slots are called with their own type");
    Ok(iterator.advance(vm).into())
}

const fn spec(name: &'static str) -> TypeSpec {
    TypeSpec {
        signature: "",
        name,
        doc: "",
        payload: ByteIterator::INFO,
        flags: TypeFlags::DISALLOW_INSTANTIATION,
        slots: Slots {
            iter: Some(iter),
            iternext: Some(next),
            ..Slots::EMPTY
        },
        members: &[ByteIterator::MEMBERS],
    }
}

/// The type `bytes_iterator`.
pub(crate) const BYTES_ITERATOR_SPEC: TypeSpec = spec("bytes_iterator");

/// The type `bytearray_iterator`.
pub(crate) const BYTEARRAY_ITERATOR_SPEC: TypeSpec = spec("bytearray_iterator");
