//! What a `set` holds, and access from Rust.

use crate::builtins::dict::key::{KeyRole, find_key, hash_key};
use crate::builtins::dict::table::SetTable;
use crate::builtins::set::FrozenSet;
use crate::builtins::type_::Type;
use crate::object::Garbage;
use crate::object::heap::BufferCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The table of a set or a frozenset.
pub(crate) type SetCell = BufferCell<SetTable>;

/// A set. Methods that take an item may run its `__hash__` and `__eq__`, which may change this
/// very set; they raise what those raise, and `TypeError` for an item without a hash.
#[repr(C)]
pub struct Set {
    pub(crate) table: SetCell,
}

impl Payload for Set {
    const NAME: &'static str = "set";

    const OWNS_BUFFERS: bool = true;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the table.
        let table = unsafe { &*self.table.as_ptr() };
        table.iter().for_each(|entry| visit(&entry.key));
    }

    fn clear(&self, garbage: &mut Garbage) {
        // SAFETY: as in `traverse`.
        let table = unsafe { &mut *self.table.as_ptr() }.take();
        garbage.extend(table.iter().map(|entry| entry.key.clone()));
    }

    fn buffer_bytes(&self) -> usize {
        self.table.buffer_bytes()
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.set
    }
}

impl Set {
    /// The payload of a set with this content.
    pub(crate) const fn from_table(table: SetTable) -> Set {
        Set {
            table: BufferCell::new(table),
        }
    }

    /// Makes an empty set.
    pub fn new(vm: &mut Vm) -> Ref<Set> {
        Ref::new(Set::from_table(SetTable::default()), vm)
    }

    /// Makes an empty set with room for `capacity` items.
    pub fn with_capacity(capacity: usize, vm: &mut Vm) -> Ref<Set> {
        let set = Set::new(vm);
        set.table.reserve(capacity, vm);
        set
    }

    /// Number of items.
    #[inline(always)]
    pub fn length(&self, vm: &Vm) -> usize {
        self.table.get(vm).len()
    }

    /// Adds an item and says whether it was missing.
    #[inline]
    pub fn add(&self, item: Value, vm: &mut Vm) -> PyResult<bool> {
        let hash = hash_item(&item, vm)?;
        self.add_hashed(item, hash, vm)
    }

    /// Adds an item whose hash is known and says whether it was missing.
    #[inline]
    pub(crate) fn add_hashed(&self, item: Value, hash: u64, vm: &mut Vm) -> PyResult<bool> {
        if find_key(&self.table, &item, hash, vm)?.is_some() {
            return Ok(false);
        }
        self.table.insert_new(hash, item, (), vm);
        Ok(true)
    }

    /// Whether an item is present.
    #[inline]
    pub fn contains(&self, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        contains_item(&self.table, item, vm)
    }

    /// Removes an item and says whether it was present.
    pub fn discard(&self, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        let hash = hash_item(item, vm)?;
        self.discard_hashed(item, hash, vm)
    }

    /// Removes an item whose hash is known and says whether it was present.
    pub(crate) fn discard_hashed(&self, item: &Value, hash: u64, vm: &mut Vm) -> PyResult<bool> {
        let position = find_key(&self.table, item, hash, vm)?;
        let removed = position.map(|position| self.table.get_mut(vm).remove(position));
        Ok(removed.is_some())
    }

    /// Removes the item that was added first and returns it.
    pub fn pop_first(&self, vm: &mut Vm) -> Option<Value> {
        let mut table = self.table.get_mut(vm);
        let position = table.next_live(0)?;
        let (item, ()) = table.remove(position);
        Some(item)
    }

    /// Removes all items.
    pub fn clear_items(&self, vm: &mut Vm) {
        let old = self.table.get_mut(vm).take();
        drop(old);
    }

    /// Clones of all items, in insertion order.
    pub fn items_vec(&self, vm: &Vm) -> Vec<Value> {
        items_of(self.table.get(vm), vm)
    }

    /// Puts other content in place.
    pub(crate) fn replace_table(&self, table: SetTable, vm: &mut Vm) {
        let old = self.table.get_mut(vm).replace(table);
        drop(old);
    }
}

/// The table, if the value is a set or a frozenset, or of a subclass.
#[inline]
pub(crate) fn as_set_table(value: &Value) -> Option<&SetCell> {
    if let Some(set) = value.downcast::<Set>() {
        return Some(&set.table);
    }
    value.downcast::<FrozenSet>().map(|set| &set.table)
}

/// Hashes an item.
#[inline(always)]
pub(crate) fn hash_item(item: &Value, vm: &mut Vm) -> PyResult<u64> {
    hash_key(item, KeyRole::SetElement, vm)
}

/// Whether an item is in a table.
#[inline(always)]
pub(crate) fn contains_item(table: &SetCell, item: &Value, vm: &mut Vm) -> PyResult<bool> {
    let hash = hash_item(item, vm)?;
    Ok(find_key(table, item, hash, vm)?.is_some())
}

/// Clones of all items, in insertion order.
pub(crate) fn items_of(table: &SetTable, vm: &Vm) -> Vec<Value> {
    vm.gather(table.len(), table.iter().map(|entry| entry.key.clone()))
}

/// Clones of all items of a value that is a set or a frozenset, in insertion order.
pub(crate) fn set_items(value: &Value, vm: &Vm) -> Vec<Value> {
    as_set_table(value).map_or_else(Vec::new, |table| items_of(table.get(vm), vm))
}
