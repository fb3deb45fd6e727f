//! The protocols of `set` and `frozenset`.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::builtins::dict::table::SetTable;
use crate::builtins::set::operations;
use crate::builtins::set::value::{SetCell, contains_item, items_of};
use crate::builtins::set::{FrozenSet, Set, SetIterator, as_set_table};
use crate::builtins::str::StrBuilder;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What both types have in common.
const COMMON_SLOTS: Slots = Slots {
    repr: Some(repr),
    compare: Some(compare),
    iter: Some(iter),
    length: Some(length),
    contains: Some(contains),
    ..Slots::EMPTY
}
.with_binary(BinaryOperator::Subtract, subtract)
.with_binary(BinaryOperator::And, and)
.with_binary(BinaryOperator::Or, or)
.with_binary(BinaryOperator::Xor, xor);

/// The slots of `set`.
pub(super) const SET_SLOTS: Slots = Slots {
    new: Some(new),
    init: Some(init),
    ..COMMON_SLOTS
}
.with_inplace(BinaryOperator::Subtract, inplace_subtract)
.with_inplace(BinaryOperator::And, inplace_and)
.with_inplace(BinaryOperator::Or, inplace_or)
.with_inplace(BinaryOperator::Xor, inplace_xor);

/// The slots of `frozenset`.
pub(super) const FROZEN_SLOTS: Slots = Slots {
    new: Some(new_frozen),
    hash: Some(hash),
    ..COMMON_SLOTS
};

/// The table of the set that a slot was called with.
#[inline(always)]
fn table_of(value: &Value) -> &SetCell {
    as_set_table(value).expect("the slots of a set are called with one")
}

fn set_of(value: &Value) -> &Ref<Set> {
    value
        .downcast()
        .expect("the slots of a set are called with one")
}

fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
    let payload = Set::from_table(SetTable::default());
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let this = set_of(this);
    if args.has_keywords() {
        return Err(vm.type_error("set() takes no keyword arguments"));
    }
    let iterable = optional_iterable("set", args, vm)?;
    this.clear_items(vm);
    match iterable {
        Some(iterable) => this.update_from(iterable, vm),
        None => Ok(()),
    }
}

fn new_frozen(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let is_exact = class.is(&vm.types.frozenset);
    // A subclass may have an `__init__` that takes keywords.
    if is_exact && args.has_keywords() {
        return Err(vm.type_error("frozenset() takes no keyword arguments"));
    }
    let iterable = optional_iterable("frozenset", args, vm)?;
    let table = match iterable {
        None => SetTable::default(),
        Some(iterable) if is_exact => {
            return Ok(FrozenSet::from_iterable(iterable, vm)?.into_value());
        }
        Some(iterable) => operations::collect_set(iterable, vm)?,
    };
    Ok(Ref::with_class(FrozenSet::from_table(table), class, vm).into_value())
}

/// The one argument that `set()` and `frozenset()` may have.
fn optional_iterable<'a>(name: &str, args: Args<'a>, vm: &mut Vm) -> PyResult<Option<&'a Value>> {
    match args.positional() {
        [] => Ok(None),
        [iterable] => Ok(Some(iterable)),
        many => {
            let count = many.len();
            Err(vm.type_error(format!("{name} expected at most 1 argument, got {count}")))
        }
    }
}

fn hash(this: &Value, vm: &mut Vm) -> PyResult<i64> {
    let set = this.downcast::<FrozenSet>();
    let set = set.expect("the slots of a frozenset are called with one");
    Ok(set.hash(vm))
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

fn inplace_subtract(this: &Value, other: &Value, vm: &mut Vm) -> PyResult {
    inplace(this, other, operations::subtract_from, vm)
}

fn inplace_and(this: &Value, other: &Value, vm: &mut Vm) -> PyResult {
    inplace(this, other, operations::intersect_in_place, vm)
}

fn inplace_or(this: &Value, other: &Value, vm: &mut Vm) -> PyResult {
    inplace(this, other, operations::update, vm)
}

fn inplace_xor(this: &Value, other: &Value, vm: &mut Vm) -> PyResult {
    inplace(this, other, operations::toggle_all, vm)
}

/// Changes a set, if the other operand is one, too.
fn inplace(
    this: &Value,
    other: &Value,
    operation: fn(&SetCell, &Value, &mut Vm) -> PyResult<()>,
    vm: &mut Vm,
) -> PyResult {
    if as_set_table(other).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    operation(&set_of(this).table, other, vm)?;
    Ok(this.clone())
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
    let items = items_of(table_of(this).get(vm));
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
