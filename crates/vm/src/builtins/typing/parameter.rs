//! What type variables, parameter specifications and type variable tuples have in common.

use super::lazy::Lazy;
use super::module::no_default;
use super::{ParamSpec, TypeVar, TypeVarTuple};
use crate::builtins::str::Str;
use crate::object::Garbage;
use crate::object::PayloadField;
use crate::object::payload::Visitor;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Name, variance and default of a type parameter.
pub(super) struct TypeParameter {
    pub(super) name: Ref<Str>,
    pub(super) covariant: bool,
    pub(super) contravariant: bool,
    pub(super) infer_variance: bool,
    default: Lazy,
}

impl PayloadField for TypeParameter {
    const HOLDS_REFERENCES: bool = true;

    fn show(&self, visit: &mut Visitor<'_>) {
        self.name.show(visit);
        self.default.show(visit);
    }

    fn give_up(&self, garbage: &mut Garbage) {
        self.default.give_up(garbage);
    }
}

impl TypeParameter {
    /// A parameter made by syntax: its variance is inferred.
    pub(super) fn inferred(name: Ref<Str>) -> TypeParameter {
        TypeParameter {
            name,
            covariant: false,
            contravariant: false,
            infer_variance: true,
            default: Lazy::absent(),
        }
    }

    /// A parameter made by a call. `variance` holds the arguments `covariant`, `contravariant` and
    /// `infer_variance`.
    pub(super) fn with_variance(
        name: Ref<Str>,
        [covariant, contravariant, infer_variance]: [bool; 3],
        default: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<TypeParameter> {
        if covariant && contravariant {
            return Err(vm.value_error("Bivariant types are not supported."));
        }
        if infer_variance && (covariant || contravariant) {
            return Err(vm.value_error("Variance cannot be specified with infer_variance."));
        }
        let none = no_default(vm);
        let default = default.filter(|value| !value.is(&none)).cloned();
        Ok(TypeParameter {
            name,
            covariant,
            contravariant,
            infer_variance,
            default: Lazy::of(default),
        })
    }

    /// `__default__`: `NoDefault` if there is none.
    pub(super) fn default(&self, vm: &mut Vm) -> PyResult {
        let missing = no_default(vm);
        self.default.get(missing, vm)
    }

    pub(super) fn evaluate_default(&self, vm: &mut Vm) -> Value {
        self.default.evaluator(vm)
    }

    pub(super) fn has_default(&self, vm: &Vm) -> bool {
        self.default.is_set(vm)
    }

    pub(super) fn repr(&self, vm: &mut Vm) -> Value {
        let sign = match self {
            _ if self.infer_variance => "",
            _ if self.covariant => "+",
            _ if self.contravariant => "-",
            _ => "~",
        };
        let name = self.name.to_string_lossy().into_owned();
        vm.new_str(&format!("{sign}{name}"))
    }
}

/// Gives a type parameter the function that computes its default; returns the parameter.
pub(crate) fn set_default(parameter: Value, evaluate: Value, vm: &mut Vm) -> PyResult {
    let common = if let Some(it) = parameter.downcast::<TypeVar>() {
        Some(&it.parameter)
    } else if let Some(it) = parameter.downcast::<ParamSpec>() {
        Some(&it.parameter)
    } else {
        parameter.downcast::<TypeVarTuple>().map(|it| &it.parameter)
    };
    match common {
        Some(common) => common.default.defer(evaluate, vm),
        None => return Err(vm.type_error("Expected a type param")),
    }
    Ok(parameter)
}
