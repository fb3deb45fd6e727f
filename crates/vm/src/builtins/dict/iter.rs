//! Iterators over a dict, forward and backward, by keys, values and items.

use std::cell::Cell;

use rpy_macros::{Payload, methods, native_class};

use crate::builtins::dict::Dict;
use crate::builtins::dict::table::Entry;
use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What an iterator or a view shows of each entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryPart {
    Key,
    Value,
    Item,
}

/// An iterator of a dict, which it lets go of at the end.
#[derive(Payload)]
#[repr(C)]
pub struct DictIterator {
    dict: HeapCell<Option<Ref<Dict>>>,
    /// Where to go on: the first position to look at, or, backward, the end of those.
    position: Cell<usize>,
    /// Number of items that the dict had, or one that no dict has when that has changed.
    length: Cell<usize>,
    /// Number of items to come.
    remaining: Cell<usize>,
    /// What the table had freed at the start.
    freed: u32,
    #[payload(skip)]
    part: EntryPart,
    is_backward: bool,
}

impl DictIterator {
    /// Makes an iterator.
    pub(crate) fn new(
        dict: Ref<Dict>,
        part: EntryPart,
        is_backward: bool,
        vm: &mut Vm,
    ) -> Ref<DictIterator> {
        let payload = DictIterator::start(dict, part, is_backward, vm);
        let types = &vm.types;
        let class = match (part, is_backward) {
            (EntryPart::Key, false) => &types.dict_key_iterator,
            (EntryPart::Value, false) => &types.dict_value_iterator,
            (EntryPart::Item, false) => &types.dict_item_iterator,
            (EntryPart::Key, true) => &types.dict_reverse_key_iterator,
            (EntryPart::Value, true) => &types.dict_reverse_value_iterator,
            (EntryPart::Item, true) => &types.dict_reverse_item_iterator,
        };
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// The payload of an iterator that has not begun; it may also be used by itself.
    pub(crate) fn start(
        dict: Ref<Dict>,
        part: EntryPart,
        is_backward: bool,
        vm: &Vm,
    ) -> DictIterator {
        let length = dict.length(vm);
        let table = dict.table(vm);
        table.watch();
        DictIterator {
            position: Cell::new(if is_backward { table.extent() } else { 0 }),
            length: Cell::new(length),
            remaining: Cell::new(length),
            freed: table.freed(),
            dict: HeapCell::new(Some(dict)),
            part,
            is_backward,
        }
    }

    /// Shows the next entry to `pick`. At the end, lets go of the dict.
    ///
    /// Raises `RuntimeError` if keys were added or removed meanwhile.
    #[inline]
    pub(crate) fn advance<T>(
        &self,
        pick: impl FnOnce(&Entry<Value>) -> T,
        vm: &mut Vm,
    ) -> PyResult<Option<T>> {
        let Some(dict) = self.dict.get(vm) else {
            return Ok(None);
        };
        let table = dict.table(vm);
        if table.len() != self.length.get() {
            self.length.set(usize::MAX);
            return Err(vm.runtime_error("dictionary changed size during iteration"));
        }
        let position = if self.is_backward {
            let end = self.position.get();
            // The dict has been cleared meanwhile.
            let is_gone = end > table.extent();
            table.previous_live(end).filter(|_| !is_gone)
        } else {
            table.next_live(self.position.get())
        };
        let Some(position) = position else {
            // What was added in place of a removed key may lie where the iterator has been.
            let has_changed = !self.is_backward && table.freed() != self.freed;
            drop(self.dict.replace(None, vm));
            if has_changed {
                return Err(vm.runtime_error("dictionary keys changed during iteration"));
            }
            return Ok(None);
        };
        let Some(remaining) = self.remaining.get().checked_sub(1) else {
            drop(self.dict.replace(None, vm));
            return Err(vm.runtime_error("dictionary keys changed during iteration"));
        };
        self.remaining.set(remaining);
        self.position.set(position + usize::from(!self.is_backward));
        Ok(Some(pick(table.entry(position))))
    }

    /// The next key or value if it is the next entry, which was not deleted, of a dict that has
    /// not changed; `None` leaves it to [`DictIterator::next_value`]. For the eval loop.
    #[inline(always)]
    pub(crate) fn next_plain<'a>(&'a self, vm: &'a Vm) -> Option<&'a Value> {
        match self.part {
            EntryPart::Key => Some(&self.next_entry(vm)?.key),
            EntryPart::Value => Some(&self.next_entry(vm)?.value),
            EntryPart::Item => None,
        }
    }

    /// As [`DictIterator::next_plain`], for a forward iterator that shows any part.
    #[inline(always)]
    pub(crate) fn next_entry<'a>(&'a self, vm: &'a Vm) -> Option<&'a Entry<Value>> {
        let table = self.dict.get(vm).as_ref()?.table(vm);
        let (position, remaining) = (self.position.get(), self.remaining.get());
        let entry = table.entries().get(position)?;
        if table.len() != self.length.get() || !entry.is_live() || remaining == 0 {
            return None;
        }
        self.position.set(position + 1);
        self.remaining.set(remaining - 1);
        Some(entry)
    }

    /// The next key, value or item.
    #[inline]
    pub(crate) fn next_value(&self, vm: &mut Vm) -> PyResult<Option<Value>> {
        match self.part {
            EntryPart::Key => self.advance(|entry| entry.key.clone(), vm),
            EntryPart::Value => self.advance(|entry| entry.value.clone(), vm),
            EntryPart::Item => {
                let pair = self.advance(|entry| (entry.key.clone(), entry.value.clone()), vm)?;
                Ok(pair.map(|(key, value)| new_pair(key, value, vm)))
            }
        }
    }
}

/// Makes the tuple of a key and its value.
pub(crate) fn new_pair(key: Value, value: Value, vm: &mut Vm) -> Value {
    Tuple::from_array([key, value], vm).into_value()
}

#[methods]
impl DictIterator {
    /// Returns an estimate of the number of items to come.
    #[method(signature = "($self, /)")]
    fn __length_hint__(this: &Ref<DictIterator>, vm: &mut Vm) -> usize {
        let dict = this.dict.get(vm).as_ref();
        let is_valid = dict.is_some_and(|dict| dict.length(vm) == this.length.get());
        if is_valid { this.remaining.get() } else { 0 }
    }

