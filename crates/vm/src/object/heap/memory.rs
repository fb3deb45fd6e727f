//! Running out of memory: what is asked before something large is made, and what happens when it
//! cannot be.
//!
//! Memory is short when the machine has no more, or when the interpreter would use more than its
//! host allows ([`Limits`](crate::Limits)). Native code deals with it in one of two ways. Where it
//! can raise, it asks first: [`Vm::check_allocation`], [`Vm::new_buffer`], [`Vm::push_to`]. Where
//! it cannot, it leaves out what there is no room for and notes that
//! ([`Vm::note_memory_failure`]): `MemoryError` is then raised before the next instruction, and the
//! result of this one is dropped. See docs/limits.md.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::limits::Reserve;
use crate::object::heap::Heap;
use crate::result::PyResult;
use crate::vm::Vm;

/// Requests below this many bytes are not asked for beforehand: the host's reserve covers them.
const SURE: usize = 64 * 1024;
/// Requests of at least this many bytes are tried out.
const TRIED: usize = 1024 * 1024;
/// Bytes that an interpreter at its limit gets to deal with that, at least.
const MIN_GRACE: usize = 256 * 1024;

/// For heaps whose host tells nothing: memory is never short.
static NEVER: AtomicBool = AtomicBool::new(false);

/// What a debug build does more often than it must, to find what relies on that it does not.
#[cfg(debug_assertions)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Checks {
    /// A collection becomes due whenever so many objects were made; zero for never.
    pub collect_every: usize,
    /// Of the requests that are asked for, every one of this number is refused; zero for none.
    pub refuse_every: usize,
    /// Whether what caches of look-ups say is compared with what there is.
    pub compare: bool,
    /// How many freed cells are kept before they are used again; zero for none.
    pub quarantine: usize,
    /// Whether an interpreter that ends must find all references among its objects.
    pub explain: bool,
    /// Objects and requests so far.
    #[doc(hidden)]
    pub objects: usize,
    #[doc(hidden)]
    pub requests: usize,
}

#[cfg(debug_assertions)]
impl Checks {
    /// Counts up; whether it is the turn of an `every`.
    fn is_turn(count: &mut usize, every: usize) -> bool {
        if every == 0 {
            return false;
        }
        *count += 1;
        count.is_multiple_of(every)
    }
}

