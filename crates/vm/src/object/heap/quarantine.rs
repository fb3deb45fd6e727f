//! A check of debug builds: freed memory is not handed out again for a while, so that what uses it after
//! it was freed meets no new object in its place.
//!
//! It is switched on by `RPY_CHECK=quarantine=N`, see docs/limits.md. Memory in quarantine is filled with
//! [`POISON`]; when it leaves it must still be, or somebody has written to a dead object: that is a panic.

use std::alloc::Layout;
use std::collections::VecDeque;
use std::ptr::NonNull;

use crate::object::heap::Heap;
use crate::object::heap::allocate::POISON;
use crate::object::heap::chunk::FreeCell;

/// What the class word of a cell in quarantine is: that of no object, and not that of a free cell.
pub(super) const QUARANTINED: usize = 1;
/// Bytes of large objects that are kept at most.
const MOST_BYTES: usize = 16 << 20;

/// What was freed, the oldest first.
#[derive(Default)]
pub(super) struct Quarantine {
    /// Cells, with the bytes of each.
    cells: VecDeque<(NonNull<u8>, usize)>,
    /// Large objects, with the layout of each.
    large: VecDeque<(NonNull<u8>, Layout)>,
    /// Bytes of these.
    large_bytes: usize,
}

/// Panics unless memory is filled with [`POISON`] from an offset on.
///
/// # Safety
///
/// There are so many bytes, and nobody uses them.
unsafe fn check(start: NonNull<u8>, from: usize, size: usize) {
    // SAFETY: as promised by the caller.
    let bytes = unsafe { std::slice::from_raw_parts(start.as_ptr(), size) };
    let changed = (from..size).find(|&index| bytes[index] != POISON);
    assert!(
        changed.is_none(),
        "a freed object of {size} bytes was written to, at offset {}",
        changed.unwrap_or(0)
    );
}

impl Heap {
    /// Keeps a freed cell, and gives the oldest one back if there are more than wanted.
    ///
    /// # Safety
    ///
    /// The cell is one of this heap's of so many bytes, all of it filled with [`POISON`], and nobody uses
    /// it.
    pub(super) unsafe fn quarantine_cell(&mut self, cell: NonNull<u8>, bytes: usize, most: usize) {
        // SAFETY: a cell fits a `FreeCell`; those in the list have not been touched since.
        unsafe {
            (*cell.cast::<FreeCell>().as_ptr()).class = QUARANTINED;
            self.quarantine.cells.push_back((cell, bytes));
            while self.quarantine.cells.len() > most {
                let (cell, bytes) = self.quarantine.cells.pop_front().expect("it has cells");
                check(cell, 2 * size_of::<usize>(), bytes);
                check(cell, 0, size_of::<usize>());
                self.return_small(cell.as_ptr(), bytes);
                (*cell.cast::<FreeCell>().as_ptr()).class = 0;
            }
        }
    }

    /// The same for the memory of a large object, all of which is filled with [`POISON`] here.
    ///
    /// # Safety
    ///
    /// The memory is from the global allocator with this layout, and nobody uses it.
    pub(super) unsafe fn quarantine_large(&mut self, start: NonNull<u8>, layout: Layout) {
        // SAFETY: as promised by the caller.
        unsafe { start.write_bytes(POISON, layout.size()) };
        self.quarantine.large.push_back((start, layout));
        self.quarantine.large_bytes += layout.size();
        self.release_large(MOST_BYTES);
    }

    /// Frees large objects in quarantine until they are no more bytes than wanted.
    pub(super) fn release_large(&mut self, most: usize) {
        while self.quarantine.large_bytes > most
            && let Some((start, layout)) = self.quarantine.large.pop_front()
        {
            self.quarantine.large_bytes -= layout.size();
            // SAFETY: nobody uses what is in quarantine; it was allocated with this layout.
            unsafe {
                check(start, 0, layout.size());
                std::alloc::dealloc(start.as_ptr(), layout);
            }
        }
    }
}