    /// Returns what copy and pickle make the object again from.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<DictIterator>, vm: &mut Vm) -> PyResult {
        let copy = DictIterator {
            dict: HeapCell::new(this.dict.get(vm).clone()),
            position: this.position.clone(),
            length: this.length.clone(),
            remaining: this.remaining.clone(),
            freed: this.freed,
            part: this.part,
            is_backward: this.is_backward,
        };
        let mut items = Vec::new();
        while let Some(item) = copy.next_value(vm)? {
            items.push(item);
        }
        reduce_to_iter(items, vm)
    }
}

/// What `__reduce__` of an iterator gives: a call of `iter` with the items to come.
pub(crate) fn reduce_to_iter(items: Vec<Value>, vm: &mut Vm) -> PyResult {
    let name = vm.intern("iter");
    let iter = crate::builtins::iterators::builtin(&name, vm)?;
    let items = List::new(items, vm).into_value();
    let args = Tuple::from_array([items], vm).into_value();
    Ok(Tuple::from_array([iter, args], vm).into_value())
}

/// The class `dict_valueiterator`.
pub(crate) struct DictValueIterator;

/// The class `dict_itemiterator`.
pub(crate) struct DictItemIterator;

/// The class `dict_reversekeyiterator`.
pub(crate) struct DictReverseKeyIterator;

/// The class `dict_reversevalueiterator`.
pub(crate) struct DictReverseValueIterator;

/// The class `dict_reverseitemiterator`.
pub(crate) struct DictReverseItemIterator;

/// Declares a class of iterators over dicts: they differ in name alone.
// rustfmt moves the lines of an attribute further to the right each time.
#[rustfmt::skip]
macro_rules! iterator_class {
    ($class:ident, $name:literal, $field:ident) => {
        #[native_class(
            name = $name,
            payload = DictIterator,
            registry = $field,
            flags(disallow_instantiation),
            methods(DictIterator::MEMBERS)
        )]
        impl $class {
            #[slot]
            fn iternext(this: &Ref<DictIterator>, vm: &mut Vm) -> PyResult<Option<Value>> {
                this.next_value(vm)
            }
        }
    };
}

iterator_class!(DictIterator, "dict_keyiterator", dict_key_iterator);
iterator_class!(DictValueIterator, "dict_valueiterator", dict_value_iterator);
iterator_class!(DictItemIterator, "dict_itemiterator", dict_item_iterator);
iterator_class!(
    DictReverseKeyIterator,
    "dict_reversekeyiterator",
    dict_reverse_key_iterator
);
iterator_class!(
    DictReverseValueIterator,
    "dict_reversevalueiterator",
    dict_reverse_value_iterator
);
iterator_class!(
    DictReverseItemIterator,
    "dict_reverseitemiterator",
    dict_reverse_item_iterator
);
