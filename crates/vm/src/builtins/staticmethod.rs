//! `staticmethod`: a function in a class that does not bind.
//! Reference: <https://docs.python.org/3.14/library/functions.html#staticmethod>

use crate::builtins::type_::Type;
use crate::builtins::wrapper::{Wrapper, WrapperKind};
use crate::function::args::Args;
use crate::function::native::TypeSpec;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Makes a [`Wrapper`] a static method.
pub enum Static {}

/// A static method.
pub type StaticMethod = Wrapper<Static>;

impl WrapperKind for Static {
    const NAME: &'static str = "staticmethod";

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.staticmethod
    }
}

fn get(descriptor: &Value, _object: Option<&Value>, _class: &Value, vm: &mut Vm) -> PyResult {
    Ok(StaticMethod::of(descriptor).callable(vm))
}

fn call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    StaticMethod::of(callee).callable(vm).call(args, vm)
}

/// The type `staticmethod`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    doc: "Convert a function to be a static method.",
    slots: Slots {
        descriptor_get: Some(get),
        call: Some(call),
        ..StaticMethod::SLOTS
    },
    ..StaticMethod::SPEC
};
