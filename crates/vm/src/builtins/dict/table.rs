//! The hash table of `dict` and `set`: entries in insertion order, and an open-addressing index.
//!
//! Up to eight entries are searched one after the other; only larger tables have an index. The
//! table never runs Python code: comparing keys is left to the caller (see [`super::key`]).

use std::cell::Cell;

use crate::builtins::str::Str;
use crate::object::heap::{Buffer, BufferCell};
use crate::object::reference::Ref;
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::vm::Vm;

/// An index slot that was never used since the index was made.
const EMPTY: u32 = u32::MAX;
/// An index slot whose entry was deleted.
const DELETED: u32 = u32::MAX - 1;
/// Entries of the largest table without an index.
const LINEAR: usize = 8;

/// A key with its hash and value. A deleted entry has an unbound key.
#[repr(C)]
#[derive(Clone)]
pub(crate) struct Entry<V> {
    pub(crate) hash: u64,
    pub(crate) key: Value,
    pub(crate) value: V,
}

impl<V> Entry<V> {
    /// Whether the entry has not been deleted.
    #[inline(always)]
    pub(crate) fn is_live(&self) -> bool {
        !self.key.is_unbound()
    }
}

/// What belongs to a key.
pub(crate) trait Content: Clone {
    /// What a deleted entry holds.
    const BLANK: Self;
}

impl Content for Value {
    const BLANK: Value = Value::UNBOUND;
}

impl Content for () {
    const BLANK: () = ();
}

impl<V: Content> Entry<V> {
    /// A deleted entry.
    fn blank() -> Entry<V> {
        Entry {
            hash: 0,
            key: Value::UNBOUND,
            value: V::BLANK,
        }
    }
}

/// The table of a `dict`.
pub(crate) type DictTable = Table<Value>;

/// The table of a `set`.
pub(crate) type SetTable = Table<()>;

/// A hash table in insertion order.
#[derive(Clone)]
pub(crate) struct Table<V> {
    entries: Vec<Entry<V>>,
    /// Positions in `entries`; none while there are few, else a power of two of them, at most two
    /// thirds used.
    indices: Box<[u32]>,
    /// Index slots that are not `EMPTY`.
    used: u32,
    /// Entries that are not deleted.
    live: u32,
    /// No entry before this position is live.
    first: u32,
    /// Changes whenever entries move, so that an interrupted search can tell.
    layout: u32,
    /// Changes when the positions of removed entries become free, so that an iterator can tell.
    freed: u32,
    /// Whether there may be iterators: then removed entries at the end stay, so that what is added
    /// lies behind every iterator's position.
    is_watched: Cell<bool>,
    /// Whether a key that is no exact `str` has been inserted since the table was last empty.
    pub(crate) has_other_keys: bool,
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table {
            entries: Vec::new(),
            indices: Box::default(),
            used: 0,
            live: 0,
            first: 0,
            layout: 0,
            freed: 0,
            is_watched: Cell::new(false),
            has_other_keys: false,
        }
    }
}

impl SetTable {
    /// Adds an int without a heap object to a table that is searched one entry after the other and
    /// has room; `false` leaves it to the general way, and nothing has been changed. For the eval
    /// loop.
    #[inline(always)]
    pub(crate) fn try_add_small_int(&mut self, hash: u64, key: &Value) -> bool {
        let length = self.entries.len();
        if !self.indices.is_empty() || length >= LINEAR || length == self.entries.capacity() {
            return false;
        }
        for entry in &self.entries {
            if entry.hash == hash {
                // An equal number may be of another type.
                return entry.key.is(key);
            }
        }
        // SAFETY: there is room for one entry more; a small int has no count.
        unsafe {
            let key = Value::from_bits(key.bits());
            let value = ();
            self.entries
                .as_mut_ptr()
                .add(length)
                .write(Entry { hash, key, value });
            self.entries.set_len(length + 1);
        }
        self.live += 1;
        self.has_other_keys = true;
        true
    }
}

/// The state of a search for the entries that have one hash.
#[derive(Clone, Copy)]
pub(crate) struct Probe {
    hash: u64,
    slot: usize,
    perturb: u64,
    layout: u32,
}

