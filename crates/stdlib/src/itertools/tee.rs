//! `tee`: several iterators over the items of one.
//!
//! The items read lie in a chain of cells. Each iterator points to the cell that it reads next, so
//! that items which all have read are freed.

use std::cell::Cell;

use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::{Type, TypeFlags};
use rpy_vm::function::native::TypeSpec;
use rpy_vm::object::Slots;
use rpy_vm::{Args, HeapCell, Payload, PyResult, Ref, Value, Vm};

use rpy_macros::methods;

use crate::support::{iterator_spec, payload, positional};

/// A cell of the chain.
pub(super) struct TeeData {
    iterator: Value,
    /// The item and the cell behind it, once the item has been read.
    content: HeapCell<Option<(Value, Ref<TeeData>)>>,
    /// Whether the item is being read.
    running: Cell<bool>,
}

payload!(TeeData, "itertools._tee_dataobject", holds [iterator, content], clears [content]);

pub(super) const TEE_DATA: TypeSpec = TypeSpec {
    signature: "",
    name: "itertools._tee_dataobject",
    doc: "What the iterators of a tee share.",
    payload: TeeData::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots::EMPTY,
    members: &[],
};

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
pub(super) struct Tee {
    cell: HeapCell<Ref<TeeData>>,
}

payload!(Tee, "itertools._tee", holds [cell], clears []);

pub(super) const TEE: TypeSpec = iterator_spec!(
    Tee,
    "itertools._tee",
    "An iterator that can be copied.",
    new Some(new),
    next next,
    members &[Tee::MEMBERS]
);

fn from_iterable(class: &Ref<Type>, iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Tee>> {
    let iterator = iterable.iter(vm)?;
    let cell = match iterator.downcast::<Tee>() {
        Some(tee) => tee.cell.cloned(vm),
        None => TeeData::new(iterator, vm),
    };
    let cell = HeapCell::new(cell);
    Ok(Ref::with_class(Tee { cell }, class, vm))
}

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let parts = positional("_tee", args, 1, 1, vm)?;
    Ok(from_iterable(class, &parts[0], vm)?.into_value())
}

#[methods]
impl Tee {
    /// Returns an iterator at the same position.
    #[method(name = "__copy__", signature = "($self, /)")]
    fn copy(this: &Ref<Tee>, vm: &mut Vm) -> Ref<Tee> {
        let cell = HeapCell::new(this.cell.cloned(vm));
        Ref::new(Tee { cell }, vm)
    }
}

fn next(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Tee> = expect(this);
    let cell = this.cell.cloned(vm);
    let Some((item, following)) = cell.read(vm)? else {
        return Ok(None);
    };
    drop(this.cell.replace(following, vm));
    Ok(Some(item))
}

/// The function `tee`.
pub(super) fn tee(iterable: &Value, count: isize, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    if count < 0 {
        return Err(vm.value_error("n must be >= 0"));
    }
    if count == 0 {
        return Ok(Tuple::new(Vec::new(), vm));
    }
    let class = vm.native_type::<Tee>().clone();
    let mut items = vm.new_buffer(count as usize)?;
    let first = from_iterable(&class, iterable, vm)?;
    for _ in 1..count {
        let cell = HeapCell::new(first.cell.cloned(vm));
        items.push(Ref::new(Tee { cell }, vm).into_value());
    }
    items.insert(0, first.into_value());
    Ok(Tuple::new(items, vm))
}
