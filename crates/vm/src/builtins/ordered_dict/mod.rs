//! `OrderedDict`: a dict whose order can be changed, and matters when two are compared.
//! Reference: <https://docs.python.org/3.14/library/collections.html#collections.OrderedDict>
//!
//! The table of a dict is in order anyway. What is added is a count of changes, by which iterators notice
//! them, and moving an item to either end.

mod fill;
mod iter;
mod methods;
mod value;

pub use value::OrderedDict;
