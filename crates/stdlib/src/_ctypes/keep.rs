//! What memory refers to is kept alive: in `_objects` of the outermost object, under keys that tell the way
//! to the part.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::data::CData;

/// The outermost object of which this is a part; its `_objects` are there.
fn container(of: &Ref<CData>, vm: &mut Vm) -> Ref<CData> {
    let mut outer = of.clone();
    while let Some(base) = outer.base() {
        let base = base.clone();
        outer = base;
    }
    if outer.objects.get(vm).is_none() {
        let objects = match outer.length {
            0 => Value::NONE,
            _ => Dict::new(vm).into_value(),
        };
        outer.objects.replace(Some(objects), vm);
    }
    outer
}

/// `_objects` of the outermost object.
pub(super) fn kept(of: &Ref<CData>, vm: &mut Vm) -> Value {
    let container = container(of, vm);
    container.objects.cloned(vm).unwrap_or(Value::NONE)
}

fn key(of: &Ref<CData>, index: isize, vm: &mut Vm) -> PyResult {
    let mut text = format!("{:x}", index as i32);
    let mut part = of;
    while let Some(base) = part.base() {
        if text.len() > 255 - 2 * size_of::<isize>() {
            return Err(vm.value_error("ctypes object structure too deep"));
        }
        text.push_str(&format!(":{:x}", part.index as i32));
        part = base;
    }
    Ok(vm.new_str(&text))
}

/// Keeps a value alive for what lies at an index of an object. None needs no keeping.
///
/// Raises `ValueError` if the object is too deep inside of others.
pub(super) fn keep(of: &Ref<CData>, index: isize, value: Value, vm: &mut Vm) -> PyResult<()> {
    if value.is_none() {
        return Ok(());
    }
    let container = container(of, vm);
    let dict = container.objects.cloned(vm);
    let dict = dict.and_then(|objects| objects.downcast::<Dict>().cloned());
    match dict.filter(|dict| dict.class().is(&vm.types.dict)) {
        Some(dict) => {
            let key = key(of, index, vm)?;
            dict.set_item(key, value, vm)
        }
        None => {
            let old = container.objects.replace(Some(value), vm);
            drop(old);
            Ok(())
        }
    }
}
