//! Objects too large for a cell: from the global allocator, and listed.

use std::alloc::Layout;
use std::ptr::NonNull;

use crate::object::header::Header;
use crate::object::heap::Heap;
use crate::object::heap::allocate::STEP;

/// In front of a large object.
struct Prefix {
    /// Its index in the list.
    index: usize,
    /// Its size in bytes.
    size: usize,
}

/// Bytes in front of a large object.
const LARGE_PREFIX: usize = size_of::<Prefix>();

const _: () = assert!(LARGE_PREFIX == STEP);

fn large_layout(size: usize) -> Layout {
    Layout::from_size_align(size + LARGE_PREFIX, STEP).expect("no object is that large")
}

impl Heap {
    pub(super) fn allocate_large(&mut self, size: usize) -> NonNull<u8> {
        let layout = large_layout(size);
        // SAFETY: the size is not zero.
        let start = unsafe { std::alloc::alloc(layout) };
        let Some(start) = NonNull::new(start) else {
            std::alloc::handle_alloc_error(layout)
        };
        // As for chunks.
        start.as_ptr().expose_provenance();
        // SAFETY: the layout has room for the prefix in front of the object.
        let object = unsafe {
            start.cast::<Prefix>().write(Prefix {
                index: self.large.len(),
                size,
            });
            start.add(LARGE_PREFIX)
        };
        self.large.push(object.cast());
        self.account(layout.size() as isize);
        object
    }

    /// # Safety
    ///
    /// As for `free`, and the object is a large one.
    pub(super) unsafe fn free_large(&mut self, object: *mut Header, size: usize) {
        // SAFETY: a large object has its index in `large` in front of it.
        unsafe {
            let start = object.cast::<u8>().sub(LARGE_PREFIX);
            let Prefix { index, .. } = *start.cast::<Prefix>();
            if !self.large_ages.is_empty() {
                self.large_ages.remove(&(object as usize));
            }
            self.large.swap_remove(index);
            if let Some(moved) = self.large.get(index) {
                moved.cast::<Prefix>().sub(1).as_mut().index = index;
            }
            let layout = large_layout(size);
            self.account(-(layout.size() as isize));
            #[cfg(debug_assertions)]
            if self.memory.quarantine() > 0 {
                return self.quarantine_large(NonNull::new_unchecked(start), layout);
            }
            std::alloc::dealloc(start, layout);
        }
    }

    /// Frees the memory of all large objects.
    ///
    /// # Safety
    ///
    /// Nobody uses a large object of this heap any more.
    pub(super) unsafe fn free_all_large(&mut self) {
        #[cfg(debug_assertions)]
        self.release_large(0);
        for object in std::mem::take(&mut self.large) {
            // SAFETY: a large object has a prefix, and is given up by the caller.
            unsafe {
                let start = object.cast::<Prefix>().sub(1);
                let layout = large_layout(start.as_ref().size);
                std::alloc::dealloc(start.as_ptr().cast(), layout);
            }
        }
    }
}
