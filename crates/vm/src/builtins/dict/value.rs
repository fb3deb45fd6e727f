//! What a `dict` holds, and access by `str` keys, which never runs Python code.

use std::cell::Cell;

use crate::builtins::dict::table::DictTable;
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// A dict.
#[repr(C)]
pub struct Dict {
    /// Changes whenever a key is added or removed, so that caches can hold positions of entries.
    /// Zero when no cache relies on it.
    version: Cell<u32>,
    table: HeapCell<DictTable>,
}

impl Payload for Dict {
    const NAME: &'static str = "dict";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the table.
        let table = unsafe { &*self.table.as_ptr() };
        for entry in table.iter() {
            visit(&entry.key);
            visit(&entry.value);
        }
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        self.version.set(0);
        // SAFETY: as in `traverse`.
        let table = std::mem::take(unsafe { &mut *self.table.as_ptr() });
        for entry in table.iter() {
            garbage.push(entry.key.clone());
            garbage.push(entry.value.clone());
        }
    }

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.dict
    }
}

impl Dict {
    /// The payload of an empty dict.
    pub(crate) fn empty() -> Dict {
        Dict {
            version: Cell::new(0),
            table: HeapCell::new(DictTable::default()),
        }
    }

    /// Makes an empty dict.
    pub fn new(vm: &mut Vm) -> Ref<Dict> {
        let class = &vm.types.dict;
        heap::new_object(vm.heap(), class, class.root_shape(), Dict::empty(), 0)
    }

    /// Number of items.
    #[inline(always)]
    pub fn length(&self, vm: &Vm) -> usize {
        self.table.get(vm).len()
    }

    /// The table.
    #[inline(always)]
    pub(crate) fn table<'a>(&'a self, vm: &'a Vm) -> &'a DictTable {
        self.table.get(vm)
    }

    /// The table, to be changed. Whoever adds or removes a key calls [`Dict::touch`].
    #[inline(always)]
    pub(crate) fn table_mut<'a>(&'a self, vm: &'a mut Vm) -> &'a mut DictTable {
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

    /// The version, zero if no cache relies on it.
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

    /// The value of a key, compared with `str` keys only.
    pub fn get_str<'a>(&'a self, key: &Ref<Str>, vm: &'a Vm) -> Option<&'a Value> {
        let hash = key.hash(vm);
        let table = self.table.get(vm);
        Some(table.value_at(table.find_str(key, hash)?))
    }

    /// Sets the value of a `str` key.
    pub fn set_str(&self, key: &Ref<Str>, value: Value, vm: &mut Vm) {
        let hash = key.hash(vm);
        let table = self.table.get_mut(vm);
        let old = match table.find_str(key, hash) {
            Some(position) => Some(table.replace_value(position, value)),
            None => {
                table.insert_new(hash, key.to_value(), value);
                self.version.set(0);
                None
            }
        };
        drop(old);
    }

    /// Removes a `str` key and returns its value, or `None` if it is not there.
    pub fn remove_str(&self, key: &Ref<Str>, vm: &mut Vm) -> Option<Value> {
        let hash = key.hash(vm);
        let table = self.table.get_mut(vm);
        let position = table.find_str(key, hash)?;
        self.version.set(0);
        let (_, value) = table.remove(position);
        Some(value)
    }
}
