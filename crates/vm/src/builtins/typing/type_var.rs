//! `typing.TypeVar`

use rpy_macros::{Payload, native_class};

use super::lazy::Lazy;
use super::module::no_default;
use super::parameter::TypeParameter;
use super::{call_typing, made, or, set_module};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A type variable.
#[derive(Payload)]
pub(crate) struct TypeVar {
    pub(super) parameter: TypeParameter,
    bound: Lazy,
    constraints: Lazy,
}

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
        made(payload, vm).into_value()
    }
}

/// A type variable: it stands for a type in generic functions, classes and aliases.
#[native_class(name = "typing.TypeVar", flags(dict, weakref), slots(or = or))]
impl TypeVar {
    #[new(
        name = "typevar",
        signature = "(name, *constraints, bound=None, default=typing.NoDefault, covariant=False, \
                     contravariant=False, infer_variance=False)",
        hidden
    )]
    #[expect(clippy::too_many_arguments, reason = "they are Python's")]
    fn new(
        class: &Ref<Type>,
        name: &Ref<Str>,
        constraints: &[Value],
        bound: Option<&Value>,
        default: Option<&Value>,
        covariant: bool,
        contravariant: bool,
        infer_variance: bool,
        vm: &mut Vm,
    ) -> PyResult {
        let variance = [covariant, contravariant, infer_variance];
        let parameter = TypeParameter::with_variance(name.clone(), variance, default, vm)?;
        let bound = match bound {
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
            parameter,
            bound: Lazy::of(bound),
            constraints: Lazy::of(constraints),
        };
        let made = Ref::with_class(payload, class, vm).into_value();
        set_module(&made, vm)?;
        Ok(made)
    }

    #[slot]
    fn repr(this: &Ref<TypeVar>, vm: &mut Vm) -> Value {
        this.parameter.repr(vm)
    }

    /// The name.
    #[getter(member)]
    fn __name__(this: &Ref<TypeVar>) -> Ref<Str> {
        this.parameter.name.clone()
    }

    /// Whether it is covariant.
    #[getter(member)]
    fn __covariant__(this: &Ref<TypeVar>) -> bool {
        this.parameter.covariant
    }

    /// Whether it is contravariant.
    #[getter(member)]
    fn __contravariant__(this: &Ref<TypeVar>) -> bool {
        this.parameter.contravariant
    }

    /// Whether type checkers infer the variance.
    #[getter(member)]
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
