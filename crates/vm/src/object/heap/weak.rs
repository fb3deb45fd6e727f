//! What waits for the next instruction boundary, and weak references.

use std::ptr::NonNull;

use crate::builtins::weakref::WeakReference;
use crate::object::collector::make_room;
use crate::object::header::Header;
use crate::object::heap::{Heap, may_fail};
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;

/// A weak reference in the list of those to its object.
pub(crate) type Listed = NonNull<Object<WeakReference>>;

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
    pub(crate) fn weak_references(&self, address: usize) -> impl Iterator<Item = Listed> {
        let first = self.weak_references.get(&address).copied();
        std::iter::successors(first, |listed| {
            // SAFETY: what is on the list is alive.
            unsafe { listed.as_ref() }.payload.after.get()
        })
    }

    /// Makes room for the first weak reference to an object; whether there is any.
    #[must_use]
    pub(crate) fn reserve_weak_reference(&mut self) -> bool {
        may_fail(2 * self.weak_references.capacity() * size_of::<(usize, Listed)>());
        self.weak_references.try_reserve(1).is_ok()
    }

    /// Adds a weak reference to the object at an address, behind so many others.
    pub(crate) fn add_weak_reference(&mut self, address: usize, reference: Listed, behind: usize) {
        let before = self.weak_references(address).take(behind).last();
        // SAFETY: what is on the list is alive, and so is what is added.
        let links = unsafe { &reference.as_ref().payload };
        links.before.set(before);
        let after = match before {
            // SAFETY: as above.
            Some(before) => unsafe { before.as_ref() }
                .payload
                .after
                .replace(Some(reference)),
            None => self.weak_references.insert(address, reference),
        };
        links.after.set(after);
        if let Some(after) = after {
            // SAFETY: as above.
            unsafe { after.as_ref() }
                .payload
                .before
                .set(Some(reference));
        }
    }

    /// Takes a weak reference off that dies before its object.
    pub(crate) fn remove_weak_reference(&mut self, address: usize, reference: &WeakReference) {
        let (before, after) = (reference.before.take(), reference.after.take());
        if let Some(after) = after {
            // SAFETY: what is on the list is alive.
            unsafe { after.as_ref() }.payload.before.set(before);
        }
        match (before, after) {
            // SAFETY: as above.
            (Some(before), _) => unsafe { before.as_ref() }.payload.after.set(after),
            (None, Some(after)) => {
                self.weak_references.insert(address, after);
            }
            (None, None) => {
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
        let mut following = self.weak_references.remove(&address);
        while let Some(reference) = following {
            // SAFETY: what is on the list is alive; the clone takes a reference of its own.
            unsafe {
                let payload = &reference.as_ref().payload;
                payload.clear_target();
                payload.before.set(None);
                following = payload.after.take();
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
