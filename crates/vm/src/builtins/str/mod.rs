//! `str`: text.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#text-sequence-type-str>

mod value;

pub use value::Str;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// The type `str`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "str",
    doc: "",
    payload: Str::INFO,
    flags: TypeFlags::BASE,
    slots: Slots::EMPTY,
    members: &[],
};
