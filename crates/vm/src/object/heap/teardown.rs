//! The end of a heap: freeing all memory of an interpreter that is dropped.
//!
//! Reference counts alone do not get there: cycles are left, and the classes, which all objects
//! need to be freed, are part of one. So it goes in steps:
//!
//! 1. Every object is held ([`HeapOwner::hold_objects`]). From then on nothing is freed, and
//!    dropping a reference just counts down.
//! 2. The fields of the interpreter are dropped.
//! 3. If references are left that no object holds, then a `Value` outlives the interpreter. What it
//!    may reach stays as it is, for good.
//! 4. All other payloads are dropped, which frees their buffers; classes come last, as the others
//!    are dropped by what their classes say.
//! 5. The memory of objects is freed, unless step 3 kept some.

use std::ptr::NonNull;
use std::sync::Arc;

use crate::builtins::type_::Type;
use crate::interpreter::Fate;
use crate::object::collector::{Candidates, push};
use crate::object::header::Header;
use crate::object::heap::Heap;
use crate::object::payload::Payload;
use crate::object::reference::Object;

/// Owns a heap. The last field of an interpreter, so that it is dropped when the others are gone.
pub(crate) struct HeapOwner {
    heap: NonNull<Heap>,
    /// Whether [`HeapOwner::hold_objects`] was called. Else dropping does nothing.
    holds: bool,
    /// Is told whether values are left.
    fate: Arc<Fate>,
}

impl HeapOwner {
    /// Takes over a heap.
    ///
    /// # Safety
    ///
    /// The heap came from [`Heap::new`], and nothing else owns it.
    pub(crate) unsafe fn new(heap: NonNull<Heap>, fate: Arc<Fate>) -> HeapOwner {
        HeapOwner {
            heap,
            holds: false,
            fate,
        }
    }

    /// Begins the end: takes a reference to every object, so that none is freed any more. No code
    /// of the interpreter may run after this, but what drops its fields.
    pub(crate) fn hold_objects(&mut self) {
        // SAFETY: the heap is alive as long as its owner; walking it changes nothing.
        let heap = unsafe { self.heap.as_ref() };
        debug_assert!(heap.dead.is_empty() && heap.depth == 0);
        // SAFETY: the heap shows live objects.
        heap.for_each_object(|object| unsafe { object.as_ref() }.increment());
        self.holds = true;
    }
}

impl Drop for HeapOwner {
    fn drop(&mut self) {
        if !self.holds {
            self.fate.end(false);
            return;
        }
        let heap = self.heap.as_ptr();
        // SAFETY: the heap is alive until its box is dropped at the end. It is not borrowed while
        // payloads are dropped, which use it.
        unsafe {
            drop(std::mem::take(&mut (*heap).finalizable));
            drop(std::mem::take(&mut (*heap).weak_callbacks));
            let dead = unreferenced_objects(&*heap);
            for object in &dead.objects {
                (*heap).clear_weak_references(object.as_ptr() as usize, |_| false);
            }
            drop_payloads(&dead.objects);
            self.fate.end(dead.is_everything);
            #[cfg(debug_assertions)]
            assert!(
                dead.unexplained.is_empty() || !(*heap).explains(),
                "references that no object holds: {}",
                dead.unexplained
            );
            if dead.is_everything {
                (*heap).free_chunks();
                (*heap).free_all_large();
                drop(Box::from_raw(heap));
            }
        }
    }
}

struct Unreferenced {
    objects: Vec<NonNull<Header>>,
    /// Whether there are no other objects.
    is_everything: bool,
    /// What the references from outside refer to, by class.
    #[cfg(debug_assertions)]
    unexplained: String,
}

/// The objects that nothing outside of the heap can reach. All are held once.
///
/// Where there is a reference from outside, classes count as referenced, too: objects do not count
/// references to built-in ones.
fn unreferenced_objects(heap: &Heap) -> Unreferenced {
    let mut objects = Vec::new();
    let mut fits = true;
    heap.for_each_object(|object| fits &= push(&mut objects, object));
    let candidates = Candidates::new(&objects, &[], 1).filter(|_| fits);
    let Some(mut candidates) = candidates else {
        // Without memory to find out, nothing is freed.
        return Unreferenced {
            objects: Vec::new(),
            is_everything: false,
            #[cfg(debug_assertions)]
            unexplained: String::new(),
        };
    };
    candidates.subtract();
    if !candidates.any_outside() {
        drop(candidates);
        return Unreferenced {
            objects,
            is_everything: true,
            #[cfg(debug_assertions)]
            unexplained: String::new(),
        };
    }
    #[cfg(debug_assertions)]
    let unexplained = candidates.outside();
    candidates.mark(Header::has_payload::<Type>);
    Unreferenced {
        objects: candidates.dead(),
        is_everything: false,
        #[cfg(debug_assertions)]
        unexplained,
    }
}

/// Drops the payloads of objects, and with them the buffers that these own. What slots and
/// attributes refer to stays counted.
///
/// # Safety
///
/// Every object is held, so that none is freed here. Nobody uses them any more.
unsafe fn drop_payloads(objects: &[NonNull<Header>]) {
    // SAFETY: as promised by the caller. The classes of objects are intact while those are
    // dropped; of classes it is known what they are.
    unsafe {
        let mut classes = Vec::new();
        for &object in objects {
            if object.as_ref().has_payload::<Type>() {
                classes.push(object.cast::<Object<Type>>());
            } else {
                (object.as_ref().payload_info().drop)(object.as_ptr());
            }
        }
        // A class takes itself off its bases when it is dropped: these may be gone by then.
        for class in &classes {
            drop(std::mem::take(&mut *class.as_ref().payload.bases.as_ptr()));
        }
        for class in classes {
            (Type::INFO.drop)(class.as_ptr().cast());
        }
    }
}
