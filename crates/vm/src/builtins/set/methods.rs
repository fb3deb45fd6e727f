//! The named methods of `set` and `frozenset`.

use rpy_macros::methods;

use crate::builtins::dict::table::SetTable;
use crate::builtins::list::List;
use crate::builtins::set::operations;
use crate::builtins::set::slots::with_frozen_key;
use crate::builtins::set::value::{contains_item, items_of};
use crate::builtins::set::{FrozenSet, Set};
use crate::builtins::tuple::Tuple;
use crate::object::heap::Buffer;
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Set {
    /// Makes an exact set with this content.
    pub(super) fn with_table(table: SetTable, vm: &mut Vm) -> Ref<Set> {
        Ref::new(Set::from_table(table), vm)
    }

    fn copy_of(this: &Ref<Set>, vm: &mut Vm) -> Ref<Set> {
        let table = this.table.copy(vm);
        Set::with_table(table, vm)
    }
}

impl FrozenSet {
    /// Makes an exact frozenset with this content.
    pub(super) fn with_table(table: SetTable, vm: &mut Vm) -> Ref<FrozenSet> {
        Ref::new(FrozenSet::from_table(table), vm)
    }

    /// The object itself, as nobody can change it, unless it is of a subclass.
    fn copy_of(this: &Ref<FrozenSet>, vm: &mut Vm) -> Ref<FrozenSet> {
        if this.class().is(&vm.types.frozenset) {
            return this.clone();
        }
        let table = this.table.copy(vm);
        FrozenSet::with_table(table, vm)
    }
}

macro_rules! common_methods {
    ($type:ident) => {
        #[methods]
        impl $type {
            /// Returns a shallow copy.
            #[method(signature = "($self, /)")]
            fn copy(this: &Ref<$type>, vm: &mut Vm) -> Ref<$type> {
                $type::copy_of(this, vm)
            }

            /// Tells whether the set has an item.
            #[method(signature = "($self, object, /)")]
            fn __contains__(this: &Ref<$type>, object: &Value, vm: &mut Vm) -> PyResult<bool> {
                with_frozen_key(object, |item, vm| contains_item(&this.table, item, vm), vm)
            }

            /// Returns a new set with the items of this one and of all others.
            #[method(signature = "($self, /, *others)")]
            fn union(this: &Ref<$type>, others: &[Value], vm: &mut Vm) -> PyResult<Ref<$type>> {
                let table = operations::union(&this.table, others, vm)?;
                Ok($type::with_table(table, vm))
            }

            /// Returns a new set with the items that this one and all others have.
            #[method(signature = "($self, /, *others)")]
            fn intersection(
                this: &Ref<$type>,
                others: &[Value],
                vm: &mut Vm,
            ) -> PyResult<Ref<$type>> {
                let table = operations::intersect_all(&this.table, others, vm)?;
                Ok($type::with_table(table, vm))
            }

            /// Returns a new set with the items of this one that none of the others has.
            #[method(signature = "($self, /, *others)")]
            fn difference(
                this: &Ref<$type>,
                others: &[Value],
                vm: &mut Vm,
            ) -> PyResult<Ref<$type>> {
                let table = operations::difference_all(&this.table, others, vm)?;
                Ok($type::with_table(table, vm))
            }

            /// Returns a new set with the items that either this one or the other has.
            #[method(signature = "($self, other, /)")]
            fn symmetric_difference(
                this: &Ref<$type>,
                other: &Value,
                vm: &mut Vm,
            ) -> PyResult<Ref<$type>> {
                let table = operations::symmetric_difference(&this.table, other, vm)?;
                Ok($type::with_table(table, vm))
            }

            /// Returns whether this set and an iterable have nothing in common.
            #[method(signature = "($self, other, /)")]
            fn isdisjoint(this: &Ref<$type>, other: &Value, vm: &mut Vm) -> PyResult<bool> {
                operations::is_disjoint(&this.table, other, vm)
            }

            /// Returns whether an iterable has all items of this set.
            #[method(signature = "($self, other, /)")]
            fn issubset(this: &Ref<$type>, other: &Value, vm: &mut Vm) -> PyResult<bool> {
                operations::is_subset_of(&this.table, other, vm)
            }

            /// Returns whether this set has all items of an iterable.
            #[method(signature = "($self, other, /)")]
            fn issuperset(this: &Ref<$type>, other: &Value, vm: &mut Vm) -> PyResult<bool> {
                operations::is_superset_of(&this.table, other, vm)
            }

            /// Returns what copy and pickle make the object again from.
            #[method(signature = "($self, /)")]
            fn __reduce__(this: &Ref<$type>, vm: &mut Vm) -> PyResult {
                let items = items_of(this.table.get(vm), vm);
                reduce(this.as_value(), items, vm)
            }

            /// Returns the size of the set in memory, in bytes.
            #[method(signature = "($self, /)")]
            fn __sizeof__(this: &Ref<$type>, vm: &mut Vm) -> usize {
                size_of::<Object<$type>>() + this.table.get(vm).buffer_bytes()
            }
        }
    };
}

