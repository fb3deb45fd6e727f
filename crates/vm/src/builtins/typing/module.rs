//! `_typing`: the native part of `typing`.

pub use _typing::MODULE;

use rpy_macros::{Payload, native_class, native_module};

use super::param_spec::{ParamSpecArgs, ParamSpecKwargs};
use super::{ParamSpec, TypeAlias, TypeVar, TypeVarTuple, generic::Generic};
use crate::builtins::generic_alias::Union;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::native::ModuleState;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What the syntax of type parameters needs, and what `typing` has from below.
#[native_module(
    name = "_typing",
    classes(
        TypeVar,
        TypeVarTuple,
        ParamSpec,
        ParamSpecArgs,
        ParamSpecKwargs,
        TypeAlias,
        Generic,
        Union
    )
)]
mod _typing {
    use super::*;
    use crate::builtins::module::Module;

    #[function(signature = "(x, /)")]
    fn _idfunc(x: Value) -> Value {
        x
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let none = no_default(vm);
        module.add("NoDefault", none, vm);
        Ok(())
    }
}

/// What the module keeps.
struct State {
    no_default: Value,
}

impl ModuleState for State {
    fn new(vm: &mut Vm) -> State {
        let no_default = Ref::new(NoDefault, vm).into_value();
        State { no_default }
    }
}

/// The class of NoDefault, which says that a type parameter has none.
#[derive(Payload)]
struct NoDefault;

#[native_class(name = "NoDefaultType", flags(immutable))]
impl NoDefault {
    #[new(signature = "()")]
    fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if !args.is_empty() {
            return Err(vm.type_error("NoDefaultType takes no arguments"));
        }
        Ok(no_default(vm))
    }

    #[slot]
    fn repr(_this: &Value) -> &'static str {
        "typing.NoDefault"
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(_this: &Ref<NoDefault>) -> &'static str {
        "NoDefault"
    }
}

/// `typing.NoDefault`: a type parameter has no default.
pub(super) fn no_default(vm: &mut Vm) -> Value {
    vm.module_state::<State>().no_default.clone()
}
