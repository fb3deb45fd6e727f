//! `range`: arithmetic progressions of ints.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#ranges>

mod iter;
mod value;

pub(crate) use iter::{ITERATOR_SPEC, LONG_ITERATOR_SPEC};
pub use iter::{LongRangeIterator, RangeIterator};
pub use value::Range;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// The type `range`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "range",
    doc: "",
    payload: Range::INFO,
    flags: TypeFlags::SEQUENCE,
    slots: Slots::EMPTY,
    members: &[],
};
