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
