//! Buffers that objects own outside the heap, counted in its bytes.
//!
//! The content of a list, a dict or a `bytearray` lies in a buffer from the global allocator. A
//! [`BufferCell`] holds such content and accounts for its buffers wherever they may change. What
//! is accounted for is always what [`Buffer::buffer_bytes`] says, so nothing has to be remembered:
//! making an object adds it, freeing the object subtracts it, and a change in between adds the
//! difference.

use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use crate::object::cell::HeapCell;
use crate::object::heap::Heap;
use crate::vm::Vm;

/// Content that owns buffers outside the heap.
pub trait Buffer {
    /// Bytes of the buffers, those that are only reserved included. Must be cheap to tell.
    fn buffer_bytes(&self) -> usize;
}

impl<T> Buffer for Vec<T> {
    #[inline(always)]
    fn buffer_bytes(&self) -> usize {
        self.capacity() * size_of::<T>()
    }
}

impl<T> Buffer for VecDeque<T> {
    #[inline(always)]
    fn buffer_bytes(&self) -> usize {
        self.capacity() * size_of::<T>()
    }
}

/// As [`HeapCell`], for content with buffers, which are accounted for.
///
/// The payload that it is part of implements [`buffer_bytes`](crate::Payload::buffer_bytes), so
/// that the content is accounted for from the making of the object to its freeing.
#[repr(transparent)]
pub struct BufferCell<T> {
    content: HeapCell<T>,
}

impl<T: Buffer> BufferCell<T> {
    /// A cell with this content, which is not accounted for until it is in an object.
    pub const fn new(content: T) -> BufferCell<T> {
        BufferCell {
            content: HeapCell::new(content),
        }
    }

    /// The content.
    #[inline(always)]
    pub fn get<'a>(&'a self, vm: &'a Vm) -> &'a T {
        self.content.get(vm)
    }

    /// The content, to be changed; its buffers are accounted for when the guard is dropped.
    #[inline(always)]
    pub fn get_mut<'a>(&'a self, vm: &'a mut Vm) -> BufferMut<'a, T> {
        let heap = vm.heap();
        let content = self.content.get_mut(vm);
        let before = content.buffer_bytes();
        BufferMut {
            content,
            before,
            heap,
        }
    }

    /// The content, for changes that leave the buffers as they are. Where they do not, the count
    /// of bytes is wrong by the difference.
    #[inline(always)]
    pub fn get_mut_in_place<'a>(&'a self, vm: &'a mut Vm) -> &'a mut T {
        self.content.get_mut(vm)
    }

    /// Puts new content in place and returns the old, which is not accounted for any more.
    #[inline]
    pub fn replace(&self, content: T, vm: &mut Vm) -> T {
        std::mem::replace(&mut *self.get_mut(vm), content)
    }

    /// Bytes of the buffers; for [`buffer_bytes`](crate::Payload::buffer_bytes) only.
    #[inline(always)]
    pub fn buffer_bytes(&self) -> usize {
        // SAFETY: called by the heap when it makes or frees the object, or clears it as garbage:
        // nobody holds a reference into the cell.
        unsafe { &*self.content.as_ptr() }.buffer_bytes()
    }

    /// The content of a payload that is being dropped.
    #[inline(always)]
    pub(crate) fn as_mut(&mut self) -> &mut T {
        self.content.as_mut()
    }

    /// The content as a pointer, for the eval loop and the collector.
    #[inline(always)]
    pub(crate) const fn as_ptr(&self) -> *mut T {
        self.content.as_ptr()
    }

    /// The cell without the accounting, for the collector.
    pub(crate) const fn as_cell(&self) -> &HeapCell<T> {
        &self.content
    }
}

/// Content of a [`BufferCell`] that may be changed. Accounts for its buffers when dropped.
pub struct BufferMut<'a, T: Buffer> {
    content: &'a mut T,
    before: usize,
    heap: NonNull<Heap>,
}

impl<T: Buffer> Deref for BufferMut<'_, T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        self.content
    }
}

impl<T: Buffer> DerefMut for BufferMut<'_, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        self.content
    }
}

impl<T: Buffer> Drop for BufferMut<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        let after = self.content.buffer_bytes();
        if after != self.before {
            // SAFETY: the guard borrows the interpreter, which keeps the heap alive.
            unsafe {
                let content = std::ptr::from_ref::<T>(self.content) as usize;
                note_change(self.heap, content, self.before, after);
            }
        }
    }
}

/// # Safety
///
/// The heap is alive.
#[cold]
#[inline(never)]
unsafe fn note_change(mut heap: NonNull<Heap>, content: usize, before: usize, after: usize) {
    // SAFETY: the caller promises that the heap is alive; it is not borrowed here.
    unsafe { heap.as_mut() }.account_buffer(content, before, after);
}
