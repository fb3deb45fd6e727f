//! `list`: mutable sequences.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#lists>

mod iter;
mod methods;
mod slots;
mod sort;
#[cfg(test)]
mod tests;
mod value;

pub use iter::{ListIterator, ListReverseIterator};
pub use value::List;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `list`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "(iterable=(), /)",
    name: "list",
    doc: "A mutable sequence; of the items of an iterable, if one is given.",
    payload: List::INFO,
    flags: TypeFlags::BASE
        .union(TypeFlags::SEQUENCE)
        .union(TypeFlags::MATCH_SELF),
    slots: slots::SLOTS,
    members: &[List::MEMBERS],
};
