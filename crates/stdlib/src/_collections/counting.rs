//! `_count_elements`, which fills a `Counter`.

use std::ops::ControlFlow;

use rpy_bytecode::BinaryOperator;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::{PyResult, Value, Vm};

/// Adds to `mapping[item]` one for each time that `item` is among the items.
pub(super) fn count_elements(mapping: &Value, iterable: &Value, vm: &mut Vm) -> PyResult<()> {
    let one = Value::from_i32(1);
    let zero = Value::from_i32(0);
    // A subclass such as `Counter` is a plain dict to us unless it sets or gets items its own way.
    let dict = mapping.downcast::<Dict>().filter(|dict| {
        [&vm.names.get, &vm.names.__setitem__].iter().all(|name| {
            let (own, plain) = (
                dict.class().lookup(name, vm),
                vm.types.dict.lookup(name, vm),
            );
            matches!((own, plain), (Some(own), Some(plain)) if own.is(plain))
        })
    });
    if let Some(dict) = dict {
        let _ = vm.iterate(iterable, |item, vm| {
            let hash = Dict::hash_key(&item, vm)?;
            let count = dict.get_hashed(&item, hash, vm)?;
            let count = match count {
                Some(count) => count.binary(&one, BinaryOperator::Add, vm)?,
                None => one.clone(),
            };
            dict.set_hashed(item, hash, count, vm)?;
            Ok(ControlFlow::Continue(()))
        })?;
        return Ok(());
    }
    let name = vm.names.get.clone();
    let get: Value = mapping.get_attribute(&name, vm)?;
    let _ = vm.iterate(iterable, |item, vm| {
        let count = get.call_positional(&[item.clone(), zero.clone()], vm)?;
        let count = count.binary(&one, BinaryOperator::Add, vm)?;
        mapping.set_subscript(&item, count, vm)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(())
}
