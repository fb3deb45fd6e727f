//! `bytearray`: mutable sequences of bytes.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#bytearray-objects>

mod methods;
mod shared;
mod slots;
mod value;

pub use value::ByteArray;
