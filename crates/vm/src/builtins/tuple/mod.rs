//! `tuple`: immutable sequences.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#tuples>

mod value;

pub use value::Tuple;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// The type `tuple`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "tuple",
    doc: "",
    payload: Tuple::INFO,
    flags: TypeFlags::BASE,
    slots: Slots::EMPTY,
    members: &[],
};
