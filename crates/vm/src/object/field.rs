//! `PayloadField`: how the fields of a payload take part in garbage collection.

use crate::object::Garbage;
use crate::object::buffer::ExportCell;
use crate::object::cell::HeapCell;
use crate::object::heap::{Buffer, BufferCell};
use crate::object::payload::Visitor;
use crate::object::traverse::Traverse;

/// A type that a field of a payload can have: a cell, or content that does not change.
/// `#[derive(Payload)]` puts the payload's functions together from those of its fields.
#[diagnostic::on_unimplemented(
    message = "the collector does not know which objects `{Self}` refers to",
    note = "derive `Traverse` for it, or mark the field `#[payload(skip)]` if it refers to none"
)]
pub trait PayloadField {
    /// Whether the field can refer to objects.
    const HOLDS_REFERENCES: bool;

    /// Whether the field owns buffers that are accounted for.
    const OWNS_BUFFERS: bool = false;

    /// Shows every reference held to `visit`.
    fn show(&self, visit: &mut Visitor<'_>);

    /// Moves what is held to `garbage`, if the field is a cell.
    fn give_up(&self, garbage: &mut Garbage) {
        let _ = garbage;
    }

    /// Bytes of the buffers owned.
    fn buffer_bytes(&self) -> usize {
        0
    }
}

impl<T: Traverse> PayloadField for T {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    #[inline(always)]
    fn show(&self, visit: &mut Visitor<'_>) {
        self.traverse(visit);
    }
}

impl<T: Traverse> PayloadField for HeapCell<T> {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    #[inline(always)]
    fn show(&self, visit: &mut Visitor<'_>) {
        self.traverse(visit);
    }

    #[inline(always)]
    fn give_up(&self, garbage: &mut Garbage) {
        if T::HOLDS_REFERENCES {
            self.drain(garbage);
        }
    }
}

impl<T: Traverse + Buffer> PayloadField for BufferCell<T> {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    const OWNS_BUFFERS: bool = true;

    #[inline(always)]
    fn show(&self, visit: &mut Visitor<'_>) {
        self.traverse(visit);
    }

    #[inline(always)]
    fn give_up(&self, garbage: &mut Garbage) {
        if T::HOLDS_REFERENCES {
            self.drain(garbage);
        }
    }

    #[inline(always)]
    fn buffer_bytes(&self) -> usize {
        BufferCell::buffer_bytes(self)
    }
}

impl PayloadField for ExportCell {
    const HOLDS_REFERENCES: bool = false;

    const OWNS_BUFFERS: bool = true;

    #[inline(always)]
    fn show(&self, _visit: &mut Visitor<'_>) {}

    #[inline(always)]
    fn buffer_bytes(&self) -> usize {
        ExportCell::buffer_bytes(self)
    }
}
