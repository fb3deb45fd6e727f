//! `list`: mutable sequences.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#lists>

mod iter;
mod value;

pub(crate) use iter::{ITERATOR_SPEC, REVERSE_ITERATOR_SPEC};
pub use iter::{ListIterator, ListReverseIterator};
pub use value::List;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// The type `list`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "list",
    doc: "",
    payload: List::INFO,
    flags: TypeFlags::BASE
        .union(TypeFlags::SEQUENCE)
        .union(TypeFlags::MATCH_SELF),
    slots: Slots::EMPTY,
    members: &[],
};
