//! `for` loops.

use std::ptr::NonNull;

use rpy_bytecode::Opcode;

use crate::builtins::bytes::ByteIterator;
use crate::builtins::dict::DictIterator;
use crate::builtins::generator::Generator;
use crate::builtins::list::{List, ListIterator};
use crate::builtins::range::{Range, RangeIterator};
use crate::builtins::set::SetIterator;
use crate::builtins::str::StrIterator;
use crate::builtins::tuple::{Tuple, TupleIterator};
use crate::eval::cursor::Cursor;
use crate::eval::generators;
use crate::eval::operation::{Outcome, Regs, header, is_object, next_releasing, operation, retain};
use crate::eval::operators::{deliver, int_word};
use crate::eval::pairs;
use crate::object::fresh::{fill, take_cell};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

operation!(
/// `GET_ITER` (`iterable -- iterator`)
GetIter,
fast |regs, vm| {
    let iterable = regs.peek(1);
    if !is_object(iterable) {
        return Outcome::Slow;
    }
    let top = regs.sp.sub(1);
    match (*header(iterable)).shape() {
        ShapeId::GENERATOR => Outcome::Next(regs.advance(1)),
        ShapeId::LIST => {
            let Some(cell) = take_cell::<ListIterator>(vm, 0) else { return Outcome::Slow };
            let list = Ref::from_raw(NonNull::new_unchecked(header(iterable).cast()));
            *top = fill(cell, &(*vm).types.list_iterator, ListIterator::at_start(list));
            Outcome::Next(regs.advance(1))
        }
        ShapeId::TUPLE => {
            let Some(cell) = take_cell::<TupleIterator>(vm, 0) else { return Outcome::Slow };
            let tuple = Ref::from_raw(NonNull::new_unchecked(header(iterable).cast()));
            *top = fill(cell, &(*vm).types.tuple_iterator, TupleIterator::at_start(tuple));
            Outcome::Next(regs.advance(1))
        }
        ShapeId::RANGE => {
            let range = &(*header(iterable).cast::<Object<Range>>()).payload;
            let Some(range) = range.small() else { return Outcome::Slow };
            let Some(cell) = take_cell::<RangeIterator>(vm, 0) else { return Outcome::Slow };
            *top = fill(cell, &(*vm).types.range_iterator, RangeIterator::at_start(range));
            next_releasing(regs.advance(1), iterable)
        }
        _ => Outcome::Slow,
    }
},
slow |cursor, vm| {
    let iterable = cursor.pop();
    let iterator = iterable.iter(vm)?;
    cursor.push(iterator);
    Ok(())
});

/// What an iterator's fast path says.
enum Step {
    /// The next item, as a word that owns its reference.
    Item(u64),
    /// The parts of the next item, for an instruction that unpacks it.
    Pair(u64, u64),
    End,
    /// Something for the slow path.
    Other,
}

trait FastIterator {
    /// # Safety
    ///
    /// `iterator` is a live word, `user` the instruction that gets the item; nobody else uses the VM.
    unsafe fn step(iterator: u64, user: *const u32, vm: *mut Vm) -> Step;
}

/// Iterators without a form of their own: of dicts, by keys or values, of sets, strs and bytes.
struct OtherStep;
impl FastIterator for OtherStep {
    #[inline(always)]
    unsafe fn step(iterator: u64, user: *const u32, vm: *mut Vm) -> Step {
        if !is_object(iterator) {
            return Step::Other;
        }
        // SAFETY: an object with such a shape has such a payload; the caller lends the VM.
        let item = unsafe {
            if pairs::unpacks_pair(*user)
                && let Some((first, second)) = pairs::next_pair(iterator, vm)
            {
                return Step::Pair(first, second);
            }
            let vm = &*vm;
            match (*header(iterator)).shape() {
                ShapeId::DICT_KEY_ITERATOR | ShapeId::DICT_VALUE_ITERATOR => {
                    let iterator = header(iterator).cast::<Object<DictIterator>>();
                    (*iterator).payload.next_plain(vm)
                }
                ShapeId::SET_ITERATOR => {
                    let iterator = header(iterator).cast::<Object<SetIterator>>();
                    (*iterator).payload.next_plain(vm)
                }
                ShapeId::STR_ITERATOR => {
                    let iterator = header(iterator).cast::<Object<StrIterator>>();
                    (*iterator).payload.next_plain(vm)
                }
                ShapeId::BYTES_ITERATOR => {
                    let iterator = header(iterator).cast::<Object<ByteIterator>>();
                    return match (*iterator).payload.next_plain(vm) {
                        Some(byte) => Step::Item(int_word(usize::from(byte))),
                        None => Step::Other,
                    };
                }
                _ => None,
            }
        };
        match item {
            Some(item) => {
                let word = item.bits();
                // SAFETY: the item is in its table, or a character that lives for ever.
                unsafe { retain(word) };
                Step::Item(word)
            }
            None => Step::Other,
        }
    }
}

