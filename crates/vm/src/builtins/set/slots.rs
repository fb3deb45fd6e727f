//! The protocols of `set` and `frozenset`.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::dict::table::SetTable;
use crate::builtins::set::operations;
use crate::builtins::set::value::{SetCell, contains_item, items_of};
use crate::builtins::set::{FrozenSet, Set, SetIterator, as_set_table};
use crate::builtins::str::StrBuilder;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A mutable collection without duplicates; of the items of an iterable, if one is given.
#[native_class(
    name = "set",
    registry = set,
    flags(base, match_self, weakref),
    generic,
    methods(Set::MEMBERS, Set::MUTATORS),
    slots(
        repr = repr,
        compare = compare,
        iter = iter,
        length = length,
        contains = contains,
        subtract = subtract,
        and = and,
        or = or,
        xor = xor,
    )
)]
impl Set {
    #[new]
    fn new_slot(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Set> {
        Ref::with_class(Set::from_table(SetTable::default()), class, vm)
    }

    #[init(signature = "(iterable=(), /)")]
    fn init(this: &Ref<Set>, iterable: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        this.clear_items(vm);
        match iterable {
            Some(iterable) => this.update_from(iterable, vm),
            None => Ok(()),
        }
    }

    #[slot]
    fn inplace_subtract(this: &Ref<Set>, other: &Value, vm: &mut Vm) -> PyResult {
        inplace(this, other, operations::subtract_from, vm)
    }

    #[slot]
    fn inplace_and(this: &Ref<Set>, other: &Value, vm: &mut Vm) -> PyResult {
        inplace(this, other, operations::intersect_in_place, vm)
    }

    #[slot]
    fn inplace_or(this: &Ref<Set>, other: &Value, vm: &mut Vm) -> PyResult {
        inplace(this, other, operations::update, vm)
    }

    #[slot]
    fn inplace_xor(this: &Ref<Set>, other: &Value, vm: &mut Vm) -> PyResult {
        inplace(this, other, operations::toggle_all, vm)
    }
}

/// An immutable collection without duplicates; of the items of an iterable, if one is given.
#[native_class(
    name = "frozenset",
    registry = frozenset,
    flags(base, match_self, weakref),
    generic,
    methods(FrozenSet::MEMBERS),
    slots(
        repr = repr,
        compare = compare,
        iter = iter,
        length = length,
        contains = contains,
        subtract = subtract,
        and = and,
        or = or,
        xor = xor,
    )
)]
impl FrozenSet {
    #[new(signature = "(iterable=(), /)")]
    fn new(class: &Ref<Type>, iterable: Option<&Value>, vm: &mut Vm) -> PyResult<Ref<FrozenSet>> {
        let table = match iterable {
            None => SetTable::default(),
            Some(iterable) if class.is(&vm.types.frozenset) => {
                return FrozenSet::from_iterable(iterable, vm);
            }
            Some(iterable) => operations::collect_set(iterable, vm)?,
        };
        Ok(Ref::with_class(FrozenSet::from_table(table), class, vm))
    }

    #[slot(hash)]
    fn hash_slot(this: &Ref<FrozenSet>, vm: &mut Vm) -> i64 {
        this.hash(vm)
    }
}

/// The table of the set that a slot was called with.
#[inline(always)]
fn table_of(value: &Value) -> &SetCell {
    as_set_table(value).expect("the slots of a set are called with one")
}

fn length(this: &Value, vm: &mut Vm) -> PyResult<usize> {
    Ok(table_of(this).get(vm).len())
}

fn iter(this: &Value, vm: &mut Vm) -> PyResult {
    Ok(SetIterator::new(this.clone(), vm).into_value())
}

fn contains(this: &Value, item: &Value, vm: &mut Vm) -> PyResult<bool> {
    let table = table_of(this);
    with_frozen_key(item, |item, vm| contains_item(table, item, vm), vm)
}

