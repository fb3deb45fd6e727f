//! Annotations of classes, computed when first asked for (PEP 649).

use super::Type;
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Format `VALUE` of `annotationlib`.
const VALUE_FORMAT: i32 = 1;

/// What the class's own dict has under the first of these names.
fn own(class: &Ref<Type>, names: [&Ref<Str>; 2], vm: &Vm) -> Option<Value> {
    let mut found = names
        .into_iter()
        .filter_map(|name| class.dict().get_str(name, vm));
    found.next().cloned()
}

fn set(class: &Ref<Type>, name: &Ref<Str>, value: Value, vm: &mut Vm) {
    class.modified(vm);
    class.dict().set_str(name, value, vm);
}

fn remove(class: &Ref<Type>, name: &Ref<Str>, vm: &mut Vm) -> bool {
    class.modified(vm);
    class.dict().remove_str(name, vm).is_some()
}

/// `__annotate__`
pub(super) fn annotate_function(class: &Ref<Type>, vm: &mut Vm) -> PyResult {
    let names = [
        vm.names.__annotate_func__.clone(),
        vm.names.__annotate__.clone(),
    ];
    let Some(function) = own(class, [&names[1], &names[0]], vm) else {
        set(class, &names[0], Value::NONE, vm);
        return Ok(Value::NONE);
    };
    match function.class(vm).slots(vm).descriptor_get {
        Some(get) => get(&function, None, class.as_value(), vm),
        None => Ok(function),
    }
}

/// Sets `__annotate__`; what was computed is forgotten.
pub(super) fn set_annotate(class: &Ref<Type>, value: Value, vm: &mut Vm) -> PyResult<()> {
    if !value.is_none() && !value.is_callable(vm) {
        return Err(vm.type_error("__annotate__ must be callable or None"));
    }
    let cache = vm.names.__annotations_cache__.clone();
    if !value.is_none() {
        remove(class, &cache, vm);
    }
    let name = vm.names.__annotate_func__.clone();
    set(class, &name, value, vm);
    Ok(())
}

/// `__annotations__`
pub(super) fn annotations(class: &Ref<Type>, vm: &mut Vm) -> PyResult {
    let names = [
        vm.names.__annotations__.clone(),
        vm.names.__annotations_cache__.clone(),
    ];
    if let Some(found) = own(class, [&names[0], &names[1]], vm) {
        return match found.class(vm).slots(vm).descriptor_get {
            Some(get) => get(&found, None, class.as_value(), vm),
            None => Ok(found),
        };
    }
    let function = annotate_function(class, vm)?;
    let annotations = if function.is_none() {
        Dict::new(vm).into_value()
    } else {
        let annotations = function.call_positional(&[Value::from_i32(VALUE_FORMAT)], vm)?;
        if !annotations.has_payload::<Dict>() {
            let found = annotations.type_name(vm);
            return Err(vm.type_error(format!("__annotate__ returned non-dict of type '{found}'")));
        }
        annotations
    };
    set(class, &names[1], annotations.clone(), vm);
    Ok(annotations)
}

/// Sets or deletes `__annotations__`.
pub(super) fn set_annotations(
    class: &Ref<Type>,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let names = [
        vm.names.__annotations__.clone(),
        vm.names.__annotations_cache__.clone(),
    ];
    match value {
        Some(value) => {
            let place = usize::from(class.dict().get_str(&names[0], vm).is_none());
            set(class, &names[place], value, vm);
        }
        None => {
            let removed = remove(class, &names[0], vm) | remove(class, &names[1], vm);
            if !removed {
                return Err(vm.attribute_error("__annotations__"));
            }
        }
    }
    for name in [
        vm.names.__annotate_func__.clone(),
        vm.names.__annotate__.clone(),
    ] {
        remove(class, &name, vm);
    }
    Ok(())
}
