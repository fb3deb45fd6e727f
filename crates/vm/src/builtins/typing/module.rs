//! `_typing`: the native part of `typing`.

pub use _typing::MODULE;

use super::param_spec::{ParamSpecArgs, ParamSpecKwargs};
use super::{ParamSpec, TypeAlias, TypeVar, TypeVarTuple, generic::Generic, payload};
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Primitives and accelerators for the typing module.
#[rpy_macros::native_module(name = "_typing")]
mod _typing {
    use super::*;
    use crate::builtins::module::Module;

    #[function(signature = "(x, /)")]
    fn _idfunc(x: Value) -> Value {
        x
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        for make in [
            TypeVar::type_object,
            TypeVarTuple::type_object,
            ParamSpec::type_object,
            ParamSpecArgs::type_object,
            ParamSpecKwargs::type_object,
            TypeAlias::type_object,
            Generic::type_object,
        ] {
            let class = make(vm);
            module.add_type(&class, vm);
        }
        let union = vm.types.union.clone();
        module.add_type(&union, vm);
        let none = no_default(vm);
        module.add("NoDefault", none, vm);
        Ok(())
    }
}

/// The only instance of its type; the type keeps it.
struct NoDefault;

payload!(NoDefault, "NoDefaultType", holds[], clears[]);

const NO_DEFAULT: TypeSpec = TypeSpec {
    signature: "",
    name: "NoDefaultType",
    doc: "The type of the NoDefault singleton.",
    payload: NoDefault::INFO,
    flags: TypeFlags::IMMUTABLE,
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        ..Slots::EMPTY
    },
    members: &[NoDefault::MEMBERS],
};

#[rpy_macros::methods]
impl NoDefault {
    #[method(signature = "($self, /)")]
    fn __reduce__(_this: &Ref<NoDefault>) -> &'static str {
        "NoDefault"
    }
}

/// `typing.NoDefault`: a type parameter has no default.
pub(super) fn no_default(vm: &mut Vm) -> Value {
    let name = vm.intern("__instance__");
    let class = vm.register_native_type::<NoDefault>(&NO_DEFAULT, None);
    if let Some(known) = class.dict().get_str(&name, vm) {
        return known.clone();
    }
    let made = Ref::with_class(NoDefault, &class, vm).into_value();
    class.dict().set_str(&name, made.clone(), vm);
    made
}

fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if !args.is_empty() {
        return Err(vm.type_error("NoDefaultType takes no arguments"));
    }
    Ok(no_default(vm))
}

fn repr(_value: &Value, vm: &mut Vm) -> PyResult {
    Ok(vm.new_str("typing.NoDefault"))
}
