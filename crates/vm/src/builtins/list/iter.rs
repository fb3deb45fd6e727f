//! Iterators over a list: `list_iterator` and `list_reverseiterator`.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::iterators::{self, Empty, StoredIndex};
use crate::builtins::list::List;
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The iterator of a list, which it lets go of at the end.
#[derive(Payload)]
#[repr(C)]
pub struct ListIterator {
    pub(crate) list: HeapCell<Option<Ref<List>>>,
    /// Index of the next item.
    pub(crate) index: Cell<usize>,
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
#[derive(Payload)]
#[repr(C)]
pub struct ListReverseIterator {
    pub(crate) list: HeapCell<Option<Ref<List>>>,
    /// One more than the index of the next item.
    pub(crate) end: Cell<usize>,
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

#[native_class(
    name = "list_iterator",
    registry = list_iterator,
    flags(disallow_instantiation),
    undocumented
)]
impl ListIterator {
    #[slot]
    fn iternext(this: &Ref<ListIterator>, vm: &mut Vm) -> PyResult<Step> {
        Ok(this.advance(vm).into())
    }

    /// Returns how many items are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<ListIterator>, vm: &mut Vm) -> usize {
        this.remaining(vm)
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<ListIterator>, vm: &mut Vm) -> PyResult {
        let state = |vm: &mut Vm| {
            let list = this.list.cloned(vm)?;
            Some((list.into_value(), Value::from_usize(this.index.get())))
        };
        iterators::reduce("iter", Empty::List, state, vm)
    }

    /// Sets the index of the next item, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<ListIterator>, state: StoredIndex, vm: &mut Vm) {
        if let Some(list) = this.list.get(vm) {
            let index = state.position().min(list.length(vm));
            this.index.set(index);
        }
    }
}

impl ListIterator {
    /// How many items are left.
    pub(crate) fn remaining(&self, vm: &Vm) -> usize {
        let list = self.list.get(vm).as_ref();
        list.map_or(0, |list| list.length(vm).saturating_sub(self.index.get()))
    }

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

#[native_class(
    name = "list_reverseiterator",
    registry = list_reverse_iterator,
    flags(disallow_instantiation),
    undocumented,
)]
impl ListReverseIterator {
    #[slot]
    fn iternext(this: &Ref<ListReverseIterator>, vm: &mut Vm) -> PyResult<Step> {
        Ok(this.advance(vm).into())
    }

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
        let state = |vm: &mut Vm| {
            let list = this.list.cloned(vm)?.into_value();
            Some((list, vm.new_int(this.end.get() as i64 - 1)))
        };
        iterators::reduce("reversed", Empty::List, state, vm)
    }

    /// Sets the index of the next item, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<ListReverseIterator>, state: StoredIndex, vm: &mut Vm) {
        if let Some(list) = this.list.get(vm) {
            let last = list.length(vm) as isize - 1;
            this.end.set((state.0.clamp(-1, last) + 1) as usize);
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
