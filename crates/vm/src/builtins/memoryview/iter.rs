//! `memory_iterator`: the elements of a view of one dimension.

use std::cell::Cell;

use crate::builtins::memoryview::element::NativeFormat;
use crate::builtins::memoryview::{MemoryView, subscript};
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An iterator over a view.
pub struct MemoryIterator {
    /// The view; nothing at the end.
    view: HeapCell<Option<Ref<MemoryView>>>,
    format: NativeFormat,
    length: usize,
    /// Index of the next element.
    index: Cell<usize>,
}

impl Payload for MemoryIterator {
    const NAME: &'static str = "memory_iterator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.view.traverse(visit);
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        self.view.drain(garbage);
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.memory_iterator
    }
}

/// `iter(view)`
pub(super) fn iter(this: &Value, vm: &mut Vm) -> PyResult {
    let view = this
        .downcast::<MemoryView>()
        .expect("slots are called with their own type");
    let lengths: Vec<usize> = view.with(vm, |view, _| view.shape().collect())?;
    let length = match lengths[..] {
        [length] => length,
        [] => return Err(vm.type_error("invalid indexing of 0-dim memory")),
        _ => {
            let message = "multi-dimensional sub-views are not implemented";
            return Err(vm.not_implemented_error(message));
        }
    };
    let payload = MemoryIterator {
        format: view.native_format(vm)?,
        view: HeapCell::new(Some(view.clone())),
        length,
        index: Cell::new(0),
    };
    Ok(Ref::new(payload, vm).into_value())
}

fn self_iter(iterator: &Value, _vm: &mut Vm) -> PyResult {
    Ok(iterator.clone())
}

fn next(iterator: &Value, vm: &mut Vm) -> PyResult<Step> {
    let iterator = iterator
        .downcast::<MemoryIterator>()
        .expect("slots are called with their own type");
    let Some(view) = iterator.view.cloned(vm) else {
        return Ok(Step::END);
    };
    let index = iterator.index.get();
    if index >= iterator.length {
        drop(iterator.view.replace(None, vm));
        return Ok(Step::END);
    }
    iterator.index.set(index + 1);
    subscript::read(&view, iterator.format, &[index], vm).map(Step::Item)
}

/// The type `memory_iterator`.
pub(crate) const ITERATOR_SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "memory_iterator",
    doc: "",
    payload: MemoryIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(self_iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[],
};
