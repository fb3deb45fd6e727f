//! The 16 bytes in front of every object.

use std::any::TypeId;
use std::cell::Cell;
use std::ptr::NonNull;

use crate::builtins::type_::Type;
use crate::object::payload::{Payload, PayloadInfo};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;

/// Reference count, shape and class of an object.
#[repr(C)]
pub struct Header {
    refcount: Cell<u32>,
    shape: Cell<ShapeId>,
    class: Cell<NonNull<Object<Type>>>,
}

impl Header {
    /// A header with one reference. It does not count the reference to the class.
    pub(crate) fn new(class: NonNull<Object<Type>>, shape: ShapeId) -> Header {
        Header {
            refcount: Cell::new(1),
            shape: Cell::new(shape),
            class: Cell::new(class),
        }
    }

    /// Adds a reference.
    #[inline(always)]
    pub(crate) fn increment(&self) {
        self.refcount.set(self.refcount.get().wrapping_add(1));
    }

    /// Takes a reference off and says whether it was the last.
    #[inline(always)]
    pub(crate) fn decrement(&self) -> bool {
        let count = self.refcount.get().wrapping_sub(1);
        self.refcount.set(count);
        count == 0
    }

    /// Number of references.
    #[inline(always)]
    pub fn refcount(&self) -> u32 {
        self.refcount.get()
    }

    pub(crate) fn set_refcount(&self, count: u32) {
        self.refcount.set(count);
    }

    /// The shape: for an exact built-in object the number of its type, for an instance the layout
    /// of its attributes.
    #[inline(always)]
    pub fn shape(&self) -> ShapeId {
        self.shape.get()
    }

    #[inline(always)]
    pub(crate) fn set_shape(&self, shape: ShapeId) {
        self.shape.set(shape);
    }

    /// Whether the object is marked: only while the collector runs, which must not look at shapes.
    #[inline(always)]
    pub(crate) fn is_marked(&self) -> bool {
        self.shape.get().0 & ShapeId::END != 0
    }

    /// Marks the object.
    #[inline(always)]
    pub(crate) fn mark(&self) {
        self.shape.set(ShapeId(self.shape.get().0 | ShapeId::END));
    }

    /// Takes the mark off.
    #[inline(always)]
    pub(crate) fn unmark(&self) {
        self.shape.set(ShapeId(self.shape.get().0 & !ShapeId::END));
    }

    /// The class of the object.
    #[inline(always)]
    pub fn class(&self) -> &Ref<Type> {
        // SAFETY: an object keeps its class alive, and `Ref` is a transparent `NonNull`.
        unsafe { &*self.class.as_ptr().cast::<Ref<Type>>() }
    }

    /// Puts another class in place; the caller has counted it and takes over the old reference.
    pub(crate) fn replace_class(&self, class: NonNull<Object<Type>>) -> NonNull<Object<Type>> {
        self.class.replace(class)
    }

    /// What lies behind the header.
    #[inline(always)]
    pub(crate) fn payload_info(&self) -> &'static PayloadInfo {
        self.class().payload_info()
    }

    /// Whether a `T` lies behind the header.
    #[inline(always)]
    pub fn has_payload<T: Payload>(&self) -> bool {
        let info = self.payload_info();
        std::ptr::eq(info, T::INFO) || info.type_id == TypeId::of::<T>()
    }
}
