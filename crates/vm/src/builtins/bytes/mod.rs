//! `bytes`: immutable sequences of bytes.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#bytes-objects>

pub(crate) mod algorithms;
pub(crate) mod arguments;
pub(crate) mod construct;
pub mod hex;
mod iter;
pub(crate) mod like;
pub(crate) mod methods;
pub(crate) mod operations;
mod own_methods;
pub(crate) mod percent;
pub(crate) mod repr;
mod shared;
mod slots;
mod value;
pub(crate) mod warnings;

pub(crate) use iter::ByteArrayIterator;
pub use iter::ByteIterator;
pub use like::BytesLike;
pub use value::Bytes;
