//! `typing.TypeVarTuple`

use rpy_macros::methods;

use super::parameter::TypeParameter;
use super::{
    arguments, call_typing, instance, iter_unpacked, parameter, payload, set_module, signature,
};
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::native::{NativeSignature, ParameterKind, TypeSpec};
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A type variable that stands for any number of types.
pub(crate) struct TypeVarTuple {
    pub(super) parameter: TypeParameter,
}

payload!(
    TypeVarTuple,
    "typing.TypeVarTuple",
    holds[parameter],
    clears[parameter]
);

impl TypeVarTuple {
    /// The class.
    pub(super) fn type_object(vm: &mut Vm) -> Ref<Type> {
        vm.register_native_type::<TypeVarTuple>(&SPEC, None)
    }

    /// Makes the type variable tuple of a type parameter.
    pub(crate) fn make(name: Ref<Str>, vm: &mut Vm) -> Value {
        let class = TypeVarTuple::type_object(vm);
        let parameter = TypeParameter::inferred(name);
        instance(TypeVarTuple { parameter }, &class, vm).into_value()
    }
}

static SIGNATURE: NativeSignature = signature(
    "typevartuple",
    &[
        parameter("name", ParameterKind::PositionalOrKeyword, true),
        parameter("default", ParameterKind::KeywordOnly, false),
    ],
);

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let (name, [_, default], _) = arguments::<2>(args, &SIGNATURE, vm)?;
    let parameter = TypeParameter::with_variance(name, [None; 3], default, vm)?;
    let made = instance(TypeVarTuple { parameter }, class, vm).into_value();
    set_module(&made, vm)?;
    Ok(made)
}

fn repr(value: &Value, _vm: &mut Vm) -> PyResult {
    let this: &Ref<TypeVarTuple> = value
        .downcast()
        .expect("a slot is called with its own type");
    Ok(this.parameter.name.to_value())
}

#[methods]
impl TypeVarTuple {
    /// The name.
    #[getter]
    fn __name__(this: &Ref<TypeVarTuple>) -> Ref<Str> {
        this.parameter.name.clone()
    }

    /// The default, or NoDefault.
    #[getter]
    fn __default__(this: &Ref<TypeVarTuple>, vm: &mut Vm) -> PyResult {
        this.parameter.default(vm)
    }

    /// The function that computes the default.
    #[getter]
    fn evaluate_default(this: &Ref<TypeVarTuple>, vm: &mut Vm) -> Value {
        this.parameter.evaluate_default(vm)
    }

    /// Whether there is a default.
    #[method(signature = "($self, /)")]
    fn has_default(this: &Ref<TypeVarTuple>, vm: &mut Vm) -> bool {
        this.parameter.has_default(vm)
    }

    #[method(signature = "($self, arg, /)")]
    fn __typing_subst__(_this: &Ref<TypeVarTuple>, _arg: Value, vm: &mut Vm) -> PyResult {
        Err(vm.type_error("Substitution of bare TypeVarTuple is not supported"))
    }

    #[method(signature = "($self, alias, args, /)")]
    fn __typing_prepare_subst__(this: &Value, alias: Value, args: Value, vm: &mut Vm) -> PyResult {
        call_typing(
            "_typevartuple_prepare_subst",
            &[this.clone(), alias, args],
            vm,
        )
    }

    #[method(signature = "($self, bases, /)")]
    fn __mro_entries__(_this: &Ref<TypeVarTuple>, _bases: Value, vm: &mut Vm) -> PyResult {
        Err(vm.type_error("Cannot subclass an instance of TypeVarTuple"))
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<TypeVarTuple>) -> Ref<Str> {
        this.parameter.name.clone()
    }
}

const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "typing.TypeVarTuple",
    doc: "A type variable that stands for any number of types.",
    payload: TypeVarTuple::INFO,
    flags: TypeFlags::DICT.union(TypeFlags::WEAKREF),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        iter: Some(iter_unpacked),
        ..Slots::EMPTY
    },
    members: &[TypeVarTuple::MEMBERS],
};