common_methods!(Set);
common_methods!(FrozenSet);

/// Class, arguments and attributes, from which a set can be made again.
fn reduce(this: &Value, items: Vec<Value>, vm: &mut Vm) -> PyResult {
    let class = this.class(vm).to_value();
    let items = List::new(items, vm).into_value();
    let args = Tuple::from_array([items], vm).into_value();
    let name = vm.names.__getstate__.clone();
    let state = this.call_method(&name, &[], vm)?;
    Ok(Tuple::from_array([class, args, state], vm).into_value())
}

#[methods(MUTATORS)]
impl Set {
    /// Adds an item, if it is not yet present.
    #[method(signature = "($self, object, /)", name = "add")]
    fn add_method(this: &Ref<Set>, object: Value, vm: &mut Vm) -> PyResult<()> {
        this.add(object, vm)?;
        Ok(())
    }

    /// Removes all items.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<Set>, vm: &mut Vm) {
        this.clear_items(vm);
    }

    /// Removes an item, if it is present.
    #[method(signature = "($self, object, /)", name = "discard")]
    fn discard_method(this: &Ref<Set>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        with_frozen_key(object, |object, vm| this.discard(object, vm), vm)?;
        Ok(())
    }

    /// Removes an item; raises KeyError if it is not present.
    #[method(signature = "($self, object, /)")]
    fn remove(this: &Ref<Set>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        if with_frozen_key(object, |object, vm| this.discard(object, vm), vm)? {
            return Ok(());
        }
        Err(vm.key_error(object.clone()))
    }

    /// Removes any item and returns it; raises KeyError if there is none.
    #[method(signature = "($self, /)")]
    fn pop(this: &Ref<Set>, vm: &mut Vm) -> PyResult<Value> {
        match this.pop_first(vm) {
            Some(item) => Ok(item),
            None => {
                let message = vm.new_str("pop from an empty set");
                Err(vm.key_error(message))
            }
        }
    }

    /// Adds the items of all others.
    #[method(signature = "($self, /, *others)")]
    fn update(this: &Ref<Set>, others: &[Value], vm: &mut Vm) -> PyResult<()> {
        for other in others {
            this.update_from(other, vm)?;
        }
        Ok(())
    }

    /// Keeps the items that all others have.
    #[method(signature = "($self, /, *others)")]
    fn intersection_update(this: &Ref<Set>, others: &[Value], vm: &mut Vm) -> PyResult<()> {
        let table = operations::intersect_all(&this.table, others, vm)?;
        this.replace_table(table, vm);
        Ok(())
    }

    /// Removes the items of all others.
    #[method(signature = "($self, /, *others)")]
    fn difference_update(this: &Ref<Set>, others: &[Value], vm: &mut Vm) -> PyResult<()> {
        for other in others {
            this.subtract_from(other, vm)?;
        }
        Ok(())
    }

    /// Keeps the items that either this set or the other has.
    #[method(signature = "($self, other, /)")]
    fn symmetric_difference_update(this: &Ref<Set>, other: &Value, vm: &mut Vm) -> PyResult<()> {
        this.toggle_all(other, vm)
    }
}
