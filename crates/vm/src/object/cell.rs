//! `HeapCell`: interior mutability guarded by the VM token.

use std::cell::UnsafeCell;

use crate::vm::Vm;

/// Mutable content of an object.
///
/// Reading takes `&Vm`, writing `&mut Vm`. Whatever may run Python code takes `&mut Vm` too, so
/// the borrow checker rules out holding a reference into the content across such a call. A thread
/// runs one interpreter at a time and values never cross interpreters, which is what makes one
/// token stand for all cells.
#[repr(transparent)]
pub struct HeapCell<T> {
    content: UnsafeCell<T>,
}

impl<T> HeapCell<T> {
    /// A cell with this content.
    pub const fn new(content: T) -> HeapCell<T> {
        HeapCell {
            content: UnsafeCell::new(content),
        }
    }

    /// The content.
    #[inline(always)]
    pub fn get<'a>(&'a self, _vm: &'a Vm) -> &'a T {
        // SAFETY: `get_mut` needs `&mut Vm`, which cannot exist while `_vm` is borrowed.
        unsafe { &*self.content.get() }
    }

    /// The content, to be changed.
    #[inline(always)]
    pub fn get_mut<'a>(&'a self, _vm: &'a mut Vm) -> &'a mut T {
        // SAFETY: no other reference to any cell's content can exist beside `&mut Vm`.
        unsafe { &mut *self.content.get() }
    }

    /// Puts new content in place and returns the old, which the caller may drop at leisure.
    #[inline(always)]
    pub fn replace(&self, content: T, vm: &mut Vm) -> T {
        std::mem::replace(self.get_mut(vm), content)
    }

    /// The content of a payload that is being dropped.
    #[inline(always)]
    pub(crate) fn as_mut(&mut self) -> &mut T {
        self.content.get_mut()
    }

    /// The content as a pointer, for the eval loop and the collector.
    #[inline(always)]
    pub(crate) const fn as_ptr(&self) -> *mut T {
        self.content.get()
    }
}

impl<T: Clone> HeapCell<T> {
    /// A clone of the content.
    #[inline(always)]
    pub fn cloned(&self, vm: &Vm) -> T {
        self.get(vm).clone()
    }
}
