//! Attributes of instances whose dict has been asked for, or has outgrown the inline slots.
//!
//! Cache: shape of the object, version of its class, offset of the dict, and the position where the
//! attribute was found in the dict last, with the number of wrong guesses in the eight bits above. All instances of such a shape have a dict of their own, so that
//! the position is a guess, which the key there confirms.

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::dict::table::Entry;
use crate::eval::attributes::{GUESS_BITS, InLocal, OnStack, Place, WORDS, cached_slot, loaded};
use crate::eval::operation::{
    Outcome, Regs, header, next_releasing, next_releasing2, operation, retain,
};
use crate::frame::layout::CODE;
use crate::object::reference::Object;
use crate::object::value::Value;

/// The entry of the attribute in the object's dict, if it is where the cache says.
///
/// # Safety
///
/// As for `Operation::fast`, at an instruction with an attribute cache of this kind.
#[inline(always)]
unsafe fn cached_entry<P: Place>(regs: &Regs, object: u64) -> Option<*mut Entry<Value>> {
    // SAFETY: in objects of the shape the slot holds a dict; the position is checked.
    unsafe {
        let dict = header(*cached_slot(regs, object)?).cast::<Object<Dict>>();
        let table = (*dict).payload.table_ptr();
        let position = (regs.cache(3) & ((1 << GUESS_BITS) - 1)) as usize;
        if position >= (*table).entries().len() {
            return None;
        }
        let entry = (*table).entries_ptr().add(position);
        let code = *regs.fp.sub(CODE) as *const Object<Code>;
        let name = (*code).payload.name(P::name_index(regs));
        ((*entry).key.bits() == name.as_value().bits()).then_some(entry)
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load<P: Place>(regs: Regs) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let object = P::read(&regs);
        let Some(entry) = cached_entry::<P>(&regs, object) else {
            return Outcome::Slow;
        };
        let word = (*entry).value.bits();
        retain(word);
        loaded::<P>(regs, object, word)
    }
}

/// Puts a word into the entry and returns the old one.
///
/// # Safety
///
/// The word owns its reference, and the caller owns the one that it gets.
#[inline(always)]
unsafe fn replace(entry: *mut Entry<Value>, word: u64) -> u64 {
    // SAFETY: the entry is live; a value is a word.
    unsafe { std::ptr::replace((&raw mut (*entry).value).cast::<u64>(), word) }
}

operation!(
    /// `LOAD_ATTR_DICT` (`object -- value`)
    LoadAttrDict,
    fast |regs, _vm| load::<OnStack>(regs),
    slow |cursor, vm| crate::eval::attributes::load_from_stack(cursor, vm));
operation!(
    /// `LOAD_ATTR_FAST_DICT` (`-- value`)
    LoadAttrFastDict,
    fast |regs, _vm| load::<InLocal>(regs),
    slow |cursor, vm| crate::eval::attributes::load_from_local(cursor, vm));
operation!(
    /// `STORE_ATTR_DICT` (`value, object --`)
    StoreAttrDict,
    fast |regs, _vm| {
        let object = regs.peek(1);
        let Some(entry) = cached_entry::<OnStack>(&regs, object) else { return Outcome::Slow };
        let old = replace(entry, regs.peek(2));
        regs.sp = regs.sp.sub(2);
        next_releasing2(regs.advance(WORDS), old, object)
    },
    slow |cursor, vm| crate::eval::attributes::StoreAttr::slow(cursor, vm));
operation!(
    /// `STORE_ATTR_FAST_DICT` (`value --`)
    StoreAttrFastDict,
    fast |regs, _vm| {
        let object = regs.local(regs.a());
        let Some(entry) = cached_entry::<InLocal>(&regs, object) else { return Outcome::Slow };
        let old = replace(entry, regs.peek(1));
        regs.sp = regs.sp.sub(1);
        next_releasing(regs.advance(WORDS), old)
    },
    slow |cursor, vm| crate::eval::attributes::StoreAttrFast::slow(cursor, vm));
