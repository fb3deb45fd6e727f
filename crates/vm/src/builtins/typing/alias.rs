//! `typing.TypeAliasType`: what a `type` statement makes.

use rpy_bytecode::BinaryOperator;
use rpy_macros::methods;

use super::lazy::Lazy;
use super::{
    arguments, calling_module, instance, iter_unpacked, or, parameter, payload, signature,
    unpack_type_var_tuples,
};
use crate::builtins::generic_alias::GenericAlias;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::native::{NativeSignature, ParameterKind, TypeSpec};
use crate::object::attributes::interned;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A name for a type.
pub(crate) struct TypeAlias {
    name: Ref<Str>,
    type_params: Ref<Tuple>,
    value: Lazy,
    /// `__module__`; None if there is none.
    module: Value,
}

payload!(
    TypeAlias,
    "typing.TypeAliasType",
    holds[name, type_params, value, module],
    clears[value]
);

impl TypeAlias {
    /// The class.
    pub(super) fn type_object(vm: &mut Vm) -> Ref<Type> {
        vm.register_native_type::<TypeAlias>(&SPEC, None)
    }

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
        let class = TypeAlias::type_object(vm);
        let payload = TypeAlias {
            name,
            type_params,
            value: Lazy::deferred(evaluate),
            module,
        };
        Ok(instance(payload, &class, vm).into_value())
    }
}

static SIGNATURE: NativeSignature = signature(
    "typealias",
    &[
        parameter("name", ParameterKind::PositionalOrKeyword, true),
        parameter("value", ParameterKind::PositionalOrKeyword, true),
        parameter("type_params", ParameterKind::KeywordOnly, false),
    ],
);

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let (name, [_, value, type_params], _) = arguments::<3>(args, &SIGNATURE, vm)?;
    let type_params = match type_params {
        None => Tuple::new(Vec::new(), vm),
        Some(params) => match params.downcast::<Tuple>() {
            Some(params) => params.clone(),
            None => return Err(vm.type_error("type_params must be a tuple")),
        },
    };
    check_order(&type_params, vm)?;
    let module = calling_module(vm).unwrap_or(Value::NONE);
    let value = Lazy::of(value.cloned());
    let payload = TypeAlias {
        name,
        type_params,
        value,
        module,
    };
    Ok(instance(payload, class, vm).into_value())
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

fn payload_of(value: &Value) -> &Ref<TypeAlias> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

fn repr(value: &Value, _vm: &mut Vm) -> PyResult {
    Ok(payload_of(value).name.to_value())
}

fn subscript(value: &Value, item: &Value, vm: &mut Vm) -> PyResult {
    if payload_of(value).type_params.length() == 0 {
        return Err(vm.type_error("Only generic type aliases are subscriptable"));
    }
    Ok(GenericAlias::new(value.clone(), item.clone(), vm)?.into_value())
}

/// `__module__` is that of the alias, not of its class.
fn get_attribute(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    let name = interned(name, vm);
    if name.is(&vm.names.__module__) {
        return Ok(payload_of(object).module.clone());
    }
    crate::object::attributes::generic_get_attribute(object, &name, vm)
}

#[methods]
impl TypeAlias {
    /// The name.
    #[getter]
    fn __name__(this: &Ref<TypeAlias>) -> Ref<Str> {
        this.name.clone()
    }

    /// The type that the alias stands for.
    #[getter]
    fn __value__(this: &Ref<TypeAlias>, vm: &mut Vm) -> PyResult {
        this.value.get(Value::NONE, vm)
    }

    /// The function that computes the value.
    #[getter]
    fn evaluate_value(this: &Ref<TypeAlias>, vm: &mut Vm) -> Value {
        this.value.evaluator(vm)
    }

    /// The type parameters.
    #[getter]
    fn __type_params__(this: &Ref<TypeAlias>) -> Ref<Tuple> {
        this.type_params.clone()
    }

    /// The type parameters, with type variable tuples unpacked.
    #[getter]
    fn __parameters__(this: &Ref<TypeAlias>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        unpack_type_var_tuples(&this.type_params, vm)
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<TypeAlias>) -> Ref<Str> {
        this.name.clone()
    }
}

const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "typing.TypeAliasType",
    doc: "A name for a type, made by the type statement. Its value is computed when it is asked for.",
    payload: TypeAlias::INFO,
    flags: TypeFlags::IMMUTABLE,
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        get_attribute: Some(get_attribute),
        subscript: Some(subscript),
        iter: Some(iter_unpacked),
        ..Slots::EMPTY
    }
    .with_binary(BinaryOperator::Or, or),
    members: &[TypeAlias::MEMBERS],
};
