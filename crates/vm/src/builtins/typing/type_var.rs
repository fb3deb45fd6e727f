//! `typing.TypeVar`

use rpy_bytecode::BinaryOperator;
use rpy_macros::methods;

use super::lazy::Lazy;
use super::module::no_default;
use super::parameter::TypeParameter;
use super::{arguments, call_typing, instance, or, parameter, payload, set_module, signature};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::native::{NativeSignature, ParameterKind, TypeSpec};
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A type variable.
pub(crate) struct TypeVar {
    pub(super) parameter: TypeParameter,
    bound: Lazy,
    constraints: Lazy,
}

payload!(
    TypeVar,
    "typing.TypeVar",
    holds[parameter, bound, constraints],
    clears[parameter, bound, constraints]
);

/// What is computed of a type variable that syntax makes.
pub(crate) enum Restriction {
    /// Nothing.
    None,
    /// By this function: what it must be a subtype of.
    Bound(Value),
    /// By this function: a tuple of the types that it may be.
    Constraints(Value),
}

impl TypeVar {
    /// The class.
    pub(super) fn type_object(vm: &mut Vm) -> Ref<Type> {
        vm.register_native_type::<TypeVar>(&SPEC, None)
    }

    /// Makes the type variable of a type parameter.
    pub(crate) fn make(name: Ref<Str>, restriction: Restriction, vm: &mut Vm) -> Value {
        let (mut bound, mut constraints) = (Lazy::absent(), Lazy::absent());
        match restriction {
            Restriction::None => {}
            Restriction::Bound(evaluate) => bound = Lazy::deferred(evaluate),
            Restriction::Constraints(evaluate) => constraints = Lazy::deferred(evaluate),
        }
        let payload = TypeVar {
            parameter: TypeParameter::inferred(name),
            bound,
            constraints,
        };
        let class = TypeVar::type_object(vm);
        instance(payload, &class, vm).into_value()
    }
}

static SIGNATURE: NativeSignature = signature(
    "typevar",
    &[
        parameter("name", ParameterKind::PositionalOrKeyword, true),
        parameter("constraints", ParameterKind::VarPositional, false),
        parameter("bound", ParameterKind::KeywordOnly, false),
        parameter("default", ParameterKind::KeywordOnly, false),
        parameter("covariant", ParameterKind::KeywordOnly, false),
        parameter("contravariant", ParameterKind::KeywordOnly, false),
        parameter("infer_variance", ParameterKind::KeywordOnly, false),
    ],
);

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let (name, slots, constraints) = arguments::<6>(args, &SIGNATURE, vm)?;
    let [_, bound, default, covariant, contravariant, infer] = slots;
    let variance = [covariant, contravariant, infer];
    let common = TypeParameter::with_variance(name, variance, default, vm)?;
    let bound = match bound.filter(|bound| !bound.is_none()) {
        Some(bound) => Some(super::type_check(bound, "Bound must be a type.", vm)?),
        None => None,
    };
    let constraints = match constraints {
        [] => None,
        [_] => return Err(vm.type_error("A single constraint is not allowed")),
        _ if bound.is_some() => {
            return Err(vm.type_error("Constraints cannot be combined with bound=..."));
        }
        many => Some(Tuple::new(many.to_vec(), vm).into_value()),
    };
    let payload = TypeVar {
        parameter: common,
        bound: Lazy::of(bound),
        constraints: Lazy::of(constraints),
    };
    let made = instance(payload, class, vm).into_value();
    set_module(&made, vm)?;
    Ok(made)
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let this: &Ref<TypeVar> = value
        .downcast()
        .expect("a slot is called with its own type");
    Ok(this.parameter.repr(vm))
}

#[methods]
impl TypeVar {
    /// The name.
    #[getter]
    fn __name__(this: &Ref<TypeVar>) -> Ref<Str> {
        this.parameter.name.clone()
    }