struct RangeStep;
impl FastIterator for RangeStep {
    #[inline(always)]
    unsafe fn step(iterator: u64, _user: *const u32, _vm: *mut Vm) -> Step {
        // SAFETY: an object with this shape has this payload.
        unsafe {
            if !is_object(iterator) || (*header(iterator)).shape() != ShapeId::RANGE_ITERATOR {
                return Step::Other;
            }
            let range = &(*header(iterator).cast::<Object<RangeIterator>>()).payload;
            let remaining = range.remaining.get();
            if remaining == 0 {
                return Step::End;
            }
            let next = range.next.get();
            range.remaining.set(remaining - 1);
            range.next.set(next.wrapping_add(range.step));
            // A range iterator of this kind stays within small ints.
            Step::Item((next as u64) << 2 | 1)
        }
    }
}

struct ListStep;
impl FastIterator for ListStep {
    #[inline(always)]
    unsafe fn step(iterator: u64, _user: *const u32, _vm: *mut Vm) -> Step {
        // SAFETY: an object with this shape has this payload; the index is checked.
        unsafe {
            if !is_object(iterator) || (*header(iterator)).shape() != ShapeId::LIST_ITERATOR {
                return Step::Other;
            }
            let object = header(iterator);
            let iterator = &(*object.cast::<Object<ListIterator>>()).payload;
            let Some(list) = &*iterator.list.as_ptr() else {
                return Step::Other;
            };
            let list: &Ref<List> = list;
            let items = &*list.items_ptr();
            let index = iterator.index.get();
            if index >= items.len() {
                // An iterator that lives on lets go of its list.
                return if (*object).refcount() == 1 {
                    Step::End
                } else {
                    Step::Other
                };
            }
            iterator.index.set(index + 1);
            let word = items.as_ptr().add(index).cast::<u64>().read();
            retain(word);
            Step::Item(word)
        }
    }
}

struct TupleStep;
impl FastIterator for TupleStep {
    #[inline(always)]
    unsafe fn step(iterator: u64, _user: *const u32, _vm: *mut Vm) -> Step {
        // SAFETY: an object with this shape has this payload; the index is checked.
        unsafe {
            if !is_object(iterator) || (*header(iterator)).shape() != ShapeId::TUPLE_ITERATOR {
                return Step::Other;
            }
            let iterator = &(*header(iterator).cast::<Object<TupleIterator>>()).payload;
            let tuple: &Ref<Tuple> = &iterator.tuple;
            let index = iterator.index.get();
            if index >= tuple.length() {
                return Step::End;
            }
            iterator.index.set(index + 1);
            let word = tuple.as_slice().as_ptr().add(index).cast::<u64>().read();
            retain(word);
            Step::Item(word)
        }
    }
}

/// Goes on behind the instruction that unpacks a pair.
///
/// # Safety
///
/// As for `Operation::fast`; `body` is at an instruction that unpacks a pair.
#[inline(always)]
unsafe fn deliver_pair(mut body: Regs, first: u64, second: u64) -> Outcome {
    // SAFETY: the stack has room for what the instruction would push.
    unsafe {
        body.push(second);
        body.push(first);
        Outcome::Next(body.advance(1))
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn for_iter<I: FastIterator>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let iterator = regs.peek(1);
        let body = regs.advance(1);
        match I::step(iterator, body.pc, vm) {
            Step::Item(word) => deliver(body, word),
            Step::Pair(first, second) => deliver_pair(body, first, second),
            Step::End => {
                let word = regs.word();
                regs.sp = regs.sp.sub(1);
                next_releasing(regs.advance(1).jump(word), iterator)
            }
            Step::Other => Outcome::Slow,
        }
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn for_iter_back<I: FastIterator>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        if Vm::burn(vm) {
            return Outcome::Slow;
        }
        let iterator = regs.peek(1);
        let body = regs.advance(1).jump(regs.word());
        match I::step(iterator, body.pc, vm) {
            Step::Item(word) => deliver(body, word),
            Step::Pair(first, second) => deliver_pair(body, first, second),
            Step::End => {
                regs.sp = regs.sp.sub(1);
                next_releasing(regs.advance(1), iterator)
            }
            Step::Other => Outcome::Slow,
        }
    }
}

