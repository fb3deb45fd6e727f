//! `typing.TypeAliasType`: what a `type` statement makes.

use rpy_macros::{Payload, native_class};

use super::lazy::Lazy;
use super::{calling_module, iter_unpacked, made, or, unpack_type_var_tuples};
use crate::builtins::generic_alias::GenericAlias;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::attributes::interned;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A name for a type.
#[derive(Payload)]
pub(crate) struct TypeAlias {
    name: Ref<Str>,
    type_params: Ref<Tuple>,
    value: Lazy,
    /// `__module__`; None if there is none.
    module: Value,
}

impl TypeAlias {
    /// Makes the alias of a `type` statement from its name, a tuple of its parameters or None, and
    /// the function that computes the value.
    pub(crate) fn make(
        name: &Value,
        type_params: &Value,
        evaluate: Value,
        vm: &mut Vm,
    ) -> PyResult {
        let Some(name) = name.downcast::<Str>().cloned() else {
            return Err(vm.system_error("the name of a type alias is no str"));
        };
        let type_params = match type_params.downcast::<Tuple>() {
            Some(params) => params.clone(),
            None => Tuple::new(Vec::new(), vm),
        };
        let module = calling_module(vm).unwrap_or(Value::NONE);
        let payload = TypeAlias {
            name,
            type_params,
            value: Lazy::deferred(evaluate),
            module,
        };
        Ok(made(payload, vm).into_value())
    }
}

/// Checks that parameters without default come first.
fn check_order(type_params: &Ref<Tuple>, vm: &mut Vm) -> PyResult<()> {
    let name = vm.intern("__default__");
    let missing = super::module::no_default(vm);
    let mut default_seen = false;
    for param in type_params.as_slice() {
        let Some(default) = param.get_attribute_optional(&name, vm)? else {
            let shown = param.repr(vm)?;
            let shown = shown.to_string_lossy();
            return Err(vm.type_error(format!("Expected a type param, got {shown}")));
        };
        if !default.is(&missing) {
            default_seen = true;
        } else if default_seen {
            let shown = param.repr(vm)?;
            let shown = shown.to_string_lossy();
            return Err(vm.type_error(format!(
                "non-default type parameter '{shown}' follows default type parameter"
            )));
        }
    }
    Ok(())
}

/// A name for a type, made by the type statement. Its value is computed when it is asked for.
#[native_class(
    name = "typing.TypeAliasType",
    flags(immutable),
    slots(iter = iter_unpacked, or = or)
)]
impl TypeAlias {
    #[new(
        name = "typealias",
        signature = "(name, value, *, type_params=())",
        hidden
    )]
    fn new(
        class: &Ref<Type>,
        name: &Ref<Str>,
        value: Value,
        type_params: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<TypeAlias>> {
        let type_params = match type_params {
            None => Tuple::new(Vec::new(), vm),
            Some(params) => match params.downcast::<Tuple>() {
                Some(params) => params.clone(),
                None => return Err(vm.type_error("type_params must be a tuple")),
            },
        };
        check_order(&type_params, vm)?;
        let module = calling_module(vm).unwrap_or(Value::NONE);
        let payload = TypeAlias {
            name: name.clone(),
            type_params,
            value: Lazy::of(Some(value)),
            module,
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn repr(this: &Ref<TypeAlias>) -> Ref<Str> {
        this.name.clone()
    }

    #[slot]
    fn subscript(this: &Ref<TypeAlias>, item: &Value, vm: &mut Vm) -> PyResult<Ref<GenericAlias>> {
        if this.type_params.length() == 0 {
            return Err(vm.type_error("Only generic type aliases are subscriptable"));
        }
        GenericAlias::new(this.to_value(), item.clone(), vm)
    }

    /// `__module__` is that of the alias, not of its class.
    #[slot]
    fn get_attribute(this: &Ref<TypeAlias>, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let name = interned(name, vm);
        if name.is(&vm.names.__module__) {
            return Ok(this.module.clone());
        }
        crate::object::attributes::generic_get_attribute(this.as_value(), &name, vm)
    }

    // The name.
    #[getter(member)]
    fn __name__(this: &Ref<TypeAlias>) -> Ref<Str> {
        this.name.clone()
    }

    // The type that the alias stands for.
    #[getter]
    fn __value__(this: &Ref<TypeAlias>, vm: &mut Vm) -> PyResult {
        this.value.get(Value::NONE, vm)
    }

    // The function that computes the value.
    #[getter]
    fn evaluate_value(this: &Ref<TypeAlias>, vm: &mut Vm) -> Value {
        this.value.evaluator(vm)
    }

    // The type parameters.
    #[getter]
    fn __type_params__(this: &Ref<TypeAlias>) -> Ref<Tuple> {
        this.type_params.clone()
    }

    // The type parameters, with type variable tuples unpacked.
    #[getter]
    fn __parameters__(this: &Ref<TypeAlias>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        unpack_type_var_tuples(&this.type_params, vm)
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<TypeAlias>) -> Ref<Str> {
        this.name.clone()
    }
}
