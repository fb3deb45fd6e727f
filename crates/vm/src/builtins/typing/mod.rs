//! Type parameters, type aliases and `Generic`: what the syntax of PEP 695 and 696 makes.
//! Reference: <https://docs.python.org/3.14/library/typing.html>
//!
//! The types are made when they are first needed. What CPython leaves to its module `typing`, such as
//! the substitution of parameters, is left to it here too.

mod alias;
mod generic;
mod lazy;
mod module;
mod param_spec;
mod parameter;
mod type_var;
mod type_var_tuple;

pub use module::MODULE;

pub(crate) use alias::TypeAlias;
pub(crate) use generic::subscript_generic;
pub(crate) use param_spec::ParamSpec;
pub(crate) use parameter::set_default;
pub(crate) use type_var::{Restriction, TypeVar};
pub(crate) use type_var_tuple::TypeVarTuple;

use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Calls a function of the module `typing`.
fn call_typing(function: &str, args: &[Value], vm: &mut Vm) -> PyResult {
    typing_attribute(function, vm)?.call_positional(args, vm)
}

/// An attribute of the module `typing`.
fn typing_attribute(name: &str, vm: &mut Vm) -> PyResult {
    let module = vm.intern("typing");
    let module = vm.import_name(&module)?;
    let name = vm.intern(name);
    module.get_attribute(&name, vm)
}

/// Checks that a value can be a type; `None` stands for its type.
pub(crate) fn type_check(value: &Value, message: &str, vm: &mut Vm) -> PyResult {
    if value.is_none() {
        return Ok(vm.types.none.to_value());
    }
    let message = vm.new_str(message);
    call_typing("_type_check", &[value.clone(), message], vm)
}

/// Stores the name of the running module in a new object; None if there is none.
fn set_module(object: &Value, vm: &mut Vm) -> PyResult<()> {
    let module = calling_module(vm).unwrap_or(Value::NONE);
    let name = vm.names.__module__.clone();
    object.set_attribute(&name, module, vm)
}

/// `__name__` of the module whose function calls.
fn calling_module(vm: &mut Vm) -> Option<Value> {
    let name = vm.names.__name__.clone();
    vm.current_globals().get_str(&name, vm).cloned()
}

/// `typing.Unpack[value]`
fn unpack(value: &Value, vm: &mut Vm) -> PyResult {
    typing_attribute("Unpack", vm)?.subscript(value, vm)
}

/// A tuple whose type variable tuples are unpacked; the same one if there are none.
fn unpack_type_var_tuples(params: &Ref<Tuple>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    let is_packed = |param: &Value| param.has_payload::<TypeVarTuple>();
    if !params.as_slice().iter().any(is_packed) {
        return Ok(params.clone());
    }
    let mut unpacked = Vec::new();
    for param in params.as_slice() {
        unpacked.push(match is_packed(param) {
            true => unpack(param, vm)?,
            false => param.clone(),
        });
    }
    Ok(Tuple::new(unpacked, vm))
}

/// An iterator over `Unpack[value]` alone: what `*value` gives in an annotation.
fn iter_unpacked(value: &Value, vm: &mut Vm) -> PyResult {
    let unpacked = unpack(value, vm)?;
    Tuple::new(vec![unpacked], vm).as_value().iter(vm)
}

/// `|` with a type parameter or alias: a union, in which a str is a reference to a type.
fn or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let reference = |value: &Value, vm: &mut Vm| -> PyResult {
        if !value.has_payload::<Str>() {
            return Ok(value.clone());
        }
        typing_attribute("ForwardRef", vm)?.call_positional(std::slice::from_ref(value), vm)
    };
    let parts = [reference(left, vm)?, reference(right, vm)?];
    crate::builtins::generic_alias::Union::of(&parts, vm)
}

/// Makes an exact instance, with room for its `__dict__` where it has one.
fn made<T: Payload>(payload: T, vm: &mut Vm) -> Ref<T> {
    let class = T::class(vm).clone();
    Ref::with_class(payload, &class, vm)
}
