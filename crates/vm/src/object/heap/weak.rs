//! What waits for the next instruction boundary, and weak references.

use std::ptr::NonNull;

use smallvec::SmallVec;

use crate::builtins::weakref::WeakReference;
use crate::object::collector::make_room;
use crate::object::header::Header;
use crate::object::heap::{Heap, may_fail};
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;

/// The weak references to one object; most have one.
pub(crate) type References = SmallVec<[NonNull<Object<WeakReference>>; 2]>;

impl Heap {
    /// Takes the objects that wait for `__del__`.
    pub(crate) fn take_finalizable(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.finalizable)
    }

    /// Notes that the object's finaliser runs now; `false` if it has run before, or if there is no memory to
    /// remember that.
    pub(crate) fn mark_finalized(&mut self, object: NonNull<Header>) -> bool {
        may_fail(2 * self.finalized.capacity() * size_of::<usize>());
        if self.finalized.try_reserve(1).is_err() {
            self.note_failure();
            return false;
        }
        self.finalized.insert(object.as_ptr() as usize)
    }

    /// Whether the finaliser of the object at an address has run.
    pub(crate) fn is_finalized(&self, address: usize) -> bool {
        self.finalized.contains(&address)
    }

    /// Notes which instance size the memory of an object at an address was allocated for, or that it
    /// is that of its class. `false`: there is no memory to remember it.
    #[must_use]
    pub(crate) fn note_instance_size(&mut self, address: usize, size: Option<u32>) -> bool {
        let Some(size) = size else {
            self.adopted.remove(&address);
            return true;
        };
        let fits = self.adopted.try_reserve(1).is_ok();
        if fits {
            self.adopted.insert(address, size);
        }
        fits
    }

    /// Takes the weak references whose callback is due.
    pub(crate) fn take_weak_callbacks(&mut self) -> Vec<Ref<WeakReference>> {
        std::mem::take(&mut self.weak_callbacks)
    }

    /// The weak references to the object at an address.
    pub(crate) fn weak_references(&self, address: usize) -> &[NonNull<Object<WeakReference>>] {
        self.weak_references
            .get(&address)
            .map_or(&[], SmallVec::as_slice)
    }

    /// Makes room for another weak reference to the object at an address; whether there is any.
    #[must_use]
    pub(crate) fn reserve_weak_reference(&mut self, address: usize) -> bool {
        may_fail(2 * self.weak_references.capacity() * size_of::<(usize, References)>());
        let fits = self.weak_references.try_reserve(1).is_ok();
        fits && match self.weak_references.get_mut(&address) {
            Some(references) => {
                may_fail(2 * references.capacity() * size_of::<usize>());
                references.try_reserve(1).is_ok()
            }
            None => true,
        }
    }

    /// Adds a weak reference to the object at an address, at this place among the others.
    pub(crate) fn add_weak_reference(
        &mut self,
        address: usize,
        reference: NonNull<Object<WeakReference>>,
        place: usize,
    ) {
        let references = self.weak_references.entry(address).or_default();
        references.insert(place.min(references.len()), reference);
    }

    /// Takes a weak reference off that dies before its object.
    pub(crate) fn remove_weak_reference(&mut self, address: usize, payload: *const WeakReference) {
        if let Some(references) = self.weak_references.get_mut(&address) {
            // SAFETY: what is on the list is alive; only addresses are compared.
            references.retain(|other| unsafe { &raw const (*other.as_ptr()).payload } != payload);
            if references.is_empty() {
                self.weak_references.remove(&address);
            }
        }
    }

    /// Clears the weak references to the object at an address. Callbacks of references for which
    /// `calls` holds become due.
    pub(crate) fn clear_weak_references(
        &mut self,
        address: usize,
        calls: impl Fn(NonNull<Header>) -> bool,
    ) {
        for reference in self.weak_references.remove(&address).unwrap_or_default() {
            // SAFETY: what is on the list is alive; the clone takes a reference of its own.
            unsafe {
                let payload = &reference.as_ref().payload;
                payload.clear_target();
                let header = &reference.as_ref().header;
                if payload.has_callback() && header.refcount() > 0 && calls(reference.cast()) {
                    if !make_room(&mut self.weak_callbacks) {
                        self.note_failure();
                        continue;
                    }
                    header.increment();
                    self.weak_callbacks.push(Ref::from_raw(reference));
                    self.breaker.request();
                }
            }
        }
    }
}
