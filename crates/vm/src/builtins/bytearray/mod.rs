//! `bytearray`: mutable sequences of bytes.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#bytearray-objects>

mod value;

pub use value::ByteArray;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// The type `bytearray`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "bytearray",
    doc: "",
    payload: ByteArray::INFO,
    flags: TypeFlags::BASE,
    slots: Slots::EMPTY,
    members: &[],
};
