//! Chunks: where the cells of small objects come from, and how empty ones are given back.
//!
//! Which cells of a chunk are free is known only after a sweep, since freeing an object just puts
//! its cell on the free list of its class. A sweep takes all free cells off those lists, gives
//! chunks without a living object back, and leaves every other chunk with a list of its own.
//! These are handed out one chunk at a time, the fullest first: so the rest may become empty, and
//! the bytes handed out tell how much the heap has grown.

use std::alloc::Layout;
use std::ptr::{NonNull, null_mut};

use crate::object::header::Header;
use crate::object::heap::Heap;
use crate::object::heap::ages::Ages;
use crate::object::heap::allocate::{CLASSES, STEP};

/// Size and alignment of a chunk.
pub(super) const CHUNK_SIZE: usize = 64 * 1024;
/// Cells are carved, and with that memory touched, about this many bytes at a time: a page.
const CARVED_BYTES: usize = 4096;
/// The most bytes that are asked of the machine ahead of use.
const AHEAD: usize = 4 * CARVED_BYTES;
/// Empty chunks that are kept, as many as the smallest growth between two collections takes.
const MAX_SPARE: usize = super::allocate::MIN_GROWTH / CHUNK_SIZE;

/// A cell on a free list. Lies over a dead object: `class` is over its class pointer.
#[repr(C)]
pub(super) struct FreeCell {
    pub(super) next: *mut FreeCell,
    pub(super) class: usize,
}

/// Whether this is the class word of an object.
#[inline(always)]
fn is_object(class: usize) -> bool {
    #[cfg(debug_assertions)]
    if class == super::quarantine::QUARANTINED {
        return false;
    }
    class != 0
}

/// 64 KiB of cells of one size.
pub(super) struct Chunk {
    start: NonNull<u8>,
    /// Bytes of a cell.
    cell: usize,
    /// Cells that have been in use; the rest was never touched.
    carved: usize,
    /// Bytes that the machine has been asked for.
    present: usize,
    /// Free cells that are not on the free list of the class, in order of address.
    available: *mut FreeCell,
    /// Number of cells in `available`.
    available_count: usize,
    /// The ages of the objects, if anybody wants to know.
    pub(super) ages: Ages,
}

impl Chunk {
    const LAYOUT: Layout = match Layout::from_size_align(CHUNK_SIZE, CHUNK_SIZE) {
        Ok(layout) => layout,
        Err(_) => panic!("a power of two is an alignment"),
    };

    fn capacity(&self) -> usize {
        CHUNK_SIZE / self.cell
    }

    fn cell(&self, index: usize) -> NonNull<FreeCell> {
        debug_assert!(index < self.capacity());
        // SAFETY: the cell lies within the chunk.
        unsafe { self.start.add(index * self.cell).cast() }
    }

    /// How many cells have been in use.
    pub(super) fn carved(&self) -> usize {
        self.carved
    }

    /// The object in a cell that has been in use, if there is one.
    pub(super) fn object(&self, index: usize) -> Option<NonNull<Header>> {
        if index >= self.carved {
            return None;
        }
        let cell = self.cell(index);
        // SAFETY: carved cells hold an object or a `FreeCell`, told apart by the second word.
        is_object(unsafe { cell.as_ref() }.class).then(|| cell.cast())
    }

    /// Calls `visit` with every live object and returns the bytes of their cells.
    pub(super) fn for_each_object(&self, visit: &mut impl FnMut(NonNull<Header>)) -> usize {
        let mut count = 0;
        for index in 0..self.carved {
            let cell = self.cell(index);
            // SAFETY: carved cells hold an object or a `FreeCell`, told apart by the second word.
            if is_object(unsafe { cell.as_ref() }.class) {
                visit(cell.cast());
                count += 1;
            }
        }
        count * self.cell
    }

    /// Makes a list of up to a page of cells that were never used; returns it and their number.
    fn carve(&mut self) -> (*mut FreeCell, usize) {
        let mut list = null_mut();
        let rest = self.capacity() - self.carved;
        let count = (CARVED_BYTES / self.cell).max(1).min(rest);
        self.look_ahead((self.carved + count) * self.cell);
        for index in (self.carved..self.carved + count).rev() {
            let cell = self.cell(index);
            // SAFETY: nobody uses the cell, and a `FreeCell` fits.
            unsafe {
                cell.write(FreeCell {
                    next: list,
                    class: 0,
                });
            }
            list = cell.as_ptr();
        }
        self.carved += count;
        (list, count)
    }

    /// Asks the machine for pages up to `end` and beyond, as many as are in use up to [`AHEAD`]: that takes
    /// half of the time that it takes to come upon each of them.
    fn look_ahead(&mut self, end: usize) {
        if end <= self.present {
            return;
        }
        let start = self.present.next_multiple_of(CARVED_BYTES);
        let size = start.min(AHEAD);
        self.present = (start + size.max(CARVED_BYTES)).min(CHUNK_SIZE);
        #[cfg(all(target_os = "linux", not(miri)))]
        if size > CARVED_BYTES {
            // SAFETY: the pages are the chunk's, which begins with a page; their content stays. Where the
            // machine does not know the request, or refuses it, pages come one by one.
            unsafe {
                let start = self.start.as_ptr().add(start).cast();
                libc::madvise(start, size, libc::MADV_POPULATE_WRITE);
            }
        }
    }

