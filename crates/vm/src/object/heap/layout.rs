//! Sizes of objects, and where in them their slots lie.

use crate::builtins::type_::{Type, TypeFlags};
use crate::object::header::Header;
use crate::object::reference::Ref;
use crate::object::value::Value;

/// Bytes of an instance of `class` with this tail. Slots, if any, lie behind the rounded tail.
pub(super) fn size_with_tail(class: &Ref<Type>, tail: usize) -> usize {
    size_of_memory(class, class.layout().instance_size, tail)
}

/// As [`size_with_tail`], for memory of this instance size.
pub(super) fn size_of_memory(class: &Ref<Type>, instance_size: u32, tail: usize) -> usize {
    let info = class.payload_info();
    if instance_size as usize > info.size {
        instance_size as usize + round_tail(tail)
    } else {
        info.size + tail
    }
}

/// The instance size that the memory of an object was allocated for: that of its class, unless it had
/// another class then.
#[inline(always)]
pub(crate) fn instance_size(object: &Header) -> u32 {
    let class = object.class();
    if class.flags().contains(TypeFlags::ADOPTS) {
        return adopted_size(object);
    }
    class.layout().instance_size
}

#[cold]
fn adopted_size(object: &Header) -> u32 {
    let class = object.class();
    // SAFETY: the heap outlives its objects; it is only read.
    let heap = unsafe { class.heap().as_ref() };
    let address = std::ptr::from_ref(object) as usize;
    let known = heap.adopted.get(&address).copied();
    known.unwrap_or(class.layout().instance_size)
}

pub(super) fn round_tail(tail: usize) -> usize {
    tail.next_multiple_of(size_of::<Value>())
}

/// Bytes that the object itself takes; `None` for an immediate.
pub(crate) fn object_size(object: &Value) -> Option<usize> {
    let header = object.as_object()?;
    let info = header.payload_info();
    let tail = if info.has_tail {
        // SAFETY: the object has the payload that its class says.
        unsafe { (info.tail_size)(header) }
    } else {
        0
    };
    Some(size_of_memory(header.class(), instance_size(header), tail))
}

/// Bytes between the payload of an object and its slots.
#[inline]
pub(crate) fn tail_room(object: &Header) -> usize {
    let info = object.payload_info();
    if info.has_tail {
        // SAFETY: the object has the payload that its class says.
        round_tail(unsafe { (info.tail_size)(object) })
    } else {
        0
    }
}

/// The slots behind the payload of an object.
#[inline]
pub(crate) fn slots(object: &Header) -> impl Iterator<Item = *mut Value> + use<> {
    let (layout, size) = (object.class().layout(), object.payload_info().size);
    let instance_size = instance_size(object);
    let (count, offset) = if instance_size as usize > size {
        (
            (instance_size - layout.slots_offset) as usize / size_of::<Value>(),
            layout.slots_offset as usize + tail_room(object),
        )
    } else {
        (0, 0)
    };
    let start = std::ptr::from_ref(object)
        .cast_mut()
        .cast::<u8>()
        .wrapping_add(offset)
        .cast::<Value>();
    (0..count).map(move |index| start.wrapping_add(index))
}
