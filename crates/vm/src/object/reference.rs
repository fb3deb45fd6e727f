//! `Ref<T>`: a counted reference to an object whose payload is known.

use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::NonNull;

use crate::builtins::type_::Type;
use crate::object::header::Header;
use crate::object::heap;
use crate::object::payload::Payload;
use crate::object::value::Value;
use crate::vm::Vm;

/// An object in memory: header and payload. Instance slots or a tail may follow.
#[repr(C)]
pub struct Object<T> {
    pub(crate) header: Header,
    pub(crate) payload: T,
}

/// A counted reference to an object with payload `T`; dereferences to the payload.
#[repr(transparent)]
pub struct Ref<T: Payload> {
    pointer: NonNull<Object<T>>,
    owns: PhantomData<Object<T>>,
}

impl<T: Payload> Ref<T> {
    /// Makes an exact instance of the payload's built-in type.
    #[inline(always)]
    pub fn new(payload: T, vm: &mut Vm) -> Ref<T> {
        let heap = vm.heap();
        let class = T::class(vm);
        heap::new_object(heap, class, class.root_shape(), payload, 0)
    }

    /// Makes an instance of `class`, which is the payload's built-in type or a subclass.
    #[inline]
    pub fn with_class(payload: T, class: &Ref<Type>, vm: &mut Vm) -> Ref<T> {
        heap::new_instance(vm.heap(), class, payload)
    }

    /// Takes over one reference that the pointer stands for.
    ///
    /// # Safety
    ///
    /// `pointer` points to a live object, and the caller gives away one counted reference.
    #[inline(always)]
    pub(crate) const unsafe fn from_raw(pointer: NonNull<Object<T>>) -> Ref<T> {
        Ref {
            pointer,
            owns: PhantomData,
        }
    }

    /// The object's address.
    #[inline(always)]
    pub(crate) const fn as_ptr(&self) -> NonNull<Object<T>> {
        self.pointer
    }

    /// The header.
    #[inline(always)]
    pub fn header(&self) -> &Header {
        // SAFETY: a `Ref` owns a reference, so the object is alive.
        unsafe { &self.pointer.as_ref().header }
    }

    /// The class: the built-in type or a subclass of it.
    #[inline(always)]
    pub fn class(&self) -> &Ref<Type> {
        self.header().class()
    }

    /// The reference as a value, borrowed.
    #[inline(always)]
    pub fn as_value(&self) -> &Value {
        // SAFETY: both are transparent words, and a heap value is the pointer to its object.
        unsafe { &*std::ptr::from_ref(self).cast::<Value>() }
    }

    /// The reference as a value, with a count of its own.
    #[inline(always)]
    pub fn to_value(&self) -> Value {
        self.as_value().clone()
    }

    /// The reference as a value.
    #[inline(always)]
    pub fn into_value(self) -> Value {
        let this = ManuallyDrop::new(self);
        // SAFETY: the reference is handed over from `this`, which does not drop it.
        unsafe { Value::from_object(this.pointer.cast()) }
    }

    /// Identity.
    #[inline(always)]
    pub fn is(&self, other: &Ref<T>) -> bool {
        self.pointer == other.pointer
    }

    /// Identity with any value.
    #[inline(always)]
    pub fn is_value(&self, other: &Value) -> bool {
        self.as_value().is(other)
    }

    /// The bytes behind the payload.
    #[inline(always)]
    pub(crate) fn tail(&self) -> *mut u8 {
        // SAFETY: the end of the object is in bounds of its allocation or one past it.
        unsafe { self.pointer.as_ptr().add(1).cast() }
    }
}

impl<T: Payload> Deref for Ref<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a `Ref` owns a reference, so the object is alive.
        unsafe { &self.pointer.as_ref().payload }
    }
}

impl<T: Payload> Clone for Ref<T> {
    #[inline(always)]
    fn clone(&self) -> Ref<T> {
        self.header().increment();
        Ref {
            pointer: self.pointer,
            owns: PhantomData,
        }
    }
}

impl<T: Payload> Drop for Ref<T> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.header().decrement() {
            // SAFETY: the last reference is gone, nobody else can reach the object.
            unsafe { crate::object::heap::deallocate(self.pointer.as_ptr().cast()) }
        }
    }
}

impl<T: Payload> From<Ref<T>> for Value {
    fn from(reference: Ref<T>) -> Value {
        reference.into_value()
    }
}

impl<T: Payload> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} at {:p}>", T::NAME, self.pointer)
    }
}
