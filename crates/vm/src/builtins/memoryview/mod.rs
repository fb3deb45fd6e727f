//! `memoryview`: views of the memory of exporters, in any number of dimensions.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#memory-views>
//!
//! Where the memory is and how the elements lie is the business of
//! [`BufferView`](crate::object::buffer::BufferView).

mod attributes;
mod cast;
mod compare;
mod element;
mod iter;
mod methods;
mod slots;
mod subscript;
mod value;

pub use iter::MemoryIterator;
pub use value::MemoryView;
