//! Attributes of classes: `type.__getattribute__` and `type.__setattr__`.

use super::Type;
use crate::builtins::str::Str;
use crate::object::attributes::interned;
use crate::object::reference::Ref;
use crate::object::slot_table::update_name;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Data descriptor of the metaclass, attribute of the class's MRO, other attribute of the
/// metaclass.
pub(crate) fn get_attribute(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    match get_optional(object, name, vm)? {
        Some(value) => Ok(value),
        None => Err(vm.no_attribute_error(object, name)),
    }
}

/// As [`get_attribute`], with `None` where that raises `AttributeError` itself.
pub(crate) fn get_optional(
    object: &Value,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    let name = &interned(name, vm);
    let class = object
        .downcast::<Type>()
        .expect("a slot is called with its own type");
    let metatype = class.class().clone();
    let found = vm.lookup_cached(&metatype, name);
    let mut get = None;
    if let Some(found) = &found {
        let slots = found.class(vm).slots(vm);
        get = slots.descriptor_get;
        if let Some(get) = get
            && slots.descriptor_set.is_some()
        {
            return get(found, Some(object), metatype.as_value(), vm).map(Some);
        }
    }
    if let Some(attribute) = vm.lookup_cached(class, name) {
        return match attribute.class(vm).slots(vm).descriptor_get {
            Some(get) => get(&attribute, None, object, vm).map(Some),
            None => Ok(Some(attribute)),
        };
    }
    match (found, get) {
        (Some(found), Some(get)) => get(&found, Some(object), metatype.as_value(), vm).map(Some),
        (Some(found), None) => Ok(Some(found)),
        (None, _) => match vm.pending_class(class) {
            // A class of importlib that has no methods yet.
            Some(part) => {
                vm.complete_standard(part)?;
                get_optional(object, name, vm)
            }
            None => Ok(None),
        },
    }
}

impl Ref<Type> {
    /// Removes the descriptors of `__dict__` and `__weakref__` of instances from the class. Says whether
    /// the class can be changed.
    pub fn remove_instance_descriptors(&self, vm: &mut Vm) -> bool {
        if !self.is_mutable() {
            return false;
        }
        self.modified(vm);
        for name in [vm.names.__dict__.clone(), vm.names.__weakref__.clone()] {
            drop(self.dict().remove_str(&name, vm));
        }
        true
    }
}

/// Sets or deletes an attribute of a Python class, and updates slots and caches.
pub(super) fn set_attribute(
    object: &Value,
    name: &Ref<Str>,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let name = &interned(name, vm);
    let class = object
        .downcast::<Type>()
        .expect("a slot is called with its own type");
    if !class.is_mutable() {
        let (text, class) = (name.to_string_lossy(), class.shown_name(vm));
        return Err(vm.type_error(format!(
            "cannot set '{text}' attribute of immutable type '{class}'"
        )));
    }
    let metatype = class.class().clone();
    if let Some(found) = vm.lookup_cached(&metatype, name)
        && let Some(set) = found.class(vm).slots(vm).descriptor_set
    {
        return set(&found, object, value, vm);
    }
    class.modified(vm);
    let old = match value {
        Some(value) => {
            let old = class.dict().get_str(name, vm).cloned();
            class.dict().set_str(name, value, vm);
            old
        }
        None => match class.dict().remove_str(name, vm) {
            Some(old) => Some(old),
            None => return Err(vm.nothing_to_delete(object, name)),
        },
    };
    if is_dunder(name) {
        update_name(class, name, vm);
    }
    // Only now may its last reference go.
    drop(old);
    Ok(())
}

fn is_dunder(name: &Ref<Str>) -> bool {
    let bytes = name.as_bytes();
    bytes.len() > 4 && bytes.starts_with(b"__") && bytes.ends_with(b"__")
}
