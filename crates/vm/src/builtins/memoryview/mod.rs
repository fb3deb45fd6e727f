//! `memoryview`: views of the memory of bytes-like objects.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#memory-views>
//!
//! A view has one dimension. What it looks at is a `bytes` or a `bytearray`; the latter cannot
//! change its length while there are views of it.

mod element;
mod methods;
mod slots;
mod value;

pub use value::MemoryView;

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `memoryview`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "memoryview",
    doc: "A view of the memory of a bytes-like object, which is not copied.",
    payload: MemoryView::INFO,
    flags: TypeFlags::SEQUENCE.union(TypeFlags::WEAKREF),
    slots: slots::SLOTS,
    members: &[MemoryView::MEMBERS],
};
