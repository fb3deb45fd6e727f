//! Making objects.

use std::mem::{ManuallyDrop, MaybeUninit};
use std::ptr::NonNull;

use crate::builtins::type_::Type;
use crate::object::header::Header;
use crate::object::heap::Heap;
use crate::object::heap::layout::{round_tail, size_with_tail};
use crate::object::payload::Payload;
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::Value;

/// Makes an object.
pub(crate) fn new_object<T: Payload>(
    mut heap: NonNull<Heap>,
    class: &Ref<Type>,
    shape: ShapeId,
    payload: T,
    tail: usize,
) -> Ref<T> {
    debug_assert!(tail == 0 || T::HAS_TAIL);
    debug_assert!(class.layout().instance_size as usize <= size_of::<Object<T>>());
    let size = size_of::<Object<T>>() + tail;
    // SAFETY: the heap lives as long as the interpreter; the memory is large enough.
    unsafe {
        let object = heap.as_mut().allocate(size).cast::<Object<T>>();
        if class.is_heap_type() {
            class.header().increment();
        }
        account_buffers(heap, &payload);
        let header = Header::new(class.as_ptr(), shape);
        write_object(object.as_ptr(), header, payload);
        Ref::from_raw(object)
    }
}

/// Writes header and payload of an object. The three words of a vector, which have mostly just been stored one
/// by one, are read so: one wide load would have to wait until the stores have reached the cache.
///
/// # Safety
///
/// There is memory for the object, which holds none.
#[inline(always)]
unsafe fn write_object<T>(object: *mut Object<T>, header: Header, payload: T) {
    // SAFETY: as promised by the caller; all bytes of the payload are moved, whether they are padding or not.
    unsafe {
        if size_of::<T>() != size_of::<[u64; 3]>() || align_of::<T>() != align_of::<u64>() {
            object.write(Object { header, payload });
            return;
        }
        (&raw mut (*object).header).write(header);
        let payload = ManuallyDrop::new(payload);
        let from = (&raw const payload).cast::<MaybeUninit<u64>>();
        let to = (&raw mut (*object).payload).cast::<MaybeUninit<u64>>();
        for index in 0..3 {
            to.add(index).write(from.add(index).read_volatile());
        }
    }
}

/// Makes an instance of a class with slots: a payload and unbound slots behind it.
pub(crate) fn new_instance<T: Payload>(
    heap: NonNull<Heap>,
    class: &Ref<Type>,
    payload: T,
) -> Ref<T> {
    new_instance_with_tail(heap, class, payload, 0)
}

/// As [`new_instance`], with `tail` bytes (for the caller to fill) between payload and slots.
pub(crate) fn new_instance_with_tail<T: Payload>(
    mut heap: NonNull<Heap>,
    class: &Ref<Type>,
    payload: T,
    tail: usize,
) -> Ref<T> {
    debug_assert!(class.has_instances_of::<T>() && (tail == 0 || T::HAS_TAIL));
    let layout = class.layout();
    let size = size_with_tail(class, tail);
    // SAFETY: the heap lives as long as the interpreter; the class's size covers payload and
    // slots.
    unsafe {
        let object = heap.as_mut().allocate(size).cast::<Object<T>>();
        if class.is_heap_type() {
            class.header().increment();
        }
        account_buffers(heap, &payload);
        let header = Header::new(class.as_ptr(), class.root_shape());
        write_object(object.as_ptr(), header, payload);
        let start = object
            .cast::<u8>()
            .add(layout.slots_offset as usize + round_tail(tail))
            .cast::<u64>();
        let count = (layout.instance_size - layout.slots_offset) as usize / 8;
        for index in 0..count {
            start.add(index).write(Value::UNBOUND.bits());
        }
        Ref::from_raw(object)
    }
}

/// Makes an instance without payload if the free list has a cell for it, as a word with one
/// reference. The reference to the class that the caller holds goes to the instance.
///
/// # Safety
///
/// The class's instances have no payload and are at most [`MAX_SMALL`] bytes long.
#[inline(always)]
pub(crate) unsafe fn try_new_plain_instance(class: &Object<Type>) -> Option<u64> {
    // SAFETY: the heap lives as long as the interpreter; the cell is as long as the instance.
    unsafe {
        let layout = class.payload.layout();
        let heap = class.payload.heap().as_ptr();
        let object = (*heap)
            .try_allocate_small(layout.instance_size as usize)?
            .cast::<Header>();
        object.write(Header::new(
            NonNull::from(class),
            class.payload.root_shape(),
        ));
        let start = object
            .cast::<u8>()
            .add(layout.slots_offset as usize)
            .cast::<u64>();
        let end = object
            .cast::<u8>()
            .add(layout.instance_size as usize)
            .cast::<u64>();
        let mut slot = start;
        while slot < end {
            slot.write(crate::object::value::UNBOUND);
            slot = slot.add(1);
        }
        Some(object.as_ptr().expose_provenance() as u64)
    }
}

/// Accounts for the buffers that a new object brings along.
///
/// # Safety
///
/// The heap is alive.
#[inline(always)]
unsafe fn account_buffers<T: Payload>(mut heap: NonNull<Heap>, payload: &T) {
    if T::OWNS_BUFFERS {
        // SAFETY: the caller promises that the heap is alive; it is not borrowed here.
        unsafe { heap.as_mut() }.account(payload.buffer_bytes() as isize);
    }
}
