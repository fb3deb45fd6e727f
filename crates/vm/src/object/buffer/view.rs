//! `BufferView`: memory that an exporter shows, and the promise that it stays where it is.

use std::ptr::NonNull;

use crate::builtins::bytes::Bytes;
use crate::builtins::slice::SliceIndices;
use crate::object::buffer::{BufferFlags, Dimensions, ExportCount, Format};
use crate::object::payload::Visitor;
use crate::object::reference::Ref;
use crate::object::traverse::Traverse;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The memory of an exporter.
#[derive(Clone, Copy)]
pub(super) struct Exported {
    pub(super) start: NonNull<u8>,
    pub(super) length: usize,
    pub(super) writable: bool,
    /// Whether nobody ever changes it.
    pub(super) immutable: bool,
}

/// Keeps an exporter's memory where it is: a reference to the exporter, and a count there.
pub(super) struct Hold {
    owner: Value,
    count: Option<NonNull<ExportCount>>,
}

impl Hold {
    /// # Safety
    ///
    /// The count is part of the owner's payload.
    pub(super) unsafe fn new(owner: Value, count: Option<NonNull<ExportCount>>) -> Hold {
        if let Some(count) = count {
            // SAFETY: the owner is alive.
            unsafe { count.as_ref() }.increment();
        }
        Hold { owner, count }
    }
}

impl Clone for Hold {
    fn clone(&self) -> Hold {
        // SAFETY: as for the original.
        unsafe { Hold::new(self.owner.clone(), self.count) }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(count) = self.count {
            // SAFETY: the count is part of the owner, which this still holds.
            unsafe { count.as_ref() }.decrement();
        }
    }
}

/// The order in which elements are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The last index changes fastest.
    C,
    /// The first index changes fastest.
    Fortran,
    /// As they lie in memory, if they lie there side by side; else as [`Order::C`].
    Any,
}

/// Memory that an exporter shows. As long as it exists, the memory is neither moved nor freed.
///
/// A clone is another view of the same elements. Dropping one runs no Python code.
pub struct BufferView {
    hold: Hold,
    /// The element whose indices are all zero.
    start: NonNull<u8>,
    item_size: usize,
    format: Format,
    dimensions: Dimensions,
    writable: bool,
    immutable: bool,
}

impl Clone for BufferView {
    fn clone(&self) -> BufferView {
        BufferView {
            hold: self.hold.clone(),
            format: self.format.clone(),
            dimensions: self.dimensions.clone(),
            ..*self
        }
    }
}

/// A cell with an optional view gives it up as a whole, which ends it.
impl Traverse for BufferView {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(&self.hold.owner);
    }
}

impl BufferView {
    /// A view of elements side by side.
    ///
    /// Raises `BufferError` if they are to be changed but cannot, `SystemError` for flags that are
    /// no request.
    ///
    /// # Safety
    ///
    /// The memory stays as it is described until the hold is dropped.
    pub(super) unsafe fn contiguous(
        hold: Hold,
        memory: Exported,
        (format, item_size): (Format, usize),
        flags: BufferFlags,
        vm: &mut Vm,
    ) -> PyResult<BufferView> {
        if flags == BufferFlags::READ || flags == BufferFlags::WRITE {
            return Err(vm.system_error("bad argument to internal function"));
        }
        if flags.contains(BufferFlags::WRITABLE) && !memory.writable {
            return Err(vm.buffer_error("Object is not writable."));
        }
        let format = if flags.contains(BufferFlags::FORMAT) {
            format
        } else {
            Format::BYTES
        };
        Ok(BufferView {
            hold,
            start: memory.start,
            item_size,
            format,
            dimensions: Dimensions::contiguous(memory.length / item_size, item_size),
            writable: memory.writable,
            immutable: memory.immutable,
        })
    }

    /// A view of memory that some object keeps: mapped files, the memory of foreign libraries.
    ///
    /// Raises what asking for views of `bytes` and `bytearray` does.
    ///
    /// # Safety
    ///
    /// `length` bytes at `start` can be read, and changed if `writable`, as long as `count`, which is
    /// part of the owner's payload, is not zero.
    pub unsafe fn of_memory(
        (owner, count): (&Value, &ExportCount),
        (start, length): (NonNull<u8>, usize),
        writable: bool,
        flags: BufferFlags,
        vm: &mut Vm,
    ) -> PyResult<BufferView> {
        let memory = Exported {
            start,
            length,
            writable,
            immutable: false,
        };
        // SAFETY: as promised by the caller.
        unsafe {
            let hold = Hold::new(owner.clone(), Some(NonNull::from(count)));
            BufferView::contiguous(hold, memory, (Format::BYTES, 1), flags, vm)
        }
    }