#[cfg(debug_assertions)]
thread_local! {
    /// Bytes that were asked for and have not been requested yet.
    static ASKED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// For the host's allocator: whether the running thread has asked for so many bytes before it requests
/// them. Requests of less than 1 MiB need not be asked for; a vector that grows asks for what it grows by.
#[cfg(debug_assertions)]
pub fn was_asked_for(bytes: usize) -> bool {
    if bytes < TRIED {
        return true;
    }
    let asked = ASKED.get();
    ASKED.set(asked.saturating_sub(bytes));
    bytes <= asked.saturating_mul(2).saturating_add(SURE)
}

/// Says that a request for so many bytes may fail.
#[inline(always)]
pub(crate) fn may_fail(bytes: usize) {
    #[cfg(debug_assertions)]
    ASKED.set(bytes);
    let _ = bytes;
}

/// What a heap knows of the memory that it may use.
pub(super) struct Memory {
    /// Bytes that may be in use.
    limit: usize,
    /// Whether something could not be made since the program was last told.
    failed: bool,
    /// Whether more was in use than may be at the last look.
    over: bool,
    /// Whether it was far more, and not for the first time.
    far: bool,
    /// Whether the allocator of the process lives on its reserve.
    short: &'static AtomicBool,
    /// Has the allocator of the process keep more back, if it keeps anything.
    widen: Option<fn(usize) -> bool>,
    #[cfg(debug_assertions)]
    checks: std::cell::Cell<Checks>,
}

impl Default for Memory {
    fn default() -> Memory {
        Memory {
            limit: usize::MAX,
            failed: false,
            over: false,
            far: false,
            short: &NEVER,
            widen: None,
            #[cfg(debug_assertions)]
            checks: std::cell::Cell::default(),
        }
    }
}

/// Whether the machine has this many bytes, and what work on them may need besides.
///
/// What is made of something large, such as a copy in upper case, is not always asked for. The host
/// keeps so much back that such requests do not fail: see [`Reserve`](crate::Reserve).
fn machine_has(bytes: usize, widen: Option<fn(usize) -> bool>) -> bool {
    if bytes < TRIED {
        return true;
    }
    if let Some(widen) = widen {
        return widen(bytes);
    }
    let Ok(layout) = Layout::from_size_align(bytes, align_of::<usize>()) else {
        return false;
    };
    // The system is asked, which refuses what is obviously too much. Allocators that take address space
    // without a promise of memory do not.
    // SAFETY: the size is not zero, and the memory is freed at once. The optimiser must not see
    // that nobody uses it, or it would leave out both.
    unsafe {
        let start = std::hint::black_box(System.alloc(layout));
        if start.is_null() {
            return false;
        }
        System.dealloc(start, layout);
    }
    true
}

impl Memory {
    /// How many freed cells are kept before they are used again.
    #[cfg(debug_assertions)]
    pub(super) fn quarantine(&self) -> usize {
        self.checks.get().quarantine
    }
}

impl Heap {
    /// Whether there is room for so many bytes more.
    #[inline]
    pub(crate) fn has_room(&self, bytes: usize) -> bool {
        #[cfg(debug_assertions)]
        {
            if bytes > 0 && self.refuses() {
                return false;
            }
            ASKED.set(bytes);
        }
        bytes < SURE || self.has_much_room(bytes)
    }

    #[cold]
    fn has_much_room(&self, bytes: usize) -> bool {
        let (used, limit) = (self.used(), self.memory.limit);
        // What has come into use since the last collection may be garbage: that is found out before
        // the next instruction.
        let fits = bytes <= limit.saturating_sub(used) || (bytes <= limit && self.has_grown());
        fits && machine_has(bytes, self.memory.widen)
    }

    /// Whether a check wants to be told of references from nowhere.
    #[cfg(debug_assertions)]
    pub(super) fn explains(&self) -> bool {
        self.memory.checks.get().explain
    }

    /// Whether a check refuses the request that is asked for.
    #[cfg(debug_assertions)]
    fn refuses(&self) -> bool {
        let mut checks = self.memory.checks.get();
        let refuse = Checks::is_turn(&mut checks.requests, checks.refuse_every);
        self.memory.checks.set(checks);
        refuse
    }

    /// Counts an object, and makes a collection due if a check wants one.
    #[cfg(debug_assertions)]
    pub(super) fn count_object(&mut self) {
        let mut checks = self.memory.checks.get();
        if Checks::is_turn(&mut checks.objects, checks.collect_every) {
            self.next_collection = 0;
            self.breaker.request();
        }
        self.memory.checks.set(checks);
    }

    /// Notes that something could not be made: the program is told before its next instruction.
    #[cold]
    pub(crate) fn note_failure(&mut self) {
        self.memory.failed = true;
        self.breaker.request_urgently();
    }

    /// Whether something could not be made; forgets it.
    pub(crate) fn take_failure(&mut self) -> bool {
        std::mem::take(&mut self.memory.failed)
    }

    /// Looks at the limits when the number of bytes in use has grown.
    #[inline]
    pub(super) fn look_at_memory(&mut self) {
        if self.memory.short.load(Ordering::Relaxed) {
            self.note_failure();
        }
    }

    /// A threshold for the next collection that is not beyond the limit.
    pub(super) fn within_limit(&self, threshold: usize) -> isize {
        threshold.min(self.memory.limit).min(isize::MAX as usize) as isize
    }

    /// Whether more is in use than may be.
    pub(super) fn is_over_limit(&self) -> bool {
        self.used() > self.memory.limit
    }

    /// After a collection: tells the program if more is in use than may be, and again when it has
    /// grown further.
    pub(crate) fn check_limit(&mut self) {
        let (used, limit) = (self.used(), self.memory.limit);
        if used <= limit {
            self.memory.over = false;
            return;
        }
        let grace = (limit / 64).max(MIN_GRACE);
        let far = limit.saturating_add((limit / 4).max(16 * MIN_GRACE));
        let was_over = std::mem::replace(&mut self.memory.over, true);
        self.memory.far = was_over && used > far;
        // Handlers get a little more to deal with it: what fills the memory is mostly still held by
        // the traceback of the exception that they handle.
        self.next_collection = used.saturating_add(grace).min(isize::MAX as usize) as isize;
        self.note_failure();
    }

    /// When much was given up: a program that was over the limit and no longer is may go to the limit
    /// again.
    pub(super) fn look_for_relief(&mut self) {
        if self.memory.over && !self.is_over_limit() {
            self.memory.over = false;
            self.memory.far = false;
            self.next_collection = self.within_limit(self.next_collection.max(0) as usize);
        }
    }

    /// Whether so much more than the limit is in use that the program does not go on: it was told
    /// before, and has grown.
    pub(crate) fn is_far_over_limit(&self) -> bool {
        self.memory.far
    }

    /// Sets the limit, and what the allocator keeps back.
    pub(crate) fn set_memory_limit(&mut self, limit: usize, reserve: Option<Reserve>) {
        self.memory.limit = limit;
        self.memory.short = reserve.map_or(&NEVER, |reserve| reserve.short);
        self.memory.widen = reserve.map(|reserve| reserve.widen);
        self.next_full = self.within_limit(self.next_full.max(0) as usize);
        self.next_collection = self.within_limit(self.next_collection.max(0) as usize);
    }
}

impl Vm {
    /// Raises `MemoryError` if there is no memory for so many bytes, rather than let the allocator
    /// end the process. To be asked before anything is made whose size a program decides.
    #[inline]
    pub fn check_allocation(&mut self, bytes: usize) -> PyResult<()> {
        if self.has_room(bytes) {
            Ok(())
        } else {
            Err(self.memory_error())
        }
    }

    /// An empty vector with room for `capacity` items.
    ///
    /// Raises `MemoryError` if there is no such room.
    #[inline]
    pub fn new_buffer<T>(&mut self, capacity: usize) -> PyResult<Vec<T>> {
        let mut items = Vec::new();
        self.reserve(&mut items, capacity)?;
        Ok(items)
    }

    /// Makes room in a vector for exactly so many more items.
    ///
    /// Raises `MemoryError` if there is no such room.
    #[inline]
    pub fn reserve<T>(&mut self, items: &mut Vec<T>, additional: usize) -> PyResult<()> {
        self.check_allocation(additional.saturating_mul(size_of::<T>()))?;
        match items.try_reserve_exact(additional) {
            Ok(()) => Ok(()),
            Err(_) => Err(self.memory_error()),
        }
    }

    /// Appends to a vector.
    ///
    /// Raises `MemoryError` if it cannot grow.
    #[inline(always)]
    pub fn push_to<T>(&mut self, items: &mut Vec<T>, item: T) -> PyResult<()> {
        if items.len() == items.capacity() {
            self.grow(items, 1)?;
        }
        items.push(item);
        Ok(())
    }

    /// Appends copies to a vector.
    ///
    /// Raises `MemoryError` if it cannot grow.
    #[inline]
    pub fn extend_to<T: Clone>(&mut self, items: &mut Vec<T>, more: &[T]) -> PyResult<()> {
        self.make_room(items, more.len())?;
        items.extend_from_slice(more);
        Ok(())
    }

    /// Makes room in a vector for so many more items, and for others to come.
    ///
    /// Raises `MemoryError` if there is no such room.
    #[inline]
    pub fn make_room<T>(&mut self, items: &mut Vec<T>, additional: usize) -> PyResult<()> {
        match items.capacity() - items.len() < additional {
            true => self.grow(items, additional),
            false => Ok(()),
        }
    }

    #[cold]
    #[inline(never)]
    fn grow<T>(&mut self, items: &mut Vec<T>, additional: usize) -> PyResult<()> {
        let wanted = items.capacity().max(additional);
        self.check_allocation(wanted.saturating_mul(size_of::<T>()))?;
        match items.try_reserve(additional) {
            Ok(()) => Ok(()),
            Err(_) => Err(self.memory_error()),
        }
    }

    /// The items of an iterator that gives `count`, for those who cannot raise: none if there is no
    /// room for them, which is noted.
    pub(crate) fn gather<T>(&self, count: usize, items: impl Iterator<Item = T>) -> Vec<T> {
        let mut gathered = Vec::new();
        if self.has_room(count.saturating_mul(size_of::<T>()))
            && gathered.try_reserve_exact(count).is_ok()
        {
            gathered.extend(items);
        } else {
            self.note_memory_failure();
        }
        gathered
    }

    /// Bytes that may still come into use, for loops that cannot ask while they run.
    pub fn memory_left(&self) -> usize {
        // SAFETY: the heap lives as long as the interpreter and is only read.
        let heap = unsafe { self.heap().as_ref() };
        heap.memory.limit.saturating_sub(heap.used())
    }

    /// Whether there is room for so many bytes; for those who cannot raise, and who note it with
    /// [`Vm::note_memory_failure`] if there is not.
    #[inline]
    pub fn has_room(&self, bytes: usize) -> bool {
        // SAFETY: the heap lives as long as the interpreter and is only read.
        (bytes < SURE && !cfg!(debug_assertions)) || unsafe { self.heap().as_ref() }.has_room(bytes)
    }

    /// Notes that something was left out for which there was no memory: `MemoryError` is raised
    /// before the next instruction.
    #[cold]
    pub fn note_memory_failure(&self) {
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        unsafe { self.heap().as_mut() }.note_failure();
    }

    /// Whether what caches of look-ups say is compared with what there is.
    #[cfg(debug_assertions)]
    pub(crate) fn compares_caches(&self) -> bool {
        self.checks().compare
    }

    /// What a debug build does more often than it must.
    #[cfg(debug_assertions)]
    pub fn checks(&self) -> Checks {
        // SAFETY: the heap lives as long as the interpreter and is only read.
        unsafe { self.heap().as_ref() }.memory.checks.get()
    }

    /// Makes a debug build do things more often than it must.
    #[cfg(debug_assertions)]
    pub fn set_checks(&mut self, checks: Checks) {
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        unsafe { self.heap().as_ref() }.memory.checks.set(checks);
    }

    /// Sets the limit of memory, and what the allocator keeps back.
    pub(crate) fn set_memory_limit(&mut self, limit: usize, reserve: Option<Reserve>) {
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        unsafe { self.heap().as_mut() }.set_memory_limit(limit, reserve);
    }

    /// Whether something could not be made; forgets it.
    pub(crate) fn take_memory_failure(&mut self) -> bool {
        // SAFETY: as above.
        unsafe { self.heap().as_mut() }.take_failure()
    }

    /// Whether the program was told that it uses too much, and uses far more by now.
    pub(crate) fn is_far_over_memory_limit(&self) -> bool {
        // SAFETY: the heap lives as long as the interpreter and is only read.
        unsafe { self.heap().as_ref() }.is_far_over_limit()
    }
}
