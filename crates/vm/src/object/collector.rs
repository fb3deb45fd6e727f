//! The cycle collector: frees objects that only refer to each other.
//!
//! Reference counting misses cycles. The collector finds them by trial deletion:
//!
//! 1. Every object that can refer to others is found by walking the heap, and its count is noted.
//! 2. Each reference from one of these objects to another is taken off the count. What is left is
//!    the number of references from outside: the value stack, native code, the interpreter.
//! 3. Objects with references from outside, and all that they reach, are alive. The rest is
//!    garbage.
//! 4. Weak references to garbage are cleared, its finalisers run (PEP 442). What they brought back
//!    to life is no garbage.
//! 5. Garbage gives up its references; the counts go down to zero and it is freed.
//!
//! A collection that starts by itself first marks what modules and the variables of running
//! functions reach. That is alive without any counting, so the steps above only look at the rest.
//!
//! A collection of the younger generations looks at the objects of these alone: all others count as
//! outside. What is frozen always does.
//!
//! A payload whose `traverse` misses a reference keeps objects alive longer than needed; it can
//! never make a living one look dead, as what is not shown is not taken off.

use std::collections::HashMap;
use std::ptr::NonNull;

use crate::builtins::generator::Generator;
use crate::builtins::type_::{Type, TypeFlags};
use crate::object::Garbage;
use crate::object::header::Header;
pub use crate::object::heap::GENERATIONS;
use crate::object::heap::{self, Heap, OLDEST};
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::vm::Vm;

/// Settings and statistics of the collector, as `gc` shows them.
#[derive(Clone, Copy, Debug)]
pub struct CollectorState {
    /// Whether collections start by themselves.
    pub enabled: bool,
    /// `gc.get_threshold()`, see [`Vm::set_collection_thresholds`].
    pub thresholds: [i64; GENERATIONS],
    /// Collections of the generation before since the last one of this.
    pub(crate) counts: [usize; GENERATIONS],
    /// Whether anybody wants to know the ages of objects.
    pub(crate) ages: bool,
    /// Collections so far, by the generation that was asked for.
    pub collections: [usize; GENERATIONS],
    /// Objects found unreachable so far, by the same.
    pub collected: [usize; GENERATIONS],
    /// `gc.get_debug()`
    pub debug: i64,
    /// Who is told of collections, once the module `gc` is there.
    pub observer: Option<CollectionObserver>,
    /// Whether a collection runs.
    pub(crate) running: bool,
}

/// The first of the thresholds, unless a program sets it.
pub const DEFAULT_THRESHOLD: i64 = 2000;

/// `gc.DEBUG_COLLECTABLE`: what is found is told.
const TELL_FOUND: i64 = 2;

/// `gc.DEBUG_SAVEALL`: what is found is kept in `gc.garbage`.
pub const SAVE_ALL: i64 = 32;

/// Who is told of collections.
#[derive(Clone, Copy, Debug)]
pub struct CollectionObserver {
    /// Called when one starts and ends.
    pub notice: fn(&CollectionEvent, &mut Vm),
    /// Takes what [`SAVE_ALL`] keeps.
    pub save: fn(Vec<Value>, &mut Vm),
    /// Called with the objects that were found, if `gc.DEBUG_COLLECTABLE` is set.
    pub found: fn(&[Value], &mut Vm),
}

/// What a [`CollectionObserver`] is told.
#[derive(Clone, Copy, Debug)]
pub struct CollectionEvent {
    /// The generation that is collected.
    pub generation: usize,
    /// How many objects were found unreachable; `None` when it starts.
    pub collected: Option<usize>,
}

impl Default for CollectorState {
    fn default() -> CollectorState {
        CollectorState {
            enabled: true,
            thresholds: [DEFAULT_THRESHOLD, 10, 10],
            counts: [0; GENERATIONS],
            ages: false,
            collections: [0; GENERATIONS],
            collected: [0; GENERATIONS],
            debug: 0,
            observer: None,
            running: false,
        }
    }
}