    /// A view of a `bytes`.
    pub(crate) fn of_bytes(
        bytes: &Ref<Bytes>,
        flags: BufferFlags,
        vm: &mut Vm,
    ) -> PyResult<BufferView> {
        let slice = bytes.as_slice();
        let memory = Exported {
            start: NonNull::from(slice).cast(),
            length: slice.len(),
            writable: false,
            immutable: true,
        };
        // SAFETY: a `bytes` never changes, and the hold keeps it alive.
        unsafe {
            let hold = Hold::new(bytes.to_value(), None);
            BufferView::contiguous(hold, memory, (Format::BYTES, 1), flags, vm)
        }
    }

    /// The same elements, shown by an object that holds this view.
    ///
    /// # Safety
    ///
    /// The object keeps this view, or a clone of it, as long as `count`, which is part of its
    /// payload, is not zero; without a count, as long as it lives.
    pub(crate) unsafe fn shown_by(&self, owner: Value, count: Option<&ExportCount>) -> BufferView {
        // SAFETY: as promised by the caller.
        let hold = unsafe { Hold::new(owner, count.map(NonNull::from)) };
        BufferView {
            hold,
            format: self.format.clone(),
            dimensions: self.dimensions.clone(),
            ..*self
        }
    }

    /// The object that exports the memory.
    pub fn owner(&self) -> &Value {
        &self.hold.owner
    }

    /// The format of an element.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// Bytes of an element.
    #[inline]
    pub fn item_size(&self) -> usize {
        self.item_size
    }

    /// How the elements lie.
    #[inline]
    pub fn dimensions(&self) -> &Dimensions {
        &self.dimensions
    }

    /// Number of elements along each dimension.
    pub fn shape(&self) -> impl Iterator<Item = usize> {
        let dimensions = self.dimensions.as_slice().iter();
        dimensions.map(|dimension| dimension.length)
    }

    /// Bytes of all elements.
    pub fn length(&self) -> usize {
        self.dimensions.count() * self.item_size
    }

    /// Whether elements can be changed through this view.
    #[inline]
    pub fn is_writable(&self) -> bool {
        self.writable
    }

    /// Whether the elements lie side by side in the order of C.
    pub fn is_c_contiguous(&self) -> bool {
        self.dimensions.is_c_contiguous(self.item_size)
    }

    /// Whether the elements lie side by side in the order of Fortran.
    pub fn is_f_contiguous(&self) -> bool {
        self.dimensions.is_f_contiguous(self.item_size)
    }

