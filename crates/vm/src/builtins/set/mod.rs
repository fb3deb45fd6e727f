//! `set` and `frozenset`: collections without duplicates, in insertion order.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#set-types-set-frozenset>

mod frozen;
mod iter;
mod methods;
mod operations;
mod slots;
mod value;

#[cfg(test)]
mod tests;

pub use frozen::FrozenSet;
pub use iter::SetIterator;
pub use value::Set;
pub(crate) use value::{as_set_table, set_items};

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `set`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "(iterable=(), /)",
    name: "set",
    doc: "A mutable collection without duplicates; of the items of an iterable, if one is given.",
    payload: Set::INFO,
    flags: TypeFlags::BASE.union(TypeFlags::MATCH_SELF),
    slots: slots::SET_SLOTS,
    members: &[Set::MEMBERS, Set::MUTATORS],
};

/// The type `frozenset`.
pub(crate) const FROZEN_SPEC: TypeSpec = TypeSpec {
    signature: "(iterable=(), /)",
    name: "frozenset",
    doc: "An immutable collection without duplicates; of the items of an iterable, if one is \
          given.",
    payload: FrozenSet::INFO,
    flags: TypeFlags::BASE.union(TypeFlags::MATCH_SELF),
    slots: slots::FROZEN_SLOTS,
    members: &[FrozenSet::MEMBERS],
};
