//! `type`: classes.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#custom-classes>

mod annotations;
pub(crate) mod attributes;
mod bases;
mod build_class;
mod call;
mod create;
mod inheritance;
mod layout;
mod members;
mod mro;
mod native;
#[cfg(test)]
mod python_tests;
#[cfg(test)]
mod tests;
mod value;

pub use build_class::{BUILD_CLASS, build_class, resolve_bases};
pub(crate) use call::{call_class, is_new_wrapper};
pub(crate) use layout::same_layout;
pub(crate) use members::class_names;
pub(crate) use mro::compute_mro;
pub(crate) use native::fill_native_type;
pub(crate) use value::TypeParts;
pub use value::{Layout, Type, TypeFlags};

use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// The type `type`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "type",
    doc: "type(object) -> the object's type\n\
          type(name, bases, dict, **kwds) -> a new type",
    payload: Type::INFO,
    flags: TypeFlags::BASE
        .union(TypeFlags::MATCH_SELF)
        .union(TypeFlags::WEAKREF),
    slots: Slots {
        new: Some(create::new),
        init: Some(call::init),
        call: Some(call::call),
        repr: Some(members::repr),
        get_attribute: Some(attributes::get_attribute),
        set_attribute: Some(attributes::set_attribute),
        ..Slots::EMPTY
    }
    .with_binary(
        rpy_bytecode::BinaryOperator::Or,
        crate::builtins::generic_alias::class_or,
    ),
    members: &[Type::MEMBERS, Type::ATTRIBUTES],
};
