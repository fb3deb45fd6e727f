//! Names in namespaces: module and class bodies.

use crate::builtins::descriptors::MappingProxy;
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::eval::operation::{Outcome, operation, retain};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The item `name` of a namespace, which may be any mapping.
pub(crate) fn namespace_get(
    namespace: &Value,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    // Annotations of classes look into a view of the class's dict.
    let namespace = match namespace.downcast::<MappingProxy>() {
        Some(view) => view.mapping(),
        None => namespace,
    };
    if let Some(dict) = namespace.downcast::<Dict>()
        && dict.class().is(&vm.types.dict)
    {
        let found = dict.get_str(name, vm).cloned();
        if found.is_none() && dict.has_other_keys(vm) {
            // A key that is no `str` may equal one.
            return dict.get_item(name.as_value(), vm);
        }
        return Ok(found);
    }
    match namespace.subscript(name.as_value(), vm) {
        Ok(value) => Ok(Some(value)),
        Err(raised) if raised.is_instance(&vm.types.exceptions.key_error, vm) => Ok(None),
        Err(raised) => Err(raised),
    }
}

/// A name from globals, then builtins, either of which may be of a subclass of `dict` with a
/// look-up of its own.
pub(crate) fn global_get(
    globals: &Ref<Dict>,
    builtins: &Ref<Dict>,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult {
    if let Some(value) = namespace_get(globals.as_value(), name, vm)? {
        return Ok(value);
    }
    match namespace_get(builtins.as_value(), name, vm)? {
        Some(value) => Ok(value),
        None => Err(not_defined(name, vm)),
    }
}

#[cold]
fn not_defined(name: &Ref<Str>, vm: &mut Vm) -> Raised {
    let text = name.to_string_lossy().into_owned();
    let message = format!("name '{text}' is not defined");
    vm.unbound_name_error(false, &text, message)
}

operation!(
/// `LOAD_NAME` (`-- value`)
LoadName,
slow_only |cursor, vm| {
    let name = cursor.name(cursor.n());
    let namespace = cursor.local(0).clone();
    let value = match namespace_get(&namespace, &name, vm)? {
        Some(value) => value,
        None => {
            let function = cursor.function().clone();
            global_get(&function.globals, &function.builtins, &name, vm)?
        }
    };
    cursor.push(value);
    Ok(())
});

operation!(
/// `STORE_NAME` (`value --`)
StoreName,
slow_only |cursor, vm| {
    let name = cursor.name(cursor.n());
    let value = cursor.pop();
    let namespace = cursor.local(0).clone();
    match namespace.downcast::<Dict>() {
        Some(dict) if dict.class().is(&vm.types.dict) => {
            dict.set_str(&name, value, vm);
            Ok(())
        }
        _ => namespace.set_subscript(name.as_value(), value, vm),
    }
});

operation!(
/// `DELETE_NAME` (`--`)
DeleteName,
slow_only |cursor, vm| {
    let name = cursor.name(cursor.n());
    let namespace = cursor.local(0).clone();
    match namespace.downcast::<Dict>() {
        Some(dict) if dict.class().is(&vm.types.dict) => {
            let removed = dict.remove_str(&name, vm);
            if removed.is_none() {
                return Err(not_defined(&name, vm));
            }
            Ok(())
        }
        _ => match namespace.delete_subscript(name.as_value(), vm) {
            Err(raised) if raised.is_instance(&vm.types.exceptions.key_error, vm) => {
                Err(not_defined(&name, vm))
            }
            result => result,
        },
    }
});

operation!(
/// `LOAD_LOCALS` (`-- namespace`)
LoadLocals,
slow_only |cursor, _vm| {
    cursor.push(cursor.local(0).clone());
    Ok(())
});

operation!(
/// `LOAD_FROM_DICT_OR_GLOBALS` (`mapping -- value`)
LoadFromDictOrGlobals,
slow_only |cursor, vm| {
    let name = cursor.name(cursor.n());
    let mapping = cursor.pop();
    let value = match namespace_get(&mapping, &name, vm)? {
        Some(value) => value,
        None => {
            let function = cursor.function().clone();
            global_get(&function.globals, &function.builtins, &name, vm)?
        }
    };
    cursor.push(value);
    Ok(())
});

operation!(
/// `LOAD_BUILD_CLASS` (`-- __build_class__`)
LoadBuildClass,
slow_only |cursor, vm| {
    let name = vm.names.__build_class__.clone();
    let builtins = cursor.function().builtins.to_value();
    match namespace_get(&builtins, &name, vm)? {
        Some(value) => {
            cursor.push(value);
            Ok(())
        }
        None => Err(vm.name_error("__build_class__ not found")),
    }
});

operation!(
/// `LOAD_COMMON_CONSTANT` (`-- value`)
LoadCommonConstant,
fast |regs, vm| {
    let types = &(*vm).types;
    let word = match regs.n() {
        2 => types.tuple.as_value().bits(),
        5 => types.list.as_value().bits(),
        6 => types.set.as_value().bits(),
        _ => return Outcome::Slow,
    };
    retain(word);
    regs.push(word);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let value = match cursor.n() {
        0 => vm.types.exceptions.assertion_error.to_value(),
        1 => vm.types.exceptions.not_implemented_error.to_value(),
        2 => vm.types.tuple.to_value(),
        3 => vm.known.all.clone(),
        4 => vm.known.any.clone(),
        5 => vm.types.list.to_value(),
        _ => vm.types.set.to_value(),
    };
    cursor.push(value);
    Ok(())
});

operation!(
/// `SETUP_ANNOTATIONS` (`--`)
SetupAnnotations,
slow_only |cursor, vm| {
    let name = vm.names.__annotations__.clone();
    let namespace = cursor.local(0).clone();
    if namespace_get(&namespace, &name, vm)?.is_none() {
        let annotations = Dict::new(vm).into_value();
        namespace.set_subscript(name.as_value(), annotations, vm)?;
    }
    Ok(())
});
