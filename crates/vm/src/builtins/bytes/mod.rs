//! `bytes`: immutable sequences of bytes.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#bytes-objects>

pub(crate) mod algorithms;
pub(crate) mod arguments;
pub(crate) mod construct;
pub(crate) mod hex;
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

pub use iter::ByteIterator;
pub(crate) use iter::{BYTEARRAY_ITERATOR_SPEC, BYTES_ITERATOR_SPEC};
pub use like::BytesLike;
pub use value::Bytes;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `bytes`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "bytes",
    doc: "Immutable bytes: those of an iterable of numbers, of a bytes-like object, of text in an \
          encoding, or as many zeros as an int says.",
    payload: Bytes::INFO,
    flags: TypeFlags::BASE.union(TypeFlags::MATCH_SELF),
    slots: slots::SLOTS,
    members: &[shared::Shared::MEMBERS, own_methods::Own::MEMBERS],
};
