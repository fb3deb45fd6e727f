//! The zones that are kept: a key gives the same zone as long as somebody has it, and the last ones are kept
//! in any case. Subclasses keep theirs in dicts of their own, and do without the latter.

use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::_zoneinfo::{State, others};
use super::class::ZoneInfo;
use crate::_datetime::zone::TzInfo;

/// How many zones are kept even where nobody has them.
const STRONG_SIZE: usize = 8;

/// A new `weakref.WeakValueDictionary`.
pub(super) fn new_weak(vm: &mut Vm) -> PyResult {
    let (module, name) = (vm.intern("weakref"), vm.intern("WeakValueDictionary"));
    let class = vm.import_name(&module)?.get_attribute(&name, vm)?;
    class.call_positional(&[], vm)
}

/// The zones of a class that still exist.
pub(super) fn weak(class: &Ref<Type>, vm: &mut Vm) -> PyResult {
    if class.is(ZoneInfo::class(vm)) {
        return Ok(others(vm)?.weak);
    }
    let name = vm.intern("_weak_cache");
    class.as_value().get_attribute(&name, vm)
}

/// The key of the zones that are kept, which equals this one. Comparing may change what is kept.
fn find_strong(key: &Value, vm: &mut Vm) -> PyResult<Option<(Value, Ref<TzInfo>)>> {
    let mut index = 0;
    while let Some((other, zone)) = vm.module_state::<State>().strong.get(index).cloned() {
        if key.equals(&other, vm)? {
            return Ok(Some((other, zone)));
        }
        index += 1;
    }
    Ok(None)
}

/// Takes the entry with this very key out of those that are kept.
fn remove_strong(key: &Value, vm: &mut Vm) -> Option<(Value, Ref<TzInfo>)> {
    let strong = &mut vm.module_state::<State>().strong;
    let index = strong.iter().position(|(other, _)| other.is(key))?;
    Some(strong.remove(index))
}

/// A zone that is kept; it becomes the latest.
pub(super) fn strong(class: &Ref<Type>, key: &Value, vm: &mut Vm) -> PyResult<Option<Ref<TzInfo>>> {
    if !class.is(ZoneInfo::class(vm)) {
        return Ok(None);
    }
    let Some((key, zone)) = find_strong(key, vm)? else {
        return Ok(None);
    };
    if let Some(entry) = remove_strong(&key, vm) {
        vm.module_state::<State>().strong.insert(0, entry);
    }
    Ok(Some(zone))
}

/// Keeps a zone, and drops the one that has not been asked for longest.
pub(super) fn keep(class: &Ref<Type>, key: &Value, zone: &Ref<TzInfo>, vm: &mut Vm) {
    if !class.is(ZoneInfo::class(vm)) {
        return;
    }
    let strong = &mut vm.module_state::<State>().strong;
    strong.insert(0, (key.clone(), zone.clone()));
    let length = strong.len().min(STRONG_SIZE);
    let last = strong.split_off(length);
    drop(last);
}

/// Drops the zone of a key.
pub(super) fn eject(class: &Ref<Type>, key: &Value, vm: &mut Vm) -> PyResult<()> {
    if class.is(ZoneInfo::class(vm))
        && let Some((key, _)) = find_strong(key, vm)?
    {
        let entry = remove_strong(&key, vm);
        drop(entry);
    }
    Ok(())
}

/// Drops all zones of a class.
pub(super) fn clear(class: &Ref<Type>, vm: &mut Vm) {
    if class.is(ZoneInfo::class(vm)) {
        let strong = std::mem::take(&mut vm.module_state::<State>().strong);
        drop(strong);
    }
}
