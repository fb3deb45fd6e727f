//! `iterator`: what `iter()` gives for an object that has `__getitem__` alone.

use rpy_macros::{Payload, native_class};

use crate::builtins::iterators::{self, StoredIndex};
use crate::builtins::tuple::Tuple;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An iterator over `sequence[0]`, `sequence[1]` … until `IndexError`.
#[derive(Payload)]
pub struct SequenceIterator {
    /// The sequence, None when exhausted, and the next index.
    pub(crate) state: HeapCell<(Value, usize)>,
}

#[native_class(name = "iterator", registry = sequence_iterator, flags(disallow_instantiation))]
impl SequenceIterator {
    #[slot]
    fn iter(iterator: &Value, _vm: &mut Vm) -> PyResult {
        Ok(iterator.clone())
    }

    #[slot]
    fn iternext(iterator: &Value, vm: &mut Vm) -> PyResult<Step> {
        let this = iterator
            .downcast::<SequenceIterator>()
            .expect("slots are called with their own type");
        let (sequence, index) = this.state.cloned(vm);
        if sequence.is_none() {
            return Ok(Step::END);
        }
        let Some(next) = index
            .checked_add(1)
            .filter(|&next| next <= isize::MAX as usize)
        else {
            return Err(vm.overflow_error("iter index too large"));
        };
        let position = vm.new_int(index as i64);
        match sequence.subscript(&position, vm) {
            Ok(item) => {
                this.state.get_mut(vm).1 = next;
                Ok(Step::Item(item))
            }
            Err(raised)
                if raised.is_instance(&vm.types.exceptions.index_error, vm)
                    || raised.is_instance(&vm.types.exceptions.stop_iteration, vm) =>
            {
                let ended = this.state.replace((Value::NONE, 0), vm);
                drop(ended);
                Ok(Step::END)
            }
            Err(raised) => Err(raised),
        }
    }

    /// Returns how many items are left, if the sequence knows its length.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<SequenceIterator>, vm: &mut Vm) -> PyResult {
        let (sequence, index) = this.state.cloned(vm);
        if sequence.is_none() {
            return Ok(Value::from_usize(0));
        }
        if sequence.class(vm).slots(vm).length.is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let length = sequence.length(vm)?;
        Ok(vm.new_int(length.saturating_sub(index) as i64))
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<SequenceIterator>, vm: &mut Vm) -> PyResult {
        // Looking `iter` up may run code that exhausts the iterator.
        let name = vm.intern("iter");
        let function = iterators::builtin(&name, vm)?;
        let (sequence, index) = this.state.cloned(vm);
        if sequence.is_none() {
            let empty = Tuple::new(Vec::new(), vm).into_value();
            let arguments = Tuple::new(vec![empty], vm).into_value();
            return Ok(Tuple::new(vec![function, arguments], vm).into_value());
        }
        let arguments = Tuple::new(vec![sequence], vm).into_value();
        let parts = vec![function, arguments, vm.new_length(index)];
        Ok(Tuple::new(parts, vm).into_value())
    }

    /// Sets the index of the next item, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<SequenceIterator>, state: StoredIndex, vm: &mut Vm) {
        let current = this.state.get_mut(vm);
        if !current.0.is_none() {
            current.1 = state.position();
        }
    }
}

impl SequenceIterator {
    /// Makes an iterator that starts at index 0.
    pub fn new(sequence: Value, vm: &mut Vm) -> Ref<SequenceIterator> {
        let class = &vm.types.sequence_iterator;
        let payload = SequenceIterator {
            state: HeapCell::new((sequence, 0)),
        };
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }
}