    /// Whether it is covariant.
    #[getter]
    fn __covariant__(this: &Ref<TypeVar>) -> bool {
        this.parameter.covariant
    }

    /// Whether it is contravariant.
    #[getter]
    fn __contravariant__(this: &Ref<TypeVar>) -> bool {
        this.parameter.contravariant
    }

    /// Whether type checkers infer the variance.
    #[getter]
    fn __infer_variance__(this: &Ref<TypeVar>) -> bool {
        this.parameter.infer_variance
    }

    /// What it must be a subtype of, or None.
    #[getter]
    fn __bound__(this: &Ref<TypeVar>, vm: &mut Vm) -> PyResult {
        this.bound.get(Value::NONE, vm)
    }

    /// The types that it may be.
    #[getter]
    fn __constraints__(this: &Ref<TypeVar>, vm: &mut Vm) -> PyResult {
        let none = Tuple::new(Vec::new(), vm).into_value();
        this.constraints.get(none, vm)
    }

    /// The default, or NoDefault.
    #[getter]
    fn __default__(this: &Ref<TypeVar>, vm: &mut Vm) -> PyResult {
        this.parameter.default(vm)
    }

    /// The function that computes the bound.
    #[getter]
    fn evaluate_bound(this: &Ref<TypeVar>, vm: &mut Vm) -> Value {
        this.bound.evaluator(vm)
    }

    /// The function that computes the constraints.
    #[getter]
    fn evaluate_constraints(this: &Ref<TypeVar>, vm: &mut Vm) -> Value {
        this.constraints.evaluator(vm)
    }

    /// The function that computes the default.
    #[getter]
    fn evaluate_default(this: &Ref<TypeVar>, vm: &mut Vm) -> Value {
        this.parameter.evaluate_default(vm)
    }

    /// Whether there is a default.
    #[method(signature = "($self, /)")]
    fn has_default(this: &Ref<TypeVar>, vm: &mut Vm) -> bool {
        this.parameter.has_default(vm)
    }

    #[method(signature = "($self, arg, /)")]
    fn __typing_subst__(this: &Value, arg: Value, vm: &mut Vm) -> PyResult {
        call_typing("_typevar_subst", &[this.clone(), arg], vm)
    }

    #[method(signature = "($self, alias, args, /)")]
    fn __typing_prepare_subst__(
        this: &Ref<TypeVar>,
        alias: &Value,
        args: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let name = vm.intern("__parameters__");
        let parameters = alias.get_attribute(&name, vm)?;
        let parameters = vm.collect(&parameters)?;
        let given = vm.collect(args)?;
        let own = parameters.iter().position(|it| it.is(this.as_value()));
        let own = own.unwrap_or(parameters.len());
        if own < given.len() {
            return Ok(args.clone());
        }
        let default = this.parameter.default(vm)?;
        if own > given.len() || default.is(&no_default(vm)) {
            let shown = alias.repr(vm)?;
            let (shown, actual) = (shown.to_string_lossy(), given.len());
            return Err(vm.type_error(format!(
                "Too few arguments for {shown}; actual {actual}, expected at least {}",
                own + 1
            )));
        }
        let items = given.into_iter().chain([default]).collect();
        Ok(Tuple::new(items, vm).into_value())
    }

    #[method(signature = "($self, bases, /)")]
    fn __mro_entries__(_this: &Ref<TypeVar>, _bases: Value, vm: &mut Vm) -> PyResult {
        Err(vm.type_error("Cannot subclass an instance of TypeVar"))
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<TypeVar>) -> Ref<Str> {
        this.parameter.name.clone()
    }
}

const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "typing.TypeVar",
    doc: "A type variable: it stands for a type in generic functions, classes and aliases.",
    payload: TypeVar::INFO,
    flags: TypeFlags::DICT.union(TypeFlags::WEAKREF),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        ..Slots::EMPTY
    }
    .with_binary(BinaryOperator::Or, or),
    members: &[TypeVar::MEMBERS],
};