/// A set of objects that is searched for those that nothing outside of it refers to.
///
/// While it exists the count of each of its objects is taken over for the search: a mark that says
/// so, one that says that the object is alive, and the number of references that have not been
/// explained yet. Dropping the set puts the counts back, so no object may be freed, or even
/// referred to anew, before. This makes a search a walk over headers: the side tables that the
/// counts would otherwise need cost three times as much.
pub(super) struct Candidates {
    /// The objects with their counts.
    objects: Vec<(NonNull<Header>, u32)>,
}

/// Mark of a candidate.
const CANDIDATE: u32 = 1 << 31;
/// Mark of a candidate that is known to be alive.
const ALIVE: u32 = 1 << 30;
/// The references of a candidate that are not from other candidates. The largest number stands for
/// itself and all above: it is never counted down.
const OUTSIDE: u32 = ALIVE - 1;

impl Candidates {
    /// Candidates to each of which the caller holds `own_references`.
    ///
    /// `huge` are the objects on the heap with counts of [`OUTSIDE`] and more, which would be
    /// mistaken for candidates; they become some.
    ///
    /// `None` if there is no memory for the search.
    pub(super) fn new(
        objects: &[NonNull<Header>],
        huge: &[NonNull<Header>],
        own_references: u32,
    ) -> Option<Candidates> {
        let mut candidates = Candidates {
            objects: Vec::new(),
        };
        let count = objects.len() + huge.len();
        heap::may_fail(count * size_of::<(NonNull<Header>, u32)>());
        candidates.objects.try_reserve_exact(count).ok()?;
        for &object in huge.iter().chain(objects) {
            // SAFETY: the objects are alive: nothing is freed while there are candidates.
            let header = unsafe { object.as_ref() };
            let count = header.refcount();
            candidates.objects.push((object, count));
            header.set_refcount(CANDIDATE | (count - own_references).min(OUTSIDE));
        }
        Some(candidates)
    }

    /// Takes references between candidates off.
    pub(super) fn subtract(&mut self) {
        for &(object, _) in &self.objects {
            traverse(object, &mut |value| {
                let Some((header, state)) = candidate(value) else {
                    return;
                };
                let outside = state & OUTSIDE;
                debug_assert!(outside > 0, "more references are shown than are counted");
                if outside > 0 && outside < OUTSIDE {
                    header.set_refcount(state - 1);
                }
            });
        }
    }

    /// Marks what has references from outside or is a root, and all that it reaches. Where there is no
    /// memory to remember what is still to be looked into, everything counts as reached.
    pub(super) fn mark(&mut self, is_root: impl Fn(&Header) -> bool) {
        let mut pending = Vec::new();
        let mut fits = true;
        for &(object, _) in &self.objects {
            // SAFETY: as in `new`.
            let header = unsafe { object.as_ref() };
            let state = header.refcount();
            if state & ALIVE != 0 || state & OUTSIDE == 0 && !is_root(header) {
                continue;
            }
            header.set_refcount(state | ALIVE);
            fits &= push(&mut pending, object);
            while let Some(object) = pending.pop() {
                traverse(object, &mut |value| {
                    if let Some((header, state)) = candidate(value)
                        && state & ALIVE == 0
                    {
                        header.set_refcount(state | ALIVE);
                        fits &= push(&mut pending, NonNull::from(header));
                    }
                });
            }
        }
        if !fits {
            for (object, _) in &self.objects {
                // SAFETY: as in `new`.
                let header = unsafe { object.as_ref() };
                header.set_refcount(header.refcount() | ALIVE);
            }
        }
    }

    /// Whether there are references from outside to a candidate.
    pub(super) fn any_outside(&self) -> bool {
        // SAFETY: as in `new`.
        let state = |object: &NonNull<Header>| unsafe { object.as_ref() }.refcount();
        let mut objects = self.objects.iter();
        objects.any(|(object, _)| state(object) & OUTSIDE != 0)
    }

