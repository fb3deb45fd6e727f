//! `tuple`: immutable sequences.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#tuples>

mod iter;
mod methods;
mod slots;
mod value;

pub use iter::TupleIterator;
pub use value::Tuple;
