//! What lies behind an object's header.

use std::any::TypeId;

use crate::builtins::type_::Type;
use crate::object::Garbage;
use crate::object::header::Header;
use crate::object::heap::Heap;
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::vm::Vm;

/// Is shown every reference that an object holds.
pub type Visitor<'a> = dyn FnMut(&Value) + 'a;

/// The Rust part of an object of a built-in type. Instances of subclasses carry it too.
pub trait Payload: Sized + 'static {
    /// Name for diagnostics.
    const NAME: &'static str;

    /// `__doc__` of the class, unless its description says another; empty for none.
    const DOC: &'static str = "";

    /// Whether objects hold references, so that they may be part of a cycle.
    const IS_CONTAINER: bool = true;

    /// Whether objects may keep bytes directly behind the payload.
    const HAS_TAIL: bool = false;

    /// Whether objects own buffers outside the heap, of which [`Payload::buffer_bytes`] tells.
    const OWNS_BUFFERS: bool = false;

    /// Shows every reference held to `visit`, each as often as it is held. Must not show one that is
    /// not counted. One that is missed keeps cycles it is part of from being collected, and the
    /// memory of an interpreter that is dropped from being freed.
    fn traverse(&self, visit: &mut Visitor<'_>);

    /// Gives up references that may be part of a cycle; the object is garbage. What is given up
    /// is moved to `garbage` and dropped there, later.
    fn clear(&self, garbage: &mut Garbage) {
        let _ = garbage;
    }

    /// Whether the object is to be finalised before it is freed: asked of objects whose class has the
    /// flag [`TypeFlags::AWAITED`](crate::builtins::type_::TypeFlags::AWAITED). True once only.
    fn begin_finalizing(&self) -> bool {
        false
    }

    /// Bytes that the object keeps directly behind the payload. Slots of instances of Python
    /// classes follow behind them. Zero unless [`Payload::HAS_TAIL`].
    fn tail_size(&self) -> usize {
        0
    }

    /// Bytes of the buffers in the payload's [`BufferCell`](crate::object::heap::BufferCell)s.
    /// Zero unless [`Payload::OWNS_BUFFERS`], or the payload accounts for a buffer of its own.
    fn buffer_bytes(&self) -> usize {
        0
    }

    /// Drops what the tail holds.
    ///
    /// # Safety
    ///
    /// Called once, with the object about to be freed.
    unsafe fn drop_tail(_object: *mut Object<Self>) {}

    /// The built-in type of exact instances.
    fn class(vm: &mut Vm) -> &Ref<Type>;

    #[doc(hidden)]
    const INFO: &'static PayloadInfo = &PayloadInfo {
        type_id: TypeId::of::<Self>(),
        size: size_of::<Object<Self>>(),
        is_container: Self::IS_CONTAINER,
        has_tail: Self::HAS_TAIL,
        tail_size: tail_size::<Self>,
        buffer_bytes: buffer_bytes::<Self>,
        drop: drop_payload::<Self>,
        release: release::<Self>,
        traverse: traverse::<Self>,
        clear: clear::<Self>,
        begin_finalizing: begin_finalizing::<Self>,
    };
}

/// The functions of a [`Payload`], for use without knowing the Rust type.
pub struct PayloadInfo {
    pub(crate) type_id: TypeId,
    /// Bytes of header and payload together.
    pub(crate) size: usize,
    pub(crate) is_container: bool,
    pub(crate) has_tail: bool,
    pub(crate) tail_size: unsafe fn(*const Header) -> usize,
    pub(crate) buffer_bytes: unsafe fn(*const Header) -> usize,
    pub(crate) drop: unsafe fn(*mut Header),
    /// `drop`, and gives the memory of an object without slots back.
    pub(crate) release: unsafe fn(*mut Heap, *mut Header),
    pub(crate) traverse: unsafe fn(*const Header, &mut Visitor<'_>),
    pub(crate) clear: unsafe fn(*const Header, &mut Garbage),
    pub(crate) begin_finalizing: unsafe fn(*const Header) -> bool,
}

impl PayloadInfo {
    /// Whether both describe the same Rust type. Addresses do not tell: the compiler may keep several
    /// copies of a description.
    pub(crate) fn is(&self, other: &PayloadInfo) -> bool {
        std::ptr::eq(self, other) || self.type_id == other.type_id
    }
}

/// # Safety
///
/// The object has payload `T`.
unsafe fn begin_finalizing<T: Payload>(object: *const Header) -> bool {
    // SAFETY: the caller promises the payload.
    unsafe { (*object.cast::<Object<T>>()).payload.begin_finalizing() }
}

/// # Safety
///
/// The object has payload `T`.
unsafe fn tail_size<T: Payload>(object: *const Header) -> usize {
    // SAFETY: the caller promises the payload.
    unsafe { (*object.cast::<Object<T>>()).payload.tail_size() }
}

/// # Safety
///
/// The object has payload `T`.
unsafe fn buffer_bytes<T: Payload>(object: *const Header) -> usize {
    // SAFETY: the caller promises the payload.
    unsafe { (*object.cast::<Object<T>>()).payload.buffer_bytes() }
}

/// # Safety
///
/// The object has payload `T`, and nobody uses it any more.
unsafe fn drop_payload<T: Payload>(object: *mut Header) {
    let object = object.cast::<Object<T>>();
    // SAFETY: the caller promises the payload and gives it up.
    unsafe {
        if T::OWNS_BUFFERS {
            let bytes = (*object).payload.buffer_bytes();
            let mut heap = (*object).header.class().heap();
            heap.as_mut().account(-(bytes as isize));
        }
        T::drop_tail(object);
        std::ptr::drop_in_place(&raw mut (*object).payload);
    }
}

/// # Safety
///
/// The object is in this heap and consists of payload `T`, with its tail, alone; nobody uses it any
/// more.
unsafe fn release<T: Payload>(heap: *mut Heap, object: *mut Header) {
    // SAFETY: as promised by the caller. `heap` is used through the pointer only, as dropping the
    // payload uses it again.
    unsafe {
        let tail = if T::HAS_TAIL {
            tail_size::<T>(object)
        } else {
            0
        };
        drop_payload::<T>(object);
        (*heap).free(object, size_of::<Object<T>>() + tail);
    }
}

/// # Safety
///
/// The object has payload `T`.
unsafe fn traverse<T: Payload>(object: *const Header, visit: &mut Visitor<'_>) {
    // SAFETY: the caller promises the payload.
    unsafe { (*object.cast::<Object<T>>()).payload.traverse(visit) }
}

/// # Safety
///
/// The object has payload `T`.
unsafe fn clear<T: Payload>(object: *const Header, garbage: &mut Garbage) {
    // SAFETY: the caller promises the payload.
    unsafe {
        let payload = &(*object.cast::<Object<T>>()).payload;
        let before = payload.buffer_bytes();
        payload.clear(garbage);
        if T::OWNS_BUFFERS {
            let mut heap = (*object).class().heap();
            heap.as_mut()
                .account(payload.buffer_bytes() as isize - before as isize);
        }
    }
}
