//! `set` and `frozenset`: collections without duplicates, in insertion order.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#set-types-set-frozenset>

mod frozen;
mod iter;
mod methods;
mod operations;
mod slots;
mod value;

#[cfg(test)]
mod tests;

pub use frozen::FrozenSet;
pub use iter::SetIterator;
pub use value::Set;
pub(crate) use value::{as_set_table, set_items};
