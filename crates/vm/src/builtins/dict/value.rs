//! What a `dict` holds, and access from Rust.

use std::cell::Cell;

use crate::builtins::dict::key::{KeyRole, find_key, hash_key};
use crate::builtins::dict::table::DictTable;
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::Garbage;
use crate::object::heap::{self, Buffer, BufferCell, BufferMut};
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A dict.
///
/// The methods that take any key may run its `__hash__` and `__eq__`, which may change this very
/// dict. Those that take a `str` run no Python code, and find `str` keys only; where a key of
/// another class may be equal to a `str` ([`Dict::has_other_keys`]), use the former.
#[repr(C)]
pub struct Dict {
    /// Changes whenever a key is added or removed, so that caches can hold positions of entries.
    /// Zero when no cache relies on it.
    version: Cell<u32>,
    /// Whether the dict is a class's, which only the class may change: caches rely on being told.
    of_class: Cell<OfClass>,
    pub(super) table: BufferCell<DictTable>,
}

/// Whether a dict is that of a class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OfClass {
    No,
    /// Nobody but the class has it.
    Kept,
    /// Python code has it.
    Lent,
}

impl Payload for Dict {
    const NAME: &'static str = "dict";

    const OWNS_BUFFERS: bool = true;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the table.
        let table = unsafe { &*self.table.as_ptr() };
        for entry in table.iter() {
            visit(&entry.key);
            visit(&entry.value);
        }
    }

    fn clear(&self, garbage: &mut Garbage) {
        self.version.set(0);
        // SAFETY: as in `traverse`.
        let table = unsafe { &mut *self.table.as_ptr() }.take();
        for entry in table.iter() {
            garbage.push(entry.key.clone());
            garbage.push(entry.value.clone());
        }
    }

    fn buffer_bytes(&self) -> usize {
        self.table.buffer_bytes()
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.dict
    }
}

impl Dict {
    /// The payload of an empty dict.
    pub(crate) fn empty() -> Dict {
        Dict::from_table(DictTable::default())
    }

    /// The payload of a dict with this content.
    pub(crate) fn from_table(table: DictTable) -> Dict {
        Dict {
            version: Cell::new(0),
            of_class: Cell::new(OfClass::No),
            table: BufferCell::new(table),
        }
    }

    /// Makes an empty dict.
    pub fn new(vm: &mut Vm) -> Ref<Dict> {
        Dict::with_table(DictTable::default(), vm)
    }

    /// Makes an empty dict with room for `capacity` items.
    pub fn with_capacity(capacity: usize, vm: &mut Vm) -> Ref<Dict> {
        let dict = Dict::new(vm);
        dict.table.reserve(capacity, vm);
        dict
    }

    /// Makes a dict with this content.
    pub(crate) fn with_table(table: DictTable, vm: &mut Vm) -> Ref<Dict> {
        let class = &vm.types.dict;
        let payload = Dict::from_table(table);
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// Number of items.
    #[inline(always)]
    pub fn length(&self, vm: &Vm) -> usize {
        self.table.get(vm).len()
    }

    /// Whether a key that is no exact `str` may be present.
    #[inline(always)]
    pub fn has_other_keys(&self, vm: &Vm) -> bool {
        self.table.get(vm).has_other_keys
    }

    /// The table.
    #[inline(always)]
    pub(crate) fn table<'a>(&'a self, vm: &'a Vm) -> &'a DictTable {
        self.table.get(vm)
    }

    /// The table, to be changed. Whoever adds or removes a key calls [`Dict::touch`].
    #[inline(always)]
    pub(crate) fn table_mut<'a>(&'a self, vm: &'a mut Vm) -> BufferMut<'a, DictTable> {
        self.table.get_mut(vm)
    }

    /// The table as a pointer, for the eval loop.
    #[inline(always)]
    pub(crate) fn table_ptr(&self) -> *mut DictTable {
        self.table.as_ptr()
    }

    /// Invalidates caches: a key was added or removed.
    #[inline(always)]
    pub(crate) fn touch(&self) {
        self.version.set(0);
    }

    /// Whether the dict is a class's which Python code must not get hold of.
    pub fn is_of_class(&self) -> bool {
        self.of_class.get() == OfClass::Kept
    }

    /// Whether the dict is a class's that Python code has got hold of.
    pub(crate) fn is_lent(&self) -> bool {
        self.of_class.get() == OfClass::Lent
    }

    /// Marks the dict as that of a class.
    pub(crate) fn set_of_class(&self) {
        self.of_class.set(OfClass::Kept);
    }

    /// Lets Python code have the dict of a class, of which no cache may remember anything from now on.
    pub(crate) fn set_lent(&self) {
        self.of_class.set(OfClass::Lent);
    }

    /// The version, zero if no cache relies on it. While it stays, so do the positions of
    /// entries; values may be replaced.
    #[inline(always)]
    pub(crate) fn version(&self) -> u32 {
        self.version.get()
    }

    /// The version, for a cache to rely on; `None` when they have run out.
    pub(crate) fn versioned(&self, vm: &mut Vm) -> Option<u32> {
        if self.version.get() == 0 {
            self.version.set(vm.next_dict_version()?);
        }
        Some(self.version.get())
    }
}

/// Access by `str` keys, which never runs Python code.
impl Dict {
    /// The value of a `str` key.
    #[inline]
    pub fn get_str<'a>(&'a self, key: &Ref<Str>, vm: &'a Vm) -> Option<&'a Value> {
        let hash = key.hash(vm);
        let table = self.table.get(vm);
        Some(table.value_at(table.find_str(key, hash)?))
    }

