//! `tee`: several iterators over the items of one.
//!
//! The items read lie in a chain of cells. Each iterator points to the cell that it reads next, so
//! that items which all have read are freed.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// A cell of the chain.
#[derive(Payload)]
pub(super) struct TeeData {
    iterator: Value,
    /// The item and the cell behind it, once the item has been read.
    content: HeapCell<Option<(Value, Ref<TeeData>)>>,
    /// Whether the item is being read.
    running: Cell<bool>,
}

/// What the iterators of a tee share.
#[native_class(name = "itertools._tee_dataobject", flags(disallow_instantiation))]
impl TeeData {}

impl TeeData {
    fn new(iterator: Value, vm: &mut Vm) -> Ref<TeeData> {
        let payload = TeeData {
            iterator,
            content: HeapCell::new(None),
            running: Cell::new(false),
        };
        Ref::new(payload, vm)
    }

    /// The item and the cell behind it; `None` at the end.
    fn read(&self, vm: &mut Vm) -> PyResult<Option<(Value, Ref<TeeData>)>> {
        if let Some(content) = self.content.cloned(vm) {
            return Ok(Some(content));
        }
        if self.running.replace(true) {
            return Err(vm.runtime_error("cannot re-enter the tee iterator"));
        }
        let item = self.iterator.next(vm);
        self.running.set(false);
        let Some(item) = item? else {
            return Ok(None);
        };
        let content = (item, TeeData::new(self.iterator.clone(), vm));
        drop(self.content.replace(Some(content.clone()), vm));
        Ok(Some(content))
    }
}

/// One of the iterators.
#[derive(Payload)]
pub(super) struct Tee {
    cell: HeapCell<Ref<TeeData>>,
}

fn from_iterable(class: &Ref<Type>, iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Tee>> {
    let iterator = iterable.iter(vm)?;
    let cell = match iterator.downcast::<Tee>() {
        Some(tee) => tee.cell.cloned(vm),
        None => TeeData::new(iterator, vm),
    };
    let cell = HeapCell::new(cell);
    Ok(Ref::with_class(Tee { cell }, class, vm))
}

/// An iterator that can be copied.
#[native_class(name = "itertools._tee", flags(base, weakref))]
impl Tee {
    #[new(signature = "(iterable, /)")]
    fn new(class: &Ref<Type>, iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Tee>> {
        from_iterable(class, iterable, vm)
    }

    #[slot]
    fn iternext(this: &Ref<Tee>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let cell = this.cell.cloned(vm);
        let Some((item, following)) = cell.read(vm)? else {
            return Ok(None);
        };
        drop(this.cell.replace(following, vm));
        Ok(Some(item))
    }

    /// Returns an iterator at the same position.
    #[method(name = "__copy__", signature = "($self, /)")]
    fn copy(this: &Ref<Tee>, vm: &mut Vm) -> Ref<Tee> {
        let cell = HeapCell::new(this.cell.cloned(vm));
        Ref::new(Tee { cell }, vm)
    }
}

/// The function `tee`.
pub(super) fn tee(iterable: &Value, count: isize, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    if count < 0 {
        return Err(vm.value_error("n must be >= 0"));
    }
    if count == 0 {
        return Ok(Tuple::new(Vec::new(), vm));
    }
    let class = Tee::class(vm).clone();
    let mut items = vm.new_buffer(count as usize)?;
    let first = from_iterable(&class, iterable, vm)?;
    for _ in 1..count {
        let cell = HeapCell::new(first.cell.cloned(vm));
        items.push(Ref::new(Tee { cell }, vm).into_value());
    }
    items.insert(0, first.into_value());
    Ok(Tuple::new(items, vm))
}
