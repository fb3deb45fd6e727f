//! `typing.TypeVarTuple`

use rpy_macros::{Payload, native_class};

use super::parameter::TypeParameter;
use super::{call_typing, iter_unpacked, made, set_module};
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A type variable that stands for any number of types.
#[derive(Payload)]
pub(crate) struct TypeVarTuple {
    pub(super) parameter: TypeParameter,
}

impl TypeVarTuple {
    /// Makes the type variable tuple of a type parameter.
    pub(crate) fn make(name: Ref<Str>, vm: &mut Vm) -> Value {
        let parameter = TypeParameter::inferred(name);
        made(TypeVarTuple { parameter }, vm).into_value()
    }
}

/// A type variable that stands for any number of types.
#[native_class(name = "typing.TypeVarTuple", flags(dict, weakref), slots(iter = iter_unpacked))]
impl TypeVarTuple {
    #[new(
        name = "typevartuple",
        signature = "(name, *, default=typing.NoDefault)",
        hidden
    )]
    fn new(class: &Ref<Type>, name: &Ref<Str>, default: Option<&Value>, vm: &mut Vm) -> PyResult {
        let parameter = TypeParameter::with_variance(name.clone(), [false; 3], default, vm)?;
        let made = Ref::with_class(TypeVarTuple { parameter }, class, vm).into_value();
        set_module(&made, vm)?;
        Ok(made)
    }

    #[slot]
    fn repr(this: &Ref<TypeVarTuple>) -> Ref<Str> {
        this.parameter.name.clone()
    }

    /// The name.
    #[getter(member)]
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
