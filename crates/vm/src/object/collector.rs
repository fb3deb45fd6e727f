//! The cycle collector: frees objects that only refer to each other.
//!
//! Reference counting misses cycles. The collector finds them by trial deletion:
//!
//! 1. Every object that can refer to others is found by walking the heap, and its count is copied
//!    to a side table.
//! 2. Each reference from one of these objects to another is taken off the copy. What is left is
//!    the number of references from outside: the value stack, native code, the interpreter.
//! 3. Objects with references from outside, and all that they reach, are alive. The rest is
//!    garbage.
//! 4. Weak references to garbage are cleared, its finalisers run (PEP 442). What they brought back
//!    to life is no garbage.
//! 5. Garbage gives up its references; the counts go down to zero and it is freed.
//!
//! A payload whose `traverse` misses a reference keeps objects alive longer than needed; it can
//! never make a living one look dead, as what is not shown is not taken off.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ptr::NonNull;

use crate::builtins::type_::TypeFlags;
use crate::object::header::Header;
use crate::object::heap::{self, Heap};
use crate::object::payload::Visitor;
use crate::object::value::Value;
use crate::vm::Vm;

/// Settings and statistics of the collector, as `gc` shows them.
#[derive(Clone, Copy, Debug)]
pub struct CollectorState {
    /// Whether collections start by themselves.
    pub enabled: bool,
    /// `gc.get_threshold()`. The collector goes by bytes; the numbers are only kept.
    pub thresholds: [i64; 3],
    /// Collections so far.
    pub collections: usize,
    /// Objects found unreachable so far.
    pub collected: usize,
    /// `gc.get_debug()`; kept, without effect.
    pub debug: i64,
    /// Whether a collection runs.
    pub(crate) running: bool,
}

impl Default for CollectorState {
    fn default() -> CollectorState {
        CollectorState {
            enabled: true,
            thresholds: [2000, 10, 0],
            collections: 0,
            collected: 0,
            debug: 0,
            running: false,
        }
    }
}

/// Hashes addresses of objects, which are multiples of 16.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _bytes: &[u8]) {
        unreachable!("only addresses are hashed");
    }

    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64 >> 4)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(20);
    }
}

type Positions = HashMap<usize, u32, BuildHasherDefault<AddressHasher>>;

/// The objects that are looked at.
struct Candidates {
    objects: Vec<NonNull<Header>>,
    /// Position of each object, by its address.
    positions: Positions,
    /// References from outside the candidates; after [`Candidates::mark`], whether it is alive.
    outside: Vec<u32>,
}

/// What is left of a count after marking, for an object that is alive.
const ALIVE: u32 = u32::MAX;

impl Candidates {
    fn new(objects: Vec<NonNull<Header>>, own_references: u32) -> Candidates {
        let mut positions = Positions::with_capacity_and_hasher(objects.len(), Default::default());
        let mut outside = Vec::with_capacity(objects.len());
        for (position, object) in objects.iter().enumerate() {
            positions.insert(object.as_ptr() as usize, position as u32);
            // SAFETY: the objects are alive: nothing is freed during a collection before its end.
            outside.push(unsafe { object.as_ref() }.refcount() - own_references);
        }
        Candidates {
            objects,
            positions,
            outside,
        }
    }

    /// Takes references between candidates off.
    fn subtract(&mut self) {
        for &object in &self.objects {
            traverse(object, &mut |value| {
                if let Some(position) = position_of(&self.positions, value) {
                    let count = &mut self.outside[position];
                    debug_assert!(*count > 0, "more references are shown than are counted");
                    *count = count.saturating_sub(1);
                }
            });
        }
    }

    /// Marks what has references from outside, and all that it reaches.
    fn mark(&mut self) {
        let mut pending = Vec::new();
        for root in 0..self.objects.len() {
            if self.outside[root] == 0 || self.outside[root] == ALIVE {
                continue;
            }
            self.outside[root] = ALIVE;
            pending.push(root);
            while let Some(position) = pending.pop() {
                traverse(self.objects[position], &mut |value| {
                    if let Some(reached) = position_of(&self.positions, value)
                        && self.outside[reached] != ALIVE
                    {
                        self.outside[reached] = ALIVE;
                        pending.push(reached);
                    }
                });
            }
        }
    }

    /// The objects that are not alive.
    fn dead(&self) -> Vec<NonNull<Header>> {
        let all = self.objects.iter().zip(&self.outside);
        all.filter(|(_, mark)| **mark != ALIVE)
            .map(|(object, _)| *object)
            .collect()
    }
}

fn position_of(positions: &Positions, value: &Value) -> Option<usize> {
    let address = value.is_object().then(|| value.object_pointer() as usize)?;
    positions.get(&address).map(|position| *position as usize)
}

/// Shows the references that an object holds: payload, slots, and its class if that is counted.
fn traverse(object: NonNull<Header>, visit: &mut Visitor<'_>) {
    // SAFETY: the object is alive, and the collector runs alone: nobody holds a reference into a
    // payload.
    unsafe {
        let header = object.as_ref();
        (header.payload_info().traverse)(header, visit);
        for slot in heap::slots(header) {
            visit(&*slot);
        }
        let class = header.class();
        if class.is_heap_type() {
            visit(class.as_value());
        }
    }
}