    /// How many references from outside there are to objects of which class, for a report.
    #[cfg(debug_assertions)]
    pub(super) fn outside(&self) -> String {
        let mut counts = std::collections::BTreeMap::new();
        for (object, _) in &self.objects {
            // SAFETY: as in `new`.
            let header = unsafe { object.as_ref() };
            let outside = header.refcount() & OUTSIDE;
            if outside > 0 {
                // SAFETY: the name of a class is not changed meanwhile.
                let name = unsafe { (*header.class().name.as_ptr()).as_ref() };
                let name = name.map_or("?".into(), |name| name.to_string_lossy());
                let count = counts.entry(name).or_insert((0, 0));
                *count = (count.0 + 1, count.1 + u64::from(outside));
            }
        }
        let told = counts.into_iter().map(|(class, (objects, references))| {
            format!("{references} to {objects} of class {class}")
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// The objects that are not alive; none if there is no memory to tell them.
    pub(super) fn dead(&self) -> Vec<NonNull<Header>> {
        let mut dead = Vec::new();
        for &(object, _) in &self.objects {
            // SAFETY: as in `new`.
            let is_dead = unsafe { object.as_ref() }.refcount() & ALIVE == 0;
            if is_dead && !push(&mut dead, object) {
                return Vec::new();
            }
        }
        dead
    }
}

impl Drop for Candidates {
    fn drop(&mut self) {
        // Backwards: an object that was given twice gets the count it had at first.
        for (object, count) in self.objects.iter().rev() {
            // SAFETY: as in `new`.
            unsafe { object.as_ref() }.set_refcount(*count);
        }
    }
}

/// Appends an item; whether there is memory for it. If there is none, the item is dropped.
#[inline(always)]
pub(super) fn push<T>(items: &mut Vec<T>, item: T) -> bool {
    if !make_room(items) {
        return false;
    }
    items.push(item);
    true
}

/// Makes room for one more item; whether there is any.
#[inline(always)]
pub(super) fn make_room<T>(items: &mut Vec<T>) -> bool {
    items.len() < items.capacity() || grow(items)
}

#[cold]
#[inline(never)]
fn grow<T>(items: &mut Vec<T>) -> bool {
    heap::may_fail(items.capacity() * size_of::<T>());
    items.try_reserve(1).is_ok()
}

/// The header of a candidate, and its state.
#[inline(always)]
fn candidate(value: &Value) -> Option<(&Header, u32)> {
    let header = value.as_object()?;
    let state = header.refcount();
    (state & CANDIDATE != 0).then_some((header, state))
}

/// Shows the references that an object holds: payload, slots, and its class if that is counted.
fn traverse(object: NonNull<Header>, visit: &mut Visitor<'_>) {
    // SAFETY: the object is alive, and the collector runs alone: nobody holds a reference into a
    // payload.
    unsafe {
        let header = object.as_ref();
        let class = header.class();
        (class.payload_info().traverse)(header, visit);
        for slot in heap::slots(header) {
            visit(&*slot);
        }
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

/// The objects on the heap that a collection has to look at.
#[derive(Default)]
struct Suspects {
    /// Those that can refer to others. Where there is no memory to remember one, it is left out: then what
    /// it refers to is taken for alive.
    containers: Vec<NonNull<Header>>,
    /// Those with counts that are too large for a candidate.
    huge: Vec<NonNull<Header>>,
    /// Bytes of the cells that hold an object.
    bytes: usize,
}

impl Suspects {
    /// Walks the heap. Leaves marked objects out, and takes the marks off.
    fn find(heap: &Heap) -> Suspects {
        let (mut containers, mut huge) = (Vec::new(), Vec::new());
        let bytes = heap.for_each_object(|object| {
            // SAFETY: the heap shows live objects.
            let header = unsafe { object.as_ref() };
            if header.refcount() >= OUTSIDE {
                huge.push(object);
            }
            if header.is_marked() {
                header.unmark();
            } else if header.refcount() > 0 && is_container(header) && !heap.is_frozen(object) {
                push(&mut containers, object);
            }
        });
        Suspects {
            containers,
            huge,
            bytes,
        }
    }

    /// Walks the part of the heap that is of this generation or a younger one. A heap of references enough for
    /// a count that is too large is walked as a whole.
    fn find_younger(heap: &Heap, generation: usize) -> Suspects {
        if generation >= OLDEST || heap.used() >= OUTSIDE as usize * size_of::<Value>() {
            return Suspects::find(heap);
        }
        let mut suspects = Suspects::default();
        heap.for_each_up_to(generation, |object| {
            // SAFETY: the heap shows live objects.
            let header = unsafe { object.as_ref() };
            if header.refcount() > 0 && is_container(header) && !heap.is_frozen(object) {
                push(&mut suspects.containers, object);
            }
        });
        suspects
    }
}

/// Marks of objects that are alive. They are taken off by a walk over the heap, at last when this
/// is dropped.
struct Marks<'a> {
    heap: &'a Heap,
    /// Objects that are marked, but not what they refer to.
    pending: Vec<NonNull<Header>>,
    /// Objects that are being shown what they refer to.
    depth: u32,
}

/// Objects on the Rust stack while marking. An object that is looked into at once, and not put off,
/// has its header in the cache still.
const MARK_DEPTH: u32 = 32;

impl Marks<'_> {
    /// Marks a container, and those it refers to unless they are too deep.
    fn reach(&mut self, value: &Value) {
        let Some(header) = value.as_object() else {
            return;
        };
        if header.is_marked() || !is_container(header) {
            return;
        }
        header.mark();
        let object = NonNull::from(header);
        if self.depth < MARK_DEPTH {
            self.depth += 1;
            traverse(object, &mut |value| self.reach(value));
            self.depth -= 1;
        } else {
            // What it refers to is counted if there is no memory to remember it.
            push(&mut self.pending, object);
        }
    }

    /// Marks what was too deep.
    fn finish(&mut self) {
        while let Some(object) = self.pending.pop() {
            traverse(object, &mut |value| self.reach(value));
        }
    }

    /// The unmarked objects; takes the marks off.
    fn into_suspects(self) -> Suspects {
        let mut this = std::mem::ManuallyDrop::new(self);
        drop(std::mem::take(&mut this.pending));
        Suspects::find(this.heap)
    }
}

impl Drop for Marks<'_> {
    fn drop(&mut self) {
        drop(Suspects::find(self.heap));
    }
}

/// The objects on the heap that can refer to others.
fn containers(heap: &Heap) -> Vec<NonNull<Header>> {
    Suspects::find(heap).containers
}

/// As [`containers`], those of one generation.
fn containers_of_generation(heap: &Heap, generation: usize) -> Vec<NonNull<Header>> {
    let mut containers = Vec::new();
    heap.for_each_with_generation(|object, its| {
        // SAFETY: the heap shows live objects.
        let header = unsafe { object.as_ref() };
        if its == generation
            && header.refcount() > 0
            && is_container(header)
            && !heap.is_frozen(object)
        {
            push(&mut containers, object);
        }
    });
    containers
}

/// Those of the objects that are only reached from each other, if from anything. The caller holds
/// `own_references` to each; for `huge` see [`Candidates::new`].
fn unreachable(
    objects: &[NonNull<Header>],
    huge: &[NonNull<Header>],
    own_references: u32,
) -> Vec<NonNull<Header>> {
    let Some(mut candidates) = Candidates::new(objects, huge, own_references) else {
        return Vec::new();
    };
    candidates.subtract();
    candidates.mark(|_| false);
    candidates.dead()
}

/// A counted reference to an object.
fn reference(object: NonNull<Header>) -> Value {
    // SAFETY: the object is alive; the count is taken for the new value.
    unsafe {
        object.as_ref().increment();
        Value::from_object(object)
    }
}

/// Whether a generator must be closed before it is freed. From then on it counts as finalised.
///
/// # Safety
///
/// The object is alive and its class has the flag [`TypeFlags::CLOSE`].
unsafe fn begin_closing(object: NonNull<Header>) -> bool {
    // SAFETY: only the types of generators have the flag, and no class is derived from them.
    unsafe { object.cast::<Object<Generator>>().as_ref() }
        .payload
        .begin_finalizing()
}

impl Vm {
    /// Frees unreachable cycles, and returns the number of objects in them.
    ///
    /// Runs finalisers and callbacks of weak references, so it is called at instruction
    /// boundaries only.
    pub fn collect_garbage(&mut self) -> usize {
        self.collect_now(true)
    }

    /// As [`Vm::collect_garbage`], among the objects of this generation and younger ones.
    pub fn collect_generation(&mut self, generation: usize) -> usize {
        self.collect_ordered(generation, true, &HashMap::new())
    }

    /// From now on objects have ages. Those that there are, are old.
    pub fn begin_generations(&mut self) {
        if !std::mem::replace(&mut self.collector.ages, true) {
            // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
            unsafe { self.heap().as_mut() }.make_older(OLDEST);
        }
    }

    /// As [`Vm::collect_garbage`]. Where it need not be `thorough`, what is reached from modules and
    /// variables is taken for alive without a count, and memory is given back only where much was
    /// freed. Mostly that is nearly everything, and so takes a fraction of the time.
    pub(super) fn collect_now(&mut self, thorough: bool) -> usize {
        self.collect_ordered(GENERATIONS - 1, thorough, &HashMap::new())
    }

    /// As [`Vm::collect_garbage`], with finalisers called in the order of the numbers that objects have
    /// by their addresses. Those without one come last.
    pub(crate) fn collect_in_order(&mut self, order: &HashMap<usize, usize>) -> usize {
        self.collect_ordered(GENERATIONS - 1, true, order)
    }

    fn collect_ordered(
        &mut self,
        generation: usize,
        thorough: bool,
        order: &HashMap<usize, usize>,
    ) -> usize {
        if self.collector.running {
            return 0;
        }
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        let before = unsafe { self.heap().as_ref() }.used();
        self.collector.running = true;
        self.tell_of_collection(generation, None);
        let state = &mut self.collector;
        state.counts[..=generation].fill(0);
        if generation < OLDEST {
            state.counts[generation + 1] += 1;
        }
        let found = self.collect_cycles(generation, thorough, order);
        self.collector.collections[generation] += 1;
        self.collector.collected[generation] += found;
        if self.collector.ages {
            // SAFETY: as before.
            unsafe { self.heap().as_mut() }.make_older(generation);
        }
        self.tell_of_collection(generation, Some(found));
        self.collector.running = false;
        if generation < OLDEST {
            // SAFETY: as before.
            unsafe { self.heap().as_mut() }.await_young();
            return found;
        }
        self.sweep_tables();
        // SAFETY: as before.
        unsafe { self.heap().as_mut() }.collected(before);
        found
    }

    fn tell_of_collection(&mut self, generation: usize, collected: Option<usize>) {
        let event = CollectionEvent {
            generation,
            collected,
        };
        if let Some(observer) = self.collector.observer {
            (observer.notice)(&event, self);
        }
    }

    /// Collects if enough has come into use since the last time, or gives memory back if much was
    /// freed.
    pub(crate) fn collect_if_due(&mut self) {
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        let heap = unsafe { &mut *self.heap().as_ptr() };
        if !heap.collection_due() {
            if heap.sweep_due() {
                heap.sweep_after_shrinking();
            }
            return;
        }
        if self.collector.running {
            heap.postpone_collection();
        } else if !self.collector.enabled || self.collector.thresholds[0] <= 0 {
            self.sweep_tables();
            // SAFETY: as above; the reference from before is not used any more.
            unsafe { self.heap().as_mut() }.postpone_collection();
        } else if heap.young_due() {
            let CollectorState {
                counts, thresholds, ..
            } = self.collector;
            let many = usize::try_from(thresholds[1]).unwrap_or(0);
            self.collect_generation(usize::from(counts[1] > many));
        } else {
            self.collect_now(false);
        }
        // SAFETY: as above; the reference from before is not used any more.
        unsafe { self.heap().as_mut() }.check_limit();
    }

    /// Marks what is reached from modules and variables.
    fn mark_reachable(&self) -> Marks<'_> {
        // SAFETY: the heap lives as long as the interpreter; it is not changed while the marks,
        // which borrow that, exist.
        let heap = unsafe { self.heap().as_ref() };
        let mut marks = Marks {
            heap,
            pending: Vec::new(),
            depth: 0,
        };
        marks.reach(self.modules.as_value());
        marks.reach(self.builtins.as_value());
        self.visit_frames(&mut |value| marks.reach(value));
        marks.finish();
        marks
    }

    fn collect_cycles(
        &mut self,
        generation: usize,
        thorough: bool,
        order: &HashMap<usize, usize>,
    ) -> usize {
        let suspects = if thorough {
            // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
            Suspects::find_younger(unsafe { self.heap().as_ref() }, generation)
        } else {
            self.mark_reachable().into_suspects()
        };
        let Suspects {
            containers,
            huge,
            bytes,
        } = suspects;
        let mut garbage = unreachable(&containers, &huge, 0);
        drop(containers);
        if garbage.is_empty() {
            // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
            let heap = unsafe { &mut *self.heap().as_ptr() };
            if generation < OLDEST {
            } else if thorough {
                heap.sweep();
            } else {
                heap.sweep_if_sparse(bytes);
            }
            return 0;
        }
        if !order.is_empty() {
            let rank = |object: &NonNull<Header>| order.get(&(object.as_ptr() as usize));
            garbage.sort_by_key(|object| rank(object).copied().unwrap_or(usize::MAX));
        }
        // From here on Python code may run: the garbage is held.
        let mut held = Vec::new();
        let count = garbage.len() + huge.len();
        heap::may_fail(count * size_of::<Value>());
        if held.try_reserve_exact(count).is_err() {
            return 0;
        }
        let all = garbage.iter().chain(&huge);
        held.extend(all.map(|object| reference(*object)));
        self.clear_weak_references_to(&garbage);
        let finalized = self.finalize_garbage(&garbage);
        let garbage = if finalized {
            let garbage = unreachable(&garbage, &huge, 1);
            // What the finalisers made weakly reachable again must not outlive its object.
            self.clear_weak_references_to(&garbage);
            garbage
        } else {
            garbage
        };
        let found = garbage.len();
        if self.collector.debug & TELL_FOUND != 0
            && let Some(observer) = self.collector.observer
        {
            let objects: Vec<Value> = garbage.iter().map(|object| reference(*object)).collect();
            (observer.found)(&objects, self);
        }
        if self.collector.debug & SAVE_ALL != 0
            && let Some(observer) = self.collector.observer
        {
            let saved = garbage.iter().map(|object| reference(*object)).collect();
            drop(held);
            (observer.save)(saved, self);
            return found;
        }
        let mut given_up = Garbage::default();
        for object in &garbage {
            // SAFETY: the object is held, garbage, and nobody looks into it any more.
            unsafe {
                let header = object.as_ref();
                (header.payload_info().clear)(header, &mut given_up);
                if header.class().flags().contains(TypeFlags::DICT) {
                    // An object with the memory of another class has no attributes any more.
                    let class = header.class();
                    let own = heap::instance_size(header) == class.layout().instance_size;
                    header.set_shape(match own {
                        true => class.root_shape(),
                        false => ShapeId::NONE,
                    });
                }
                for slot in heap::slots(header) {
                    given_up.push(std::ptr::replace(slot, Value::UNBOUND));
                }
            }
            given_up.relieve();
        }
        drop(given_up);
        drop(held);
        if generation >= OLDEST {
            // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
            unsafe { self.heap().as_mut() }.sweep();
        }
        found
    }

    /// Calls the finalisers of garbage that has not been finalised yet, and closes its generators;
    /// says whether there was anything to do.
    fn finalize_garbage(&mut self, garbage: &[NonNull<Header>]) -> bool {
        let mut any = false;
        for &object in garbage {
            // SAFETY: the garbage is held by the caller.
            let flags = unsafe { object.as_ref() }.class().flags();
            let due = if flags.contains(TypeFlags::CLOSE) {
                // SAFETY: as before; the flag says that the object is a generator.
                unsafe { begin_closing(object) }
            } else if flags.contains(TypeFlags::FINALIZE) {
                // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
                unsafe { self.heap().as_mut() }.mark_finalized(object)
            } else if flags.contains(TypeFlags::AWAITED) {
                // SAFETY: the garbage is held by the caller.
                unsafe {
                    let info = object.as_ref().class().payload_info();
                    (info.begin_finalizing)(object.as_ptr())
                }
            } else {
                false
            };
            if due {
                any = true;
                self.finalize(reference(object));
            }
        }
        any
    }

    /// Runs the finalisers that wait, and closes the generators that are left, as nothing will resume
    /// them any more: the program has ended.
    pub fn close_generators(&mut self) {
        self.run_pending();
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        let mut objects = containers(unsafe { self.heap().as_ref() });
        // SAFETY: nothing has been freed since the walk.
        objects.retain(|object| unsafe {
            object.as_ref().class().flags().contains(TypeFlags::CLOSE) && begin_closing(*object)
        });
        let generators: Vec<Value> = objects.into_iter().map(reference).collect();
        for generator in generators {
            self.finalize(generator);
        }
        self.run_pending();
    }

    /// The living objects that can refer to others, without those that are frozen (`gc.get_objects`): all, or
    /// those of one generation.
    pub fn tracked_objects(&mut self, generation: Option<usize>) -> Vec<Value> {
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        let heap = unsafe { self.heap().as_ref() };
        let objects = match generation {
            Some(generation) => containers_of_generation(heap, generation),
            None => containers(heap),
        };
        objects.into_iter().map(reference).collect()
    }

    /// `gc.get_count()`: containers in the youngest generation, and for the others how often the one before
    /// was collected since they were.
    pub fn collection_counts(&self) -> [usize; GENERATIONS] {
        let mut counts = self.collector.counts;
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        let young = Suspects::find_younger(unsafe { self.heap().as_ref() }, 0);
        counts[0] = young.containers.len();
        counts
    }

    /// How many containers there are in each generation.
    pub fn generation_sizes(&self) -> [usize; GENERATIONS] {
        let mut sizes = [0; GENERATIONS];
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        let heap = unsafe { self.heap().as_ref() };
        heap.for_each_with_generation(|object, generation| {
            // SAFETY: the heap shows live objects.
            let counts = is_container(unsafe { object.as_ref() }) && !heap.is_frozen(object);
            sizes[generation] += usize::from(counts);
        });
        sizes
    }

    /// Keeps the objects that there are out of collections (`gc.freeze`).
    pub fn freeze_objects(&mut self) {
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        let heap = unsafe { self.heap().as_mut() };
        if !heap.freeze(&containers(heap)) {
            heap.note_failure();
        }
        heap.make_older(OLDEST);
    }

    /// Puts what was frozen into the oldest generation (`gc.unfreeze`).
    pub fn unfreeze_objects(&mut self) {
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        unsafe { self.heap().as_mut() }.unfreeze();
    }

    /// How many objects are frozen (`gc.get_freeze_count`).
    pub fn frozen_objects(&self) -> usize {
        // SAFETY: the heap lives as long as the interpreter and is only read.
        unsafe { self.heap().as_ref() }.frozen_count()
    }

    /// Sets `gc.get_threshold()`.
    ///
    /// From then on the youngest generation is collected when the heap has grown by what so many containers
    /// as the first number says take, and the middle one after so many of these collections as the second
    /// number says. Everything is collected when the heap has grown by a share of itself, a larger one
    /// if the first number is above [`DEFAULT_THRESHOLD`]. With zero nothing is collected.
    pub fn set_collection_thresholds(&mut self, thresholds: [i64; GENERATIONS]) {
        self.collector.thresholds = thresholds;
        let containers = usize::try_from(thresholds[0]).unwrap_or(0);
        let part = containers as f64 / DEFAULT_THRESHOLD as f64;
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        let heap = unsafe { self.heap().as_mut() };
        heap.set_growth_part(part);
        heap.set_young_growth((containers > 0).then_some(containers));
    }

    /// The living objects with this payload, instances of subclasses among them. Every object of the
    /// heap is looked at.
    pub fn living<T: Payload>(&mut self) -> Vec<Ref<T>> {
        let mut found = Vec::new();
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        unsafe { self.heap().as_ref() }.for_each_object(|object| {
            // SAFETY: the heap shows live objects.
            if unsafe { object.as_ref() }.has_payload::<T>() {
                found.push(object);
            }
        });
        let objects = found.into_iter().map(reference);
        objects
            .filter_map(|it| it.downcast::<T>().cloned())
            .collect()
    }

    /// Whether the collector looks at this object (`gc.is_tracked`).
    pub fn is_tracked(&self, object: &Value) -> bool {
        // Classes of native modules live as long as the interpreter.
        let native = object
            .downcast::<Type>()
            .is_some_and(|it| !it.is_heap_type());
        let class = self.class_of(object);
        if class.is(&self.types.object) {
            return false;
        }
        !native
            && object
                .as_object()
                .is_some_and(|header| class.is_heap_type() || is_container(header))
    }

    /// Whether the object's finaliser has run (`gc.is_finalized`).
    pub fn is_finalized(&self, object: &Value) -> bool {
        if let Some(generator) = object.downcast::<Generator>() {
            return generator.is_finalized();
        }
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
