//! Iterators over a list: `list_iterator` and `list_reverseiterator`.

use std::cell::Cell;

use rpy_macros::methods;

use crate::builtins::iterators::{self, self_iter};
use crate::builtins::list::List;
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

/// The iterator of a list, which it lets go of at the end.
#[repr(C)]
pub struct ListIterator {
    pub(crate) list: HeapCell<Option<Ref<List>>>,
    /// Index of the next item.
    pub(crate) index: Cell<usize>,
}

impl Payload for ListIterator {
    const NAME: &'static str = "list_iterator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        if let Some(list) = unsafe { &*self.list.as_ptr() } {
            visit(list.as_value());
        }
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        // SAFETY: as in `traverse`.
        let list = unsafe { (*self.list.as_ptr()).take() };
        garbage.extend(list.map(Ref::into_value));
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.list_iterator
    }
}

impl ListIterator {
    /// Makes an iterator that starts with the first item.
    #[inline]
    pub fn new(list: Ref<List>, vm: &mut Vm) -> Ref<ListIterator> {
        Ref::new(ListIterator::at_start(list), vm)
    }

    /// The payload of an iterator that starts with the first item.
    #[inline(always)]
    pub(crate) const fn at_start(list: Ref<List>) -> ListIterator {
        ListIterator {
            list: HeapCell::new(Some(list)),
            index: Cell::new(0),
        }
    }
}

/// The backward iterator of a list, which it lets go of at the end.
#[repr(C)]
pub struct ListReverseIterator {
    pub(crate) list: HeapCell<Option<Ref<List>>>,
    /// One more than the index of the next item.
    pub(crate) end: Cell<usize>,
}

impl Payload for ListReverseIterator {
    const NAME: &'static str = "list_reverseiterator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        if let Some(list) = unsafe { &*self.list.as_ptr() } {
            visit(list.as_value());
        }
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        // SAFETY: as in `traverse`.
        let list = unsafe { (*self.list.as_ptr()).take() };
        garbage.extend(list.map(Ref::into_value));
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.list_reverse_iterator
    }
}

impl ListReverseIterator {
    /// Makes an iterator that starts with the last item.
    pub fn new(list: Ref<List>, vm: &mut Vm) -> Ref<ListReverseIterator> {
        let end = Cell::new(list.length(vm));
        let payload = ListReverseIterator {
            list: HeapCell::new(Some(list)),
            end,
        };
        Ref::new(payload, vm)
    }
}

#[methods]
impl ListIterator {
    /// Returns how many items are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<ListIterator>, vm: &mut Vm) -> usize {
        let list = this.list.get(vm).as_ref();
        list.map_or(0, |list| list.length(vm).saturating_sub(this.index.get()))
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<ListIterator>, vm: &mut Vm) -> PyResult {
        let list = this.list.cloned(vm).map(Ref::into_value);
        let list = list.map(|list| (list, Value::from_usize(this.index.get())));
        iterators::reduce(list, "iter", vm)
    }

    /// Sets the index of the next item, for pickling.
    #[method(name = "__setstate__", signature = "($self, state, /)")]
    fn set_state(this: &Ref<ListIterator>, state: isize, vm: &mut Vm) {
        if this.list.get(vm).is_some() {
            this.index.set(state.max(0) as usize);
        }
    }
}

impl ListIterator {
    /// The next item.
    #[inline(always)]
    pub(crate) fn advance(&self, vm: &mut Vm) -> Option<Value> {
        let list = self.list.get(vm).as_ref()?;
        let index = self.index.get();
        match list.get(index, vm) {
            Some(item) => {
                self.index.set(index + 1);
                Some(item)
            }
            None => {
                drop(self.list.replace(None, vm));
                None
            }
        }
    }
}

#[methods]
impl ListReverseIterator {
    /// Returns how many items are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<ListReverseIterator>, vm: &mut Vm) -> usize {
        let end = this.end.get();
        let list = this.list.get(vm).as_ref();
        list.map_or(0, |list| if end <= list.length(vm) { end } else { 0 })
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<ListReverseIterator>, vm: &mut Vm) -> PyResult {
        let list = this.list.cloned(vm).map(Ref::into_value);
        let last = vm.new_int(this.end.get() as i64 - 1);
        iterators::reduce(list.map(|list| (list, last)), "reversed", vm)
    }

    /// Sets the index of the next item, for pickling.
    #[method(name = "__setstate__", signature = "($self, state, /)")]
    fn set_state(this: &Ref<ListReverseIterator>, state: isize, vm: &mut Vm) {
        if let Some(list) = this.list.get(vm) {
            let last = list.length(vm) as isize - 1;
            this.end.set((state.clamp(-1, last) + 1) as usize);
        }
    }
}

impl ListReverseIterator {
    /// The next item.
    #[inline]
    pub(crate) fn advance(&self, vm: &mut Vm) -> Option<Value> {
        let list = self.list.get(vm).as_ref()?;
        let item = self
            .end
            .get()
            .checked_sub(1)
            .and_then(|index| Some((index, list.get(index, vm)?)));
        match item {
            Some((index, item)) => {
                self.end.set(index);
                Some(item)
            }
            None => {
                drop(self.list.replace(None, vm));
                None
            }
        }
    }
}

fn next(iterator: &Value, vm: &mut Vm) -> PyResult<Step> {
    let iterator: &Ref<ListIterator> = iterators::expect(iterator);
    Ok(iterator.advance(vm).into())
}

fn next_reversed(iterator: &Value, vm: &mut Vm) -> PyResult<Step> {
    let iterator: &Ref<ListReverseIterator> = iterators::expect(iterator);
    Ok(iterator.advance(vm).into())
}

/// The type `list_iterator`.
pub(crate) const ITERATOR_SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "list_iterator",
    doc: "",
    payload: ListIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(self_iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[ListIterator::MEMBERS],
};

/// The type `list_reverseiterator`.
pub(crate) const REVERSE_ITERATOR_SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "list_reverseiterator",
    doc: "",
    payload: ListReverseIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(self_iter),
        iternext: Some(next_reversed),
        ..Slots::EMPTY
    },
    members: &[ListReverseIterator::MEMBERS],
};
