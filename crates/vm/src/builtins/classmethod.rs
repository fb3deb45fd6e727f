//! `classmethod`: a function that binds to the class.
//! Reference: <https://docs.python.org/3.14/library/functions.html#classmethod>

use rpy_macros::{Payload, methods, native_class};

use crate::builtins::descriptors::BoundMethod;
use crate::builtins::type_::Type;
use crate::builtins::wrapper::{copy_description, is_abstract, own_or_wrapped, set_own, wrapper};
use crate::function::args::Args;
use crate::object::cell::HeapCell;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A class method.
#[derive(Payload)]
#[repr(C)]
pub struct ClassMethod {
    /// What is wrapped; None before `__init__`.
    pub(crate) callable: HeapCell<Value>,
}

wrapper!(ClassMethod);

/// A function as a method that gets the class, whether called on that or on an instance.
#[native_class(
    name = "classmethod",
    registry = classmethod,
    flags(base, dict),
    generic,
    methods(ClassMethod::SHARED)
)]
impl ClassMethod {
    #[new]
    fn new_slot(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<ClassMethod> {
        Ref::with_class(ClassMethod::empty(), class, vm)
    }

    #[init(signature = "(function, /)")]
    fn init(this: &Ref<ClassMethod>, function: &Value, vm: &mut Vm) -> PyResult<()> {
        ClassMethod::wrap(this, function, vm)
    }

    #[slot]
    fn repr(this: &Ref<ClassMethod>, vm: &mut Vm) -> PyResult {
        this.shown("classmethod", vm)
    }

    #[slot]
    fn descriptor_get(
        this: &Ref<ClassMethod>,
        object: Option<&Value>,
        class: &Value,
        vm: &mut Vm,
    ) -> Ref<BoundMethod> {
        let callable = this.callable(vm);
        let class = match object {
            Some(object) if class.is_none() => object.class(vm).to_value(),
            _ => class.clone(),
        };
        BoundMethod::new(callable, class, vm)
    }
}
