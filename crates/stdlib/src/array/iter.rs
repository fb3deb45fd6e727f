//! `arrayiterator`: the items of an array.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::iterators::{self, Empty};
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::value::Array;

/// An iterator over an array, which may change meanwhile.
#[derive(Payload)]
pub(super) struct ArrayIterator {
    /// The array; nothing at the end.
    array: HeapCell<Option<Ref<Array>>>,
    /// Index of the next item.
    index: Cell<usize>,
}

impl ArrayIterator {
    /// `iter(array)`
    pub(super) fn of(array: &Ref<Array>, vm: &mut Vm) -> Ref<ArrayIterator> {
        let payload = ArrayIterator {
            array: HeapCell::new(Some(array.clone())),
            index: Cell::new(0),
        };
        Ref::new(payload, vm)
    }
}

#[native_class(name = "array.arrayiterator")]
impl ArrayIterator {
    #[slot]
    fn iternext(this: &Ref<ArrayIterator>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let Some(array) = this.array.cloned(vm) else {
            return Ok(None);
        };
        let index = this.index.get();
        let item = array.get(index, vm)?;
        match item {
            Some(_) => this.index.set(index + 1),
            None => drop(this.array.replace(None, vm)),
        }
        Ok(item)
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<ArrayIterator>, vm: &mut Vm) -> PyResult {
        let state = |vm: &mut Vm| {
            let array = this.array.cloned(vm)?;
            Some((array.into_value(), Value::from_usize(this.index.get())))
        };
        iterators::reduce("iter", Empty::Tuple, state, vm)
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
