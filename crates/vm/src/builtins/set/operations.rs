//! Set algebra. The functions work on tables, so that `set`, `frozenset` and views share them.
//!
//! An operand may be any iterable. Sets and dicts are read entry by entry, with the hashes they
//! know; as comparing items may run Python code, positions are looked up anew for each.

use std::ops::ControlFlow;

use crate::builtins::dict::key::find_key;
use crate::builtins::dict::table::{Content, SetTable, Table};
use crate::builtins::dict::{Dict, plain_dict};
use crate::builtins::set::value::{Set, SetCell, as_set_table, contains_item, hash_item};
use crate::eval::sinks::Takes;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An operand whose items are known to be without duplicates, with their hashes.
enum Hashed<'a> {
    Set(&'a SetCell),
    Dict(Ref<Dict>),
}

impl Hashed<'_> {
    /// The operand, if it is a set, a frozenset or a dict.
    fn of<'a>(value: &'a Value, vm: &Vm) -> Option<Hashed<'a>> {
        if let Some(table) = as_set_table(value) {
            return Some(Hashed::Set(table));
        }
        if value.class(vm).is(&vm.types.dict) {
            return plain_dict(value, vm).map(Hashed::Dict);
        }
        None
    }

    fn length(&self, vm: &Vm) -> usize {
        match self {
            Hashed::Set(table) => table.get(vm).len(),
            Hashed::Dict(dict) => dict.length(vm),
        }
    }

    /// Whether a key is present.
    fn has(&self, key: &Value, hash: u64, vm: &mut Vm) -> PyResult<bool> {
        Ok(match self {
            Hashed::Set(table) => find_key(table, key, hash, vm)?.is_some(),
            Hashed::Dict(dict) => dict.find(key, hash, vm)?.is_some(),
        })
    }

    /// The first key at or behind a position, with its hash, and the next position.
    fn next(&self, position: usize, vm: &Vm) -> Option<(usize, Value, u64)> {
        match self {
            Hashed::Set(table) => next_key(table.get(vm), position),
            Hashed::Dict(dict) => next_key(dict.table(vm), position),
        }
    }
}

/// The first key at or behind a position, with its hash, and the next position.
fn next_key<V: Content>(table: &Table<V>, position: usize) -> Option<(usize, Value, u64)> {
    let position = table.next_live(position)?;
    let entry = table.entry(position);
    Some((position + 1, entry.key.clone(), entry.hash))
}

/// The content of a cell that starts with `content` and is then filled. What it holds meanwhile is
/// accounted for, as if it were in an object.
pub(super) fn build(
    content: SetTable,
    fill: impl FnOnce(&SetCell, &mut Vm) -> PyResult<()>,
    vm: &mut Vm,
) -> PyResult<SetTable> {
    let cell = SetCell::new(SetTable::default());
    drop(cell.get_mut(vm).replace(content));
    let outcome = fill(&cell, vm);
    let content = cell.get_mut(vm).take();
    outcome.map(|()| content)
}

/// Adds an item whose hash is known and says whether it was missing.
fn insert(table: &SetCell, item: Value, hash: u64, vm: &mut Vm) -> PyResult<bool> {
    if find_key(table, &item, hash, vm)?.is_some() {
        return Ok(false);
    }
    table.insert_new(hash, item, (), vm);
    Ok(true)
}

/// Adds the items.
pub(crate) fn add_all(table: &SetCell, items: Vec<Value>, vm: &mut Vm) -> PyResult<()> {
    for item in items {
        let hash = hash_item(&item, vm)?;
        insert(table, item, hash, vm)?;
    }
    Ok(())
}

