//! `typing.ParamSpec` with its attributes `args` and `kwargs`

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};

use super::parameter::TypeParameter;
use super::{call_typing, made, or, set_module};
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A type variable that stands for the parameters of a callable.
#[derive(Payload)]
pub(crate) struct ParamSpec {
    pub(super) parameter: TypeParameter,
    bound: Value,
}

impl ParamSpec {
    /// Makes the parameter specification of a type parameter.
    pub(crate) fn make(name: Ref<Str>, vm: &mut Vm) -> Value {
        let payload = ParamSpec {
            parameter: TypeParameter::inferred(name),
            bound: Value::NONE,
        };
        made(payload, vm).into_value()
    }
}

/// A type variable that stands for the parameters of a callable.
#[native_class(name = "typing.ParamSpec", flags(dict, weakref), slots(or = or))]
impl ParamSpec {
    #[new(
        name = "paramspec",
        signature = "(name, *, bound=None, default=typing.NoDefault, covariant=False, \
                     contravariant=False, infer_variance=False)",
        hidden
    )]
    #[expect(clippy::too_many_arguments, reason = "they are Python's")]
    fn new(
        class: &Ref<Type>,
        name: &Ref<Str>,
        bound: Option<&Value>,
        default: Option<&Value>,
        covariant: bool,
        contravariant: bool,
        infer_variance: bool,
        vm: &mut Vm,
    ) -> PyResult {
        let variance = [covariant, contravariant, infer_variance];
        let parameter = TypeParameter::with_variance(name.clone(), variance, default, vm)?;
        let bound = bound.cloned().unwrap_or(Value::NONE);
        let made = Ref::with_class(ParamSpec { parameter, bound }, class, vm).into_value();
        set_module(&made, vm)?;
        Ok(made)
    }

    #[slot]
    fn repr(this: &Ref<ParamSpec>, vm: &mut Vm) -> Value {
        this.parameter.repr(vm)
    }

    /// The name.
    #[getter(member)]
    fn __name__(this: &Ref<ParamSpec>) -> Ref<Str> {
        this.parameter.name.clone()
    }

    /// What it must be a subtype of, or None.
    #[getter(member)]
    fn __bound__(this: &Ref<ParamSpec>) -> Value {
        this.bound.clone()
    }

    /// Whether it is covariant.
    #[getter(member)]
    fn __covariant__(this: &Ref<ParamSpec>) -> bool {
        this.parameter.covariant
    }

    /// Whether it is contravariant.
    #[getter(member)]
    fn __contravariant__(this: &Ref<ParamSpec>) -> bool {
        this.parameter.contravariant
    }

    /// Whether type checkers infer the variance.
    #[getter(member)]
    fn __infer_variance__(this: &Ref<ParamSpec>) -> bool {
        this.parameter.infer_variance
    }

    /// What *args of a function with these parameters is annotated with.
    #[getter]
    fn args(this: &Value, vm: &mut Vm) -> Ref<ParamSpecArgs> {
        let origin = this.clone();
        Ref::new(ParamSpecArgs { origin }, vm)
    }

    /// What **kwargs of a function with these parameters is annotated with.
    #[getter]
    fn kwargs(this: &Value, vm: &mut Vm) -> Ref<ParamSpecKwargs> {
        let origin = this.clone();
        Ref::new(ParamSpecKwargs { origin }, vm)
    }

    /// The default, or NoDefault.
    #[getter]
    fn __default__(this: &Ref<ParamSpec>, vm: &mut Vm) -> PyResult {
        this.parameter.default(vm)
    }

    /// The function that computes the default.
    #[getter]
    fn evaluate_default(this: &Ref<ParamSpec>, vm: &mut Vm) -> Value {
        this.parameter.evaluate_default(vm)
    }

    /// Whether there is a default.
    #[method(signature = "($self, /)")]
    fn has_default(this: &Ref<ParamSpec>, vm: &mut Vm) -> bool {
        this.parameter.has_default(vm)
    }

    #[method(signature = "($self, arg, /)")]
    fn __typing_subst__(this: &Value, arg: Value, vm: &mut Vm) -> PyResult {
        call_typing("_paramspec_subst", &[this.clone(), arg], vm)
    }

    #[method(signature = "($self, alias, args, /)")]
    fn __typing_prepare_subst__(this: &Value, alias: Value, args: Value, vm: &mut Vm) -> PyResult {
        call_typing("_paramspec_prepare_subst", &[this.clone(), alias, args], vm)
    }

    #[method(signature = "($self, bases, /)")]
    fn __mro_entries__(_this: &Ref<ParamSpec>, _bases: Value, vm: &mut Vm) -> PyResult {
        Err(vm.type_error("Cannot subclass an instance of ParamSpec"))
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<ParamSpec>) -> Ref<Str> {
        this.parameter.name.clone()
    }
}

/// Declares the class of an attribute that refers back to its parameter specification.
macro_rules! attribute_class {
    ($type:ident, $full:literal, $name:literal, $function:literal, $suffix:literal) => {
        #[native_class(name = $full, flags(weakref))]
        impl $type {
            #[new(name = $function, signature = "(origin)", hidden)]
            fn new(class: &Ref<Type>, origin: Value, vm: &mut Vm) -> Ref<$type> {
                Ref::with_class($type { origin }, class, vm)
            }

            #[slot]
            fn repr(this: &Ref<$type>, vm: &mut Vm) -> PyResult {
                let origin = match this.origin.downcast::<ParamSpec>() {
                    Some(origin) => origin.parameter.name.clone(),
                    None => this.origin.repr(vm)?,
                };
                let text = format!(concat!("{}.", $suffix), origin.to_string_lossy());
                Ok(vm.new_str(&text))
            }

            #[slot]
            fn compare(
                this: &Ref<$type>,
                other: &Value,
                op: CompareOperator,
                vm: &mut Vm,
            ) -> PyResult {
                let (Some(other), CompareOperator::Equal | CompareOperator::NotEqual) =
                    (other.downcast::<$type>(), op)
                else {
                    return Ok(Value::NOT_IMPLEMENTED);
                };
                let equal = this.origin.equals(&other.origin, vm)?;
                Ok(Value::bool(equal == (op == CompareOperator::Equal)))
            }

            /// The parameter specification.
            #[getter]
            fn __origin__(this: &Ref<$type>) -> Value {
                this.origin.clone()
            }

            #[method(signature = "($self, bases, /)")]
            fn __mro_entries__(_this: &Ref<$type>, _bases: Value, vm: &mut Vm) -> PyResult {
                Err(vm.type_error(concat!("Cannot subclass an instance of ", $name)))
            }
        }
    };
}

/// The positional arguments of a ParamSpec.
#[derive(Payload)]
pub(super) struct ParamSpecArgs {
    origin: Value,
}

attribute_class!(
    ParamSpecArgs,
    "typing.ParamSpecArgs",
    "ParamSpecArgs",
    "paramspecargs",
    "args"
);

/// The keyword arguments of a ParamSpec.
#[derive(Payload)]
pub(super) struct ParamSpecKwargs {
    origin: Value,
}

attribute_class!(
    ParamSpecKwargs,
    "typing.ParamSpecKwargs",
    "ParamSpecKwargs",
    "paramspeckwargs",
    "kwargs"
);
