//! The protocol of `function`.

use crate::builtins::descriptors::BoundMethod;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::object::attributes::{generic_get_attribute, generic_set_attribute};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(super) const SLOTS: Slots = Slots {
    repr: Some(repr),
    call: Some(crate::eval::call::function_call),
    descriptor_get: Some(bind),
    get_attribute: Some(get_attribute),
    set_attribute: Some(set_attribute),
    ..Slots::EMPTY
};

fn this(value: &Value) -> &Ref<Function> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

fn repr(function: &Value, vm: &mut Vm) -> PyResult {
    let name = this(function).display_name(vm);
    let address = function.bits();
    Ok(vm.new_str(&format!("<function {name} at {address:#x}>")))
}

/// Reading a function through an instance makes a method of it.
fn bind(function: &Value, object: Option<&Value>, _class: &Value, vm: &mut Vm) -> PyResult {
    match object {
        Some(object) => Ok(BoundMethod::new(function.clone(), object.clone(), vm).into_value()),
        None => Ok(function.clone()),
    }
}

/// Attributes are those of the type, or in the function's own dict.
fn get_attribute(function: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    let own = this(function).existing_dict(vm);
    if let Some(value) = own.and_then(|dict| dict.get_str(name, vm)) {
        let value = value.clone();
        let class = vm.types.function.clone();
        let name = vm.intern_ref(name);
        let data = vm
            .lookup_cached(&class, &name)
            .is_some_and(|found| found.class(vm).slots(vm).descriptor_set.is_some());
        if !data {
            return Ok(value);
        }
    }
    generic_get_attribute(function, name, vm)
}

fn set_attribute(
    function: &Value,
    name: &Ref<Str>,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let class = vm.types.function.clone();
    let name = &vm.intern_ref(name);
    let data = vm
        .lookup_cached(&class, name)
        .is_some_and(|found| found.class(vm).slots(vm).descriptor_set.is_some());
    if data {
        return generic_set_attribute(function, name, value, vm);
    }
    let dict = this(function).own_dict(vm);
    match value {
        Some(value) => dict.set_str(name, value, vm),
        None => {
            if dict.remove_str(name, vm).is_none() {
                return Err(vm.no_attribute_error(function, name));
            }
        }
    }
    Ok(())
}