impl Probe {
    /// Goes on to the next slot: visits every slot in the end, all bits of the hash being used on
    /// the way.
    #[inline(always)]
    fn advance(&mut self) {
        self.perturb >>= 5;
        self.slot = self
            .slot
            .wrapping_mul(5)
            .wrapping_add(self.perturb as usize)
            .wrapping_add(1);
    }
}

impl Probe {
    /// What the next slot of an index says, and goes on: `None` where the search ends, `Some(None)`
    /// for a deleted entry. For the eval loop.
    ///
    /// # Safety
    ///
    /// The search was started in the table of this index, which is not empty.
    #[inline(always)]
    pub(crate) unsafe fn next_in(&mut self, indices: &[u32]) -> Option<Option<usize>> {
        // SAFETY: the length is a power of two.
        let index = unsafe { *indices.get_unchecked(self.slot & (indices.len() - 1)) };
        if index == EMPTY {
            return None;
        }
        self.advance();
        Some((index != DELETED).then_some(index as usize))
    }
}

impl<V: Content> Table<V> {
    /// The index, for the eval loop.
    #[inline(always)]
    pub(crate) fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// Number of items.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.live as usize
    }

    /// All entries, deleted ones included, in insertion order.
    #[inline(always)]
    pub(crate) fn entries(&self) -> &[Entry<V>] {
        &self.entries
    }

    /// A number that changes when the positions of removed entries become free.
    #[inline(always)]
    pub(crate) fn freed(&self) -> u32 {
        self.freed
    }

    /// From now on, keeps the positions of removed entries taken until a rebuild, for an iterator.
    #[inline(always)]
    pub(crate) fn watch(&self) {
        self.is_watched.set(true);
    }

    /// How many positions have been used, as far as the index tells.
    pub(crate) fn extent(&self) -> usize {
        self.entries.len().max(self.used as usize)
    }

    /// The entries as a pointer, for the eval loop.
    #[inline(always)]
    pub(crate) fn entries_ptr(&mut self) -> *mut Entry<V> {
        self.entries.as_mut_ptr()
    }

    /// The live entries in insertion order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry<V>> {
        self.entries[self.first as usize..]
            .iter()
            .filter(|entry| entry.is_live())
    }

    /// Position of the first live entry that is not before `position`.
    #[inline]
    pub(crate) fn next_live(&self, position: usize) -> Option<usize> {
        let mut position = position.max(self.first as usize);
        while let Some(entry) = self.entries.get(position) {
            if entry.is_live() {
                return Some(position);
            }
            position += 1;
        }
        None
    }

    /// Position of the last live entry before `end`.
    pub(crate) fn previous_live(&self, end: usize) -> Option<usize> {
        let end = end.min(self.entries.len());
        self.entries[..end].iter().rposition(Entry::is_live)
    }

    /// The entry at a position that a search gave.
    #[inline(always)]
    pub(crate) fn entry(&self, position: usize) -> &Entry<V> {
        &self.entries[position]
    }

    /// Replaces the value at a position and returns the old one.
    #[inline(always)]
    pub(crate) fn replace_value(&mut self, position: usize, value: V) -> V {
        std::mem::replace(&mut self.entries[position].value, value)
    }

    /// Starts a search for the entries with this hash.
    #[inline(always)]
    pub(crate) fn probe(&self, hash: u64) -> Probe {
        Probe {
            hash,
            slot: if self.indices.is_empty() {
                0
            } else {
                hash as usize
            },
            perturb: hash,
            layout: self.layout,
        }
    }

    /// Position of the next entry with the hash, or `None` at the end of the search.
    #[inline(always)]
    pub(crate) fn next_candidate(&self, probe: &mut Probe) -> Option<usize> {
        if self.indices.is_empty() {
            while let Some(entry) = self.entries.get(probe.slot) {
                let position = probe.slot;
                probe.slot += 1;
                if entry.hash == probe.hash && entry.is_live() {
                    return Some(position);
                }
            }
            return None;
        }
        let mask = self.indices.len() - 1;
        loop {
            let index = self.indices[probe.slot & mask];
            if index == EMPTY {
                return None;
            }
            probe.advance();
            if index != DELETED && self.entries[index as usize].hash == probe.hash {
                return Some(index as usize);
            }
        }
    }

    /// Whether a search that was interrupted at `position`, where `key` was, may go on: entries
    /// have not moved, and the key is still there.
    pub(crate) fn still_at(&self, probe: &Probe, position: usize, key: &Value) -> bool {
        self.layout == probe.layout
            && self
                .entries
                .get(position)
                .is_some_and(|entry| entry.key.is(key))
    }

    /// Position of the first entry with this hash for whose key `equal` holds.
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut equal: impl FnMut(&Value) -> bool) -> Option<usize> {
        let mut probe = self.probe(hash);
        loop {
            let position = self.next_candidate(&mut probe)?;
            if equal(&self.entries[position].key) {
                return Some(position);
            }
        }
    }

    /// Position of the entry whose key is a `str` with this text.
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
    #[inline]
    pub(crate) fn insert_new(&mut self, hash: u64, key: Value, value: V) -> usize {
        debug_assert!(self.has_room());
        if !is_exact_str(&key) {
            self.has_other_keys = true;
        }
        let position = self.entries.len();
        self.entries.push(Entry { hash, key, value });
        if !self.indices.is_empty() {
            self.place(position as u32, hash);
            self.used += 1;
        }
        self.live += 1;
        position
    }

    /// Whether there is no room for one more entry.
    #[inline(always)]
    fn is_full(&self) -> bool {
        if self.indices.is_empty() {
            self.entries.len() >= LINEAR
        } else {
            self.used as usize >= capacity(self.indices.len())
        }
    }

    /// Makes room for `additional` entries, and says whether there is memory for that.
    pub(crate) fn reserve(&mut self, additional: usize) -> bool {
        let room = if self.indices.is_empty() {
            LINEAR - self.entries.len()
        } else {
            capacity(self.indices.len()) - self.used as usize
        };
        if additional > room {
            self.rebuild(additional)
        } else {
            self.entries.try_reserve(additional).is_ok()
        }
    }

    /// Bytes that making room for so many entries takes at most.
    pub(crate) fn growth(&self, additional: usize) -> usize {
        let entries = self.len().saturating_add(additional).saturating_mul(4);
        entries.saturating_mul(size_of::<Entry<V>>())
    }

    /// Enters a position into the index.
    fn place(&mut self, position: u32, hash: u64) {
        let mask = self.indices.len() - 1;
        let mut probe = self.probe(hash);
        while self.indices[probe.slot & mask] != EMPTY {
            probe.advance();
        }
        self.indices[probe.slot & mask] = position;
    }

    /// Drops deleted entries and makes room for `additional` ones and a third more. Says whether
    /// there is memory for that; if not, nothing changes.
    #[cold]
    #[inline(never)]
    fn rebuild(&mut self, additional: usize) -> bool {
        let live = self.len();
        let wanted = live.saturating_add(additional);
        let mut indices = Vec::new();
        let room = if wanted <= LINEAR {
            LINEAR
        } else {
            let size = (live * 2).max(wanted.saturating_add(wanted / 2 + 1));
            let Some(size) = size.checked_next_power_of_two() else {
                return false;
            };
            // Positions are numbers of 32 bits.
            if capacity(size) >= DELETED as usize || indices.try_reserve_exact(size).is_err() {
                return false;
            }
            indices.resize(size, EMPTY);
            capacity(size)
        };
        let more = room.saturating_sub(self.entries.len());
        if wanted > LINEAR && self.entries.try_reserve_exact(more).is_err() {
            return false;
        }
        self.layout = self.layout.wrapping_add(1);
        if live != self.entries.len() {
            self.freed = self.freed.wrapping_add(1);
            self.entries.retain(Entry::is_live);
        }
        self.first = 0;
        self.indices = indices.into();
        if wanted <= LINEAR {
            self.used = 0;
            return self.entries.try_reserve(additional).is_ok();
        }
        if self.entries.capacity() > room * 4 {
            self.entries.shrink_to(room);
        }
        for position in 0..live {
            self.place(position as u32, self.entries[position].hash);
        }
        self.used = self.live;
        true
    }

    /// Removes the entry at a position and returns its key and value.
    pub(crate) fn remove(&mut self, position: usize) -> (Value, V) {
        if !self.indices.is_empty() {
            let slot = self.slot_of(position);
            self.indices[slot] = DELETED;
        }
        self.live -= 1;
        let entry = &mut self.entries[position];
        let key = std::mem::replace(&mut entry.key, Value::UNBOUND);
        let value = std::mem::replace(&mut entry.value, V::BLANK);
        if self.is_watched.get() {
            if self.live == 0 {
                self.first = self.entries.len() as u32;
            } else if position == self.first as usize {
                self.skip_deleted();
            }
        } else if self.live == 0 {
            self.clear();
        } else if position + 1 == self.entries.len() {
            self.pop_deleted();
        } else if position == self.first as usize {
            self.skip_deleted();
        }
        (key, value)
    }

    /// As [`Table::remove`], for `popitem`: positions at the end become free even if there are
    /// iterators, as in CPython.
    pub(crate) fn pop(&mut self, position: usize) -> (Value, V) {
        let entry = self.remove(position);
        if self.live == 0 {
            self.clear();
        } else {
            self.pop_deleted();
        }
        entry
    }

    /// Goes on to the first live entry; there is one.
    fn skip_deleted(&mut self) {
        while !self.entries[self.first as usize].is_live() {
            self.first += 1;
        }
    }

    /// Moves the entry at a position behind all others, or before them; there are others. Says whether
    /// there is memory for that; if not, nothing changes.
    pub(crate) fn move_entry(&mut self, position: usize, to_end: bool) -> bool {
        if self.indices.is_empty() {
            self.layout = self.layout.wrapping_add(1);
            if to_end {
                self.entries[position..].rotate_left(1);
            } else {
                self.entries[self.first as usize..=position].rotate_right(1);
            }
            return true;
        }
        let mut position = position;
        let has_room = if to_end {
            self.entries.len() < self.entries.capacity()
        } else {
            self.first > 0
        };
        if !has_room {
            // Entries move: the one that is meant is found again by its rank.
            let before = self.entries[..position].iter();
            let rank = before.filter(|entry| entry.is_live()).count();
            if !self.rebuild(1) || (!to_end && !self.open_front()) {
                return false;
            }
            position = rank + self.first as usize;
        }
        if self.indices.is_empty() {
            // The table was so empty that it lost its index.
            return self.move_entry(position, to_end);
        }
        let slot = self.slot_of(position);
        let blank = Entry::blank();
        let entry = std::mem::replace(&mut self.entries[position], blank);
        let goal = if to_end {
            self.entries.push(entry);
            self.skip_deleted();
            self.entries.len() - 1
        } else {
            self.first -= 1;
            self.entries[self.first as usize] = entry;
            self.pop_deleted();
            self.first as usize
        };
        self.indices[slot] = goal as u32;
        true
    }

    /// Puts deleted entries in front of a table that has none and has an index, or is small, so that some
    /// can be added there. Says whether there is memory for that.
    fn open_front(&mut self) -> bool {
        if self.indices.is_empty() {
            return true;
        }
        let gap = self.len() / 2 + 1;
        if self.entries.try_reserve(gap).is_err() {
            return false;
        }
        let blanks = std::iter::repeat_n(Entry::blank(), gap);
        self.entries.splice(0..0, blanks);
        for index in &mut self.indices {
            if *index < DELETED {
                *index += gap as u32;
            }
        }
        self.first = gap as u32;
        true
    }

    /// The index slot of the entry at a position; there is an index.
    fn slot_of(&self, position: usize) -> usize {
        let mask = self.indices.len() - 1;
        let mut probe = self.probe(self.entries[position].hash);
        while self.indices[probe.slot & mask] != position as u32 {
            probe.advance();
        }
        probe.slot & mask
    }

    /// Cuts off deleted entries at the end; there is one that is live.
    fn pop_deleted(&mut self) {
        while !self.entries[self.entries.len() - 1].is_live() {
            self.entries.pop();
        }
    }

    /// Forgets that there were entries: none is live any more.
    fn clear(&mut self) {
        self.layout = self.layout.wrapping_add(1);
        self.has_other_keys = false;
        self.is_watched.set(false);
        self.first = 0;
        self.used = 0;
        self.indices = Box::default();
        if self.entries.capacity() > LINEAR {
            self.entries = Vec::new();
        } else {
            self.entries.clear();
        }
    }

    /// Takes all entries out; the table is empty then, and searches under way notice.
    pub(crate) fn take(&mut self) -> Table<V> {
        let (layout, freed) = (self.layout.wrapping_add(1), self.freed);
        let taken = std::mem::take(self);
        (self.layout, self.freed) = (layout, freed);
        taken
    }

    /// Puts other content in place, so that searches under way notice, and returns the old.
    pub(crate) fn replace(&mut self, mut content: Table<V>) -> Table<V> {
        (content.layout, content.freed) = (self.layout.wrapping_add(1), self.freed);
        std::mem::replace(self, content)
    }

    /// A copy without many deleted entries.
    fn copy(&self) -> Table<V> {
        let mut copy = self.clone();
        if copy.len() * 2 < copy.entries.len() {
            copy.rebuild(0);
        }
        copy
    }

    /// Whether an entry can be added without changing the buffers.
    #[inline(always)]
    fn has_room(&self) -> bool {
        !self.is_full() && self.entries.len() < self.entries.capacity()
    }
}

