//! `tuple`: immutable sequences.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#tuples>

mod iter;
mod methods;
mod slots;
mod value;

pub use iter::TupleIterator;
pub use value::Tuple;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `tuple`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "(iterable=(), /)",
    name: "tuple",
    doc: "An immutable sequence; of the items of an iterable, if one is given.",
    payload: Tuple::INFO,
    flags: TypeFlags::BASE
        .union(TypeFlags::SEQUENCE)
        .union(TypeFlags::MATCH_SELF),
    slots: slots::SLOTS,
    members: &[Tuple::MEMBERS],
};
