//! `dict`: mappings in insertion order.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#mapping-types-dict>

pub(crate) mod iter;
pub(crate) mod key;
mod merge;
mod methods;
mod slots;
pub(crate) mod table;
mod value;
pub(crate) mod views;

#[cfg(test)]
mod tests;

pub use iter::DictIterator;
pub(crate) use iter::EntryPart;
pub use merge::Duplicate;
pub(crate) use merge::plain_dict;
pub use value::Dict;
pub use views::DictView;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `dict`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "dict",
    doc: "A mapping in insertion order; of the items of a mapping, of an iterable of pairs, and of \
          keyword arguments, where they are given.",
    payload: Dict::INFO,
    flags: TypeFlags::BASE
        .union(TypeFlags::MAPPING)
        .union(TypeFlags::MATCH_SELF),
    slots: slots::SLOTS,
    members: &[Dict::MEMBERS],
};

impl crate::function::native::NativeClass for Dict {
    const SPEC: &'static TypeSpec = &SPEC;

    fn class(
        vm: &mut crate::vm::Vm,
    ) -> &crate::object::reference::Ref<crate::builtins::type_::Type> {
        &vm.types.dict
    }
}
