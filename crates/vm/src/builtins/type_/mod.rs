//! `type`: classes.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#custom-classes>

mod value;

pub(crate) use value::TypeParts;
pub use value::{Layout, Type, TypeFlags};

use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::vm::Vm;

/// The type `type`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "type",
    doc: "",
    payload: Type::INFO,
    flags: TypeFlags::BASE,
    slots: Slots::EMPTY,
    members: &[],
};

/// Fills the dict of a native type from its description, and inherits slots.
pub(crate) fn fill_native_type(class: &Ref<Type>, spec: &TypeSpec, vm: &mut Vm) {
    class.slots.replace(spec.slots, vm);
}
