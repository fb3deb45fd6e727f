//! The hash table of a `dict`: entries in insertion order, and an open-addressing index of them.

use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;

const EMPTY: u32 = u32::MAX;
const DELETED: u32 = u32::MAX - 1;

/// A key with its hash and value. A deleted entry has an unbound key.
#[repr(C)]
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) hash: u64,
    pub(crate) key: Value,
    pub(crate) value: Value,
}

/// The table. It never runs Python code: comparing keys is left to the caller.
#[derive(Clone, Default)]
pub(crate) struct DictTable {
    entries: Vec<Entry>,
    /// Positions in `entries`; a power of two of them, at most two thirds used.
    indices: Box<[u32]>,
    /// Index slots that are not `EMPTY`.
    used: usize,
    live: usize,
    /// Whether a key that is no exact `str` has ever been inserted.
    pub(crate) has_other_keys: bool,
}

impl DictTable {
    /// Number of items.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.live
    }

    /// All entries, deleted ones included, in insertion order.
    #[inline(always)]
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The live entries in insertion order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.key.is_unbound())
    }

    /// Value of the entry at a position that [`DictTable::find`] gave.
    #[inline(always)]
    pub(crate) fn value_at(&self, position: usize) -> &Value {
        &self.entries[position].value
    }

    /// Replaces the value at a position and returns the old one.
    #[inline(always)]
    pub(crate) fn replace_value(&mut self, position: usize, value: Value) -> Value {
        std::mem::replace(&mut self.entries[position].value, value)
    }

    /// Position of the first entry with this hash for which `equal` holds.
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut equal: impl FnMut(&Value) -> bool) -> Option<usize> {
        if self.indices.is_empty() {
            return None;
        }
        let mask = self.indices.len() - 1;
        let mut slot = hash as usize & mask;
        let mut perturb = hash;
        loop {
            match self.indices[slot] {
                EMPTY => return None,
                DELETED => {}
                position => {
                    let entry = &self.entries[position as usize];
                    if entry.hash == hash && equal(&entry.key) {
                        return Some(position as usize);
                    }
                }
            }
            perturb >>= 5;
            slot = (slot
                .wrapping_mul(5)
                .wrapping_add(perturb as usize)
                .wrapping_add(1))
                & mask;
        }
    }

    /// Position of the entry whose key is an exact `str` with this text.
    #[inline]
    pub(crate) fn find_str(&self, key: &Ref<Str>, hash: u64) -> Option<usize> {
        self.find(hash, |known| {
            known.is(key.as_value())
                || known
                    .downcast::<Str>()
                    .is_some_and(|known| known.equals(key))
        })
    }

    /// Appends an entry whose key is not in the table and returns its position.
    pub(crate) fn insert_new(&mut self, hash: u64, key: Value, value: Value) -> usize {
        if (self.used + 1) * 3 > self.indices.len() * 2 {
            self.rebuild();
        }
        let position = self.entries.len();
        self.entries.push(Entry { hash, key, value });
        self.place(position as u32, hash);
        self.used += 1;
        self.live += 1;
        position
    }

    fn place(&mut self, position: u32, hash: u64) {
        let mask = self.indices.len() - 1;
        let mut slot = hash as usize & mask;
        let mut perturb = hash;
        while self.indices[slot] != EMPTY {
            perturb >>= 5;
            slot = (slot
                .wrapping_mul(5)
                .wrapping_add(perturb as usize)
                .wrapping_add(1))
                & mask;
        }
        self.indices[slot] = position;
    }

    /// Drops deleted entries and makes the index large enough for half as many again.
    fn rebuild(&mut self) {
        self.entries.retain(|entry| !entry.key.is_unbound());
        let size = (self.entries.len() * 3 + 3).next_power_of_two().max(8);
        self.indices = vec![EMPTY; size].into();
        for position in 0..self.entries.len() {
            self.place(position as u32, self.entries[position].hash);
        }
        self.used = self.entries.len();
    }

    /// Removes the entry at a position and returns its key and value.
    pub(crate) fn remove(&mut self, position: usize) -> (Value, Value) {
        let hash = self.entries[position].hash;
        let mask = self.indices.len() - 1;
        let mut slot = hash as usize & mask;
        let mut perturb = hash;
        while self.indices[slot] != position as u32 {
            perturb >>= 5;
            slot = (slot
                .wrapping_mul(5)
                .wrapping_add(perturb as usize)
                .wrapping_add(1))
                & mask;
        }
        self.indices[slot] = DELETED;
        self.live -= 1;
        let entry = &mut self.entries[position];
        let key = std::mem::replace(&mut entry.key, Value::UNBOUND);
        let value = std::mem::replace(&mut entry.value, Value::UNBOUND);
        if self.live == 0 {
            *self = DictTable::default();
        } else {
            while self
                .entries
                .last()
                .is_some_and(|entry| entry.key.is_unbound())
            {
                self.entries.pop();
            }
        }
        (key, value)
    }
}
