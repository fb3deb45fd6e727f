//! `function`: functions written in Python.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#user-defined-functions>

mod attributes;
mod slots;
mod value;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

pub use value::Function;

/// The type `function`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)",
    name: "function",
    doc: "A function defined by `def` or `lambda`.",
    payload: Function::INFO,
    flags: TypeFlags::METHOD_DESCRIPTOR.union(TypeFlags::WEAKREF),
    slots: slots::SLOTS,
    members: &[Function::MEMBERS],
};
