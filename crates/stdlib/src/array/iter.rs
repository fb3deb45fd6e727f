//! `arrayiterator`: the items of an array.

use std::cell::Cell;

use rpy_macros::methods;
use rpy_vm::builtins::iterators::{self, expect, self_iter};
use rpy_vm::builtins::type_::TypeFlags;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::TypeSpec;
use rpy_vm::object::Slots;
use rpy_vm::{HeapCell, Payload, PyResult, Ref, Value, Vm};

use super::value::Array;
use crate::support::payload;

/// An iterator over an array, which may change meanwhile.
pub(super) struct ArrayIterator {
    /// The array; nothing at the end.
    array: HeapCell<Option<Ref<Array>>>,
    /// Index of the next item.
    index: Cell<usize>,
}

payload!(
    ArrayIterator,
    "array.arrayiterator",
    holds[array],
    clears[array]
);

/// `iter(array)`
pub(super) fn iter(array: &Value, vm: &mut Vm) -> PyResult {
    let payload = ArrayIterator {
        array: HeapCell::new(Some(expect::<Array>(array).clone())),
        index: Cell::new(0),
    };
    Ok(Ref::new(payload, vm).into_value())
}

fn next(iterator: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let iterator: &Ref<ArrayIterator> = expect(iterator);
    let Some(array) = iterator.array.cloned(vm) else {
        return Ok(None);
    };
    let index = iterator.index.get();
    match array.get(index, vm)? {
        Some(item) => {
            iterator.index.set(index + 1);
            Ok(Some(item))
        }
        None => {
            drop(iterator.array.replace(None, vm));
            Ok(None)
        }
    }
}

#[methods]
impl ArrayIterator {
    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<ArrayIterator>, vm: &mut Vm) -> PyResult {
        let array = this.array.cloned(vm);
        let state = array.map(|array| (array.into_value(), Value::from_usize(this.index.get())));
        iterators::reduce(state, "iter", vm)
    }

    /// Sets the index of the next item, for pickling.
    #[method(name = "__setstate__", signature = "($self, state, /)")]
    fn set_state(this: &Ref<ArrayIterator>, state: &Value, vm: &mut Vm) -> PyResult<()> {
        if state.as_int().is_none() {
            return Err(vm.type_error("an integer is required"));
        }
        let index = isize::from_argument(state, vm)?.max(0) as usize;
        if let Some(array) = this.array.cloned(vm) {
            this.index.set(index.min(array.length(vm)));
        }
        Ok(())
    }
}

/// The type `arrayiterator`.
pub(super) const ARRAY_ITERATOR: TypeSpec = TypeSpec {
    signature: "",
    name: "array.arrayiterator",
    doc: "",
    payload: ArrayIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(self_iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[ArrayIterator::MEMBERS],
};
