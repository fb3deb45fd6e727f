//! Sizes of objects, and where in them their slots lie.

use crate::builtins::type_::Type;
use crate::object::header::Header;
use crate::object::reference::Ref;
use crate::object::value::Value;

/// Bytes of an instance of `class` with this tail. Slots, if any, lie behind the rounded tail.
pub(super) fn size_with_tail(class: &Ref<Type>, tail: usize) -> usize {
    let (layout, info) = (class.layout(), class.payload_info());
    if layout.instance_size as usize > info.size {
        layout.instance_size as usize + round_tail(tail)
    } else {
        info.size + tail
    }
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
    Some(size_with_tail(header.class(), tail))
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
    let (count, offset) = if layout.instance_size as usize > size {
        (
            (layout.instance_size - layout.slots_offset) as usize / size_of::<Value>(),
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
