//! Making objects of built-in types on the fast paths of the eval loop: from a free list, or not
//! at all. A fast path calls nothing, so it leaves carving and collecting to the slow path.

use crate::builtins::type_::Type;
use crate::object::header::Header;
use crate::object::heap::MAX_SMALL;
use crate::object::payload::Payload;
use crate::object::reference::{Object, Ref};
use crate::vm::Vm;

/// A free cell for an object with `tail` bytes behind its payload, if there is one at hand. It has
/// to be filled by [`fill`].
///
/// # Safety
///
/// `vm` is the interpreter, which nobody else uses.
#[inline(always)]
pub(crate) unsafe fn take_cell<T: Payload>(vm: *mut Vm, tail: usize) -> Option<*mut Object<T>> {
    let size = size_of::<Object<T>>() + tail;
    if size > MAX_SMALL {
        return None;
    }
    // SAFETY: the heap lives as long as the interpreter.
    unsafe {
        let mut heap = (*vm).heap();
        let cell = heap.as_mut().try_allocate_small(size)?;
        Some(cell.as_ptr().cast())
    }
}

/// Puts a cell back that was taken and is not needed.
///
/// # Safety
///
/// The cell is from [`take_cell`] with this tail, and has not been filled.
#[inline(always)]
pub(crate) unsafe fn give_back<T: Payload>(cell: *mut Object<T>, tail: usize, vm: *mut Vm) {
    // SAFETY: as promised by the caller.
    unsafe {
        let mut heap = (*vm).heap();
        heap.as_mut()
            .return_small(cell.cast(), size_of::<Object<T>>() + tail);
    }
}

/// Turns a free cell into an exact instance of the built-in type `class` and returns its word, with
/// one reference.
///
/// # Safety
///
/// The cell is from [`take_cell`]; the caller fills the tail.
#[inline(always)]
pub(crate) unsafe fn fill<T: Payload>(cell: *mut Object<T>, class: &Ref<Type>, payload: T) -> u64 {
    debug_assert!(!class.is_heap_type() && payload.buffer_bytes() == 0);
    // SAFETY: as promised by the caller.
    unsafe {
        cell.write(Object {
            header: Header::new(class.as_ptr(), class.root_shape()),
            payload,
        });
    }
    cell.expose_provenance() as u64
}
