//! The value stack: one contiguous block in which all frames of a thread lie.

use std::alloc::Layout;
use std::ptr::NonNull;

/// Words of the value stack: 32 MiB of address space, of which only what is used takes memory.
const WORDS: usize = 4 * 1024 * 1024;

/// Words of the largest frame that may be entered with a look at its start alone.
pub(crate) const RESERVE: usize = 1024;

/// Words that stay free above the limit: such a frame, and what a call pushes before it is checked.
const FREE: usize = 2 * RESERVE;

/// The memory of a value stack. What lies in it is owned by the frames.
pub(crate) struct ValueStack {
    start: NonNull<u64>,
}

impl ValueStack {
    /// Reserves the memory.
    pub(crate) fn new() -> ValueStack {
        let layout = ValueStack::layout();
        // SAFETY: the size is not zero.
        let start = unsafe { std::alloc::alloc_zeroed(layout) };
        let Some(start) = NonNull::new(start.cast()) else {
            std::alloc::handle_alloc_error(layout)
        };
        ValueStack { start }
    }

    fn layout() -> Layout {
        Layout::array::<u64>(WORDS).expect("constant")
    }

    /// The lowest word.
    pub(crate) fn start(&self) -> *mut u64 {
        self.start.as_ptr()
    }

    /// The word up to which frames may grow.
    pub(crate) fn limit(&self) -> *mut u64 {
        // SAFETY: within the allocation.
        unsafe { self.start.as_ptr().add(WORDS - FREE) }
    }
}

impl Drop for ValueStack {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout in `new`.
        unsafe { std::alloc::dealloc(self.start.as_ptr().cast(), ValueStack::layout()) }
    }
}
