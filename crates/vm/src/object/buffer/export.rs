//! What exporters keep: bytes that stay where they are while they are exported.

use std::cell::Cell;
use std::ptr::NonNull;

use crate::object::buffer::view::{Exported, Hold};
use crate::object::buffer::{BufferFlags, BufferView, Format};
use crate::object::heap::{BufferCell, BufferMut};
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

/// Number of the views of an object's memory.
#[derive(Debug, Default)]
pub struct ExportCount(Cell<usize>);

impl ExportCount {
    /// No views yet.
    pub const fn new() -> ExportCount {
        ExportCount(Cell::new(0))
    }

    /// Number of views.
    pub fn get(&self) -> usize {
        self.0.get()
    }

    pub(super) fn increment(&self) {
        self.0.set(self.0.get() + 1);
    }

    pub(super) fn decrement(&self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Bytes of an exporter, which change their number only while nobody looks at them.
///
/// The payload that it is part of implements [`buffer_bytes`](crate::Payload::buffer_bytes) as for
/// any [`BufferCell`].
pub struct ExportCell {
    bytes: BufferCell<Vec<u8>>,
    /// How many bytes in front have been removed, but are still there: less than half of them. So
    /// that a buffer may be consumed piece by piece without moving the rest each time.
    removed: Cell<usize>,
    exports: ExportCount,
}

impl ExportCell {
    /// A cell with these bytes, which are not accounted for until it is in an object.
    pub const fn new(bytes: Vec<u8>) -> ExportCell {
        ExportCell {
            bytes: BufferCell::new(bytes),
            removed: Cell::new(0),
            exports: ExportCount::new(),
        }
    }

    /// The bytes.
    #[inline(always)]
    pub fn get<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        &self.bytes.get(vm)[self.removed.get()..]
    }

    /// The bytes, to be changed where they are.
    #[inline(always)]
    pub fn get_mut<'a>(&'a self, vm: &'a mut Vm) -> &'a mut [u8] {
        &mut self.bytes.get_mut_in_place(vm)[self.removed.get()..]
    }

    /// Bytes that there is room for.
    pub fn capacity(&self, vm: &Vm) -> usize {
        self.bytes.get(vm).capacity()
    }

    /// Number of views of the bytes.
    pub fn exports(&self) -> usize {
        self.exports.get()
    }

    /// Raises `BufferError` if views need the bytes to stay where they are.
    #[inline]
    pub fn check_resizable(&self, vm: &mut Vm) -> PyResult<()> {
        if self.exports.get() == 0 {
            return Ok(());
        }
        Err(vm.buffer_error("Existing exports of data: object cannot be re-sized"))
    }

    /// The bytes, to be changed in any way.
    ///
    /// Raises `BufferError` if there are views of them.
    #[inline]
    pub fn resize<'a>(&'a self, vm: &'a mut Vm) -> PyResult<BufferMut<'a, Vec<u8>>> {
        self.check_resizable(vm)?;
        let mut bytes = self.bytes.get_mut(vm);
        drop(bytes.drain(..self.removed.take()));
        Ok(bytes)
    }

    /// A vector that ends with the bytes, to which more may be appended.
    ///
    /// Raises `BufferError` if there are views of them.
    #[inline]
    pub fn append<'a>(&'a self, vm: &'a mut Vm) -> PyResult<BufferMut<'a, Vec<u8>>> {
        self.check_resizable(vm)?;
        Ok(self.bytes.get_mut(vm))
    }

    /// Removes the first bytes, of which there are as many.
    ///
    /// Raises `BufferError` if there are views of them.
    pub fn remove_front(&self, count: usize, vm: &mut Vm) -> PyResult<()> {
        self.check_resizable(vm)?;
        self.removed.set(self.removed.get() + count);
        if self.removed.get() > self.bytes.get(vm).len() / 2 {
            self.resize(vm)?;
        }
        Ok(())
    }

    /// Makes room for so many more bytes.
    ///
    /// Raises `BufferError` if there are views of them, `MemoryError` if there is no room.
    pub fn reserve(&self, additional: usize, vm: &mut Vm) -> PyResult<()> {
        self.check_resizable(vm)?;
        let bytes = self.bytes.get(vm);
        if bytes.capacity() - bytes.len() >= additional {
            return Ok(());
        }
        // Growing doubles the buffer at least.
        vm.check_allocation(additional.max(bytes.capacity()))?;
        let outcome = self.bytes.get_mut(vm).try_reserve(additional);
        match outcome {
            Ok(()) => Ok(()),
            Err(_) => Err(vm.memory_error()),
        }
    }

    /// Bytes of memory, for [`buffer_bytes`](crate::Payload::buffer_bytes) only.
    #[inline(always)]
    pub fn buffer_bytes(&self) -> usize {
        self.bytes.buffer_bytes()
    }

    /// A view of all bytes of a cell, as elements of `item_size` bytes. `cell` finds it in the
    /// payload.
    ///
    /// Raises what [`BufferView::contiguous`] does.
    pub fn export<T: Payload>(
        owner: &Ref<T>,
        cell: for<'a> fn(&'a T) -> &'a ExportCell,
        (format, item_size): (Format, usize),
        flags: BufferFlags,
        vm: &mut Vm,
    ) -> PyResult<BufferView> {
        let cell = cell(owner);
        // SAFETY: nobody holds a reference into the cell, as `vm` is borrowed here.
        let bytes = unsafe { &mut *cell.bytes.as_ptr() };
        let bytes = &mut bytes[cell.removed.get()..];
        let memory = Exported {
            start: NonNull::new(bytes.as_mut_ptr()).expect("vectors do not start at null"),
            length: bytes.len(),
            writable: true,
            immutable: false,
        };
        // SAFETY: the cell is part of the owner. The vector changes its buffer only in what
        // `resize` gives, which is refused while the view counts.
        unsafe {
            let hold = Hold::new(owner.to_value(), Some(NonNull::from(&cell.exports)));
            BufferView::contiguous(hold, memory, (format, item_size), flags, vm)
        }
    }
}
