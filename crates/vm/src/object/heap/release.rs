//! Freeing objects whose last reference is gone.

use std::ptr::NonNull;

use crate::builtins::generator::Generator;
use crate::builtins::type_::TypeFlags;
use crate::object::buffer::BufferWrapper;
use crate::object::collector::{make_room, push};
use crate::object::header::Header;
use crate::object::heap::Heap;
use crate::object::heap::layout::{instance_size, round_tail, size_of_memory};
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;

/// Nested deallocations on the Rust stack before the rest is put off.
const MAX_DEPTH: u32 = 64;

/// Classes of objects for which there is something to do first.
const BEFORE_RELEASE: TypeFlags = TypeFlags::FINALIZE
    .union(TypeFlags::WEAKLY_REFERENCED)
    .union(TypeFlags::CLOSE)
    .union(TypeFlags::RELEASE)
    .union(TypeFlags::AWAITED)
    .union(TypeFlags::FROZEN)
    .union(TypeFlags::TRACED);

/// Frees an object whose last reference is gone, or queues its finaliser.
///
/// # Safety
///
/// The count of `object` is zero and nobody uses it any more.
#[inline(never)]
pub(crate) unsafe fn deallocate(object: *mut Header) {
    // SAFETY: the object is intact until it is freed below; its class is alive and knows the
    // heap, which outlives all objects.
    unsafe {
        let class = (*object).class();
        let info = class.payload_info();
        // What holds no references frees nothing else: its depth need not be counted.
        if !info.is_container
            && !class
                .flags()
                .intersects(BEFORE_RELEASE.union(TypeFlags::HEAP))
            && class.layout().instance_size as usize <= info.size
        {
            return (info.release)(class.heap().as_ptr(), object);
        }
        deallocate_counting(object);
    }
}

/// As [`deallocate`], of an object whose references may be the last ones of others.
///
/// # Safety
///
/// As for `deallocate`.
#[inline(never)]
unsafe fn deallocate_counting(object: *mut Header) {
    // SAFETY: as for `deallocate`.
    unsafe {
        let mut heap = (*object).class().heap();
        let heap = heap.as_mut();
        if heap.depth >= MAX_DEPTH {
            if !push(&mut heap.dead, NonNull::new_unchecked(object)) {
                // There is nothing to remember it by: it stays, with a reference that nobody has.
                (*object).set_refcount(1);
                heap.note_failure();
            }
            return;
        }
        heap.depth += 1;
        release(heap, object);
        if heap.depth == 1 {
            while let Some(next) = heap.dead.pop() {
                release(heap, next.as_ptr());
            }
        }
        heap.depth -= 1;
    }
}

/// # Safety
///
/// As for `deallocate`; `heap` is the object's.
unsafe fn release(heap: *mut Heap, object: *mut Header) {
    // SAFETY: the caller gives the object up. `heap` is used through the pointer only, as dropping
    // the payload uses it again.
    unsafe {
        let class = (*object).class();
        let flags = class.flags();
        if flags.intersects(BEFORE_RELEASE) && before_release(heap, object, flags) {
            return;
        }
        free_object(heap, object);
    }
}

/// Frees an object for which there is nothing more to do.
///
/// # Safety
///
/// As for `deallocate`; `heap` is the object's.
#[inline(always)]
unsafe fn free_object(heap: *mut Heap, object: *mut Header) {
    // SAFETY: as in `release`.
    unsafe {
        let class = (*object).class();
        let flags = class.flags();
        let info = class.payload_info();
        let layout = class.layout();
        if !flags.contains(TypeFlags::HEAP) && layout.instance_size as usize <= info.size {
            (info.release)(heap, object);
            return;
        }
        // An object that was finalised under a class that it has left.
        if !(*heap).finalized.is_empty() {
            (*heap).finalized.remove(&(object as usize));
        }
        let tail = if info.has_tail {
            (info.tail_size)(object)
        } else {
            0
        };
        let instance_size = instance_size(&*object);
        if flags.contains(TypeFlags::ADOPTS) {
            (*heap).adopted.remove(&(object as usize));
        }
        let size = size_of_memory(class, instance_size, tail);
        if instance_size as usize > info.size {
            let start = object
                .cast::<u8>()
                .add(layout.slots_offset as usize + round_tail(tail))
                .cast::<Value>();
            let count = (instance_size - layout.slots_offset) as usize / 8;
            for index in 0..count {
                std::ptr::drop_in_place(start.add(index));
            }
        }
        let class = if class.is_heap_type() {
            Some(class.as_ptr())
        } else {
            None
        };
        (info.drop)(object);
        (*heap).free(object, size);
        if let Some(class) = class {
            drop(Ref::from_raw(class));
        }
    }
}

/// Queues the finaliser, or clears weak references, and says whether the object lives on.
///
/// # Safety
///
/// As for `deallocate`.
unsafe fn before_release(heap: *mut Heap, object: *mut Header, flags: TypeFlags) -> bool {
    // SAFETY: the object is intact.
    unsafe {
        let address = object as usize;
        if flags.contains(TypeFlags::CLOSE) {
            let generator = &(*object.cast::<Object<Generator>>()).payload;
            if generator.begin_finalizing() {
                // Weak references do not see a generator being closed.
                if flags.contains(TypeFlags::WEAKLY_REFERENCED) {
                    (*heap).clear_weak_references(address, |_| true);
                }
                return queue(heap, object);
            }
        }
        if flags.contains(TypeFlags::RELEASE) {
            let wrapper = &(*object.cast::<Object<BufferWrapper>>()).payload;
            if wrapper.begin_release() {
                return queue(heap, object);
            }
        }
        // A Python class may have a `__del__` of its own, which is called in any case.
        if flags.contains(TypeFlags::AWAITED) && !flags.contains(TypeFlags::FINALIZE) {
            let info = (*object).class().payload_info();
            if (info.begin_finalizing)(object) {
                return queue(heap, object);
            }
        }
        if flags.contains(TypeFlags::FINALIZE) && !(*heap).finalized.remove(&address) {
            if (*heap).mark_finalized(NonNull::new_unchecked(object)) && queue(heap, object) {
                return true;
            }
            (*heap).finalized.remove(&address);
        }
        if flags.contains(TypeFlags::WEAKLY_REFERENCED) {
            (*heap).clear_weak_references(address, |_| true);
        }
        if flags.contains(TypeFlags::FROZEN) {
            (*heap).frozen.remove(&address);
        }
        if flags.contains(TypeFlags::TRACED) {
            let size = (*heap).forget_object(NonNull::new_unchecked(object));
            free_object(heap, object);
            (*heap).keep_freed(size);
            return true;
        }
        false
    }
}

/// Queues an object for its finaliser, and says so. Without memory for the queue it is freed as it is.
///
/// # Safety
///
/// As for `deallocate`.
unsafe fn queue(heap: *mut Heap, object: *mut Header) -> bool {
    // SAFETY: the object is intact; the only reference to it goes to the queue.
    unsafe {
        if !make_room(&mut (*heap).finalizable) {
            (*heap).note_failure();
            return false;
        }
        (*object).set_refcount(1);
        let object = Value::from_object(NonNull::new_unchecked(object));
        (*heap).finalizable.push(object);
        (*heap).breaker.request();
        true
    }
}