/// Whether an object can refer to others.
fn is_container(header: &Header) -> bool {
    let info = header.payload_info();
    info.is_container || header.class().layout().instance_size as usize > info.size
}

/// The objects on the heap that can refer to others.
fn containers(heap: &Heap) -> Vec<NonNull<Header>> {
    let mut objects = Vec::new();
    heap.for_each_object(|object| {
        // SAFETY: the heap shows live objects.
        let header = unsafe { object.as_ref() };
        if header.refcount() > 0 && is_container(header) {
            objects.push(object);
        }
    });
    objects
}

/// A counted reference to an object.
fn reference(object: NonNull<Header>) -> Value {
    // SAFETY: the object is alive; the count is taken for the new value.
    unsafe {
        object.as_ref().increment();
        Value::from_object(object)
    }
}

impl Vm {
    /// Frees unreachable cycles, and returns the number of objects in them.
    ///
    /// Runs finalisers and callbacks of weak references, so it is called at instruction
    /// boundaries only.
    pub fn collect_garbage(&mut self) -> usize {
        if self.collector.running {
            return 0;
        }
        self.collector.running = true;
        let found = self.collect_cycles();
        self.collector.running = false;
        self.collector.collections += 1;
        self.collector.collected += found;
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        unsafe { self.heap().as_mut().collected() };
        found
    }

    /// Collects if the heap has grown enough since the last time.
    pub(crate) fn collect_if_due(&mut self) {
        // SAFETY: the heap lives as long as the interpreter.
        let due = unsafe { self.heap().as_ref() }.collection_due();
        if due && self.collector.enabled {
            self.collect_garbage();
        }
    }

    fn collect_cycles(&mut self) -> usize {
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        let objects = containers(unsafe { self.heap().as_ref() });
        let mut candidates = Candidates::new(objects, 0);
        candidates.subtract();
        candidates.mark();
        let garbage = candidates.dead();
        drop(candidates);
        if garbage.is_empty() {
            return 0;
        }
        // From here on Python code may run: the garbage is held.
        let held: Vec<Value> = garbage.iter().map(|object| reference(*object)).collect();
        self.clear_weak_references_to(&garbage);
        let finalized = self.finalize_garbage(&garbage);
        let garbage = if finalized {
            let mut candidates = Candidates::new(garbage, 1);
            candidates.subtract();
            candidates.mark();
            let garbage = candidates.dead();
            // What the finalisers made weakly reachable again must not outlive its object.
            self.clear_weak_references_to(&garbage);
            garbage
        } else {
            garbage
        };
        let found = garbage.len();
        let mut given_up = Vec::new();
        for object in &garbage {
            // SAFETY: the object is held, garbage, and nobody looks into it any more.
            unsafe {
                let header = object.as_ref();
                (header.payload_info().clear)(header, &mut given_up);
                if header.class().flags().contains(TypeFlags::DICT) {
                    header.set_shape(header.class().root_shape());
                }
                for slot in heap::slots(header) {
                    given_up.push(std::ptr::replace(slot, Value::UNBOUND));
                }
            }
        }
        drop(given_up);
        drop(held);
        found
    }

    /// Calls the finalisers of garbage that has not been finalised yet; says whether there was
    /// one.
    fn finalize_garbage(&mut self, garbage: &[NonNull<Header>]) -> bool {
        let mut any = false;
        for &object in garbage {
            // SAFETY: the garbage is held by the caller.
            let flags = unsafe { object.as_ref() }.class().flags();
            if !flags.contains(TypeFlags::FINALIZE) {
                continue;
            }
            // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
            if unsafe { self.heap().as_mut() }.mark_finalized(object) {
                any = true;
                self.finalize(reference(object));
            }
        }
        any
    }

    /// The living objects that can refer to others (`gc.get_objects`).
    pub fn tracked_objects(&mut self) -> Vec<Value> {
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        let objects = containers(unsafe { self.heap().as_ref() });
        objects.into_iter().map(reference).collect()
    }

    /// Whether the collector looks at this object (`gc.is_tracked`).
    pub fn is_tracked(&self, object: &Value) -> bool {
        object.as_object().is_some_and(is_container)
    }

    /// Whether the object's finaliser has run (`gc.is_finalized`).
    pub fn is_finalized(&self, object: &Value) -> bool {
        // SAFETY: the heap lives as long as the interpreter and is only read.
        object.is_object()
            && unsafe { self.heap().as_ref() }.is_finalized(object.object_pointer() as usize)
    }

    /// What an object refers to directly (`gc.get_referents`).
    pub fn referents(&mut self, object: &Value) -> Vec<Value> {
        let mut found = Vec::new();
        if object.is_object()
            && let Some(pointer) = NonNull::new(object.object_pointer())
        {
            traverse(pointer, &mut |value| {
                if !value.is_unbound() {
                    found.push(value.clone());
                }
            });
        }
        found
    }

    /// The objects that refer directly to one of these (`gc.get_referrers`).
    pub fn referrers(&mut self, targets: &[Value]) -> Vec<Value> {
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        let objects = containers(unsafe { self.heap().as_ref() });
        let refers = |object: &NonNull<Header>| {
            let mut found = false;
            traverse(*object, &mut |value| {
                found |= targets.iter().any(|target| target.is(value));
            });
            found
        };
        objects.into_iter().filter(refers).map(reference).collect()
    }
}
