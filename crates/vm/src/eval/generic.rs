//! Fast paths of instructions that have no form for their operands: subscripts and members of dicts
//! and sets, and operators at sites that meet operands of many kinds.

use rpy_bytecode::operator::BINARY_OPERATOR_MASK;
use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::builtins::dict::Dict;
use crate::builtins::dict::table::Entry;
use crate::builtins::list::List;
use crate::builtins::set::{FrozenSet, Set};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::TypeFlags;
use crate::eval::comparisons::{EXHAUSTED, compare_float, compare_int, compare_str, conclude};
use crate::eval::cursor::Cursor;
use crate::eval::operation::{
    Outcome, Regs, header, is_object, keep_branch, next_releasing, release, retain,
};
use crate::eval::operators::{
    MAX_FAILURES, Operands, deliver, float_int_op, is_float, is_small_int, number, other_int_op,
};
use crate::eval::probing::{Found, find, hash_of};
use crate::eval::slices::subscript_slice;
use crate::object::reference::Object;
use crate::object::shape::ShapeId;
use crate::object::value::{NONE, Value};
use crate::vm::Vm;

/// Operands of a form that serves all operators on ints.
struct AnyOperator<O>(std::marker::PhantomData<O>);

impl<O: Operands> Operands for AnyOperator<O> {
    const POPS: usize = O::POPS;
    const LEFT_OWNED: bool = O::LEFT_OWNED;
    const RIGHT_OWNED: bool = O::RIGHT_OWNED;
    const RIGHT_IS_INT: bool = O::RIGHT_IS_INT;
    const MIXED: bool = true;

    #[inline(always)]
    unsafe fn read(regs: &Regs) -> (u64, u64) {
        // SAFETY: as promised by the caller.
        unsafe { O::read(regs) }
    }

    fn take(cursor: &mut Cursor) -> (Value, Value) {
        O::take(cursor)
    }
}

/// Whether giving up this reference would free an object, which a fast path leaves to the slow one.
///
/// # Safety
///
/// The word is live.
#[inline(always)]
pub(super) unsafe fn is_last(word: u64) -> bool {
    // SAFETY: as promised by the caller.
    unsafe { is_object(word) && (*header(word)).refcount() == 1 }
}

/// The entry of a key in a dict, or in an instance of a subclass that has the flag, if there is one, and that
/// is plain to see.
///
/// # Safety
///
/// As for `Operation::fast`; the words are live. The flag is one that only subclasses of `dict` have.
#[inline(always)]
pub(super) unsafe fn dict_entry(
    container: u64,
    key: u64,
    flag: TypeFlags,
    vm: *mut Vm,
) -> Option<*mut Entry<Value>> {
    // SAFETY: an object with the shape of `dict` is one, and the flag says the same.
    unsafe {
        if !is_object(container)
            || (*header(container)).shape() != ShapeId::DICT
                && !(*header(container)).class().flags().contains(flag)
        {
            return None;
        }
        let table = (*header(container).cast::<Object<Dict>>())
            .payload
            .table_ptr();
        match find(table, key, hash_of(key, vm)?) {
            Found::At(entry) => Some(entry),
            Found::Absent | Found::Unsure => None,
        }
    }
}

/// `BINARY_OP` without a form: subscripts of dicts, and numbers where forms have failed.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn binary<O: Operands>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let c = regs.c();
        let (left, right) = O::read(&regs);
        if c & BINARY_OPERATOR_MASK == BinaryOperator::Subscript as u8 {
            if O::RIGHT_OWNED && is_last(right) {
                return Outcome::Slow;
            }
            let word = match dict_entry(left, right, TypeFlags::DICT_READS, vm) {
                Some(entry) => {
                    let word = (*entry).value.bits();
                    retain(word);
                    word
                }
                None => match subscript_slice(left, right, vm) {
                    Some(word) => word,
                    None => return Outcome::Slow,
                },
            };
            if O::RIGHT_OWNED {
                release(right);
            }
            regs.sp = regs.sp.sub(O::POPS);
            if O::LEFT_OWNED {
                regs.push(word);
                return next_releasing(regs.advance(1), left);
            }
            return deliver(regs.advance(1), word);
        }
        if c >> 5 < MAX_FAILURES {
            return Outcome::Slow;
        }
        if is_small_int(left) && is_small_int(right) {
            return other_int_op::<AnyOperator<O>>(regs);
        }
        match (number(left), number(right)) {
            (Some(a), Some(b)) => float_int_op::<O>(regs, a, b),
            _ => Outcome::Slow,
        }
    }
}

/// Largest magnitude up to which every int is a float.
const EXACT: i64 = 1 << 53;

/// A number that a float has exactly.
#[inline(always)]
fn exact(word: u64) -> Option<f64> {
    if is_small_int(word) && (word as i64 >> 2).abs() > EXACT {
        return None;
    }
    number(word)
}

/// Whether `None` is not equal to a value, whatever the class of that is: it has no say.
///
/// # Safety
///
/// The word is live.
#[inline(always)]
unsafe fn has_no_say(word: u64) -> bool {
    // SAFETY: as promised by the caller.
    unsafe {
        !is_object(word)
            || matches!(
                (*header(word)).shape(),
                ShapeId::STR | ShapeId::LIST | ShapeId::TUPLE | ShapeId::DICT | ShapeId::BYTES
            )
    }
}

