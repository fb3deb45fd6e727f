//! `set_iterator`

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::dict::iter::reduce_to_iter;
use crate::builtins::set::Set;
use crate::builtins::set::value::{as_set_table, items_of};
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::shape::ShapeId;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The iterator of a set or frozenset, which it lets go of at the end.
#[derive(Payload)]
#[repr(C)]
pub struct SetIterator {
    set: HeapCell<Option<Value>>,
    /// First position in the table to look at.
    position: Cell<usize>,
    /// Number of items that the set had, or one that no set has when that has changed.
    length: Cell<usize>,
    /// Number of items to come.
    remaining: Cell<usize>,
}

impl SetIterator {
    /// Makes an iterator of a set or frozenset, which `set` is.
    pub(crate) fn new(set: Value, vm: &mut Vm) -> Ref<SetIterator> {
        let payload = SetIterator::start(set, vm);
        Ref::new(payload, vm)
    }

    /// The payload of an iterator that has not begun; it may also be used by itself.
    pub(crate) fn start(set: Value, vm: &Vm) -> SetIterator {
        let length = as_set_table(&set).map_or(0, |table| table.get(vm).len());
        SetIterator {
            set: HeapCell::new(Some(set)),
            position: Cell::new(0),
            length: Cell::new(length),
            remaining: Cell::new(length),
        }
    }

    /// The next item if it is the next entry, which was not deleted, of a set that has not
    /// changed; `None` leaves it to [`SetIterator::advance`]. For the eval loop.
    #[inline(always)]
    pub(crate) fn next_plain<'a>(&'a self, vm: &'a Vm) -> Option<&'a Value> {
        // A frozenset is left to the slow path, as telling the two apart takes a look at the class.
        let set = self.set.get(vm).as_ref()?;
        if set.as_object()?.shape() != ShapeId::SET {
            return None;
        }
        let table = set.downcast::<Set>()?.table.get(vm);
        let position = self.position.get();
        let entry = table.entries().get(position)?;
        if table.len() != self.length.get() || !entry.is_live() {
            return None;
        }
        self.position.set(position + 1);
        self.remaining.set(self.remaining.get().saturating_sub(1));
        Some(&entry.key)
    }

    /// The next item. At the end, lets go of the set.
    ///
    /// Raises `RuntimeError` if items were added or removed meanwhile.
    #[inline]
    pub(crate) fn advance(&self, vm: &mut Vm) -> PyResult<Option<Value>> {
        let Some(table) = self.set.get(vm).as_ref().and_then(as_set_table) else {
            return Ok(None);
        };
        let table = table.get(vm);
        if table.len() != self.length.get() {
            self.length.set(usize::MAX);
            return Err(vm.runtime_error("Set changed size during iteration"));
        }
        match table.next_live(self.position.get()) {
            Some(position) => {
                let item = table.entry(position).key.clone();
                self.position.set(position + 1);
                self.remaining.set(self.remaining.get().saturating_sub(1));
                Ok(Some(item))
            }
            None => {
                drop(self.set.replace(None, vm));
                Ok(None)
            }
        }
    }
}

#[native_class(
    name = "set_iterator",
    registry = set_iterator,
    flags(disallow_instantiation),
    undocumented
)]
impl SetIterator {
    #[slot]
    fn iter(this: &Value, _vm: &mut Vm) -> PyResult {
        Ok(this.clone())
    }

    #[slot]
    fn iternext(this: &Value, vm: &mut Vm) -> PyResult<Step> {
        iterator_of(this).advance(vm).map(Step::from)
    }

    /// Returns an estimate of the number of items to come.
    #[method(signature = "($self, /)")]
    fn __length_hint__(this: &Ref<SetIterator>, vm: &mut Vm) -> usize {
        let table = this.set.get(vm).as_ref().and_then(as_set_table);
        let is_valid = table.is_some_and(|table| table.get(vm).len() == this.length.get());
        if is_valid { this.remaining.get() } else { 0 }
    }

    /// Returns what copy and pickle make the object again from.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<SetIterator>, vm: &mut Vm) -> PyResult {
        let mut items = Vec::new();
        if let Some(table) = this.set.get(vm).as_ref().and_then(as_set_table) {
            let table = table.get(vm);
            if table.len() != this.length.get() {
                return Err(vm.runtime_error("Set changed size during iteration"));
            }
            items = items_of(table, vm);
            items.drain(..items.len() - this.remaining.get().min(items.len()));
        }
        reduce_to_iter(items, vm)
    }
}

fn iterator_of(value: &Value) -> &Ref<SetIterator> {
    value
        .downcast()
        .expect("the slots of a set iterator are called with one")
}
