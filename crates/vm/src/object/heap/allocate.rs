//! The heap itself: where memory comes from, how much there is, and when to collect.

use std::ptr::NonNull;

use crate::breaker::Breaker;
use crate::builtins::weakref::WeakReference;
use crate::object::address_map::{AddressMap, AddressSet};
use crate::object::header::Header;
use crate::object::heap::chunk::{CHUNK_SIZE, Chunk, FreeCell};
use crate::object::heap::classes::Classes;
use crate::object::heap::memory::Memory;
#[cfg(debug_assertions)]
use crate::object::heap::quarantine::Quarantine;
use crate::object::heap::tracer::Tracer;
use crate::object::heap::weak::Listed;
use crate::object::reference::Ref;
use crate::object::value::Value;

/// Granularity of sizes, and the alignment of every object.
pub(super) const STEP: usize = 16;
/// Largest object that lies in a chunk.
pub(crate) const MAX_SMALL: usize = 512;
/// What fills freed cells in debug builds: no address, count or shape that could be right.
#[cfg(debug_assertions)]
pub(super) const POISON: u8 = 0xdb;
pub(super) const CLASSES: usize = MAX_SMALL / STEP + 1;
/// Bytes by which the heap must at least grow before a collection is asked for.
pub(super) const MIN_GROWTH: usize = 1024 * 1024;

/// A heap that is smaller may grow to three times its size where collecting finds nothing.
const SMALL_HEAP: usize = 64 * 1024 * 1024;

/// The memory of one interpreter's objects.
pub struct Heap {
    pub(super) free: [*mut FreeCell; CLASSES],
    pub(super) chunks: Vec<Chunk>,
    /// The chunk of each class that still has cells to carve, as an index into `chunks`.
    pub(super) carving: [Option<usize>; CLASSES],
    /// Chunks with free cells that are not on the free list of their class, as indices into
    /// `chunks`; the fullest last.
    pub(super) partial: [Vec<usize>; CLASSES],
    /// Empty chunks, kept for the next class that needs one.
    pub(super) spare: Vec<NonNull<u8>>,
    pub(super) large: Vec<NonNull<Header>>,
    /// Bytes of cells that were handed out to the free lists: never less than those of the
    /// living small objects, and as much right after a sweep.
    pub(super) cell_bytes: usize,
    /// `cell_bytes`, large objects, and the buffers reported by [`Heap::account`].
    pub(super) used: isize,
    /// Bytes that were given up, less those taken, since the last sweep; large buffers only.
    pub(super) shrunk: usize,
    /// What `shrunk` must come to for a sweep to be due.
    shrunk_limit: usize,
    /// Objects whose count is zero and whose freeing was put off.
    pub(super) dead: Vec<NonNull<Header>>,
    pub(super) depth: u32,
    /// Objects that wait for their `__del__`, each held by one reference.
    pub(super) finalizable: Vec<Value>,
    /// Weak references, by the address of their object. They take themselves off when they die.
    pub(super) weak_references: AddressMap<Listed>,
    /// Weak references whose callback is due.
    pub(super) weak_callbacks: Vec<Ref<WeakReference>>,
    /// Objects that have been finalised and live on; they are not finalised again.
    pub(super) finalized: AddressSet,
    /// Instances whose class was made before the one that they have now, by address: the instance
    /// size that their memory was allocated for. Their classes have the flag `ADOPTS`.
    pub(super) adopted: AddressMap<u32>,
    /// The generations of large objects, where they are known and not the youngest.
    pub(super) large_ages: AddressMap<u8>,
    /// The frozen objects. Their classes have the flag `FROZEN`.
    pub(super) frozen: AddressSet,
    /// Bytes in use at which a collection is due.
    pub(super) next_collection: isize,
    /// Bytes in use at which one of everything is.
    pub(super) next_full: isize,
    /// `next_collection` if that is one of the youngest.
    pub(super) next_young: isize,
    /// How much the heap grows between two collections of the youngest, if there are any.
    pub(super) young_growth: Option<usize>,
    /// Bytes in use after the last collection.
    survived: usize,
    /// How much the heap grows between collections, compared with what it would if nobody said anything: not less.
    growth_part: f64,
    /// Collections in a row that found little, up to two.
    barren: u8,
    /// What may be used.
    pub(super) memory: Memory,
    /// Notes who asks for memory, if anybody wants to know. All free lists are empty then.
    pub(super) tracer: Option<Box<Tracer>>,
    /// What was freed and is not handed out yet, if a check wants it.
    #[cfg(debug_assertions)]
    pub(super) quarantine: Quarantine,
    /// The living classes that are somebody's subclasses.
    pub(crate) classes: Classes,
    /// Is asked for attention when finalisers or a collection wait.
    pub(crate) breaker: Breaker,
}

