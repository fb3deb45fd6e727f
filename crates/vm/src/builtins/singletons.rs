//! The types of `None`, `Ellipsis` and `NotImplemented`.
//! Reference: <https://docs.python.org/3.14/library/constants.html>

use rpy_macros::native_class;

use crate::builtins::object::Instance;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The class of None.
pub(crate) struct NoneType;

/// The class of Ellipsis.
pub(crate) struct EllipsisType;

/// The class of NotImplemented.
pub(crate) struct NotImplementedType;

/// The type of None, its only instance.
#[native_class(name = "NoneType", payload = Instance, registry = none)]
impl NoneType {
    #[new(signature = "()")]
    fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        singleton(Value::NONE, "NoneType", args, vm)
    }

    #[slot]
    fn repr(_this: &Value) -> &'static str {
        "None"
    }

    #[slot]
    fn bool(_this: &Value) -> bool {
        false
    }
}

/// The type of Ellipsis, its only instance.
#[native_class(name = "ellipsis", payload = Instance, registry = ellipsis)]
impl EllipsisType {
    #[new(signature = "()")]
    fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        singleton(Value::ELLIPSIS, "EllipsisType", args, vm)
    }

    #[slot]
    fn repr(_this: &Value) -> &'static str {
        "Ellipsis"
    }

    /// The name under which the module `builtins` has the instance, for pickling.
    #[method(signature = "($self, /)")]
    fn __reduce__(_this: &Value) -> &'static str {
        "Ellipsis"
    }
}

/// The type of NotImplemented, its only instance.
#[native_class(name = "NotImplementedType", payload = Instance, registry = not_implemented)]
impl NotImplementedType {
    #[new(signature = "()")]
    fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        singleton(Value::NOT_IMPLEMENTED, "NotImplementedType", args, vm)
    }

    #[slot]
    fn repr(_this: &Value) -> &'static str {
        "NotImplemented"
    }

    /// The name under which the module `builtins` has the instance, for pickling.
    #[method(signature = "($self, /)")]
    fn __reduce__(_this: &Value) -> &'static str {
        "NotImplemented"
    }

    #[slot]
    fn bool(_this: &Value, vm: &mut Vm) -> PyResult<bool> {
        Err(vm.type_error("NotImplemented should not be used in a boolean context"))
    }
}

/// The instance, which a call without arguments gives.
fn singleton(value: Value, name: &str, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if args.is_empty() {
        Ok(value)
    } else {
        Err(vm.type_error(format!("{name} takes no arguments")))
    }
}
