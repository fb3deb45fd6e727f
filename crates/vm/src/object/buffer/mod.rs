//! The buffer protocol: objects that show their memory to others (PEP 3118, PEP 688).
//! Reference: <https://docs.python.org/3.14/c-api/buffer.html>
//!
//! An *exporter* is an object whose class has the slot `buffer`. It hands out [`BufferView`]s. A
//! view knows where the memory is and how the elements lie in it, and it counts: as long as there
//! are views, the exporter neither moves nor frees the memory. See docs/buffers.md.

mod dimensions;
mod export;
mod format;
mod pinned;
#[cfg(test)]
mod tests;
mod view;
mod wrapper;

pub use dimensions::{Dimension, Dimensions, MAX_DIMENSIONS};
pub use export::{ExportCell, ExportCount};
pub use format::Format;
pub use pinned::{PinnedBytes, PinnedMemory, RawMemory};
pub use view::{BufferView, Order};
pub use wrapper::BufferWrapper;

use crate::builtins::memoryview::MemoryView;
use crate::object::reference::Ref;
use crate::object::slot_table;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What a consumer asks of a view: bits as in `inspect.BufferFlags`. Bits that have no meaning are
/// passed on to exporters that are written in Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferFlags(pub i32);

impl BufferFlags {
    /// Bytes that lie side by side, to be read.
    pub const SIMPLE: BufferFlags = BufferFlags(0);
    /// Memory that may be changed.
    pub const WRITABLE: BufferFlags = BufferFlags(1);
    /// The consumer looks at the format.
    pub const FORMAT: BufferFlags = BufferFlags(4);
    /// The consumer looks at the shape.
    pub const ND: BufferFlags = BufferFlags(8);
    /// The consumer goes by the strides.
    pub const STRIDES: BufferFlags = BufferFlags(0x10 | 8);
    /// Elements lie side by side, in the order of C.
    pub const C_CONTIGUOUS: BufferFlags = BufferFlags(0x20 | 0x18);
    /// Elements lie side by side, in the order of Fortran.
    pub const F_CONTIGUOUS: BufferFlags = BufferFlags(0x40 | 0x18);
    /// Elements lie side by side, in either order.
    pub const ANY_CONTIGUOUS: BufferFlags = BufferFlags(0x80 | 0x18);
    /// The consumer goes by the suboffsets.
    pub const INDIRECT: BufferFlags = BufferFlags(0x100 | 0x18);
    /// All there is, to be read.
    pub const FULL_RO: BufferFlags = BufferFlags(0x100 | 0x18 | 4);
    /// All there is, to be changed.
    pub const FULL: BufferFlags = BufferFlags(0x100 | 0x18 | 4 | 1);
    /// Not a request, but a mode of `memoryview` in C; exporters refuse it.
    pub const READ: BufferFlags = BufferFlags(0x100);
    /// As [`BufferFlags::READ`].
    pub const WRITE: BufferFlags = BufferFlags(0x200);

    /// Whether all bits of `other` are set.
    pub const fn contains(self, other: BufferFlags) -> bool {
        self.0 & other.0 == other.0
    }
}

impl Value {
    /// Whether the object exports memory: whether [`Value::buffer`] may succeed.
    #[inline]
    pub fn is_exporter(&self, vm: &Vm) -> bool {
        self.class(vm).slots(vm).buffer.is_some()
    }

    /// A view of the object's memory.
    ///
    /// Raises `TypeError` if it exports none, `BufferError` if it does not do so as asked. What an
    /// exporter that is written in Python raises is passed on.
    pub fn buffer(&self, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
        let class = self.class(vm);
        let Some(slot) = class.slots(vm).buffer else {
            return Err(vm.not_bytes_like(self));
        };
        let is_heap_type = class.is_heap_type();
        let view = slot(self, flags, vm)?;
        if is_heap_type
            && slot_table::releases_in_python(self, vm)
            && !BufferWrapper::wraps(&view, self)
        {
            return Ok(BufferWrapper::wrap(self, None, view, vm));
        }
        Ok(view)
    }
}

/// The slot `release_buffer` of native exporters: ends a view that `__buffer__` gave.
///
/// Raises `ValueError` if the view is released, or of another object.
pub fn release_buffer(exporter: &Value, view: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<()> {
    let Some(buffer) = view.view(vm) else {
        return Err(vm.value_error("memoryview's buffer has already been released"));
    };
    if !buffer.owner().is(exporter) {
        return Err(vm.value_error("memoryview's buffer is not this object"));
    }
    view.release(vm)
}
