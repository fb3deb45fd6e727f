//! The value stack: one contiguous block in which all frames of a thread lie.

use std::alloc::Layout;
use std::ptr::NonNull;

/// Words of the main thread's value stack: 32 MiB of address space, of which only what is used takes memory.
const WORDS: usize = 4 * 1024 * 1024;

/// Words of the value stacks of threads other than the main thread.
const THREAD_WORDS: usize = 1024 * 1024;

/// Words of the smallest value stack that there is, where memory is short.
const MIN_WORDS: usize = 64 * 1024;

/// Words of the largest frame that may be entered with a look at its start alone.
pub(crate) const RESERVE: usize = 1024;

/// Words that stay free above the limit: such a frame, and what a call pushes before it is checked.
const FREE: usize = 2 * RESERVE;

/// The memory of a value stack. What lies in it is owned by the frames.
pub(crate) struct ValueStack {
    start: NonNull<u64>,
    words: usize,
}

impl ValueStack {
    /// Reserves the memory, for the main thread or another. Where there is not enough of it the stack is
    /// smaller, so that fewer calls nest.
    pub(crate) fn new(is_main: bool) -> ValueStack {
        let mut words = if is_main { WORDS } else { THREAD_WORDS };
        loop {
            let layout = ValueStack::layout(words);
            // Not zeroed: of memory that another thread's stack had, that would touch every page. Words are
            // written before they are read, as what earlier frames have left is no better.
            // SAFETY: the size is not zero.
            let start = unsafe { std::alloc::alloc(layout) };
            match NonNull::new(start.cast()) {
                Some(start) => return ValueStack { start, words },
                None if words > MIN_WORDS => words /= 2,
                None => std::alloc::handle_alloc_error(layout),
            }
        }
    }

    fn layout(words: usize) -> Layout {
        Layout::array::<u64>(words).expect("it is one of two constants, or less")
    }

    /// The lowest word.
    pub(crate) fn start(&self) -> *mut u64 {
        self.start.as_ptr()
    }

    /// The word up to which frames may grow.
    pub(crate) fn limit(&self) -> *mut u64 {
        // SAFETY: within the allocation.
        unsafe { self.start.as_ptr().add(self.words - FREE) }
    }
}

impl Drop for ValueStack {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout in `new`.
        unsafe { std::alloc::dealloc(self.start.as_ptr().cast(), ValueStack::layout(self.words)) }
    }
}