    /// Sets the value of a `str` key.
    pub fn set_str(&self, key: &Ref<Str>, value: Value, vm: &mut Vm) {
        let hash = key.hash(vm);
        let table = self.table.get_mut_in_place(vm);
        match table.find_str(key, hash) {
            Some(position) => drop(table.replace_value(position, value)),
            None => self.insert_new(key.to_value(), hash, value, vm),
        }
    }

    /// Removes a `str` key and returns its value, or `None` if it is not there.
    pub fn remove_str(&self, key: &Ref<Str>, vm: &mut Vm) -> Option<Value> {
        let hash = key.hash(vm);
        let mut table = self.table.get_mut(vm);
        let position = table.find_str(key, hash)?;
        self.touch();
        let (_key, value) = table.remove(position);
        Some(value)
    }
}

/// Access by any key. Errors: what `__hash__` or `__eq__` of the keys raise, a `TypeError` for a
/// key without a hash.
impl Dict {
    /// Hashes a key, for the methods that take the hash.
    #[inline(always)]
    pub fn hash_key(key: &Value, vm: &mut Vm) -> PyResult<u64> {
        hash_key(key, KeyRole::DictKey, vm)
    }

    /// Position of a key whose hash is known.
    #[inline(always)]
    pub(crate) fn find(&self, key: &Value, hash: u64, vm: &mut Vm) -> PyResult<Option<usize>> {
        find_key(&self.table, key, hash, vm)
    }

    /// The value of a key.
    #[inline]
    pub fn get_item(&self, key: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let hash = Dict::hash_key(key, vm)?;
        self.get_hashed(key, hash, vm)
    }

    /// The value of a key whose hash is known.
    #[inline]
    pub fn get_hashed(&self, key: &Value, hash: u64, vm: &mut Vm) -> PyResult<Option<Value>> {
        let position = self.find(key, hash, vm)?;
        Ok(position.map(|position| self.table.get(vm).value_at(position).clone()))
    }

    /// Whether a key is present.
    #[inline]
    pub fn contains_key(&self, key: &Value, vm: &mut Vm) -> PyResult<bool> {
        let hash = Dict::hash_key(key, vm)?;
        Ok(self.find(key, hash, vm)?.is_some())
    }

    /// Sets the value of a key. An equal key that is present stays.
    #[inline]
    pub fn set_item(&self, key: Value, value: Value, vm: &mut Vm) -> PyResult<()> {
        let hash = Dict::hash_key(&key, vm)?;
        self.set_hashed(key, hash, value, vm)
    }

    /// Sets the value of a key whose hash is known.
    #[inline]
    pub fn set_hashed(&self, key: Value, hash: u64, value: Value, vm: &mut Vm) -> PyResult<()> {
        match self.find(&key, hash, vm)? {
            Some(position) => {
                let table = self.table.get_mut_in_place(vm);
                let old = table.replace_value(position, value);
                drop(old);
            }
            None => self.insert_new(key, hash, value, vm),
        }
        Ok(())
    }

    /// Adds a key that is known to be missing.
    #[inline]
    pub(crate) fn insert_new(&self, key: Value, hash: u64, value: Value, vm: &mut Vm) {
        self.touch();
        self.table.insert_new(hash, key, value, vm);
    }

    /// Removes a key and returns its value, or `None` if it is not there.
    pub fn remove_item(&self, key: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let hash = Dict::hash_key(key, vm)?;
        self.remove_hashed(key, hash, vm)
    }