/// Adds the items of an iterable.
pub(crate) fn update(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<()> {
    let Some(hashed) = Hashed::of(other, vm) else {
        let _ = vm.iterate(other, |item, vm| {
            let hash = hash_item(&item, vm)?;
            insert(table, item, hash, vm)?;
            Ok(ControlFlow::Continue(()))
        })?;
        return Ok(());
    };
    if let Hashed::Set(other) = hashed {
        if std::ptr::eq(table, other) {
            return Ok(());
        }
        if table.get(vm).len() == 0 {
            let copy = other.copy(vm);
            drop(table.get_mut(vm).replace(copy));
            return Ok(());
        }
    }
    let additional = hashed.length(vm);
    if additional > table.get(vm).len() {
        table.reserve(additional, vm);
    }
    let mut position = 0;
    while let Some((next, item, hash)) = hashed.next(position, vm) {
        position = next;
        insert(table, item, hash, vm)?;
    }
    Ok(())
}

/// The items of an iterable, as a table.
pub(crate) fn collect_set(iterable: &Value, vm: &mut Vm) -> PyResult<SetTable> {
    let fill = |table: &SetCell, vm: &mut Vm| {
        if iterable.as_generator().is_none() {
            return update(table, iterable, vm);
        }
        // Nobody sees the table grow.
        let _ = vm.iterate_behind(iterable, Takes::Plain, |item, vm| {
            let hash = hash_item(&item, vm)?;
            insert(table, item, hash, vm)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    };
    build(SetTable::default(), fill, vm)
}

/// The items of all operands.
pub(crate) fn union(table: &SetCell, others: &[Value], vm: &mut Vm) -> PyResult<SetTable> {
    let update_all = |result: &SetCell, vm: &mut Vm| {
        others
            .iter()
            .try_for_each(|other| update(result, other, vm))
    };
    build(table.copy(vm), update_all, vm)
}

/// The items of both operands.
pub(crate) fn union_of_two(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<SetTable> {
    union(table, std::slice::from_ref(other), vm)
}

/// The items that are in both operands.
pub(crate) fn intersect(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<SetTable> {
    let add_common = |result: &SetCell, vm: &mut Vm| intersect_into(result, table, other, vm);
    build(SetTable::default(), add_common, vm)
}

fn intersect_into(result: &SetCell, table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<()> {
    match as_set_table(other) {
        Some(other) if std::ptr::eq(table, other) => {
            let copy = table.copy(vm);
            drop(result.get_mut(vm).replace(copy));
        }
        Some(other) => {
            // Walking the smaller operand takes fewer steps.
            let is_smaller = table.get(vm).len() < other.get(vm).len();
            let (walked, asked) = if is_smaller {
                (table, other)
            } else {
                (other, table)
            };
            let mut position = 0;
            while let Some((next, item, hash)) = next_key(walked.get(vm), position) {
                position = next;
                if find_key(asked, &item, hash, vm)?.is_some() {
                    insert(result, item, hash, vm)?;
                }
            }
        }
        None => {
            let _ = vm.iterate(other, |item, vm| {
                let hash = item.hash(vm)? as u64;
                if find_key(table, &item, hash, vm)?.is_some() {
                    insert(result, item, hash, vm)?;
                }
                Ok(ControlFlow::Continue(()))
            })?;
        }
    }
    Ok(())
}

/// The items that are in all operands.
pub(crate) fn intersect_all(table: &SetCell, others: &[Value], vm: &mut Vm) -> PyResult<SetTable> {
    let Some((first, rest)) = others.split_first() else {
        return Ok(table.copy(vm));
    };
    let mut result = intersect(table, first, vm)?;
    for other in rest {
        result = intersect(&SetCell::new(result), other, vm)?;
    }
    Ok(result)
}

/// Keeps the items that are in an iterable.
pub(crate) fn intersect_in_place(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<()> {
    let result = intersect(table, other, vm)?;
    drop(table.get_mut(vm).replace(result));
    Ok(())
}

/// Removes the items of an iterable.
pub(crate) fn subtract_from(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<()> {
    if let Some(other) = as_set_table(other) {
        if std::ptr::eq(table, other) {
            drop(table.get_mut(vm).take());
            return Ok(());
        }
        let mut position = 0;
        while let Some((next, item, hash)) = next_key(other.get(vm), position) {
            position = next;
            remove(table, &item, hash, vm)?;
        }
        return Ok(());
    }
    let _ = vm.iterate(other, |item, vm| {
        let hash = hash_item(&item, vm)?;
        remove(table, &item, hash, vm)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(())
}

fn remove(table: &SetCell, item: &Value, hash: u64, vm: &mut Vm) -> PyResult<bool> {
    let position = find_key(table, item, hash, vm)?;
    let removed = position.map(|position| table.get_mut(vm).remove(position));
    Ok(removed.is_some())
}

/// The items of the first operand that are not in the second.
pub(crate) fn difference(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<SetTable> {
    let hashed = Hashed::of(other, vm);
    let Some(hashed) = hashed.filter(|other| other.length(vm) >= table.get(vm).len() / 4) else {
        let copy = table.copy(vm);
        return build(copy, |result, vm| subtract_from(result, other, vm), vm);
    };
    let add_others = |result: &SetCell, vm: &mut Vm| {
        let mut position = 0;
        while let Some((next, item, hash)) = next_key(table.get(vm), position) {
            position = next;
            if !hashed.has(&item, hash, vm)? {
                insert(result, item, hash, vm)?;
            }
        }
        Ok(())
    };
    build(SetTable::default(), add_others, vm)
}

/// The items of the first operand that are in none of the others.
pub(crate) fn difference_all(table: &SetCell, others: &[Value], vm: &mut Vm) -> PyResult<SetTable> {
    let Some((first, rest)) = others.split_first() else {
        return Ok(table.copy(vm));
    };
    let difference = difference(table, first, vm)?;
    let subtract_all = |result: &SetCell, vm: &mut Vm| {
        rest.iter()
            .try_for_each(|other| subtract_from(result, other, vm))
    };
    build(difference, subtract_all, vm)
}

/// Removes the items of an iterable that are present and adds those that are not.
pub(crate) fn toggle_all(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<()> {
    if let Some(other) = as_set_table(other)
        && std::ptr::eq(table, other)
    {
        drop(table.get_mut(vm).take());
        return Ok(());
    }
    let collected;
    let hashed = match Hashed::of(other, vm) {
        Some(hashed) => hashed,
        None => {
            // An item that comes twice must not be toggled twice.
            collected = SetCell::new(collect_set(other, vm)?);
            Hashed::Set(&collected)
        }
    };
    let mut position = 0;
    while let Some((next, item, hash)) = hashed.next(position, vm) {
        position = next;
        if !remove(table, &item, hash, vm)? {
            insert(table, item, hash, vm)?;
        }
    }
    Ok(())
}

/// The items that are in one operand only.
pub(crate) fn symmetric_difference(
    table: &SetCell,
    other: &Value,
    vm: &mut Vm,
) -> PyResult<SetTable> {
    if let Some(other) = as_set_table(other)
        && std::ptr::eq(table, other)
    {
        return Ok(SetTable::default());
    }
    let copy = table.copy(vm);
    build(copy, |result, vm| toggle_all(result, other, vm), vm)
}

/// Whether every item of `part` is in `whole`.
pub(crate) fn is_subset(part: &SetCell, whole: &SetCell, vm: &mut Vm) -> PyResult<bool> {
    if part.get(vm).len() > whole.get(vm).len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((next, item, hash)) = next_key(part.get(vm), position) {
        position = next;
        if find_key(whole, &item, hash, vm)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `set.issubset(other)`
pub(crate) fn is_subset_of(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<bool> {
    if let Some(other) = as_set_table(other) {
        return is_subset(table, other, vm);
    }
    let common = intersect(table, other, vm)?;
    Ok(common.len() == table.get(vm).len())
}

/// `set.issuperset(other)`
pub(crate) fn is_superset_of(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<bool> {
    if let Some(other) = as_set_table(other) {
        return is_subset(other, table, vm);
    }
    let flow = vm.iterate(other, |item, vm| {
        Ok(if contains_item(table, &item, vm)? {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    })?;
    Ok(flow.is_continue())
}

/// `set.isdisjoint(other)`
pub(crate) fn is_disjoint(table: &SetCell, other: &Value, vm: &mut Vm) -> PyResult<bool> {
    let Some(other) = as_set_table(other) else {
        let flow = vm.iterate(other, |item, vm| {
            Ok(if contains_item(table, &item, vm)? {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        return Ok(flow.is_continue());
    };
    let is_smaller = table.get(vm).len() < other.get(vm).len();
    let (walked, asked) = if is_smaller {
        (table, other)
    } else {
        (other, table)
    };
    let mut position = 0;
    while let Some((next, item, hash)) = next_key(walked.get(vm), position) {
        position = next;
        if find_key(asked, &item, hash, vm)?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Set {
    /// Makes a set of the items of an iterable.
    ///
    /// This and the other methods raise what iterating, `__hash__` and `__eq__` raise.
    pub fn from_iterable(iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Set>> {
        let table = collect_set(iterable, vm)?;
        Ok(Ref::new(Set::from_table(table), vm))
    }

    /// Adds the items of an iterable.
    pub fn update_from(&self, other: &Value, vm: &mut Vm) -> PyResult<()> {
        update(&self.table, other, vm)
    }

    /// Removes the items of an iterable.
    pub fn subtract_from(&self, other: &Value, vm: &mut Vm) -> PyResult<()> {
        subtract_from(&self.table, other, vm)
    }

    /// Removes the items of an iterable that are present and adds those that are not.
    pub fn toggle_all(&self, other: &Value, vm: &mut Vm) -> PyResult<()> {
        toggle_all(&self.table, other, vm)
    }
}
