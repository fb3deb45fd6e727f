//! `classmethod`: a function that binds to the class.
//! Reference: <https://docs.python.org/3.14/library/functions.html#classmethod>

use crate::builtins::descriptors::BoundMethod;
use crate::builtins::type_::Type;
use crate::builtins::wrapper::{Wrapper, WrapperKind};
use crate::function::native::TypeSpec;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Makes a [`Wrapper`] a class method.
pub enum Class {}

/// A class method.
pub type ClassMethod = Wrapper<Class>;

impl WrapperKind for Class {
    const NAME: &'static str = "classmethod";

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.classmethod
    }
}

fn get(descriptor: &Value, object: Option<&Value>, class: &Value, vm: &mut Vm) -> PyResult {
    let callable = ClassMethod::of(descriptor).callable(vm);
    let class = match object {
        Some(object) if class.is_none() => object.class(vm).to_value(),
        _ => class.clone(),
    };
    Ok(BoundMethod::new(callable, class, vm).into_value())
}

/// The type `classmethod`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    doc: "Convert a function to be a class method.",
    slots: Slots {
        descriptor_get: Some(get),
        ..ClassMethod::SLOTS
    },
    ..ClassMethod::SPEC
};