/// The forms for the iterators that have one: range, list, tuple, generator.
type Forms = [Opcode; 4];

const HEAD: Forms = [
    Opcode::ForIterRange,
    Opcode::ForIterList,
    Opcode::ForIterTuple,
    Opcode::ForIterGenerator,
];
const FOOT: Forms = [
    Opcode::ForIterBackRange,
    Opcode::ForIterBackList,
    Opcode::ForIterBackTuple,
    Opcode::ForIterBackGenerator,
];

/// Specializes, and steps the iterator. `None` says that a generator's frame has been entered:
/// it will deliver its item or its end itself.
fn step_slow(
    cursor: &mut Cursor,
    base: Opcode,
    forms: &Forms,
    vm: &mut Vm,
) -> PyResult<Option<Option<Value>>> {
    let shape = cursor
        .peek(1)
        .as_object()
        .map_or(ShapeId::NONE, |header| header.shape());
    let form = match shape {
        ShapeId::RANGE_ITERATOR => forms[0],
        ShapeId::LIST_ITERATOR => forms[1],
        ShapeId::TUPLE_ITERATOR => forms[2],
        ShapeId::GENERATOR => forms[3],
        _ => base,
    };
    cursor.rewrite(form);
    let iterator = cursor.peek(1).clone();
    if shape == ShapeId::GENERATOR {
        let generator = iterator.downcast::<Generator>().expect("the shape says so");
        if generators::enter(generator, None, 0, cursor, vm)? {
            return Ok(None);
        }
        return Ok(Some(None));
    }
    iterator.next(vm).map(Some)
}

fn for_iter_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    match step_slow(cursor, Opcode::ForIter, &HEAD, vm)? {
        Some(Some(item)) => cursor.push(item),
        Some(None) => {
            drop(cursor.pop());
            cursor.jump();
        }
        None => {}
    }
    Ok(())
}

fn for_iter_back_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    match step_slow(cursor, Opcode::ForIterBack, &FOOT, vm)? {
        Some(Some(item)) => {
            cursor.push(item);
            cursor.jump();
        }
        Some(None) => drop(cursor.pop()),
        None => {}
    }
    Ok(())
}

macro_rules! for_operations {
    ($slow:ident $($name:ident = |$regs:ident, $vm:ident| $fast:expr;)*) => {
        $(operation!(
            /// One step of a loop; the common iterators have forms of their own.
            $name, fast |$regs, $vm| $fast, slow |cursor, vm| $slow(cursor, vm));)*
    };
}

for_operations! {
    for_iter_slow
    ForIter = |regs, vm| for_iter::<OtherStep>(regs, vm);
    ForIterRange = |regs, vm| for_iter::<RangeStep>(regs, vm);
    ForIterList = |regs, vm| for_iter::<ListStep>(regs, vm);
    ForIterTuple = |regs, vm| for_iter::<TupleStep>(regs, vm);
}
for_operations! {
    for_iter_back_slow
    ForIterBack = |regs, vm| for_iter_back::<OtherStep>(regs, vm);
    ForIterBackRange = |regs, vm| for_iter_back::<RangeStep>(regs, vm);
    ForIterBackList = |regs, vm| for_iter_back::<ListStep>(regs, vm);
    ForIterBackTuple = |regs, vm| for_iter_back::<TupleStep>(regs, vm);
}
operation!(
    /// `FOR_ITER` over a generator.
    ForIterGenerator,
    fast |regs, vm| generators::enter_fast::<false>(regs, regs.peek(1), vm),
    slow |cursor, vm| for_iter_slow(cursor, vm));
operation!(
    /// `FOR_ITER_BACK` over a generator.
    ForIterBackGenerator,
    fast |regs, vm| {
        if Vm::burn(vm) {
            return Outcome::Slow;
        }
        generators::enter_fast::<false>(regs, regs.peek(1), vm)
    },
    slow |cursor, vm| for_iter_back_slow(cursor, vm));
