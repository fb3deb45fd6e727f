//! The object model: values, headers, references, the heap, shapes and attribute access.

pub mod address_map;
pub mod attributes;
pub mod buffer;
pub mod cell;
pub mod collector;
mod field;
pub(crate) mod fresh;
mod garbage;
pub mod header;
pub mod heap;
mod iterate;
pub(crate) mod method_cache;
pub mod payload;
pub mod protocol;
pub mod reference;
pub mod shape;
pub(crate) mod slot_table;
pub mod slots;
pub mod step;
mod sweep;
mod traverse;
pub mod value;

pub use cell::HeapCell;
pub use field::PayloadField;
pub use garbage::Garbage;
pub use header::Header;
pub use heap::{Buffer, BufferCell, BufferMut};
pub use payload::{Payload, Visitor};
pub use reference::{Object, Ref};
pub use shape::ShapeId;
pub use slots::Slots;
pub use step::Step;
pub(crate) use sweep::Sweeps;
pub use traverse::Traverse;
pub use value::Value;
