//! Loops over pairs that are unpacked at once: `for i, x in enumerate(y)`, `for a, b in zip(c, d)`,
//! `for k, v in d.items()`. No tuple is made, unless the pair is wanted as one.

use rpy_bytecode::Opcode;

use crate::builtins::dict::DictIterator;
use crate::builtins::iterators::{Enumerate, Zip};
use crate::builtins::list::{List, ListIterator};
use crate::builtins::range::RangeIterator;
use crate::builtins::tuple::{Tuple, TupleIterator};
use crate::eval::operation::{header, is_object, retain};
use crate::eval::operators::{int_word, is_small_int};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::vm::Vm;

/// Whether an instruction unpacks a pair.
#[inline(always)]
pub(crate) const fn unpacks_pair(word: u32) -> bool {
    const TWO: u32 = 2 << 8;
    word == TWO | Opcode::UnpackSequence as u32
        || word == TWO | Opcode::UnpackSequenceTuple as u32
        || word == TWO | Opcode::UnpackSequenceList as u32
}

/// Whether [`next_pair`] may know the iterator.
///
/// # Safety
///
/// `iterator` is the word of a living object.
#[inline(always)]
pub(crate) unsafe fn is_of_pairs(iterator: u64) -> bool {
    // SAFETY: as promised by the caller.
    let shape = unsafe { (*header(iterator)).shape() };
    shape == ShapeId::ENUMERATE || shape == ShapeId::ZIP || shape == ShapeId::DICT_ITEM_ITERATOR
}

/// The next two items of a common iterator of pairs, as words that own their references; `None`
/// leaves the step to the iterator itself, and nothing has been changed.
///
/// # Safety
///
/// `iterator` is a live word; nobody else uses the VM.
#[inline(always)]
pub(crate) unsafe fn next_pair(iterator: u64, vm: *mut Vm) -> Option<(u64, u64)> {
    // SAFETY: an object with such a shape has such a payload.
    unsafe {
        match (*header(iterator)).shape() {
            ShapeId::ENUMERATE => {
                let payload = &(*header(iterator).cast::<Object<Enumerate>>()).payload;
                let count = payload.count.as_ptr().cast::<u64>();
                let next = (*count).checked_add(int_word(1) - int_word(0))?;
                if !is_small_int(*count) || (next as i64) < (*count as i64) {
                    return None;
                }
                let inner = Peeked::of(payload.iterator.bits())?;
                let first = std::ptr::replace(count, next);
                Some((first, inner.take()))
            }
            ShapeId::ZIP => {
                let payload = &(*header(iterator).cast::<Object<Zip>>()).payload;
                let [first, second] = &*payload.iterators else {
                    return None;
                };
                // One iterator given twice steps twice.
                if first.bits() == second.bits() {
                    return None;
                }
                let (first, second) = (Peeked::of(first.bits())?, Peeked::of(second.bits())?);
                Some((first.take(), second.take()))
            }
            ShapeId::DICT_ITEM_ITERATOR => {
                let payload = &(*header(iterator).cast::<Object<DictIterator>>()).payload;
                let entry = payload.next_entry(&*vm)?;
                let (key, value) = (entry.key.bits(), entry.value.bits());
                retain(key);
                retain(value);
                Some((key, value))
            }
            _ => None,
        }
    }
}

/// An iterator with an item left, not yet taken.
enum Peeked {
    Range(*const RangeIterator),
    List(*const ListIterator, u64),
    Tuple(*const TupleIterator, u64),
}

impl Peeked {
    /// # Safety
    ///
    /// `iterator` is a live word.
    #[inline(always)]
    unsafe fn of(iterator: u64) -> Option<Peeked> {
        if !is_object(iterator) {
            return None;
        }
        // SAFETY: an object with such a shape has such a payload; the index is checked.
        unsafe {
            match (*header(iterator)).shape() {
                ShapeId::RANGE_ITERATOR => {
                    let range =
                        &raw const (*header(iterator).cast::<Object<RangeIterator>>()).payload;
                    ((*range).remaining.get() > 0).then_some(Peeked::Range(range))
                }
                ShapeId::LIST_ITERATOR => {
                    let iterator =
                        &raw const (*header(iterator).cast::<Object<ListIterator>>()).payload;
                    let list: &Ref<List> = (*(*iterator).list.as_ptr()).as_ref()?;
                    let item = (&*list.items_ptr()).get((*iterator).index.get())?.bits();
                    Some(Peeked::List(iterator, item))
                }
                ShapeId::TUPLE_ITERATOR => {
                    let iterator =
                        &raw const (*header(iterator).cast::<Object<TupleIterator>>()).payload;
                    let tuple: &Ref<Tuple> = &(*iterator).tuple;
                    let item = tuple.as_slice().get((*iterator).index.get())?.bits();
                    Some(Peeked::Tuple(iterator, item))
                }
                _ => None,
            }
        }
    }

    /// Takes the item, as a word that owns its reference.
    ///
    /// # Safety
    ///
    /// Nothing has happened since the item was found.
    #[inline(always)]
    unsafe fn take(self) -> u64 {
        // SAFETY: the iterator is alive, and so is its item.
        unsafe {
            match self {
                Peeked::Range(range) => {
                    let number = (*range).next.get();
                    (*range).remaining.set((*range).remaining.get() - 1);
                    (*range).next.set(number.wrapping_add((*range).step));
                    // A range iterator of this kind stays within small ints.
                    (number as u64) << 2 | 1
                }
                Peeked::List(iterator, item) => {
                    (*iterator).index.set((*iterator).index.get() + 1);
                    retain(item);
                    item
                }
                Peeked::Tuple(iterator, item) => {
                    (*iterator).index.set((*iterator).index.get() + 1);
                    retain(item);
                    item
                }
            }
        }
    }
}

const _: () = assert!(size_of::<Value>() == size_of::<u64>());
