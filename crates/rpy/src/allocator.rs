//! The allocator of the process, with a reserve for when the machine has no memory left.
//!
//! A Rust program ends when a small request fails. So, where the memory of the process is limited,
//! some is kept back: when a request would fail, the reserve is given up and the request is tried
//! again. The interpreters are told by a flag; each raises `MemoryError` at the next instruction, and
//! puts the reserve back as soon as there is memory for it. See docs/limits.md.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::{c_int, c_long};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use libmimalloc_sys::{mi_malloc, mi_realloc, mi_zalloc};
use mimalloc::MiMalloc;
use rpy_vm::Reserve;

#[global_allocator]
static ALLOCATOR: WithReserve = WithReserve;

/// mimalloc, and a reserve behind it.
struct WithReserve;

/// The memory that is kept back.
static RESERVE: Mutex<Kept> = Mutex::new(Kept::NOTHING);
/// Bytes that are to be kept back.
static WANTED: AtomicUsize = AtomicUsize::new(RESERVED);
/// Whether the reserve was given up.
static SHORT: AtomicBool = AtomicBool::new(false);

/// Bytes of the reserve at least. It is address space, as nobody writes to it; the system's allocator
/// maps a piece as large as that, and takes it off the map when it is freed.
pub(crate) const RESERVED: usize = 48 << 20;

/// How often something large may be needed in the course of work on it without being asked for.
const COPIES: usize = 2;

/// Bytes that mimalloc may take beside a large request.
const OVERHEAD: usize = 8 << 20;

/// Memory of the system that nobody uses.
struct Kept {
    /// Null if there is none.
    memory: *mut u8,
    size: usize,
}

// SAFETY: the memory is used by nobody, and may be freed by any thread.
unsafe impl Send for Kept {}

impl Kept {
    const NOTHING: Kept = Kept {
        memory: std::ptr::null_mut(),
        size: 0,
    };

    /// Takes memory; says whether there is so much. There was none before.
    fn take(&mut self, size: usize) -> bool {
        let Ok(layout) = Layout::from_size_align(size, 4096) else {
            return false;
        };
        // SAFETY: the size is not zero. The optimiser must not see that nobody uses the memory.
        self.memory = std::hint::black_box(unsafe { System.alloc(layout) });
        self.size = size;
        !self.memory.is_null()
    }

    /// Gives it back; says whether there was any.
    fn give_up(&mut self) -> bool {
        let memory = std::mem::replace(&mut self.memory, std::ptr::null_mut());
        if memory.is_null() {
            return false;
        }
        // SAFETY: it came from the system's allocator with this layout, and nobody else knows it.
        unsafe { System.dealloc(memory, Layout::from_size_align_unchecked(self.size, 4096)) };
        true
    }
}

unsafe extern "C" {
    /// Of mimalloc: sets an option, which has a number.
    fn mi_option_set(option: c_int, value: c_long);
}

/// mimalloc's number for the address space that it reserves at first, in KiB; later more.
const ARENA_RESERVE: c_int = 23;

/// The system calls it when the process starts. What is in front of `main` asks for memory already.
// SAFETY: the section is a list of such functions.
#[cfg(target_os = "linux")]
#[used]
#[unsafe(link_section = ".init_array.00090")]
static AT_START: extern "C" fn() = take_little;

/// Where address space is limited, has mimalloc reserve 64 MiB of it at first, and not a gibibyte: beside that
/// there might be none for what is large, nor for the reserve.
#[cfg(target_os = "linux")]
extern "C" fn take_little() {
    if crate::limits::address_space().is_some() {
        // SAFETY: mimalloc allows it at any time, and in front of its own start too.
        unsafe { mi_option_set(ARENA_RESERVE, 64 << 10) };
    }
}

/// What interpreters are told of the reserve.
pub(crate) const fn reserve() -> Reserve {
    Reserve {
        short: &SHORT,
        refill: keep_reserve,
        widen: widen_reserve,
    }
}

/// Keeps memory back, if there is enough.
pub(crate) fn keep_reserve() {
    let mut kept = RESERVE.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = WANTED.load(Ordering::Relaxed);
    // A process that may hardly use any memory keeps back what it can.
    let least = [RESERVED, RESERVED / 4, RESERVED / 16];
    if !kept.memory.is_null() || kept.take(wanted) || least.iter().any(|&size| kept.take(size)) {
        SHORT.store(false, Ordering::SeqCst);
    }
}