impl<V> Buffer for Table<V> {
    #[inline(always)]
    fn buffer_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry<V>>() + self.indices.len() * size_of::<u32>()
    }
}

impl<V: Content> BufferCell<Table<V>> {
    /// As [`Table::insert_new`]. Buffers are accounted for only where they change.
    #[inline]
    pub(crate) fn insert_new(&self, hash: u64, key: Value, value: V, vm: &mut Vm) {
        let table = self.get_mut_in_place(vm);
        if table.has_room() {
            table.insert_new(hash, key, value);
        } else {
            self.insert_new_slow(hash, key, value, vm);
        }
    }

    #[cold]
    #[inline(never)]
    fn insert_new_slow(&self, hash: u64, key: Value, value: V, vm: &mut Vm) {
        if vm.has_room(self.get(vm).growth(1)) && self.get_mut(vm).reserve(1) {
            self.get_mut_in_place(vm).insert_new(hash, key, value);
        } else {
            vm.note_memory_failure();
        }
    }

    /// A copy of the content without many deleted entries; empty if there is no memory for it,
    /// which is noted.
    pub(crate) fn copy(&self, vm: &Vm) -> Table<V> {
        if !vm.has_room(self.get(vm).buffer_bytes()) {
            vm.note_memory_failure();
            return Table::default();
        }
        self.get(vm).copy()
    }

