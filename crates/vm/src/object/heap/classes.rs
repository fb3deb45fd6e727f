//! The living classes of an interpreter, by numbers that are never another class's.
//!
//! A class must not keep its subclasses alive, nor point to one that has died. So it keeps their
//! numbers, which this table resolves as long as the class lives, whatever has become of its bases.

use std::ptr::NonNull;

use crate::builtins::type_::Type;
use crate::object::reference::{Object, Ref};

/// The number of a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClassId {
    index: u32,
    /// How many classes have had the index, this one included; zero for no class.
    generation: u32,
}

/// The table.
#[derive(Default)]
pub(crate) struct Classes {
    entries: Vec<Entry>,
    /// Indices without a class.
    free: Vec<u32>,
}

struct Entry {
    generation: u32,
    class: Option<NonNull<Object<Type>>>,
}

impl Classes {
    /// Gives a class a number.
    pub(crate) fn register(&mut self, class: &Ref<Type>) -> ClassId {
        let index = self.free.pop().unwrap_or_else(|| {
            self.entries.push(Entry {
                generation: 0,
                class: None,
            });
            self.entries.len() as u32 - 1
        });
        let entry = &mut self.entries[index as usize];
        entry.generation += 1;
        entry.class = Some(class.as_ptr());
        ClassId {
            index,
            generation: entry.generation,
        }
    }

    /// Takes a class that dies out of the table.
    pub(crate) fn remove(&mut self, id: ClassId) {
        let Some(entry) = self.entries.get_mut(id.index as usize) else {
            return;
        };
        if id.generation != 0 && entry.generation == id.generation {
            entry.class = None;
            // An index that has been used up stays empty.
            if entry.generation != u32::MAX {
                self.free.push(id.index);
            }
        }
    }

    /// The class with this number, if it lives.
    pub(crate) fn get(&self, id: ClassId) -> Option<Ref<Type>> {
        let entry = self.entries.get(id.index as usize)?;
        entry.living().filter(|_| entry.generation == id.generation)
    }

    /// All living classes with a number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Ref<Type>> + '_ {
        self.entries.iter().filter_map(Entry::living)
    }
}

impl Entry {
    fn living(&self) -> Option<Ref<Type>> {
        let class = self.class?;
        // SAFETY: a class takes itself out before its memory is freed, so the pointer is good; one
        // whose last reference is gone is not brought back.
        unsafe {
            if class.as_ref().header.refcount() == 0 {
                return None;
            }
            class.as_ref().header.increment();
            Some(Ref::from_raw(class))
        }
    }
}
