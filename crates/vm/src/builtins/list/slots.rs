//! The protocol of `list`.

use std::ops::ControlFlow;

use rpy_bytecode::CompareOperator;

use crate::builtins::list::{List, ListIterator};
use crate::builtins::sequence;
use crate::builtins::slice::{Slice, SliceParts};
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(super) const SLOTS: Slots = Slots {
    repr: Some(repr),
    compare: Some(compare),
    iter: Some(iter),
    new: Some(new),
    init: Some(init),
    length: Some(length),
    subscript: Some(subscript),
    set_subscript: Some(set_subscript),
    contains: Some(contains),
    concat: Some(concat),
    repeat: Some(repeat),
    inplace_concat: Some(inplace_concat),
    inplace_repeat: Some(inplace_repeat),
    ..Slots::EMPTY
};

fn list_of(this: &Value) -> &Ref<List> {
    this.downcast()
        .expect("slots are called with their own type")
}

fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
    Ok(List::with_class(Vec::new(), class, vm).into_value())
}

fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    if args.has_keywords() {
        return Err(vm.type_error("list() takes no keyword arguments"));
    }
    let list = list_of(this);
    match args.positional() {
        [] => drop(list.replace(Vec::new(), vm)),
        [iterable] => {
            drop(list.replace(Vec::new(), vm));
            list.extend(iterable, vm)?;
        }
        more => {
            let count = more.len();
            return Err(vm.type_error(format!("list expected at most 1 argument, got {count}")));
        }
    }
    Ok(())
}

impl Ref<List> {
    /// Appends the items of an iterable.
    pub fn extend(&self, iterable: &Value, vm: &mut Vm) -> PyResult<()> {
        // What has a fast path is read whole: that runs no Python code, and the iterable may be
        // this list.
        if let Some(items) = vm.collect_fast(iterable)? {
            let mut own = self.items_mut(vm);
            if own.is_empty() {
                *own = items;
            } else {
                own.extend(items);
            }
            return Ok(());
        }
        let iterator = iterable.iter(vm)?;
        let hint = iterable.length_hint(8, vm)?;
        // As in CPython: room that there is not is an error, though the hint may be wrong, unless it
        // is beyond all numbers.
        if self.length(vm).checked_add(hint).is_some()
            && self.items_mut(vm).try_reserve(hint).is_err()
        {
            return Err(vm.memory_error());
        }
        let _ = vm.iterate_iterator(&iterator, |item, vm| {
            self.push(item, vm);
            Ok(ControlFlow::Continue(()))
        })?;
        super::methods::shrink(self, vm);
        Ok(())
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

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let list = list_of(this);
    sequence::repr(this, ["[", "]"], |index, vm| list.get(index, vm), vm)
}

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
            return match op {
                CompareOperator::Equal => Ok(Value::FALSE),
                CompareOperator::NotEqual => Ok(Value::TRUE),
                _ => a.compare(&b, op, vm),
            };
        }
        index += 1;
    }
}

fn iter(this: &Value, vm: &mut Vm) -> PyResult {
    let list = list_of(this).clone();
    Ok(ListIterator::new(list, vm).into_value())
}

fn length(this: &Value, vm: &mut Vm) -> PyResult<usize> {
    Ok(list_of(this).length(vm))
}

fn subscript(this: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    let list = list_of(this);
    if let Some(slice) = key.downcast::<Slice>() {
        let indices = slice.parts(vm)?.indices(list.length(vm));
        let items = indices.select(list.items(vm));
        return Ok(List::new(items, vm).into_value());
    }
    let index = sequence::subscript_index(key, "list", vm)?;
    let items = list.items(vm);
    match sequence::position(index, items.len()) {
        Some(index) => Ok(items[index].clone()),
        None => Err(vm.index_error("list index out of range")),
    }
}

fn set_subscript(this: &Value, key: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let list = list_of(this);
    if let Some(slice) = key.downcast::<Slice>() {
        let parts = slice.parts(vm)?;
        return match value {
            Some(value) => set_slice(list, parts, &value, vm),
            None => {
                delete_slice(list, parts, vm);
                Ok(())
            }
        };
    }
    let index = sequence::subscript_index(key, "list", vm)?;
    let items = list.items_mut_in_place(vm);
    let Some(index) = sequence::position(index, items.len()) else {
        return Err(vm.index_error("list assignment index out of range"));
    };
    match value {
        Some(value) => items[index] = value,
        None => drop(items.remove(index)),
    }
    Ok(())
}

/// `list[start:stop:step] = value`
fn set_slice(list: &Ref<List>, parts: SliceParts, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let indices = parts.indices(list.length(vm));
    if indices.step == 1 {
        let new = vm.collect_or(value, "must assign iterable to extended slice")?;
        let mut items = list.items_mut(vm);
        // Iterating may have changed the list. Where nothing is selected, the items go in front of
        // `start`.
        let start = (indices.start as usize).min(items.len());
        let stop = (indices.stop as usize).clamp(start, items.len());
        drop(items.splice(start..stop, new));
        return Ok(());
    }
    let new = vm.collect_or(value, "must assign iterable to extended slice")?;
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

fn contains(this: &Value, item: &Value, vm: &mut Vm) -> PyResult<bool> {
    Ok(list_of(this).find(item, 0, usize::MAX, vm)?.is_some())
}

fn concat(this: &Value, other: &Value, vm: &mut Vm) -> PyResult {
    let list = list_of(this);
    let Some(other) = other.downcast::<List>() else {
        let name = other.type_name(vm);
        return Err(vm.type_error(format!(
            "can only concatenate list (not \"{name}\") to list"
        )));
    };
    let mut items = vm.new_buffer(list.length(vm) + other.length(vm))?;
    items.extend_from_slice(list.items(vm));
    items.extend_from_slice(other.items(vm));
    Ok(List::new(items, vm).into_value())
}

fn repeat(this: &Value, count: &Value, vm: &mut Vm) -> PyResult {
    let count = sequence::repeat_count(count, vm)?;
    let list = list_of(this);
    let mut items = vm.new_buffer(list.length(vm).saturating_mul(count))?;
    sequence::push_repeated(&mut items, list.items(vm), count);
    Ok(List::new(items, vm).into_value())
}

fn inplace_concat(this: &Value, other: &Value, vm: &mut Vm) -> PyResult {
    list_of(this).extend(other, vm)?;
    Ok(this.clone())
}

fn inplace_repeat(this: &Value, count: &Value, vm: &mut Vm) -> PyResult {
    let count = sequence::repeat_count(count, vm)?;
    let list = list_of(this);
    if count == 0 {
        drop(list.replace(Vec::new(), vm));
        return Ok(this.clone());
    }
    let mut items = vm.new_buffer(list.length(vm).saturating_mul(count))?;
    sequence::push_repeated(&mut items, list.items(vm), count);
    drop(list.replace(items, vm));
    Ok(this.clone())
}