    /// Makes room for `additional` entries, as far as there is memory: what does not fit later is
    /// noted then.
    pub(crate) fn reserve(&self, additional: usize, vm: &mut Vm) {
        if vm.has_room(self.get(vm).growth(additional)) {
            self.get_mut(vm).reserve(additional);
        }
    }
}

impl DictTable {
    /// Value of the entry at a position that a search gave.
    #[inline(always)]
    pub(crate) fn value_at(&self, position: usize) -> &Value {
        &self.entries[position].value
    }
}

/// Entries that fit an index of this size.
#[inline(always)]
const fn capacity(size: usize) -> usize {
    size * 2 / 3
}

/// Whether this is a `str` and no instance of a subclass.
#[inline(always)]
pub(crate) fn is_exact_str(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|header| header.shape() == ShapeId::STR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(value: i32) -> Value {
        Value::from_i32(value)
    }

    fn find(table: &DictTable, key: i32) -> Option<i64> {
        let position = table.find(key as u64, |known| known.is(&int(key)))?;
        table.entry(position).value.as_small_int()
    }

    fn keys(table: &DictTable) -> Vec<i64> {
        let keys = table.iter().map(|entry| entry.key.as_small_int());
        keys.map(|key| key.expect("an int")).collect()
    }

    #[test]
    fn grows_with_an_index_and_keeps_the_order() {
        let mut table = DictTable::default();
        for key in 0..1000 {
            assert_eq!(find(&table, key), None);
            table.reserve(1);
            table.insert_new(key as u64, int(key), int(key + 1));
            assert_eq!(find(&table, key), Some(i64::from(key) + 1));
        }
        assert_eq!(table.len(), 1000);
        assert_eq!(keys(&table), (0..1000).collect::<Vec<_>>());
        assert!((0..1000).all(|key| find(&table, key).is_some()));
        assert_eq!(find(&table, 1000), None);
    }

    #[test]
    fn finds_keys_of_equal_hash() {
        let mut table = DictTable::default();
        for key in 0..100 {
            table.reserve(1);
            table.insert_new(7, int(key), int(key));
        }
        for key in 0..100 {
            let position = table.find(7, |known| known.is(&int(key)));
            assert_eq!(position, Some(key as usize));
        }
    }

    #[test]
    fn removes_from_both_ends_and_the_middle() {
        for size in [5, 8, 9, 100] {
            let mut table = DictTable::default();
            for key in 0..size {
                table.reserve(1);
                table.insert_new(key as u64, int(key), int(key));
            }
            for key in [2, 0, 1, size - 1] {
                let position = table.find(key as u64, |known| known.is(&int(key)));
                table.remove(position.expect("not removed yet"));
                assert_eq!(find(&table, key), None);
            }
            let left: Vec<i64> = (3..i64::from(size) - 1).collect();
            assert_eq!(keys(&table), left);
            assert_eq!(table.next_live(0), Some(3));
            assert_eq!(table.previous_live(usize::MAX), Some(size as usize - 2));
            assert_eq!(table.entries().len(), size as usize - 1);
        }
    }

    #[test]
    fn moves_entries_to_both_ends() {
        for size in [3, 8, 9, 50] {
            let mut table = DictTable::default();
            for key in 0..size {
                table.reserve(1);
                table.insert_new(key as u64, int(key), int(key));
            }
            let mut expected: Vec<i64> = (0..i64::from(size)).collect();
            for round in 0..300 {
                let (key, to_end) = (expected[1 + round % (size as usize - 2)], round % 3 == 0);
                let position = table.find(key as u64, |known| known.is(&int(key as i32)));
                assert!(table.move_entry(position.expect("none is removed"), to_end));
                expected.retain(|it| *it != key);
                expected.insert(if to_end { expected.len() } else { 0 }, key);
                assert_eq!(keys(&table), expected);
                assert!((0..size).all(|key| find(&table, key) == Some(i64::from(key))));
            }
            assert!(table.entries().len() < 4 * LINEAR.max(size as usize));
        }
    }

    #[test]
    fn a_queue_does_not_grow_without_end() {
        let mut table = DictTable::default();
        for key in 0..100_000 {
            table.reserve(1);
            table.insert_new(key as u64, int(key), int(key));
            if key >= 10 {
                let position = table.next_live(0).expect("ten are left");
                let (removed, _) = table.remove(position);
                assert!(removed.is(&int(key - 10)));
            }
        }
        assert_eq!(table.len(), 10);
        assert!(table.entries().len() < 64);
    }

    #[test]
    fn an_interrupted_search_notices_that_entries_moved() {
        let mut table = DictTable::default();
        table.reserve(1);
        table.insert_new(1, int(1), int(1));
        table.reserve(1);
        table.insert_new(1, int(2), int(2));
        let mut probe = table.probe(1);
        let position = table.next_candidate(&mut probe).expect("the first");
        assert!(table.still_at(&probe, position, &int(1)));
        table.remove(position);
        assert!(!table.still_at(&probe, position, &int(1)));

        let mut probe = table.probe(1);
        let position = table.next_candidate(&mut probe).expect("the second");
        for key in 10..30 {
            table.reserve(1);
            table.insert_new(key as u64, int(key), int(key));
        }
        assert!(!table.still_at(&probe, position, &int(2)));
    }

    #[test]
    fn reserve_makes_room_at_once() {
        let mut table = SetTable::default();
        table.reserve(1000);
        let bytes = table.buffer_bytes();
        for key in 0..1000 {
            table.reserve(1);
            table.insert_new(key as u64, int(key), ());
        }
        assert_eq!(table.buffer_bytes(), bytes);
    }

    #[test]
    fn an_emptied_table_takes_new_entries() {
        let mut table = DictTable::default();
        for round in 0..3 {
            for key in 0..20 {
                table.reserve(1);
                table.insert_new(key as u64, int(key), int(round));
            }
            for key in 0..20 {
                let position = table.find(key as u64, |known| known.is(&int(key)));
                table.remove(position.expect("just inserted"));
            }
            assert_eq!((table.len(), table.has_other_keys), (0, false));
        }
    }
}