/// `COMPARE_OP` without a form: `None` beside other values, and all kinds where forms have failed.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn compare<O: Operands>(mut regs: Regs) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (left, right) = O::read(&regs);
        let c = regs.c();
        if left == NONE || right == NONE {
            let (other, owned) = match left == NONE {
                true => (right, O::RIGHT_OWNED),
                false => (left, O::LEFT_OWNED),
            };
            let operator = c & 15;
            let equality = operator == CompareOperator::Equal as u8
                || operator == CompareOperator::NotEqual as u8;
            if !equality || !has_no_say(other) {
                return Outcome::Slow;
            }
            let truth = (left == right) == (operator == CompareOperator::Equal as u8);
            regs.sp = regs.sp.sub(O::POPS);
            let next = conclude(regs.advance(1), truth);
            return match owned {
                true => next_releasing(next, other),
                false => Outcome::Next(next),
            };
        }
        if c >> 4 < EXHAUSTED {
            return Outcome::Slow;
        }
        if is_small_int(left) && is_small_int(right) {
            return compare_int::<O>(regs);
        }
        if is_float(left) && is_float(right) {
            return compare_float::<O>(regs);
        }
        if let (Some(a), Some(b)) = (exact(left), exact(right)) {
            let truth = crate::eval::comparisons::holds(c, a, b);
            regs.sp = regs.sp.sub(O::POPS);
            return Outcome::Next(conclude(regs.advance(1), truth));
        }
        match c & 15 {
            operator
                if operator == CompareOperator::Equal as u8
                    || operator == CompareOperator::NotEqual as u8 =>
            {
                compare_str::<O>(regs)
            }
            _ => Outcome::Slow,
        }
    }
}

/// The items of the longest tuple or list that is searched here.
const FEW: usize = 16;

/// Whether a container has an item, if that is plain to see.
///
/// # Safety
///
/// As for `Operation::fast`; the words are live.
#[inline(always)]
pub(super) unsafe fn contains(container: u64, item: u64, vm: *mut Vm) -> Option<bool> {
    // SAFETY: objects with the shapes of these classes are their instances.
    unsafe {
        if !is_object(container) {
            return None;
        }
        let object = header(container);
        let table = match (*object).shape() {
            ShapeId::DICT => {
                let table = (*object.cast::<Object<Dict>>()).payload.table_ptr();
                return is_found(&find(table, item, hash_of(item, vm)?));
            }
            ShapeId::SET => (*object.cast::<Object<Set>>()).payload.table.as_ptr(),
            ShapeId::FROZENSET => (*object.cast::<Object<FrozenSet>>()).payload.table.as_ptr(),
            ShapeId::TUPLE => {
                let tuple = object.cast::<Object<Tuple>>();
                let length = (*tuple).payload.length();
                return among(tuple.add(1).cast(), length, item);
            }
            ShapeId::LIST => {
                let items = &*(*object.cast::<Object<List>>()).payload.items_ptr();
                return among(items.as_ptr().cast(), items.len(), item);
            }
            _ if (*object).class().flags().contains(TypeFlags::DICT_READS) => {
                let table = (*object.cast::<Object<Dict>>()).payload.table_ptr();
                return is_found(&find(table, item, hash_of(item, vm)?));
            }
            _ => return None,
        };
        is_found(&find(table, item, hash_of(item, vm)?))
    }
}

#[inline(always)]
const fn is_found<V>(found: &Found<V>) -> Option<bool> {
    match found {
        Found::At(_) => Some(true),
        Found::Absent => Some(false),
        Found::Unsure => None,
    }
}

/// Whether an item is among a few, if that is plain to see.
///
/// # Safety
///
/// There are so many live words.
#[inline(always)]
unsafe fn among(items: *const u64, length: usize, item: u64) -> Option<bool> {
    if length > FEW {
        return None;
    }
    // SAFETY: as promised by the caller; an object with the shape of `str` is one.
    unsafe {
        let is_str = |word: u64| is_object(word) && (*header(word)).shape() == ShapeId::STR;
        let plain = |word: u64| is_small_int(word) || word == NONE;
        if !plain(item) && !is_str(item) {
            return None;
        }
        let mut index = 0;
        while index < length {
            keep_branch();
            let known = *items.add(index);
            index += 1;
            if known == item {
                return Some(true);
            }
            if plain(known) && (plain(item) || is_str(item)) {
                continue;
            }
            if !is_str(known) {
                return None;
            }
            if is_str(item) {
                let known = (*header(known).cast::<Object<Str>>()).payload.as_bytes();
                let item = (*header(item).cast::<Object<Str>>()).payload.as_bytes();
                if known.len() == item.len() && crate::eval::comparisons::equal_bytes(known, item) {
                    return Some(true);
                }
            }
        }
        Some(false)
    }
}

/// `CONTAINS_OP`.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn contains_op(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (item, container) = (regs.peek(2), regs.peek(1));
        let Some(found) = contains(container, item, vm) else {
            return Outcome::Slow;
        };
        if is_last(item) {
            return Outcome::Slow;
        }
        release(item);
        let truth = found != (regs.n() != 0);
        regs.sp = regs.sp.sub(2);
        next_releasing(conclude(regs.advance(1), truth), container)
    }
}
