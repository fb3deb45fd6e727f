//! `tuple`: immutable sequences.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#tuples>

mod iter;
mod value;

pub(crate) use iter::ITERATOR_SPEC;
pub use iter::TupleIterator;
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
