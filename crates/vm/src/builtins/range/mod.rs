//! `range`: arithmetic progressions of ints.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#ranges>

mod iter;
mod methods;
mod slots;
mod value;

pub use iter::{LongRangeIterator, RangeIterator};
pub use value::Range;
pub(crate) use value::to_big;