impl Heap {
    /// An empty heap in memory of its own: objects keep a pointer to it.
    pub(crate) fn new(breaker: Breaker) -> NonNull<Heap> {
        NonNull::from(Box::leak(Box::new(Heap {
            free: [std::ptr::null_mut(); CLASSES],
            chunks: Vec::new(),
            carving: [None; CLASSES],
            partial: std::array::from_fn(|_| Vec::new()),
            spare: Vec::new(),
            large: Vec::new(),
            cell_bytes: 0,
            used: 0,
            shrunk: 0,
            shrunk_limit: MIN_GROWTH,
            dead: Vec::new(),
            depth: 0,
            finalizable: Vec::new(),
            weak_references: AddressMap::default(),
            weak_callbacks: Vec::new(),
            finalized: AddressSet::default(),
            adopted: AddressMap::default(),
            large_ages: AddressMap::default(),
            frozen: AddressSet::default(),
            next_collection: MIN_GROWTH as isize,
            next_full: MIN_GROWTH as isize,
            next_young: isize::MIN,
            young_growth: None,
            survived: 0,
            growth_part: 1.0,
            barren: 0,
            memory: Memory::default(),
            tracer: None,
            #[cfg(debug_assertions)]
            quarantine: Quarantine::default(),
            classes: Classes::default(),
            breaker,
        })))
    }

    /// Bytes in use or reserved for objects, buffers they reported included.
    pub fn bytes(&self) -> usize {
        let chunks = (self.chunks.len() + self.spare.len()) * CHUNK_SIZE;
        (self.used - self.cell_bytes as isize).max(0) as usize + chunks
    }

    /// Bytes in use: as [`Heap::bytes`], but of the chunks only what was handed out.
    pub(crate) fn used(&self) -> usize {
        self.used.max(0) as usize
    }

    /// Notes that an object's buffer outside the heap has grown (or shrunk) by `delta` bytes.
    #[inline]
    pub fn account(&mut self, delta: isize) {
        self.used += delta;
        if self.used >= self.next_collection {
            self.request_collection();
        }
        self.look_at_memory();
        if delta.unsigned_abs() >= CHUNK_SIZE {
            self.note_large_change(delta);
        }
    }

    /// As [`Heap::account`], of the buffer that lies at `content` in its object.
    pub(crate) fn account_buffer(&mut self, content: usize, before: usize, after: usize) {
        self.account(after as isize - before as isize);
        if self.tracer.is_some() {
            self.note_traced_buffer(content, after);
        }
    }

    #[cold]
    fn request_collection(&mut self) {
        if self.is_over_limit() {
            self.breaker.request_urgently();
        } else {
            self.breaker.request();
        }
    }

    /// Notes a large change. What a large container held has probably gone with it, so chunks may
    /// have become empty.
    #[cold]
    fn note_large_change(&mut self, delta: isize) {
        self.shrunk = self.shrunk.saturating_add_signed(-delta);
        self.look_for_relief();
        if self.sweep_due() {
            self.breaker.request();
        }
    }

    /// Whether so much was given up since the last sweep that another one may pay.
    pub(crate) fn sweep_due(&self) -> bool {
        self.shrunk >= self.shrunk_limit
    }

    /// Sweeps because much was given up. If that gave little back, then it takes twice as much the
    /// next time: a program may well make and drop large containers of what lives on.
    pub(crate) fn sweep_after_shrinking(&mut self) {
        let before = self.chunks.len();
        self.sweep();
        let left = self.chunks.len();
        let small = MIN_GROWTH.max(left * CHUNK_SIZE / 64);
        self.shrunk_limit = if before - left > before / 8 {
            small
        } else {
            (self.shrunk_limit * 2).clamp(small, MIN_GROWTH.max(left * CHUNK_SIZE))
        };
    }

    /// Whether enough has come into use since the last collection to start another.
    pub(crate) fn collection_due(&self) -> bool {
        self.used >= self.next_collection
    }

    /// Sweeps if it pays: `bytes` are those of the cells that hold an object.
    pub(crate) fn sweep_if_sparse(&mut self, bytes: usize) {
        if self.cell_bytes - bytes > self.cell_bytes / 8 {
            self.sweep();
        }
    }

    /// Ends a collection that began with `before` bytes in use: sets the next threshold by what
    /// survived.
    ///
    /// The heap may grow by half. Where collections find little, which is where a program builds
    /// what it keeps, they are rarer: it may double and, while small, triple, so that the time
    /// they take stays a small part of the whole.
    pub(crate) fn collected(&mut self, before: usize) {
        let survived = self.used();
        let grown = before.saturating_sub(self.survived);
        if grown >= MIN_GROWTH / 2 {
            let found = before.saturating_sub(survived);
            self.barren = if found >= grown / 4 {
                0
            } else {
                (self.barren + 1).min(2)
            };
        }
        self.survived = survived;
        let growth = match self.barren {
            0 => survived / 2,
            2 if survived < SMALL_HEAP => survived * 2,
            _ => survived,
        };
        self.collect_everything_at(survived + self.wanted_growth(growth));
    }