    /// Finds the free cells, all of which become `available`; returns the number of living
    /// objects.
    fn sweep(&mut self) -> usize {
        let mut available = null_mut();
        let mut count = 0;
        // From the end, so that the list is in order of address.
        for index in (0..self.carved).rev() {
            let mut cell = self.cell(index);
            // SAFETY: as in `for_each_object`; free cells are on no other list any more.
            unsafe {
                if cell.as_ref().class == 0 {
                    cell.as_mut().next = available;
                    available = cell.as_ptr();
                    count += 1;
                }
            }
        }
        (self.available, self.available_count) = (available, count);
        self.carved - count
    }
}

impl Heap {
    /// A cell of this class, whose free list is empty; puts more cells on the list.
    pub(super) fn refill(&mut self, class: usize) -> NonNull<u8> {
        let (list, count) = if let Some(index) = self.partial[class].pop() {
            let chunk = &mut self.chunks[index];
            let list = std::mem::replace(&mut chunk.available, null_mut());
            (list, std::mem::take(&mut chunk.available_count))
        } else {
            let index = match self.carving[class] {
                Some(index) => index,
                None => self.add_chunk(class),
            };
            let chunk = &mut self.chunks[index];
            let carved = chunk.carve();
            self.carving[class] = (chunk.carved < chunk.capacity()).then_some(index);
            carved
        };
        let bytes = count * class * STEP;
        self.cell_bytes += bytes;
        self.account(bytes as isize);
        let cell = NonNull::new(list).expect("a partial or new chunk has a cell");
        // SAFETY: the cell is free and on the list.
        self.free[class] = unsafe { cell.as_ref() }.next;
        cell.cast()
    }

    /// Adds a chunk for this class and returns its index.
    fn add_chunk(&mut self, class: usize) -> usize {
        let spare = self.spare.pop();
        let present = spare.map_or(0, |_| CHUNK_SIZE);
        let start = spare.unwrap_or_else(|| {
            // SAFETY: the size is not zero.
            let start = unsafe { std::alloc::alloc(Chunk::LAYOUT) };
            // A `Ref` that is looked at as a `Value` is an address from then on.
            start.expose_provenance();
            NonNull::new(start).unwrap_or_else(|| std::alloc::handle_alloc_error(Chunk::LAYOUT))
        });
        self.chunks.push(Chunk {
            start,
            cell: class * STEP,
            carved: 0,
            present,
            available: null_mut(),
            available_count: 0,
            ages: Ages::default(),
        });
        self.chunks.len() - 1
    }

    /// Takes all free cells off the free lists, gives empty chunks back, and makes the cells of
    /// the others available again.
    pub(crate) fn sweep(&mut self) {
        self.drop_traced_cells();
        self.free = [null_mut(); CLASSES];
        self.carving = [None; CLASSES];
        self.partial.iter_mut().for_each(Vec::clear);
        self.shrunk = 0;
        let mut live_bytes = 0;
        let mut index = 0;
        while let Some(chunk) = self.chunks.get_mut(index) {
            let live = chunk.sweep();
            if live == 0 {
                let empty = self.chunks.swap_remove(index);
                self.give_back(empty.start);
                continue;
            }
            live_bytes += live * chunk.cell;
            let class = chunk.cell / STEP;
            if !chunk.available.is_null() {
                self.partial[class].push(index);
            }
            if chunk.carved < chunk.capacity() {
                self.carving[class] = Some(index);
            }
            index += 1;
        }
        let chunks = &self.chunks;
        for partial in &mut self.partial {
            partial.sort_by_key(|&index| std::cmp::Reverse(chunks[index].available_count));
        }
        self.used += live_bytes as isize - self.cell_bytes as isize;
        self.cell_bytes = live_bytes;
        self.look_for_relief();
    }

    fn give_back(&mut self, chunk: NonNull<u8>) {
        if self.spare.len() < MAX_SPARE {
            self.spare.push(chunk);
        } else {
            // SAFETY: allocated with this layout in `add_chunk`; no object lies in it.
            unsafe { std::alloc::dealloc(chunk.as_ptr(), Chunk::LAYOUT) }
        }
    }

    /// Frees the memory of all chunks.
    ///
    /// # Safety
    ///
    /// Nobody uses an object of this heap any more.
    pub(super) unsafe fn free_chunks(&mut self) {
        let chunks = std::mem::take(&mut self.chunks).into_iter();
        let starts = chunks.map(|chunk| chunk.start);
        for start in starts.chain(std::mem::take(&mut self.spare)) {
            // SAFETY: allocated with this layout in `add_chunk`, and given up by the caller.
            unsafe { std::alloc::dealloc(start.as_ptr(), Chunk::LAYOUT) }
        }
    }
}
