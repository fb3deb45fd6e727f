//! `range`: arithmetic progressions of ints.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#ranges>

mod iter;
mod methods;
mod slots;
mod value;

pub use iter::{LongRangeIterator, RangeIterator};
pub use value::Range;
pub(crate) use value::to_big;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `range`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "range",
    doc: "The numbers from start (0) to below stop, in steps of step (1).",
    payload: Range::INFO,
    flags: TypeFlags::SEQUENCE,
    slots: slots::SLOTS,
    members: &[Range::MEMBERS],
};
