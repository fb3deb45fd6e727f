//! Descriptors of native and Python classes, and what they bind to.
//! Reference: <https://docs.python.org/3.14/howto/descriptor.html>

mod getset;
mod mapping_proxy;
mod member;
mod method;
mod slot_wrapper;

pub use getset::GetSetDescriptor;
pub use mapping_proxy::MappingProxy;
pub use member::MemberDescriptor;
pub use method::BoundMethod;
pub use slot_wrapper::{MethodWrapper, SlotWrapper};

use crate::builtins::type_::Type;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The object behind a slot of its own type.
fn payload<T: Payload>(value: &Value) -> &Ref<T> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

/// `None` for no documentation.
fn doc_value(doc: &str, vm: &mut Vm) -> Value {
    if doc.is_empty() {
        Value::NONE
    } else {
        vm.new_str(doc)
    }
}

/// `Class.name`, for `__qualname__`.
fn qualified_name(owner: &Ref<Type>, name: &str, vm: &mut Vm) -> Value {
    let class = match owner.qualname.get(vm) {
        Some(qualname) => qualname.to_string_lossy().into_owned(),
        None => String::new(),
    };
    vm.new_str(&format!("{class}.{name}"))
}

/// Checks that a data descriptor of `owner` is applied to an instance of it.
fn check_object(owner: &Ref<Type>, name: &str, object: &Value, vm: &mut Vm) -> PyResult<()> {
    if object.class(vm).is_subclass_of(owner, vm) {
        return Ok(());
    }
    Err(wrong_object(owner, name, object, vm))
}

#[cold]
fn wrong_object(owner: &Ref<Type>, name: &str, object: &Value, vm: &mut Vm) -> Raised {
    let (owner, class) = (owner.shown_name(vm), object.type_name(vm));
    vm.type_error(format!(
        "descriptor '{name}' for '{owner}' objects doesn't apply to a '{class}' object"
    ))
}