/// Looks an item up; a set, which has no hash, stands for the frozenset of its items.
#[inline]
pub(super) fn with_frozen_key<T>(
    item: &Value,
    look_up: impl Fn(&Value, &mut Vm) -> PyResult<T>,
    vm: &mut Vm,
) -> PyResult<T> {
    match look_up(item, vm) {
        Err(raised)
            if item.has_payload::<Set>()
                && raised.is_instance(&vm.types.exceptions.type_error, vm) =>
        {
            let frozen = FrozenSet::from_iterable(item, vm)?;
            look_up(frozen.as_value(), vm)
        }
        result => result,
    }
}

/// An exact set or frozenset, as the left operand is.
fn make_like(left: &Value, table: SetTable, vm: &mut Vm) -> Value {
    if left.has_payload::<Set>() {
        Set::with_table(table, vm).into_value()
    } else {
        FrozenSet::with_table(table, vm).into_value()
    }
}

macro_rules! binary_slots {
    ($($name:ident = $operation:path;)*) => { $(
        fn $name(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
            let (Some(table), Some(_)) = (as_set_table(left), as_set_table(right)) else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            let result = $operation(table, right, vm)?;
            Ok(make_like(left, result, vm))
        }
    )* };
}

binary_slots! {
    subtract = operations::difference;
    and = operations::intersect;
    or = operations::union_of_two;
    xor = operations::symmetric_difference;
}

/// Changes a set, if the other operand is one, too.
fn inplace(
    this: &Ref<Set>,
    other: &Value,
    operation: fn(&SetCell, &Value, &mut Vm) -> PyResult<()>,
    vm: &mut Vm,
) -> PyResult {
    if as_set_table(other).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    operation(&this.table, other, vm)?;
    Ok(this.to_value())
}

fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
    let (Some(left), Some(right)) = (as_set_table(this), as_set_table(other)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (own, theirs) = (left.get(vm).len(), right.get(vm).len());
    let is_equal = |vm: &mut Vm| {
        Ok(own == theirs && !hashes_differ(this, other) && operations::is_subset(left, right, vm)?)
    };
    let result = match op {
        CompareOperator::Equal => is_equal(vm)?,
        CompareOperator::NotEqual => !is_equal(vm)?,
        CompareOperator::Less => own < theirs && operations::is_subset(left, right, vm)?,
        CompareOperator::LessEqual => operations::is_subset(left, right, vm)?,
        CompareOperator::Greater => own > theirs && operations::is_subset(right, left, vm)?,
        CompareOperator::GreaterEqual => operations::is_subset(right, left, vm)?,
    };
    Ok(Value::bool(result))
}

/// Whether both are frozensets whose hashes are known and tell them apart.
fn hashes_differ(left: &Value, right: &Value) -> bool {
    let known = |value: &Value| value.downcast::<FrozenSet>()?.known_hash();
    match (known(left), known(right)) {
        (Some(left), Some(right)) => left != right,
        _ => false,
    }
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let class = this.type_name(vm);
    let items = items_of(table_of(this).get(vm), vm);
    if items.is_empty() {
        return Ok(vm.new_str(&format!("{class}()")));
    }
    if !vm.repr_enter(this) {
        return Ok(vm.new_str(&format!("{class}(...)")));
    }
    // Only an exact set is written as a display.
    let is_exact = this.class(vm).is(&vm.types.set);
    let mut text = StrBuilder::new();
    if !is_exact {
        text.push_str(&class);
        text.push_str("(");
    }
    text.push_str("{");
    let result = items.iter().enumerate().try_for_each(|(index, item)| {
        if index != 0 {
            text.push_str(", ");
        }
        text.push_text(&*item.repr(vm)?);
        Ok(())
    });
    vm.repr_leave(this);
    result?;
    text.push_str(if is_exact { "}" } else { "})" });
    Ok(text.finish(vm).into_value())
}
