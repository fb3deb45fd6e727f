//! `bytearray`: mutable sequences of bytes.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#bytearray-objects>

mod methods;
mod shared;
mod slots;
mod value;

pub use value::ByteArray;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `bytearray`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "bytearray",
    doc: "Mutable bytes: those of an iterable of numbers, of a bytes-like object, of text in an \
          encoding, or as many zeros as an int says.",
    payload: ByteArray::INFO,
    flags: TypeFlags::BASE.union(TypeFlags::MATCH_SELF),
    slots: slots::SLOTS,
    members: &[shared::Shared::MEMBERS, methods::Own::MEMBERS],
};
