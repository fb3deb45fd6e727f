//! What a `frozenset` holds.

use std::cell::Cell;

use crate::builtins::dict::table::SetTable;
use crate::builtins::set::operations::{add_all, build, collect_set};
use crate::builtins::set::value::{SetCell, contains_item, items_of};
use crate::builtins::type_::Type;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A frozenset: its table is not changed once the object is visible.
#[repr(C)]
pub struct FrozenSet {
    pub(crate) table: SetCell,
    /// -1 until computed.
    hash: Cell<i64>,
}

impl Payload for FrozenSet {
    const NAME: &'static str = "frozenset";

    const OWNS_BUFFERS: bool = true;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the table.
        let table = unsafe { &*self.table.as_ptr() };
        table.iter().for_each(|entry| visit(&entry.key));
    }

    fn buffer_bytes(&self) -> usize {
        self.table.buffer_bytes()
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.frozenset
    }
}

impl FrozenSet {
    /// The payload of a frozenset with this content.
    pub(crate) const fn from_table(table: SetTable) -> FrozenSet {
        FrozenSet {
            table: SetCell::new(table),
            hash: Cell::new(-1),
        }
    }

    /// Makes a frozenset of the items, for constants.
    ///
    /// Raises what their `__hash__` and `__eq__` raise.
    pub fn from_items(items: Vec<Value>, vm: &mut Vm) -> PyResult<Ref<FrozenSet>> {
        let fill = |set: &SetCell, vm: &mut Vm| {
            set.reserve(items.len(), vm);
            add_all(set, items, vm)
        };
        let table = build(SetTable::default(), fill, vm)?;
        Ok(Ref::new(FrozenSet::from_table(table), vm))
    }

    /// Makes a frozenset of the items of an iterable; gives back an exact frozenset.
    pub fn from_iterable(iterable: &Value, vm: &mut Vm) -> PyResult<Ref<FrozenSet>> {
        if let Some(set) = iterable.downcast::<FrozenSet>()
            && set.class().is(&vm.types.frozenset)
        {
            return Ok(set.clone());
        }
        let table = collect_set(iterable, vm)?;
        Ok(Ref::new(FrozenSet::from_table(table), vm))
    }

    /// Number of items.
    #[inline(always)]
    pub fn length(&self, vm: &Vm) -> usize {
        self.table.get(vm).len()
    }

    /// Whether an item is present.
    ///
    /// Raises what `__hash__` and `__eq__` raise.
    #[inline]
    pub fn contains(&self, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        contains_item(&self.table, item, vm)
    }

    /// Clones of all items, in insertion order.
    pub fn items_vec(&self, vm: &Vm) -> Vec<Value> {
        items_of(self.table.get(vm), vm)
    }

    /// The hash: of the set of the items' hashes, whatever their order.
    pub fn hash(&self, vm: &Vm) -> i64 {
        if self.hash.get() == -1 {
            let hash = hash_of(self.table.get(vm));
            self.hash.set(hash);
        }
        self.hash.get()
    }

    /// The hash, if it has been computed.
    pub(crate) fn known_hash(&self) -> Option<i64> {
        Some(self.hash.get()).filter(|&hash| hash != -1)
    }
}

/// Hash of a set, the one that CPython and `collections.abc.Set._hash` compute. Never -1.
///
/// The hashes of the items are scattered first, so that neighbouring ints do not cancel out, and then
/// joined by exclusive or, which knows no order.
fn hash_of(table: &SetTable) -> i64 {
    let scatter = |hash: u64| (hash ^ 89_869_747 ^ (hash << 16)).wrapping_mul(3_644_798_167);
    let joined = table.iter().fold(0, |all, entry| all ^ scatter(entry.hash));
    let hash = joined ^ (table.len() as u64 + 1).wrapping_mul(1_927_868_237);
    let hash = hash ^ (hash >> 11) ^ (hash >> 25);
    match hash.wrapping_mul(69_069).wrapping_add(907_133_923) as i64 {
        -1 => 590_923_713,
        hash => hash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_depends_on_the_items_alone() {
        let mut vm = crate::interpreter::TestVm::new();
        let mut of = |items: &[i32]| {
            let items = items.iter().map(|&item| Value::from_i32(item)).collect();
            let set = FrozenSet::from_items(items, &mut vm).expect("ints have a hash");
            set.hash(&vm)
        };
        assert_eq!(of(&[1, 2, 3]), of(&[3, 2, 1, 1]));
        assert_ne!(of(&[1, 2, 3]), of(&[1, 2, 4]));
        assert_ne!(of(&[]), of(&[0]));
        let known = [of(&[]), of(&[1]), of(&[1, 2, 3])];
        let expected = [133146708735736, -558064481276695278, -272375401224217160];
        assert_eq!(known, expected, "CPython's");
        let mut all: Vec<i64> = (0..1024)
            .map(|bits: i32| {
                let items: Vec<i32> = (0..10).filter(|bit| bits >> bit & 1 == 1).collect();
                of(&items) & 0xffff
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        assert!(
            all.len() > 900,
            "few collisions in the low 16 bits: {}",
            all.len()
        );
    }
}
