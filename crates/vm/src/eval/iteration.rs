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
use crate::eval::special_methods::{enter_next, may_have_methods, next_method};
use crate::object::fresh::{fill, give_back, take_cell};
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

/// Iterators without a form of their own: of dicts, sets, strs and bytes, and `enumerate` and `zip`.
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
            if pairs::is_of_pairs(iterator) {
                return match next_tuple(iterator, vm) {
                    Some(tuple) => Step::Item(tuple),
                    None => Step::Other,
                };
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
                ShapeId::STR_ITERATOR | ShapeId::STR_ASCII_ITERATOR => {
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

/// The next item of an iterator of pairs, as a tuple.
///
/// # Safety
///
/// As for [`FastIterator::step`].
#[inline(always)]
unsafe fn next_tuple(iterator: u64, vm: *mut Vm) -> Option<u64> {
    const TAIL: usize = 2 * size_of::<Value>();
    // SAFETY: the cell has room for two items behind the tuple, which owns them.
    unsafe {
        let cell = take_cell::<Tuple>(vm, TAIL)?;
        let Some((first, second)) = pairs::next_pair(iterator, vm) else {
            give_back(cell, TAIL, vm);
            return None;
        };
        let items = cell.add(1).cast::<u64>();
        *items = first;
        *items.add(1) = second;
        Some(fill(cell, &(*vm).types.tuple, Tuple::of_length(2)))
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

/// All of them, by shape: for sites that meet several kinds, or have not been seen often.
struct AnyStep;
impl FastIterator for AnyStep {
    #[inline(always)]
    unsafe fn step(iterator: u64, user: *const u32, vm: *mut Vm) -> Step {
        if !is_object(iterator) {
            return Step::Other;
        }
        // SAFETY: as promised by the caller.
        unsafe {
            match (*header(iterator)).shape() {
                ShapeId::LIST_ITERATOR => ListStep::step(iterator, user, vm),
                ShapeId::TUPLE_ITERATOR => TupleStep::step(iterator, user, vm),
                ShapeId::RANGE_ITERATOR => RangeStep::step(iterator, user, vm),
                _ => OtherStep::step(iterator, user, vm),
            }
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

/// Whether the topmost value is a generator.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn is_generator(regs: Regs) -> bool {
    // SAFETY: the word is live.
    unsafe {
        let iterator = regs.peek(1);
        is_object(iterator) && (*header(iterator)).shape() == ShapeId::GENERATOR
    }
}

/// Steps the iterator. `None` says that a generator's frame has been entered: it will deliver its item
/// or its end itself.
fn step_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<Option<Option<Value>>> {
    let iterator = cursor.peek(1).clone();
    if let Some(generator) = iterator.downcast::<Generator>()
        && iterator
            .as_object()
            .is_some_and(|header| header.shape() == ShapeId::GENERATOR)
    {
        let is_entered = generators::enter(generator, None, 0, cursor, vm)?;
        return Ok((!is_entered).then_some(None));
    }
    if let Some(method) = next_method(&iterator, vm) {
        method.enter(&[iterator], 0, cursor, vm)?;
        return Ok(None);
    }
    iterator.next(vm).map(Some)
}

fn for_iter_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    match step_slow(cursor, vm)? {
        Some(Some(item)) => cursor.push(item),
        Some(None) => {
            drop(cursor.pop());
            cursor.jump();
        }
        None => {}
    }
    Ok(())
}

/// The form for a kind of iterators; the base, which knows all of them, if there is none.
fn form_of(shape: ShapeId) -> Opcode {
    match shape {
        ShapeId::RANGE_ITERATOR => Opcode::ForIterBackRange,
        ShapeId::LIST_ITERATOR => Opcode::ForIterBackList,
        ShapeId::TUPLE_ITERATOR => Opcode::ForIterBackTuple,
        ShapeId::GENERATOR => Opcode::ForIterBackGenerator,
        _ => Opcode::ForIterBack,
    }
}

/// Chooses the site's form. The base comes here from time to time, when the fuel is used up; a form
/// that meets another kind of iterator becomes the base, so that a site that meets several in turn is
/// not rewritten at each step.
fn specialize(cursor: &mut Cursor) {
    let iterator = cursor.peek(1).as_object();
    let form = form_of(iterator.map_or(ShapeId::NONE, |header| header.shape()));
    let is_base = cursor.opcode() == Opcode::ForIterBack.byte();
    cursor.rewrite(match is_base || cursor.opcode() == form.byte() {
        true => form,
        false => Opcode::ForIterBack,
    });
}

fn for_iter_back_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    specialize(cursor);
    match step_slow(cursor, vm)? {
        Some(Some(item)) => {
            cursor.push(item);
            cursor.jump();
        }
        Some(None) => drop(cursor.pop()),
        None => {}
    }
    Ok(())
}

operation!(
    /// The first step of a loop.
    ForIter,
    fast |regs, vm| {
        if is_generator(regs) {
            return generators::enter_fast::<false>(regs, regs.peek(1), vm);
        }
        for_iter::<AnyStep>(regs, vm)
    },
    second if |regs| may_have_methods(regs.peek(1)),
    |regs, vm| enter_next(regs, vm),
    slow |cursor, vm| for_iter_slow(cursor, vm));
operation!(
    /// A further step of a loop; the common iterators have forms of their own.
    ForIterBack,
    fast |regs, vm| {
        if is_generator(regs) {
            return next_of_generator(regs, vm);
        }
        for_iter_back::<AnyStep>(regs, vm)
    },
    second if |regs| may_have_methods(regs.peek(1)),
    |regs, vm| enter_next(regs, vm),
    slow |cursor, vm| for_iter_back_slow(cursor, vm));

macro_rules! forms {
    ($($name:ident = $step:ident;)*) => {
        $(operation!(
            /// A further step of a loop over such an iterator.
            $name,
            fast |regs, vm| for_iter_back::<$step>(regs, vm),
            slow |cursor, vm| for_iter_back_slow(cursor, vm));)*
    };
}

forms! {
    ForIterBackRange = RangeStep;
    ForIterBackList = ListStep;
    ForIterBackTuple = TupleStep;
}

/// `FOR_ITER_BACK` over a generator.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn next_of_generator(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        if Vm::burn(vm) {
            return Outcome::Slow;
        }
        generators::enter_fast::<false>(regs, regs.peek(1), vm)
    }
}

operation!(
    /// `FOR_ITER_BACK` over a generator.
    ForIterBackGenerator,
    fast |regs, vm| next_of_generator(regs, vm),
    slow |cursor, vm| for_iter_back_slow(cursor, vm));
