//! `staticmethod`: a function in a class that does not bind.
//! Reference: <https://docs.python.org/3.14/library/functions.html#staticmethod>

use rpy_macros::{Payload, methods, native_class};

use crate::builtins::type_::Type;
use crate::builtins::wrapper::{copy_description, is_abstract, own_or_wrapped, set_own, wrapper};
use crate::function::args::Args;
use crate::object::cell::HeapCell;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A static method.
#[derive(Payload)]
#[repr(C)]
pub struct StaticMethod {
    /// What is wrapped; None before `__init__`.
    pub(crate) callable: HeapCell<Value>,
}

wrapper!(StaticMethod);

/// A function as a method that gets neither instance nor class.
#[native_class(
    name = "staticmethod",
    registry = staticmethod,
    flags(base, dict),
    generic,
    methods(StaticMethod::SHARED)
)]
impl StaticMethod {
    #[new]
    fn new_slot(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<StaticMethod> {
        Ref::with_class(StaticMethod::empty(), class, vm)
    }

    #[init(signature = "(function, /)")]
    fn init(this: &Ref<StaticMethod>, function: &Value, vm: &mut Vm) -> PyResult<()> {
        StaticMethod::wrap(this, function, vm)
    }

    #[slot]
    fn repr(this: &Ref<StaticMethod>, vm: &mut Vm) -> PyResult {
        this.shown("staticmethod", vm)
    }

    #[slot]
    fn descriptor_get(
        this: &Ref<StaticMethod>,
        _object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> Value {
        this.callable(vm)
    }

    #[slot]
    fn call(this: &Ref<StaticMethod>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        this.callable(vm).call(args, vm)
    }
}
