//! `iterator`: what `iter()` gives for an object that has `__getitem__` alone.

use rpy_macros::{Payload, native_class};

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
        match sequence.subscript(&Value::from_usize(index), vm) {
            Ok(item) => {
                this.state.get_mut(vm).1 = index + 1;
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
