//! Ages: which objects were there at the last collections, and which ones are frozen.
//!
//! An object does not know its age. A chunk may have two bits for each of its cells, set when a
//! collection is over: that of a cell whose object has survived one collection, and that of a cell whose object
//! has survived more. Freeing an object leaves them as they are, so that it costs nothing. An object in a cell
//! that has become free since the last collection of everything therefore counts as old as the one that
//! was there before; a collection of younger ones may miss it, one of everything does not.
//!
//! Frozen objects are in a table of their addresses. Their classes have the flag
//! [`TypeFlags::FROZEN`], by which they are taken out of it when they are freed.

use std::ptr::NonNull;

use crate::builtins::type_::TypeFlags;
use crate::object::header::Header;
use crate::object::heap::chunk::Chunk;
use crate::object::heap::{Heap, may_fail};

/// How many generations there are.
pub const GENERATIONS: usize = 3;

/// The oldest of them.
pub(crate) const OLDEST: usize = GENERATIONS - 1;

/// Bytes that stand for a container of a program that says after how many of them to collect.
const CONTAINER_BYTES: usize = 64;

/// Bytes by which the heap grows at least between two collections of the youngest.
const LEAST_GROWTH: usize = 1024;

/// Two bits for each cell of a chunk.
#[derive(Default)]
pub(super) struct Ages {
    /// Cells with objects that have survived one collection.
    middle: Vec<u64>,
    /// Cells with objects that have survived more.
    old: Vec<u64>,
}

impl Ages {
    /// The generation of the object in a cell.
    fn generation(&self, index: usize) -> usize {
        let has = |bits: &[u64]| {
            bits.get(index / 64)
                .is_some_and(|word| word >> (index % 64) & 1 != 0)
        };
        match (has(&self.old), has(&self.middle)) {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => 0,
        }
    }

    /// The cells from `64 * word` on that are of this generation or a younger one.
    fn up_to(&self, generation: usize, word: usize) -> u64 {
        let bits = |bits: &[u64]| bits.get(word).copied().unwrap_or(0);
        match generation {
            0 => !(bits(&self.old) | bits(&self.middle)),
            1 => !bits(&self.old),
            _ => !0,
        }
    }

    /// Sets the generation of the objects in the cells from `64 * word` on: of those in `cells` alone.
    fn set(&mut self, word: usize, cells: u64, generation: usize) {
        for (bits, set) in [
            (&mut self.middle, generation == 1),
            (&mut self.old, generation == 2),
        ] {
            if bits.len() <= word {
                bits.resize(word + 1, 0);
            }
            bits[word] &= !cells;
            if set {
                bits[word] |= cells;
            }
        }
    }
}

impl Chunk {
    /// Calls `visit` with the living objects of this generation and younger ones.
    fn for_each_up_to(&self, generation: usize, visit: &mut impl FnMut(NonNull<Header>)) {
        for word in 0..self.carved().div_ceil(64) {
            let mut cells = self.ages.up_to(generation, word);
            while cells != 0 {
                let index = word * 64 + cells.trailing_zeros() as usize;
                cells &= cells - 1;
                if let Some(object) = self.object(index) {
                    visit(object);
                }
            }
        }
    }

    /// Makes the living objects of this generation and younger ones one generation older, the free cells
    /// among theirs young.
    fn make_older(&mut self, generation: usize) {
        for word in 0..self.carved().div_ceil(64) {
            let cells = self.ages.up_to(generation, word);
            let (mut rest, mut living) = (cells, 0);
            while rest != 0 {
                let bit = rest & rest.wrapping_neg();
                rest &= rest - 1;
                if self
                    .object(word * 64 + bit.trailing_zeros() as usize)
                    .is_some()
                {
                    living |= bit;
                }
            }
            self.ages.set(word, cells & !living, 0);
            self.ages.set(word, living, (generation + 1).min(OLDEST));
        }
    }
}

