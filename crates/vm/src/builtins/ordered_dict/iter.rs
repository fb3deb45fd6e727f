//! Iterators over an `OrderedDict`, and its views.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::dict::iter::{new_pair, reduce_to_iter};
use crate::builtins::dict::views::{DictItems, DictValues};
use crate::builtins::dict::{Dict, DictView, EntryPart};
use crate::builtins::ordered_dict::value::{changes, check_keys, mutated};
use crate::function::native::NativeClass;
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An iterator, forward or backward, by keys, values or items.
#[derive(Payload)]
pub(crate) struct OrderedIterator {
    /// None at the end, which is reached with the last item.
    dict: HeapCell<Option<Ref<Dict>>>,
    /// Where to go on: the first position to look at, or, backward, the end of those.
    position: Cell<usize>,
    changes: usize,
    /// Number of items, or one that no dict has when that has changed.
    length: Cell<usize>,
    #[payload(skip)]
    part: EntryPart,
    is_backward: bool,
}

impl OrderedIterator {
    pub(super) fn new(
        dict: Ref<Dict>,
        part: EntryPart,
        is_backward: bool,
        vm: &mut Vm,
    ) -> Ref<OrderedIterator> {
        let length = dict.length(vm);
        let payload = OrderedIterator {
            position: Cell::new(if is_backward { usize::MAX } else { 0 }),
            changes: changes(&dict, vm),
            length: Cell::new(length),
            dict: HeapCell::new((length > 0).then_some(dict)),
            part,
            is_backward,
        };
        Ref::new(payload, vm)
    }

    /// The entry at or behind a position, in the iterator's direction, and where to go on.
    fn entry(&self, position: usize, dict: &Dict, vm: &Vm) -> Option<(usize, Value, Value)> {
        if self.is_backward {
            dict.previous_entry(position, vm)
        } else {
            dict.next_entry(position, vm)
        }
    }

    fn next_value(&self, vm: &mut Vm) -> PyResult<Option<Value>> {
        let Some(dict) = self.dict.get(vm).clone() else {
            return Ok(None);
        };
        if changes(&dict, vm) != self.changes {
            drop(self.dict.replace(None, vm));
            return Err(mutated(vm));
        }
        if dict.length(vm) != self.length.get() {
            self.length.set(usize::MAX);
            return Err(vm.runtime_error("OrderedDict changed size during iteration"));
        }
        if self.part != EntryPart::Key {
            check_keys(&dict, vm)?;
        }
        let Some((after, key, value)) = self.entry(self.position.get(), &dict, vm) else {
            drop(self.dict.replace(None, vm));
            return Ok(None);
        };
        self.position.set(after);
        // After the last item, changes do not matter any more.
        if self.entry(after, &dict, vm).is_none() {
            drop(self.dict.replace(None, vm));
        }
        Ok(Some(match self.part {
            EntryPart::Key => key,
            EntryPart::Value => value,
            EntryPart::Item => new_pair(key, value, vm),
        }))
    }
}

#[native_class(name = "odict_iterator", flags(disallow_instantiation), undocumented)]
impl OrderedIterator {
    #[slot]
    fn iternext(this: &Ref<OrderedIterator>, vm: &mut Vm) -> PyResult<Option<Value>> {
        this.next_value(vm)
    }

    /// Returns what copy and pickle make the object again from.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<OrderedIterator>, vm: &mut Vm) -> PyResult {
        let copy = OrderedIterator {
            dict: HeapCell::new(this.dict.get(vm).clone()),
            position: this.position.clone(),
            changes: this.changes,
            length: this.length.clone(),
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

/// Makes a view of an `OrderedDict`.
pub(super) fn new_view(dict: &Ref<Dict>, part: EntryPart, vm: &mut Vm) -> Ref<DictView> {
    let class = match part {
        EntryPart::Key => OrderedKeys::class(vm),
        EntryPart::Value => OrderedValues::class(vm),
        EntryPart::Item => OrderedItems::class(vm),
    };
    let class = class.clone();
    let dict = dict.clone();
    Ref::with_class(DictView { dict, part }, &class, vm)
}

/// The class `odict_keys`.
pub(super) struct OrderedKeys;

/// The class `odict_items`.
pub(super) struct OrderedItems;

/// The class `odict_values`.
pub(super) struct OrderedValues;

/// Declares a class of views: they differ in name and base alone.
// rustfmt moves the lines of an attribute further to the right each time.
#[rustfmt::skip]
macro_rules! view_class {
    ($class:ident, $name:literal, $base:ident) => {
        #[native_class(
            name = $name,
            base = $base,
            payload = DictView,
            flags(disallow_instantiation),
            undocumented
        )]
        impl $class {
            #[slot]
            fn iter(this: &Ref<DictView>, vm: &mut Vm) -> Ref<OrderedIterator> {
                OrderedIterator::new(this.dict.clone(), this.part, false, vm)
            }

            /// Returns a backward iterator over the view.
            #[method(signature = "($self, /)")]
            fn __reversed__(this: &Ref<DictView>, vm: &mut Vm) -> Ref<OrderedIterator> {
                OrderedIterator::new(this.dict.clone(), this.part, true, vm)
            }
        }
    };
}

view_class!(OrderedKeys, "odict_keys", DictView);
view_class!(OrderedItems, "odict_items", DictItems);
view_class!(OrderedValues, "odict_values", DictValues);
