//! Filling a dict from mappings, pairs and keyword arguments.

use std::ops::ControlFlow;

use crate::builtins::dict::Dict;
use crate::builtins::dict::table::DictTable;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// What to do about a key that is already present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicate {
    /// Takes the new value.
    Replace,
    /// Raises `KeyError(key)`; for `**` in calls.
    Raise,
}

impl Dict {
    /// `self.update(source)`: a mapping, which has `keys`, or an iterable of pairs.
    pub fn update_from(&self, source: &Value, vm: &mut Vm) -> PyResult<()> {
        if let Some(source) = plain_dict(source, vm) {
            return self.merge_dict(&source, Duplicate::Replace, vm);
        }
        let name = vm.names.keys.clone();
        match source.get_attribute_optional(&name, vm)? {
            Some(keys) => {
                let keys = keys.call_positional(&[], vm)?;
                self.merge_keys(source, &keys, Duplicate::Replace, vm)
            }
            None => self.merge_pairs(source, vm),
        }
    }

    /// Adds the items of a mapping, for `{**mapping}` and `f(**mapping)`.
    ///
    /// Raises `AttributeError` if it has no `keys`, and `KeyError(key)` for duplicates if they are
    /// to raise.
    pub fn merge(&self, mapping: &Value, duplicate: Duplicate, vm: &mut Vm) -> PyResult<()> {
        if let Some(mapping) = plain_dict(mapping, vm) {
            return self.merge_dict(&mapping, duplicate, vm);
        }
        let name = vm.names.keys.clone();
        let keys = mapping.call_method(&name, &[], vm)?;
        self.merge_keys(mapping, &keys, duplicate, vm)
    }

    /// Adds the items of another dict.
    pub(crate) fn merge_dict(
        &self,
        source: &Dict,
        duplicate: Duplicate,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if std::ptr::eq(self, source) || source.length(vm) == 0 {
            return Ok(());
        }
        if self.length(vm) == 0 {
            let copy = source.table.copy(vm);
            self.replace_table(copy, vm);
            return Ok(());
        }
        let additional = source.length(vm);
        if additional > self.length(vm) {
            self.touch();
            self.table.reserve(additional, vm);
        }
        let count = source.table(vm).entries().len();
        let mut next = 0;
        while let Some(position) = source.table(vm).next_live(next) {
            next = position + 1;
            let entry = source.table(vm).entry(position).clone();
            self.set_unless_duplicate(entry.key, entry.hash, entry.value, duplicate, vm)?;
            if source.table(vm).entries().len() != count {
                return Err(vm.runtime_error("dict mutated during update"));
            }
        }
        Ok(())
    }

    fn set_unless_duplicate(
        &self,
        key: Value,
        hash: u64,
        value: Value,
        duplicate: Duplicate,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if duplicate == Duplicate::Raise && self.find(&key, hash, vm)?.is_some() {
            return Err(vm.key_error(key));
        }
        self.set_hashed(key, hash, value, vm)
    }

    /// Adds what a mapping has under the keys that its `keys()` gave.
    fn merge_keys(
        &self,
        mapping: &Value,
        keys: &Value,
        duplicate: Duplicate,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let iterator = match keys.iter(vm) {
            Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {
                let (mapping, keys) = (mapping.type_name(vm), keys.type_name(vm));
                return Err(vm.type_error(format!(
                    "{mapping}.keys() returned a non-iterable (type {keys})"
                )));
            }
            result => result?,
        };
        let _ = vm.iterate_iterator(&iterator, |key, vm| {
            let hash = Dict::hash_key(&key, vm)?;
            if duplicate == Duplicate::Raise && self.find(&key, hash, vm)?.is_some() {
                return Err(vm.key_error(key));
            }
            let value = mapping.subscript(&key, vm)?;
            self.set_hashed(key, hash, value, vm)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    }

    /// Adds the pairs of an iterable.
    fn merge_pairs(&self, pairs: &Value, vm: &mut Vm) -> PyResult<()> {
        let mut index = 0;
        let _ = vm.iterate(pairs, |pair, vm| {
            let items = match vm.collect_or(&pair, "object is not iterable") {
                Err(raised) => return Err(explain_element(index, raised, vm)),
                Ok(items) => items,
            };
            let Ok([key, value]) = <[Value; 2]>::try_from(items) else {
                let length = pair.length(vm).unwrap_or(0);
                return Err(vm.value_error(format!(
                    "dictionary update sequence element #{index} has length {length}; 2 is required"
                )));
            };
            index += 1;
            self.set_item(key, value, vm)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    }

    /// Fills the dict from the arguments of `dict()` or `update()`, which `name` is.
    pub(crate) fn update_from_arguments(
        &self,
        name: &str,
        args: Args<'_>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        match args.positional() {
            [] => {}
            [source] => self.update_from(source, vm)?,
            many => {
                let count = many.len();
                return Err(
                    vm.type_error(format!("{name} expected at most 1 argument, got {count}"))
                );
            }
        }
        for (name, value) in args.keywords() {
            self.set_item(name.clone(), value.clone(), vm)?;
        }
        Ok(())
    }

    /// Puts other content in place.
    pub(crate) fn replace_table(&self, table: DictTable, vm: &mut Vm) {
        self.touch();
        let old = self.table_mut(vm).replace(table);
        drop(old);
    }
}

/// A copy of a dict; of one that iterates in its own way, of the items that its keys give.
///
/// Raises what asking for them does.
pub(super) fn copy_of(dict: &Value, vm: &mut Vm) -> PyResult<Ref<Dict>> {
    if let Some(plain) = plain_dict(dict, vm) {
        return Ok(plain.copy(vm));
    }
    let copy = Dict::new(vm);
    copy.merge(dict, Duplicate::Replace, vm)?;
    Ok(copy)
}

/// The value as a dict whose `__iter__` is that of `dict`, so that its entries can be read.
pub(crate) fn plain_dict(value: &Value, vm: &Vm) -> Option<Ref<Dict>> {
    let dict = value.downcast::<Dict>()?;
    let class = dict.class();
    if !class.is(&vm.types.dict) {
        let (owner, _) = class.lookup_with_owner(&vm.names.__iter__, vm)?;
        if !owner.is(&vm.types.dict) {
            return None;
        }
    }
    Some(dict.clone())
}

/// Says which element of a sequence of pairs is not iterable.
#[cold]
fn explain_element(index: usize, raised: Raised, vm: &mut Vm) -> Raised {
    if !raised.is_instance(&vm.types.exceptions.type_error, vm) {
        return raised;
    }
    let note = vm.new_str(&format!(
        "Cannot convert dictionary update sequence element #{index} to a sequence"
    ));
    let name = vm.intern("add_note");
    let exception = raised.exception().to_value();
    match exception.call_method(&name, &[note], vm) {
        Ok(_) => raised,
        Err(raised) => raised,
    }
}