impl Heap {
    /// Calls `visit` with every living object of this generation and younger ones.
    pub(crate) fn for_each_up_to(&self, generation: usize, mut visit: impl FnMut(NonNull<Header>)) {
        if generation >= OLDEST {
            self.for_each_object(visit);
            return;
        }
        for chunk in &self.chunks {
            chunk.for_each_up_to(generation, &mut visit);
        }
        for &object in &self.large {
            if self.age_of_large(object) <= generation {
                visit(object);
            }
        }
    }

    /// Calls `visit` with every living object and its generation.
    pub(crate) fn for_each_with_generation(&self, mut visit: impl FnMut(NonNull<Header>, usize)) {
        for chunk in &self.chunks {
            for index in 0..chunk.carved() {
                if let Some(object) = chunk.object(index) {
                    visit(object, chunk.ages.generation(index));
                }
            }
        }
        for &object in &self.large {
            visit(object, self.age_of_large(object));
        }
    }

    fn age_of_large(&self, object: NonNull<Header>) -> usize {
        let age = self.large_ages.get(&(object.as_ptr() as usize));
        age.map_or(0, |age| usize::from(*age))
    }

    /// Makes the living objects of this generation and younger ones one generation older.
    pub(crate) fn make_older(&mut self, generation: usize) {
        for chunk in &mut self.chunks {
            chunk.make_older(generation);
        }
        let older = (generation + 1).min(OLDEST) as u8;
        for &object in &self.large {
            if self.large_ages.try_reserve(1).is_err() {
                // What is not in the table is young.
                break;
            }
            let age = self.large_ages.entry(object.as_ptr() as usize).or_insert(0);
            if usize::from(*age) <= generation {
                *age = older;
            }
        }
    }

    /// Whether the object is frozen.
    pub(crate) fn is_frozen(&self, object: NonNull<Header>) -> bool {
        !self.frozen.is_empty() && self.frozen.contains(&(object.as_ptr() as usize))
    }

    /// Freezes living objects: collections do not look at them until [`Heap::unfreeze`]. Without memory for all
    /// of them none is, and the answer is `false`.
    #[must_use]
    pub(crate) fn freeze(&mut self, objects: &[NonNull<Header>]) -> bool {
        may_fail(4 * objects.len() * size_of::<usize>());
        if self.frozen.try_reserve(objects.len()).is_err() {
            return false;
        }
        for object in objects {
            // SAFETY: the caller shows living objects.
            unsafe { object.as_ref() }
                .class()
                .set_flags(TypeFlags::FROZEN, true);
            self.frozen.insert(object.as_ptr() as usize);
        }
        true
    }

    /// Lets collections look at everything again.
    pub(crate) fn unfreeze(&mut self) {
        self.frozen = Default::default();
    }

    /// How many objects are frozen.
    pub(crate) fn frozen_count(&self) -> usize {
        self.frozen.len()
    }

    /// Sets after how many containers the youngest are collected, or that nothing is collected but
    /// everything, when the heap has grown.
    pub(crate) fn set_young_growth(&mut self, containers: Option<usize>) {
        self.young_growth =
            containers.map(|count| count.saturating_mul(CONTAINER_BYTES).max(LEAST_GROWTH));
        self.await_young();
    }

    /// Lets the collection of everything that is due next be preceded by those of the youngest.
    pub(crate) fn await_young(&mut self) {
        self.next_young = isize::MIN;
        let Some(growth) = self.young_growth else {
            return;
        };
        let at = isize::try_from(self.used().saturating_add(growth)).unwrap_or(isize::MAX);
        if at < self.next_full {
            (self.next_young, self.next_collection) = (at, at);
        } else {
            self.next_collection = self.next_full;
        }
    }

    /// Whether the collection that is due is one of the youngest.
    pub(crate) fn young_due(&self) -> bool {
        self.next_young == self.next_collection && self.used < self.next_full
    }
}
