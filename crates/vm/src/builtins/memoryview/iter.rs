//! `memory_iterator`: the elements of a view of one dimension.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::memoryview::element::NativeFormat;
use crate::builtins::memoryview::{MemoryView, subscript};
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An iterator over a view.
#[derive(Payload)]
pub struct MemoryIterator {
    /// The view; nothing at the end.
    view: HeapCell<Option<Ref<MemoryView>>>,
    #[payload(skip)]
    format: NativeFormat,
    length: usize,
    /// Index of the next element.
    index: Cell<usize>,
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

#[native_class(
    name = "memory_iterator",
    registry = memory_iterator,
    flags(disallow_instantiation)
)]
impl MemoryIterator {
    #[slot]
    fn iternext(this: &Ref<MemoryIterator>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let Some(view) = this.view.cloned(vm) else {
            return Ok(None);
        };
        let index = this.index.get();
        if index >= this.length {
            drop(this.view.replace(None, vm));
            return Ok(None);
        }
        this.index.set(index + 1);
        subscript::read(&view, this.format, &[index], vm).map(Some)
    }
}
