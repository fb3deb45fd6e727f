//! The protocol of `function`.

use crate::builtins::cell::Cell;
use crate::builtins::code::Code;
use crate::builtins::descriptors::BoundMethod;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::bind::bind as bind_arguments;
use crate::function::native::{NativeSignature, Parameter, ParameterKind};
use crate::object::attributes::{generic_get_attribute, generic_set_attribute};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(super) const SLOTS: Slots = Slots {
    new: Some(new),
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

const fn parameter(name: &'static str, required: bool) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::PositionalOrKeyword,
        required,
    }
}

static SIGNATURE: NativeSignature = NativeSignature {
    name: "function",
    doc: "",
    text: "",
    parameters: &[
        parameter("code", true),
        parameter("globals", true),
        parameter("name", false),
        parameter("argdefs", false),
        parameter("closure", false),
        parameter("kwdefaults", false),
    ],
};

/// `types.FunctionType(code, globals, name, argdefs, closure, kwdefaults)`
fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let mut slots = [None; 6];
    bind_arguments(args, &SIGNATURE, &mut slots, vm)?;
    let [code, globals, name, defaults, closure, keyword_defaults] = slots;
    let wrong = |name: &str, wanted: &str, value: &Value, vm: &mut Vm| {
        let class = value.type_name(vm);
        vm.type_error(format!(
            "function() argument '{name}' must be {wanted}, not {class}"
        ))
    };
    let code = code.expect("it is required");
    let Some(code) = code.downcast::<Code>() else {
        return Err(wrong("code", "code", code, vm));
    };
    let globals = globals.expect("it is required");
    let Some(globals) = globals.downcast::<Dict>() else {
        return Err(wrong("globals", "dict", globals, vm));
    };
    let given = |argument: Option<&Value>| argument.filter(|it| !it.is_none()).cloned();
    let (name, defaults) = (given(name), given(defaults));
    let keyword_defaults = given(keyword_defaults);
    if name.as_ref().is_some_and(|it| !it.has_payload::<Str>()) {
        return Err(vm.type_error("arg 3 (name) must be None or string"));
    }
    if defaults
        .as_ref()
        .is_some_and(|it| !it.has_payload::<Tuple>())
    {
        return Err(vm.type_error("arg 4 (defaults) must be None or tuple"));
    }
    let wanted = code.free_variable_count();
    let cells = match closure {
        Some(closure) if closure.has_payload::<Tuple>() => closure.clone(),
        Some(closure) if closure.is_none() && wanted == 0 => Value::NONE,
        None if wanted == 0 => Value::NONE,
        Some(closure) if !closure.is_none() && wanted == 0 => {
            return Err(vm.type_error("arg 5 (closure) must be None or tuple"));
        }
        _ => return Err(vm.type_error("arg 5 (closure) must be tuple")),
    };
    if keyword_defaults
        .as_ref()
        .is_some_and(|it| !it.has_payload::<Dict>())
    {
        return Err(vm.type_error("arg 6 (kwdefaults) must be None or dict"));
    }
    if let Some(tuple) = cells.downcast::<Tuple>() {
        if tuple.length() != wanted {
            let (name, count) = (code.source().name.clone(), tuple.length());
            return Err(vm.value_error(format!(
                "{name} requires closure of length {wanted}, not {count}"
            )));
        }
        if let Some(other) = tuple.as_slice().iter().find(|it| !it.has_payload::<Cell>()) {
            let class = other.type_name(vm);
            let message = format!("arg 5 (closure) expected cell, found {class}");
            return Err(vm.type_error(message));
        }
    }
    let function = Function::new(code.clone(), globals.clone(), vm);
    let value = function.to_value();
    if wanted > 0 {
        drop(function.closure.replace(cells, vm));
    }
    let attributes = [
        ("__name__", name),
        ("__defaults__", defaults),
        ("__kwdefaults__", keyword_defaults),
    ];
    for (name, content) in attributes {
        if let Some(content) = content {
            let name = vm.intern(name);
            value.set_attribute(&name, content, vm)?;
        }
    }
    Ok(value)
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
