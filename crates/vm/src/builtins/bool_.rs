//! `bool`: truth values, which are ints.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#boolean-type-bool>

use crate::builtins::int::Int;
use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// The type `bool`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "bool",
    doc: "",
    payload: Int::INFO,
    flags: TypeFlags::empty(),
    slots: Slots::EMPTY,
    members: &[],
};
