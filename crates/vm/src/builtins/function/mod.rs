//! `function`: functions written in Python.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#user-defined-functions>

mod value;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

pub use value::Function;

/// The type `function`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "function",
    doc: "A function defined by `def` or `lambda`.",
    payload: Function::INFO,
    flags: TypeFlags::METHOD_DESCRIPTOR,
    slots: Slots {
        call: Some(crate::eval::call::function_call),
        ..Slots::EMPTY
    },
    members: &[],
};
