//! The protocol of `list`.

use std::ops::ControlFlow;

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::list::{List, ListIterator};
use crate::builtins::sequence;
use crate::builtins::slice::{Slice, SliceParts};
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A mutable sequence; of the items of an iterable, if one is given.
#[native_class(
    name = "list",
    registry = list,
    flags(base, sequence, match_self),
    generic,
    methods(List::MEMBERS)
)]
impl List {
    #[slot]
    fn repr(this: &Ref<List>, vm: &mut Vm) -> PyResult {
        sequence::repr(
            this.as_value(),
            ["[", "]"],
            |index, vm| this.get(index, vm),
            vm,
        )
    }

    #[slot]
    fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<List>(), other.downcast::<List>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let (left_length, right_length) = (left.length(vm), right.length(vm));
        if left_length != right_length {
            // Lists of different lengths differ, whatever the items are.
            match op {
                CompareOperator::Equal => return Ok(Value::FALSE),
                CompareOperator::NotEqual => return Ok(Value::TRUE),
                _ => {}
            }
        }
        let mut index = 0;
        loop {
            // Comparing may change the lists.
            let (Some(a), Some(b)) = (left.items(vm).get(index), right.items(vm).get(index)) else {
                let ordering = left.length(vm).cmp(&right.length(vm));
                return Ok(Value::bool(op.holds(Some(ordering))));
            };
            if a.is(b) {
                index += 1;
                continue;
            }
            let (a, b) = (a.clone(), b.clone());
            if sequence::surely_differ(&a, &b) || !a.equals(&b, vm)? {
                let (Some(a), Some(b)) = (left.items(vm).get(index), right.items(vm).get(index))
                else {
                    continue;
                };
                return match op {
                    CompareOperator::Equal => Ok(Value::FALSE),
                    CompareOperator::NotEqual => Ok(Value::TRUE),
                    _ => a.clone().compare(&b.clone(), op, vm),
                };
            }
            index += 1;
        }
    }

    #[slot]
    fn iter(this: &Ref<List>, vm: &mut Vm) -> PyResult {
        let list = this.clone();
        Ok(ListIterator::new(list, vm).into_value())
    }

    #[new]
    fn new_slot(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        Ok(List::with_class(Vec::new(), class, vm).into_value())
    }

    #[init(signature = "(iterable=(), /)")]
    fn init(this: &Ref<List>, iterable: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        drop(this.replace(Vec::new(), vm));
        match iterable {
            // Nobody sees a new list grow.
            Some(iterable)
                if iterable.as_generator().is_some() && this.header().refcount() == 1 =>
            {
                let items = vm.collect(iterable)?;
                drop(this.replace(items, vm));
                super::methods::shrink(this, vm);
                Ok(())
            }
            Some(iterable) => this.extend(iterable, vm),
            None => Ok(()),
        }
    }

    #[slot(length)]
    fn length_slot(this: &Ref<List>, vm: &mut Vm) -> PyResult<usize> {
        Ok(this.length(vm))
    }

    /// Returns the item at the index, or a list of those of the slice.
    #[method(signature = "($self, index, /)")]
    fn __getitem__(this: &Ref<List>, index: &Value, vm: &mut Vm) -> PyResult {
        List::subscript(this, index, vm)
    }

    #[slot]
    fn subscript(this: &Ref<List>, key: &Value, vm: &mut Vm) -> PyResult {
        if let Some(slice) = key.downcast::<Slice>() {
            let indices = slice.parts(vm)?.indices(this.length(vm));
            vm.check_allocation(indices.count * size_of::<Value>())?;
            let items = indices.select(this.items(vm));
            return Ok(List::new(items, vm).into_value());
        }
        let index = sequence::subscript_index(key, "list", vm)?;
        let items = this.items(vm);
        match sequence::position(index, items.len()) {
            Some(index) => Ok(items[index].clone()),
            None => Err(vm.index_error("list index out of range")),
        }
    }

    #[slot]
    fn set_subscript(
        this: &Ref<List>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if let Some(slice) = key.downcast::<Slice>() {
            let parts = slice.parts(vm)?;
            return match value {
                Some(value) => set_slice(this, parts, &value, vm),
                None => {
                    delete_slice(this, parts, vm);
                    Ok(())
                }
            };
        }
        let index = sequence::subscript_index(key, "list", vm)?;
        let items = this.items_mut_in_place(vm);
        let Some(index) = sequence::position(index, items.len()) else {
            return Err(vm.index_error("list assignment index out of range"));
        };
        match value {
            Some(value) => items[index] = value,
            None => drop(items.remove(index)),
        }
        Ok(())
    }

    #[slot]
    fn contains(this: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(this.find(item, 0, usize::MAX, vm)?.is_some())
    }

    #[slot]
    fn concat(this: &Ref<List>, other: &Value, vm: &mut Vm) -> PyResult {
        let Some(other) = other.downcast::<List>() else {
            let name = other.type_name(vm);
            return Err(vm.type_error(format!(
                "can only concatenate list (not \"{name}\") to list"
            )));
        };
        let mut items = vm.new_buffer(this.length(vm) + other.length(vm))?;
        Value::extend_by_clones(&mut items, this.items(vm));
        Value::extend_by_clones(&mut items, other.items(vm));
        Ok(List::new(items, vm).into_value())
    }

    #[slot]
    fn repeat(this: &Ref<List>, count: &Value, vm: &mut Vm) -> PyResult {
        let count = sequence::repeat_count(count, vm)?;
        let mut items = vm.new_buffer(this.length(vm).saturating_mul(count))?;
        sequence::push_repeated(&mut items, this.items(vm), count);
        Ok(List::new(items, vm).into_value())
    }

    #[slot]
    fn inplace_concat(this: &Ref<List>, other: &Value, vm: &mut Vm) -> PyResult {
        this.extend(other, vm)?;
        Ok(this.to_value())
    }

    #[slot]
    fn inplace_repeat(this: &Ref<List>, count: &Value, vm: &mut Vm) -> PyResult {
        let count = sequence::repeat_count(count, vm)?;
        if count == 0 {
            drop(this.replace(Vec::new(), vm));
            return Ok(this.as_value().clone());
        }
        let mut items = vm.new_buffer(this.length(vm).saturating_mul(count))?;
        sequence::push_repeated(&mut items, this.items(vm), count);
        drop(this.replace(items, vm));
        Ok(this.as_value().clone())
    }
}

