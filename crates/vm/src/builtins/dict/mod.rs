//! `dict`: mappings in insertion order.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#mapping-types-dict>

pub(crate) mod key;
pub(crate) mod table;
mod value;

pub(crate) use table::DictTable;
pub use value::Dict;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// The type `dict`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "dict",
    doc: "",
    payload: Dict::INFO,
    flags: TypeFlags::BASE,
    slots: Slots::EMPTY,
    members: &[],
};
