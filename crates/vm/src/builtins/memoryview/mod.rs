//! `memoryview`: views of the memory of exporters, in any number of dimensions.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#memory-views>
//!
//! Where the memory is and how the elements lie is the business of
//! [`BufferView`](crate::object::buffer::BufferView).

mod attributes;
mod cast;
mod compare;
mod element;
mod iter;
mod methods;
mod slots;
mod subscript;
mod value;

pub(crate) use iter::ITERATOR_SPEC;
pub use iter::MemoryIterator;
pub use value::MemoryView;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `memoryview`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "(object)",
    name: "memoryview",
    doc: "A view of the memory of a bytes-like object, which is not copied.",
    payload: MemoryView::INFO,
    flags: TypeFlags::SEQUENCE.union(TypeFlags::WEAKREF),
    slots: slots::SLOTS,
    members: &[MemoryView::MEMBERS, attributes::Attributes::MEMBERS],
};
