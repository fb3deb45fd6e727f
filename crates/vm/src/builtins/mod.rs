//! The built-in types, one file or folder a type.

pub mod bool_;
pub mod bytearray;
pub mod bytes;
pub mod complex;
pub mod dict;
pub mod exceptions;
pub mod float;
pub mod int;
pub mod iterators;
pub mod list;
pub mod module;
pub mod native_function;
pub mod object;
pub mod range;
pub mod sequence;
pub mod sequence_iterator;
pub mod set;
pub mod singletons;
pub mod slice;
pub mod str;
pub mod tuple;
pub mod type_;
