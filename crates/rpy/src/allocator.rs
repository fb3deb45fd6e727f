//! The allocator of the process, with a reserve for when the machine has no memory left.
//!
//! A Rust program ends when a small request fails. So, where the memory of the process is limited,
//! some is kept back: when a request would fail, the reserve is given up and the request is tried
//! again. The interpreters are told by a flag; each raises `MemoryError` at the next instruction, and
//! puts the reserve back as soon as there is memory for it. See docs/limits.md.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use mimalloc::MiMalloc;
use rpy_vm::Reserve;

#[global_allocator]
static ALLOCATOR: WithReserve = WithReserve;

/// mimalloc, and a reserve behind it.
struct WithReserve;

/// The memory that is kept back; null if there is none.
static RESERVE: AtomicPtr<u8> = AtomicPtr::new(std::ptr::null_mut());
/// Whether the reserve was given up.
static SHORT: AtomicBool = AtomicBool::new(false);

/// Bytes of the reserve. It is address space, as nobody writes to it; the system's allocator maps a
/// piece as large as that, and takes it off the map when it is freed.
pub(crate) const RESERVED: usize = 48 << 20;

const RESERVED_LAYOUT: Layout = match Layout::from_size_align(RESERVED, 4096) {
    Ok(layout) => layout,
    Err(_) => panic!("a power of two is an alignment"),
};

/// What interpreters are told of the reserve.
pub(crate) const fn reserve() -> Reserve {
    Reserve {
        short: &SHORT,
        refill: keep_reserve,
    }
}

/// Keeps memory back, if there is enough.
pub(crate) fn keep_reserve() {
    if !RESERVE.load(Ordering::SeqCst).is_null() {
        SHORT.store(false, Ordering::SeqCst);
        return;
    }
    // SAFETY: the size is not zero. The optimiser must not see that nobody uses the memory.
    let memory = std::hint::black_box(unsafe { System.alloc(RESERVED_LAYOUT) });
    if memory.is_null() {
        return;
    }
    SHORT.store(false, Ordering::SeqCst);
    let old = RESERVE.swap(memory, Ordering::SeqCst);
    give_up(old);
}

/// Frees what was the reserve.
fn give_up(memory: *mut u8) {
    if !memory.is_null() {
        // SAFETY: it came from the system's allocator with this layout, and was taken out of the
        // variable, so that nobody else frees it.
        unsafe { System.dealloc(memory, RESERVED_LAYOUT) }
    }
}

/// Gives up the reserve. Returns whether there was one.
#[cold]
fn use_reserve() -> bool {
    let memory = RESERVE.swap(std::ptr::null_mut(), Ordering::SeqCst);
    if memory.is_null() {
        return false;
    }
    SHORT.store(true, Ordering::SeqCst);
    give_up(memory);
    true
}

/// Requests that the reserve is for: larger ones are asked for beforehand, or may fail.
fn is_covered(size: usize) -> bool {
    size <= RESERVED / 2
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

// SAFETY: all is left to mimalloc.
unsafe impl GlobalAlloc for WithReserve {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        #[cfg(debug_assertions)]
        check_asked(layout.size());
        // SAFETY: as promised by the caller.
        unsafe {
            let memory = MiMalloc.alloc(layout);
            if memory.is_null() && is_covered(layout.size()) && use_reserve() {
                return MiMalloc.alloc(layout);
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
            let memory = MiMalloc.alloc_zeroed(layout);
            if memory.is_null() && is_covered(layout.size()) && use_reserve() {
                return MiMalloc.alloc_zeroed(layout);
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
            let moved = MiMalloc.realloc(memory, layout, size);
            if moved.is_null() && is_covered(size) && use_reserve() {
                return MiMalloc.realloc(memory, layout, size);
            }
            moved
        }
    }
}