    /// Removes a key whose hash is known and returns its value, or `None` if it is not there.
    pub fn remove_hashed(&self, key: &Value, hash: u64, vm: &mut Vm) -> PyResult<Option<Value>> {
        let position = self.find(key, hash, vm)?;
        Ok(position.map(|position| self.remove_at(position, vm).1))
    }

    /// Removes the entry at a position and returns key and value.
    pub(crate) fn remove_at(&self, position: usize, vm: &mut Vm) -> (Value, Value) {
        self.touch();
        self.table.get_mut(vm).remove(position)
    }
}

/// Access to all items.
impl Dict {
    /// Clones of all keys and values, in insertion order.
    pub fn items_vec(&self, vm: &Vm) -> Vec<(Value, Value)> {
        let table = self.table.get(vm);
        let items = table.iter();
        let items = items.map(|entry| (entry.key.clone(), entry.value.clone()));
        vm.gather(table.len(), items)
    }

    /// Clones of all keys, in insertion order.
    pub fn keys_vec(&self, vm: &Vm) -> Vec<Value> {
        let table = self.table.get(vm);
        vm.gather(table.len(), table.iter().map(|entry| entry.key.clone()))
    }

    /// Clones of all values, in insertion order.
    pub fn values_vec(&self, vm: &Vm) -> Vec<Value> {
        let table = self.table.get(vm);
        vm.gather(table.len(), table.iter().map(|entry| entry.value.clone()))
    }

    /// The first item that is not before `position`, and the position to go on from. A walk that
    /// starts at 0 is safe while the dict changes, though it may then miss items or meet one
    /// again.
    pub fn next_entry(&self, position: usize, vm: &Vm) -> Option<(usize, Value, Value)> {
        let table = self.table.get(vm);
        let position = table.next_live(position)?;
        let entry = table.entry(position);
        Some((position + 1, entry.key.clone(), entry.value.clone()))
    }

    /// As [`Dict::next_entry`], backward: the last item before `end`, and the end to go on from.
    /// The walk starts at `usize::MAX`.
    pub(crate) fn previous_entry(&self, end: usize, vm: &Vm) -> Option<(usize, Value, Value)> {
        let table = self.table.get(vm);
        let position = table.previous_live(end)?;
        let entry = table.entry(position);
        Some((position, entry.key.clone(), entry.value.clone()))
    }

    /// Removes the last item, or the first, and returns it.
    pub(crate) fn pop_entry(&self, last: bool, vm: &mut Vm) -> Option<(Value, Value)> {
        let table = self.table.get(vm);
        let position = if last {
            table.previous_live(usize::MAX)
        } else {
            table.next_live(0)
        };
        let position = position?;
        self.touch();
        Some(self.table.get_mut(vm).pop(position))
    }

    /// Moves a key whose hash is known behind all others, or before them. Says whether it was
    /// elsewhere; `None` if it is not there.
    pub(crate) fn move_key(
        &self,
        key: &Value,
        hash: u64,
        to_end: bool,
        vm: &mut Vm,
    ) -> PyResult<Option<bool>> {
        // Nothing is taken out that cannot be put in again.
        if !vm.has_room(self.table.get(vm).growth(1)) {
            return Err(vm.memory_error());
        }
        let Some(position) = self.find(key, hash, vm)? else {
            return Ok(None);
        };
        let table = self.table.get(vm);
        let goal = if to_end {
            table.previous_live(usize::MAX)
        } else {
            table.next_live(0)
        };
        if goal == Some(position) {
            return Ok(Some(false));
        }
        self.touch();
        if self.table.get_mut(vm).move_entry(position, to_end) {
            Ok(Some(true))
        } else {
            Err(vm.memory_error())
        }
    }

    /// Makes a copy of another class, which is that of this dict or one with the same parts.
    pub(crate) fn copy_with_class(&self, class: &Ref<Type>, vm: &mut Vm) -> Ref<Dict> {
        let table = self.table.copy(vm);
        Ref::with_class(Dict::from_table(table), class, vm)
    }

    /// Bytes that the dict takes, without what a subclass adds.
    pub(crate) fn size_of(&self, vm: &Vm) -> usize {
        size_of::<Object<Dict>>() + self.table.get(vm).buffer_bytes()
    }

    /// Makes an exact dict with the same items.
    pub fn copy(&self, vm: &mut Vm) -> Ref<Dict> {
        let table = self.table.copy(vm);
        Dict::with_table(table, vm)
    }

    /// Removes all items.
    pub fn clear_items(&self, vm: &mut Vm) {
        self.touch();
        let old = self.table.get_mut(vm).take();
        drop(old);
    }
}