/// Says whether there are so many bytes, and keeps so much back besides that copies of them can be made.
/// If there is too little, what was kept back stays so.
fn widen_reserve(bytes: usize) -> bool {
    let (Some(request), Some(size)) = (
        bytes.checked_add(OVERHEAD),
        bytes
            .checked_mul(COPIES)
            .and_then(|size| size.checked_add(RESERVED)),
    ) else {
        return false;
    };
    let mut kept = RESERVE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut tried = Kept::NOTHING;
    if !tried.take(request) {
        return false;
    }
    let old = WANTED.load(Ordering::Relaxed);
    let is_enough = if !kept.memory.is_null() && kept.size >= size {
        true
    } else {
        kept.give_up();
        let is_enough = kept.take(size.max(old));
        if is_enough {
            WANTED.store(size.max(old), Ordering::Relaxed);
            SHORT.store(false, Ordering::SeqCst);
        }
        is_enough
    };
    tried.give_up();
    if !is_enough && !kept.take(old) {
        SHORT.store(true, Ordering::SeqCst);
    }
    is_enough
}

/// Gives up the reserve, if a request may have it. Returns whether it did.
#[cold]
fn use_reserve(request: usize) -> bool {
    let mut kept = RESERVE.lock().unwrap_or_else(PoisonError::into_inner);
    // Beside the request itself there must be room for what small requests need until the program is
    // told; larger ones than the reserve is for are asked for beforehand, or may fail.
    if request > kept.size - kept.size.min(RESERVED) / 2 || !kept.give_up() {
        return false;
    }
    SHORT.store(true, Ordering::SeqCst);
    true
}

/// Whether requests that nobody has asked for beforehand are told of (`RPY_CHECK=asked=1`).
#[cfg(debug_assertions)]
pub(crate) static CHECKED: AtomicBool = AtomicBool::new(false);

/// Tells of a large request that was not asked for beforehand: it would end the process if it failed.
#[cfg(debug_assertions)]
fn check_asked(size: usize) {
    if CHECKED.load(Ordering::Relaxed) && !rpy_vm::was_asked_for(size) {
        // What this needs for itself is not looked at.
        CHECKED.store(false, Ordering::Relaxed);
        let trace = std::backtrace::Backtrace::force_capture();
        crate::messages::error(format_args!(
            "rpy: {size} bytes were not asked for\n{trace}"
        ));
        CHECKED.store(true, Ordering::Relaxed);
    }
}

/// The alignment of every block of mimalloc that is at least as large.
const ALIGNMENT: usize = 16;

/// Whether a block of such a size is aligned as asked for in any case: most are, and mimalloc is quicker then.
#[inline(always)]
const fn is_plain(layout: Layout) -> bool {
    layout.align() <= ALIGNMENT && layout.align() <= layout.size()
}

/// # Safety
///
/// As for [`GlobalAlloc::alloc`].
#[inline]
unsafe fn allocate(layout: Layout) -> *mut u8 {
    // SAFETY: as promised by the caller.
    let memory: *mut u8 = unsafe {
        match is_plain(layout) {
            true => mi_malloc(layout.size()).cast(),
            false => MiMalloc.alloc(layout),
        }
    };
    debug_assert!(memory.addr().is_multiple_of(layout.align()));
    memory
}

/// # Safety
///
/// As for [`GlobalAlloc::alloc_zeroed`].
#[inline]
unsafe fn allocate_zeroed(layout: Layout) -> *mut u8 {
    // SAFETY: as promised by the caller.
    unsafe {
        match is_plain(layout) {
            true => mi_zalloc(layout.size()).cast(),
            false => MiMalloc.alloc_zeroed(layout),
        }
    }
}

/// # Safety
///
/// As for [`GlobalAlloc::realloc`].
#[inline]
unsafe fn reallocate(memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
    // SAFETY: as promised by the caller.
    unsafe {
        match is_plain(layout) && layout.align() <= size {
            true => mi_realloc(memory.cast(), size).cast(),
            false => MiMalloc.realloc(memory, layout, size),
        }
    }
}

// SAFETY: all is left to mimalloc.
unsafe impl GlobalAlloc for WithReserve {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        #[cfg(debug_assertions)]
        check_asked(layout.size());
        // SAFETY: as promised by the caller.
        unsafe {
            let memory = allocate(layout);
            if memory.is_null() && use_reserve(layout.size()) {
                return allocate(layout);
            }
            memory
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        #[cfg(debug_assertions)]
        check_asked(layout.size());
        // SAFETY: as promised by the caller.
        unsafe {
            let memory = allocate_zeroed(layout);
            if memory.is_null() && use_reserve(layout.size()) {
                return allocate_zeroed(layout);
            }
            memory
        }
    }

    #[inline]
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as promised by the caller.
        unsafe { MiMalloc.dealloc(memory, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        #[cfg(debug_assertions)]
        check_asked(size);
        // SAFETY: as promised by the caller; when it fails, the old memory stays as it is.
        unsafe {
            let moved = reallocate(memory, layout, size);
            if moved.is_null() && use_reserve(size) {
                return reallocate(memory, layout, size);
            }
            moved
        }
    }
}
