//! `typing.ParamSpec` with its attributes `args` and `kwargs`

use rpy_bytecode::{BinaryOperator, CompareOperator};
use rpy_macros::methods;

use super::parameter::TypeParameter;
use super::{arguments, call_typing, instance, or, parameter, payload, set_module, signature};
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::bind::bind;
use crate::function::native::{NativeSignature, ParameterKind, TypeSpec};
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A type variable that stands for the parameters of a callable.
pub(crate) struct ParamSpec {
    pub(super) parameter: TypeParameter,
    bound: Value,
}

payload!(
    ParamSpec,
    "typing.ParamSpec",
    holds[parameter, bound],
    clears[parameter]
);

impl ParamSpec {
    /// The class.
    pub(super) fn type_object(vm: &mut Vm) -> Ref<Type> {
        vm.register_native_type::<ParamSpec>(&SPEC, None)
    }

    /// Makes the parameter specification of a type parameter.
    pub(crate) fn make(name: Ref<Str>, vm: &mut Vm) -> Value {
        let class = ParamSpec::type_object(vm);
        let payload = ParamSpec {
            parameter: TypeParameter::inferred(name),
            bound: Value::NONE,
        };
        instance(payload, &class, vm).into_value()
    }
}

static SIGNATURE: NativeSignature = signature(
    "paramspec",
    &[
        parameter("name", ParameterKind::PositionalOrKeyword, true),
        parameter("bound", ParameterKind::KeywordOnly, false),
        parameter("default", ParameterKind::KeywordOnly, false),
        parameter("covariant", ParameterKind::KeywordOnly, false),
        parameter("contravariant", ParameterKind::KeywordOnly, false),
        parameter("infer_variance", ParameterKind::KeywordOnly, false),
    ],
);

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let (name, slots, _) = arguments::<6>(args, &SIGNATURE, vm)?;
    let [_, bound, default, covariant, contravariant, infer] = slots;
    let variance = [covariant, contravariant, infer];
    let parameter = TypeParameter::with_variance(name, variance, default, vm)?;
    let bound = match bound.filter(|bound| !bound.is_none()) {
        Some(bound) => super::type_check(bound, "Bound must be a type.", vm)?,
        None => Value::NONE,
    };
    let made = instance(ParamSpec { parameter, bound }, class, vm).into_value();
    set_module(&made, vm)?;
    Ok(made)
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let this: &Ref<ParamSpec> = value
        .downcast()
        .expect("a slot is called with its own type");
    Ok(this.parameter.repr(vm))
}

#[methods]
impl ParamSpec {
    /// The name.
    #[getter]
    fn __name__(this: &Ref<ParamSpec>) -> Ref<Str> {
        this.parameter.name.clone()
    }

    /// What it must be a subtype of, or None.
    #[getter]
    fn __bound__(this: &Ref<ParamSpec>) -> Value {
        this.bound.clone()
    }

    /// Whether it is covariant.
    #[getter]
    fn __covariant__(this: &Ref<ParamSpec>) -> bool {
        this.parameter.covariant
    }

    /// Whether it is contravariant.
    #[getter]
    fn __contravariant__(this: &Ref<ParamSpec>) -> bool {
        this.parameter.contravariant
    }

    /// Whether type checkers infer the variance.
    #[getter]
    fn __infer_variance__(this: &Ref<ParamSpec>) -> bool {
        this.parameter.infer_variance
    }

    /// Represents positional arguments.
    #[getter]
    fn args(this: &Value, vm: &mut Vm) -> Value {
        let class = ParamSpecArgs::type_object(vm);
        let origin = this.clone();
        instance(ParamSpecArgs { origin }, &class, vm).into_value()
    }

    /// Represents keyword arguments.
    #[getter]
    fn kwargs(this: &Value, vm: &mut Vm) -> Value {
        let class = ParamSpecKwargs::type_object(vm);
        let origin = this.clone();
        instance(ParamSpecKwargs { origin }, &class, vm).into_value()
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

const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "typing.ParamSpec",
    doc: "A type variable that stands for the parameters of a callable.",
    payload: ParamSpec::INFO,
    flags: TypeFlags::DICT.union(TypeFlags::WEAKREF),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        ..Slots::EMPTY
    }
    .with_binary(BinaryOperator::Or, or),
    members: &[ParamSpec::MEMBERS],
};

/// Declares the type of an attribute that refers back to its parameter specification.
macro_rules! attribute_type {
    ($type:ident, $full:literal, $name:literal, $function:literal, $suffix:literal, $doc:literal) => {
        /// An attribute of a parameter specification.
        pub(super) struct $type {
            origin: Value,
        }

        payload!($type, $full, holds[origin], clears[]);

        impl $type {
            /// The class.
            pub(super) fn type_object(vm: &mut Vm) -> Ref<Type> {
                const SPEC: TypeSpec = TypeSpec {
                    signature: "",
                    name: $full,
                    doc: $doc,
                    payload: $type::INFO,
                    flags: TypeFlags::WEAKREF,
                    slots: Slots {
                        new: Some($type::make),
                        repr: Some($type::repr),
                        compare: Some($type::compare),
                        ..Slots::EMPTY
                    },
                    members: &[$type::MEMBERS],
                };
                vm.register_native_type::<$type>(&SPEC, None)
            }

            fn make(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
                static SIGNATURE: NativeSignature = signature(
                    $function,
                    &[parameter("origin", ParameterKind::PositionalOrKeyword, true)],
                );
                let mut slots = [None];
                bind(args, &SIGNATURE, &mut slots, vm)?;
                let origin = slots[0].expect("it is required").clone();
                Ok(instance($type { origin }, class, vm).into_value())
            }

            fn repr(value: &Value, vm: &mut Vm) -> PyResult {
                let this: &Ref<$type> =
                    value.downcast().expect("a slot is called with its own type");
                let origin = match this.origin.downcast::<ParamSpec>() {
                    Some(origin) => origin.parameter.name.clone(),
                    None => this.origin.repr(vm)?,
                };
                let text = format!(concat!("{}.", $suffix), origin.to_string_lossy());
                Ok(vm.new_str(&text))
            }

            fn compare(left: &Value, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
                let (Some(this), Some(other), CompareOperator::Equal | CompareOperator::NotEqual) =
                    (left.downcast::<$type>(), right.downcast::<$type>(), op)
                else {
                    return Ok(Value::NOT_IMPLEMENTED);
                };
                let equal = this.origin.equals(&other.origin, vm)?;
                Ok(Value::bool(equal == (op == CompareOperator::Equal)))
            }
        }

        #[methods]
        impl $type {
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

attribute_type!(
    ParamSpecArgs,
    "typing.ParamSpecArgs",
    "ParamSpecArgs",
    "paramspecargs",
    "args",
    "The positional arguments of a ParamSpec."
);
attribute_type!(
    ParamSpecKwargs,
    "typing.ParamSpecKwargs",
    "ParamSpecKwargs",
    "paramspeckwargs",
    "kwargs",
    "The keyword arguments of a ParamSpec."
);
