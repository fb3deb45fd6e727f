//! `iterator`: what `iter()` gives for an object that has `__getitem__` alone.

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

/// An iterator over `sequence[0]`, `sequence[1]` … until `IndexError`.
pub struct SequenceIterator {
    /// The sequence, None when exhausted, and the next index.
    pub(crate) state: HeapCell<(Value, usize)>,
}

impl Payload for SequenceIterator {
    const NAME: &'static str = "iterator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        visit(unsafe { &(*self.state.as_ptr()).0 });
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        // SAFETY: as in `traverse`.
        let state = unsafe { &mut *self.state.as_ptr() };
        garbage.push(std::mem::replace(&mut state.0, Value::NONE));
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.sequence_iterator
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

fn iter(iterator: &Value, _vm: &mut Vm) -> PyResult {
    Ok(iterator.clone())
}

fn next(iterator: &Value, vm: &mut Vm) -> PyResult<Step> {
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

/// The type `iterator`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "iterator",
    doc: "",
    payload: SequenceIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[],
};