impl Ref<List> {
    /// Appends the items of an iterable.
    pub fn extend(&self, iterable: &Value, vm: &mut Vm) -> PyResult<()> {
        // What has a fast path is read whole: that runs no Python code. So is this list, of whatever
        // class: it would get longer while it is gone through.
        let items = match items_of_itself(self, iterable, vm)? {
            Some(items) => Some(items),
            None => vm.collect_fast(iterable)?,
        };
        if let Some(items) = items {
            if self.length(vm) == 0 {
                drop(self.replace(items, vm));
                return Ok(());
            }
            self.reserve(items.len(), vm)?;
            self.items_mut(vm).extend(items);
            return Ok(());
        }
        let iterator = iterable.iter(vm)?;
        let hint = iterable.length_hint(8, vm)?;
        // As in CPython: room that there is not is an error, though the hint may be wrong, unless it
        // is beyond all numbers.
        let length = self.length(vm).checked_add(hint);
        if length.is_some_and(|length| isize::try_from(length).is_ok()) {
            self.reserve(hint, vm)?;
        }
        let _ = vm.iterate_iterator(&iterator, |item, vm| {
            self.push(item, vm);
            Ok(ControlFlow::Continue(()))
        })?;
        super::methods::shrink(self, vm);
        Ok(())
    }

    /// Makes room for so many more items.
    ///
    /// Raises `MemoryError` if there is none.
    fn reserve(&self, additional: usize, vm: &mut Vm) -> PyResult<()> {
        let items = self.items(vm);
        if items.capacity() - items.len() >= additional {
            return Ok(());
        }
        // Growing doubles the buffer at least.
        let more = additional.max(items.capacity());
        vm.check_allocation(more.saturating_mul(size_of::<Value>()))?;
        let outcome = self.items_mut(vm).try_reserve(additional);
        match outcome {
            Ok(()) => Ok(()),
            Err(_) => Err(vm.memory_error()),
        }
    }

    /// Index of the first item from `start` on that equals `value`, below `end`.
    pub(super) fn find(
        &self,
        value: &Value,
        start: usize,
        end: usize,
        vm: &mut Vm,
    ) -> PyResult<Option<usize>> {
        let mut index = start;
        while index < end {
            // Comparing may change the list.
            let Some(item) = self.items(vm).get(index) else {
                break;
            };
            if item.is(value) {
                return Ok(Some(index));
            }
            if !sequence::surely_differ(item, value) {
                let item = item.clone();
                if item.equals(value, vm)? {
                    return Ok(Some(index));
                }
            }
            index += 1;
        }
        Ok(None)
    }
}

/// A copy of the items, if what is to be read is the list itself; its class's `__iter__` is not asked then.
fn items_of_itself(list: &Ref<List>, value: &Value, vm: &mut Vm) -> PyResult<Option<Vec<Value>>> {
    if !list.is_value(value) {
        return Ok(None);
    }
    let mut items = vm.new_buffer(list.length(vm))?;
    Value::extend_by_clones(&mut items, list.items(vm));
    Ok(Some(items))
}

/// What is assigned to a slice of the list.
fn new_items(list: &Ref<List>, value: &Value, vm: &mut Vm) -> PyResult<Vec<Value>> {
    match items_of_itself(list, value, vm)? {
        Some(items) => Ok(items),
        None => vm.collect_or(value, "must assign iterable to extended slice"),
    }
}

/// `list[start:stop:step] = value`
fn set_slice(list: &Ref<List>, parts: SliceParts, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let indices = parts.indices(list.length(vm));
    if indices.step == 1 {
        let new = new_items(list, value, vm)?;
        let indices = parts.indices(list.length(vm));
        list.reserve(new.len().saturating_sub(indices.count), vm)?;
        let mut items = list.items_mut(vm);
        // Iterating may have changed the list. Where nothing is selected, the items go in front of
        // `start`.
        let start = (indices.start as usize).min(items.len());
        let stop = (indices.stop as usize).clamp(start, items.len());
        drop(items.splice(start..stop, new));
        return Ok(());
    }
    let new = new_items(list, value, vm)?;
    let indices = parts.indices(list.length(vm));
    if new.len() != indices.count {
        return Err(vm.value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            new.len(),
            indices.count
        )));
    }
    let items = list.items_mut_in_place(vm);
    for (index, item) in indices.iter().zip(new) {
        items[index] = item;
    }
    Ok(())
}

/// `del list[start:stop:step]`
fn delete_slice(list: &Ref<List>, parts: SliceParts, vm: &mut Vm) {
    let indices = parts.indices(list.length(vm));
    if indices.count == 0 {
        return;
    }
    let indices = indices.ascending();
    let items = list.items_mut_in_place(vm);
    if indices.step == 1 {
        let start = indices.start as usize;
        drop(items.drain(start..start + indices.count));
        return;
    }
    let mut position = 0;
    let mut selected = indices.iter().peekable();
    items.retain(|_| {
        let delete = selected.peek() == Some(&position);
        if delete {
            selected.next();
        }
        position += 1;
        !delete
    });
}
