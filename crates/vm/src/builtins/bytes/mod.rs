//! `bytes`: immutable sequences of bytes.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#bytes-objects>

pub(crate) mod algorithms;
pub(crate) mod arguments;
mod like;
mod value;

pub use value::Bytes;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// The type `bytes`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "bytes",
    doc: "",
    payload: Bytes::INFO,
    flags: TypeFlags::BASE,
    slots: Slots::EMPTY,
    members: &[],
};