    /// Puts a collection that is due but not wanted off until the heap has grown further.
    pub(crate) fn postpone_collection(&mut self) {
        let used = self.used();
        self.collect_everything_at(used + self.wanted_growth(used / 2));
    }

    fn collect_everything_at(&mut self, bytes: usize) {
        self.next_full = self.within_limit(bytes);
        self.next_collection = self.next_full;
        self.await_young();
    }

    /// By how much the heap may grow if it should be so many bytes, unless the program says otherwise.
    fn wanted_growth(&self, bytes: usize) -> usize {
        let bytes = bytes.max(MIN_GROWTH);
        if self.growth_part == 1.0 {
            return bytes;
        }
        (bytes as f64 * self.growth_part) as usize
    }

    /// Sets how much the heap grows between collections, compared with what it does otherwise; at least as
    /// much.
    pub(crate) fn set_growth_part(&mut self, part: f64) {
        self.growth_part = part.max(1.0);
        self.postpone_collection();
    }

    /// Whether anything has come into use since the last collection.
    pub(super) fn has_grown(&self) -> bool {
        self.used() > self.survived
    }

    /// Memory for an object of `size` bytes, not initialised.
    #[inline(always)]
    pub(crate) fn allocate(&mut self, size: usize) -> NonNull<u8> {
        #[cfg(debug_assertions)]
        self.count_object();
        if size <= MAX_SMALL {
            let class = size.div_ceil(STEP);
            let cell = self.free[class];
            if let Some(pointer) = NonNull::new(cell) {
                // SAFETY: the free list holds cells that nobody uses.
                self.free[class] = unsafe { (*cell).next };
                return pointer.cast();
            }
        }
        self.allocate_slow(size)
    }

    /// The first cell of a size class's free list, if there is one: never carves or grows.
    #[inline(always)]
    pub(crate) fn try_allocate_small(&mut self, size: usize) -> Option<NonNull<u8>> {
        debug_assert!(size <= MAX_SMALL);
        #[cfg(debug_assertions)]
        self.count_object();
        let class = size.div_ceil(STEP);
        let cell = NonNull::new(self.free[class])?;
        // SAFETY: the free list holds cells that nobody uses.
        self.free[class] = unsafe { (*cell.as_ptr()).next };
        Some(cell.cast())
    }

    /// Puts a cell back in front of its free list.
    ///
    /// # Safety
    ///
    /// The cell is from [`Heap::try_allocate_small`] with this size, and nobody uses it.
    #[inline(always)]
    pub(crate) unsafe fn return_small(&mut self, cell: *mut u8, size: usize) {
        let class = size.div_ceil(STEP);
        let cell = cell.cast::<FreeCell>();
        // SAFETY: as promised by the caller: the cell is free memory of this size.
        unsafe { (*cell).next = self.free[class] };
        self.free[class] = cell;
    }

    #[cold]
    #[inline(never)]
    fn allocate_slow(&mut self, size: usize) -> NonNull<u8> {
        if self.tracer.is_some() {
            self.allocate_traced(size)
        } else if size > MAX_SMALL {
            self.allocate_large(size)
        } else {
            self.refill(size.div_ceil(STEP))
        }
    }

    /// Gives an object's memory back.
    ///
    /// # Safety
    ///
    /// The memory came from `allocate(size)` of this heap and is not used any more.
    #[inline(always)]
    pub(crate) unsafe fn free(&mut self, object: *mut Header, size: usize) {
        if size <= MAX_SMALL {
            let class = size.div_ceil(STEP);
            let cell = object.cast::<FreeCell>();
            // What uses a freed object does not find what was there.
            #[cfg(debug_assertions)]
            // SAFETY: the caller gives the memory up, all of the cell.
            unsafe {
                cell.cast::<u8>().write_bytes(POISON, class * STEP);
                let most = self.memory.quarantine();
                if most > 0 {
                    let cell = NonNull::new_unchecked(cell.cast::<u8>());
                    return self.quarantine_cell(cell, class * STEP, most);
                }
            }
            // SAFETY: the caller gives the memory up, and a cell fits a `FreeCell`.
            unsafe {
                cell.write(FreeCell {
                    next: self.free[class],
                    class: 0,
                })
            };
            self.free[class] = cell;
        } else {
            // SAFETY: as promised by the caller.
            unsafe { self.free_large(object, size) }
        }
    }

    /// Calls `visit` with every live object, those waiting for finalisation included. Returns the
    /// bytes of the cells that hold one.
    pub(crate) fn for_each_object(&self, mut visit: impl FnMut(NonNull<Header>)) -> usize {
        let mut bytes = 0;
        for chunk in &self.chunks {
            bytes += chunk.for_each_object(&mut visit);
        }
        for &object in &self.large {
            visit(object);
        }
        bytes
    }
}