    /// Where the first element is.
    pub(super) fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// All bytes, if they lie side by side in the order of C.
    #[inline]
    pub fn as_bytes<'a>(&'a self, _vm: &'a Vm) -> Option<&'a [u8]> {
        if !self.is_c_contiguous() {
            return None;
        }
        // SAFETY: the elements are in the exporter's memory, side by side. They are not changed
        // while the VM is borrowed.
        Some(unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length()) })
    }

    /// All bytes, if nobody ever changes them and they lie side by side in the order of C.
    pub fn as_immutable(&self) -> Option<&[u8]> {
        if !self.immutable || !self.is_c_contiguous() {
            return None;
        }
        // SAFETY: as in `as_bytes`; they are never changed.
        Some(unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length()) })
    }

    /// All bytes, to be changed, if they can be and lie side by side in the order of C.
    pub fn as_bytes_mut<'a>(&'a self, _vm: &'a mut Vm) -> Option<&'a mut [u8]> {
        if !self.writable || !self.is_c_contiguous() {
            return None;
        }
        // SAFETY: the elements are in the exporter's memory, side by side. Nobody else looks at
        // them while the VM is borrowed.
        Some(unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.length()) })
    }

    /// The offset of an element, which must exist, from the first, in bytes.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    fn offset(&self, indices: &[usize]) -> isize {
        let dimensions = self.dimensions.as_slice();
        assert_eq!(
            indices.len(),
            dimensions.len(),
            "an index for each dimension"
        );
        let mut offset = 0;
        for (&index, dimension) in indices.iter().zip(dimensions) {
            assert!(index < dimension.length, "the caller has checked indices");
            offset += index as isize * dimension.stride;
        }
        offset
    }

    /// The bytes of an element.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[inline]
    pub fn item<'a>(&'a self, indices: &[usize], _vm: &'a Vm) -> &'a [u8] {
        let offset = self.offset(indices);
        // SAFETY: the element exists, so its bytes are in the exporter's memory; they are not
        // changed while the VM is borrowed.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr().offset(offset), self.item_size) }
    }

    /// Puts bytes in the place of the first of an element.
    ///
    /// # Panics
    ///
    /// If there is no such element, it cannot be changed, or has fewer bytes.
    pub fn set_item(&self, indices: &[usize], bytes: &[u8], _vm: &mut Vm) {
        let offset = self.offset(indices);
        assert!(self.writable && bytes.len() <= self.item_size);
        // SAFETY: as in `item`; nobody else looks at the memory while the VM is borrowed.
        unsafe {
            let target = self.start.as_ptr().offset(offset);
            std::ptr::copy(bytes.as_ptr(), target, bytes.len());
        }
    }

    /// A copy of the bytes, in the order of C.
    pub fn to_vec(&self, vm: &Vm) -> Vec<u8> {
        self.to_vec_ordered(Order::C, vm)
    }

    /// A copy of the bytes.
    pub fn to_vec_ordered(&self, order: Order, vm: &Vm) -> Vec<u8> {
        let fortran = match order {
            Order::C => false,
            Order::Fortran => true,
            Order::Any => !self.is_c_contiguous() && self.is_f_contiguous(),
        };
        if !fortran && let Some(bytes) = self.as_bytes(vm) {
            return bytes.to_vec();
        }
        let mut copy = Vec::with_capacity(self.length());
        self.dimensions.for_each_offset(fortran, |offset| {
            // SAFETY: as in `item`: the offsets are those of the elements.
            copy.extend_from_slice(unsafe {
                std::slice::from_raw_parts(self.start.as_ptr().offset(offset), self.item_size)
            });
        });
        copy
    }

    /// Puts the bytes of all elements, in the order of C, in the place of what there is.
    ///
    /// # Panics
    ///
    /// If the elements cannot be changed, or have another number of bytes.
    pub fn copy_from(&self, bytes: &[u8], _vm: &mut Vm) {
        assert!(self.writable && bytes.len() == self.length());
        if bytes.is_empty() {
            return;
        }
        let mut items = bytes.chunks_exact(self.item_size);
        self.dimensions.for_each_offset(false, |offset| {
            let item = items.next().expect("there are as many bytes");
            // SAFETY: as in `set_item`.
            unsafe {
                let target = self.start.as_ptr().offset(offset);
                std::ptr::copy(item.as_ptr(), target, item.len());
            }
        });
    }

    /// A view that cannot change the elements.
    #[must_use]
    pub fn into_read_only(mut self) -> BufferView {
        self.writable = false;
        self
    }

    /// A view of what a slice selects along the first dimension.
    ///
    /// # Panics
    ///
    /// If there are no dimensions; if the slice is for another length.
    #[must_use]
    pub fn into_slice(mut self, indices: SliceIndices) -> BufferView {
        let dimension = self
            .dimensions
            .first_mut()
            .expect("what is sliced has dimensions");
        if let Some(last) = indices.count.checked_sub(1) {
            let bounds = [indices.start, indices.start + last as isize * indices.step];
            let in_bounds = |index: &isize| (0..dimension.length as isize).contains(index);
            assert!(bounds.iter().all(in_bounds), "a slice of this length");
            let offset = indices.start.wrapping_mul(dimension.stride);
            // An element of the view; nothing is ever read if another dimension leaves it none.
            let start = self.start.as_ptr().wrapping_offset(offset);
            self.start = NonNull::new(start).unwrap_or(self.start);
        }
        dimension.length = indices.count;
        dimension.stride = dimension.stride.saturating_mul(indices.step);
        self
    }

    /// The same bytes as elements of another format and shape.
    ///
    /// # Panics
    ///
    /// If the bytes do not lie side by side, or the elements would not have as many.
    #[must_use]
    pub fn into_cast(
        mut self,
        (format, item_size): (Format, usize),
        shape: &[usize],
    ) -> BufferView {
        assert!(self.is_c_contiguous(), "what is cast is contiguous");
        let length = self.length();
        self.format = format;
        self.item_size = item_size;
        self.dimensions = Dimensions::of_shape(shape, item_size);
        assert_eq!(self.length(), length, "a cast keeps the bytes");
        self
    }

    /// The bytes as they lie in memory, in one dimension.
    ///
    /// # Panics
    ///
    /// If they do not lie side by side, in either order.
    #[must_use]
    pub fn into_bytes(mut self) -> BufferView {
        assert!(self.is_c_contiguous() || self.is_f_contiguous());
        let length = self.length();
        self.format = Format::BYTES;
        self.item_size = 1;
        self.dimensions = Dimensions::contiguous(length, 1);
        self
    }

    /// The same bytes as a consumer sees them that asked for less: without the format, or without the
    /// dimensions.
    #[must_use]
    pub(crate) fn into_requested(mut self, flags: BufferFlags) -> BufferView {
        if !flags.contains(BufferFlags::FORMAT) {
            self.format = Format::BYTES;
        }
        if !flags.contains(BufferFlags::ND) {
            let count = self.dimensions.count();
            self.dimensions = Dimensions::contiguous(count, self.item_size);
        }
        self
    }
}
