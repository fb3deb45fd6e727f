//! Filling an `OrderedDict`, by way of `__setitem__`, which a subclass may have changed.

use std::ops::ControlFlow;

use crate::builtins::dict::Dict;
use crate::builtins::ordered_dict::value::{as_ordered, is_exact, set_hashed};
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Adds the items of the positional argument, if there is one, then those given by keyword.
pub(super) fn fill(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    match args.positional() {
        [] => {}
        [source] => fill_from(this, source, vm)?,
        many => {
            let count = many.len();
            return Err(vm.type_error(format!(
                "update() takes at most 1 positional argument ({count} given)"
            )));
        }
    }
    for (name, value) in args.keywords() {
        this.set_subscript(name, value.clone(), vm)?;
    }
    Ok(())
}

/// Adds the items of a mapping, of what has `items`, or of an iterable of pairs.
pub(super) fn fill_from(this: &Value, source: &Value, vm: &mut Vm) -> PyResult<()> {
    if let Some(dict) = source.downcast::<Dict>()
        && (dict.class().is(&vm.types.dict) || are_exact(this, source, vm))
    {
        for (key, value) in dict.items_vec(vm) {
            this.set_subscript(&key, value, vm)?;
        }
        return Ok(());
    }
    let name = vm.names.keys.clone();
    if let Some(keys) = source.get_attribute_optional(&name, vm)? {
        let keys = keys.call_positional(&[], vm)?;
        let _ = vm.iterate(&keys, |key, vm| {
            let value = source.subscript(&key, vm)?;
            this.set_subscript(&key, value, vm)?;
            Ok(ControlFlow::Continue(()))
        })?;
        return Ok(());
    }
    let name = vm.names.items.clone();
    match source.get_attribute_optional(&name, vm)? {
        Some(items) => {
            let items = items.call_positional(&[], vm)?;
            add_pairs(this, &items, vm)
        }
        None => add_pairs(this, source, vm),
    }
}

/// Whether both are instances of `OrderedDict` itself, of which no method can have been changed.
fn are_exact(this: &Value, source: &Value, vm: &mut Vm) -> bool {
    let both = (as_ordered(this, vm), as_ordered(source, vm));
    matches!(both, (Some(this), Some(source)) if is_exact(this, vm) && is_exact(source, vm))
}

fn add_pairs(this: &Value, pairs: &Value, vm: &mut Vm) -> PyResult<()> {
    let exact = match this.downcast::<Dict>() {
        Some(dict) if is_exact(dict, vm) => Some(dict),
        _ => None,
    };
    let _ = vm.iterate(pairs, |pair, vm| {
        let [key, value] = unpack(&pair, vm)?;
        add(this, exact, &key, value, vm)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(())
}

fn add(
    this: &Value,
    exact: Option<&Ref<Dict>>,
    key: &Value,
    value: Value,
    vm: &mut Vm,
) -> PyResult<()> {
    match exact {
        Some(dict) => {
            let hash = key.hash(vm)? as u64;
            set_hashed(dict, key, hash, value, vm)
        }
        None => this.set_subscript(key, value, vm),
    }
}

/// Key and value of a pair. Raises ValueError if there are not two items.
fn unpack(pair: &Value, vm: &mut Vm) -> PyResult<[Value; 2]> {
    if let Some(tuple) = pair.downcast::<Tuple>()
        && let [key, value] = tuple.as_slice()
        && tuple.class().is(&vm.types.tuple)
    {
        return Ok([key.clone(), value.clone()]);
    }
    let mut items = Vec::with_capacity(3);
    let _ = vm.iterate(pair, |item, _| {
        items.push(item);
        Ok(if items.len() == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    <[Value; 2]>::try_from(items).map_err(|items| {
        vm.value_error(match items.len() {
            0 => "need more than 0 values to unpack",
            1 => "need more than 1 value to unpack",
            _ => "too many values to unpack (expected 2)",
        })
    })
}
