//! Attributes of instances whose dict has been asked for, or has outgrown the inline slots.
//!
//! Cache: shape of the object, version of its class, offset of the dict, and the position where the
//! attribute was found in the dict last, with the number of wrong guesses in the eight bits above. All instances of such a shape have a dict of their own, so that
//! the position is a guess, which the key there confirms.

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::dict::table::{DictTable, Entry};
use crate::builtins::str::Str;
use crate::eval::attributes::{
    GUESS_BITS, InLocal, OnStack, Place, WORDS, cached_slot, check_hit, loaded,
};
#[cfg(debug_assertions)]
use crate::eval::compare::{Hit, compare};
use crate::eval::operation::{
    Outcome, Regs, header, next_releasing, next_releasing2, operation, retain,
};
use crate::eval::probing::{Found, find};
use crate::frame::layout::CODE;
use crate::object::reference::Object;
use crate::object::value::Value;
use crate::vm::Vm;

/// The entry of the attribute in the object's dict, if there is one: where the cache says, or
/// elsewhere.
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
        let name = name_of::<P>(regs);
        if position < (*table).entries().len() {
            let entry = (*table).entries_ptr().add(position);
            if (*entry).key.bits() == name {
                return Some(entry);
            }
        }
        match find_name(table, name) {
            Found::At(entry) => Some(entry),
            Found::Absent | Found::Unsure => None,
        }
    }
}

/// The name of the attribute.
///
/// # Safety
///
/// As for `Operation::fast`, at an instruction with a name.
#[inline(always)]
unsafe fn name_of<P: Place>(regs: &Regs) -> u64 {
    // SAFETY: as promised by the caller.
    unsafe {
        let code = *regs.fp.sub(CODE) as *const Object<Code>;
        (*code).payload.name(P::name_index(regs)).as_value().bits()
    }
}

/// Searches a dict for a name.
///
/// # Safety
///
/// As for [`find`]; the name is a `str`.
#[inline(always)]
unsafe fn find_name(table: *mut DictTable, name: u64) -> Found<Value> {
    // SAFETY: as promised by the caller.
    unsafe {
        match (*header(name).cast::<Object<Str>>()).payload.known_hash() {
            0 => Found::Unsure,
            hash => find(table, name, hash),
        }
    }
}

/// What the dict of an object has under the name, as a word without a reference of its own. The dict
/// lies at an offset in bytes.
///
/// # Safety
///
/// As for `Operation::fast`, at an instruction with a name; there is a dict.
#[inline(always)]
pub(super) unsafe fn dict_value<P: Place>(
    regs: &Regs,
    object: u64,
    offset: usize,
    vm: *mut Vm,
) -> Option<u64> {
    // SAFETY: as promised by the caller.
    unsafe {
        let dict = *header(object).byte_add(offset).cast::<u64>();
        let table = (*header(dict).cast::<Object<Dict>>()).payload.table_ptr();
        match find_name(table, name_of::<P>(regs)) {
            Found::At(entry) => {
                check_hit!(
                    regs,
                    object,
                    P::name_index(regs),
                    Hit::Entry(entry as u64),
                    vm
                );
                Some((*entry).value.bits())
            }
            Found::Absent | Found::Unsure => None,
        }
    }
}

/// Whether an object of a shape with a dict, whose guard holds, has no attribute of its own under the
/// name: what its class has is found.
///
/// # Safety
///
/// As for `Operation::fast`, at an instruction with a name.
#[inline(always)]
pub(super) unsafe fn lacks<P: Place>(regs: &Regs, object: u64) -> bool {
    // SAFETY: in objects of the shape the first inline slot holds a dict.
    unsafe {
        let offset = (*header(object)).class().layout().inline_offset;
        let dict = *header(object).byte_add(offset as usize).cast::<u64>();
        let table = (*header(dict).cast::<Object<Dict>>()).payload.table_ptr();
        matches!(find_name(table, name_of::<P>(regs)), Found::Absent)
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let object = P::read(&regs);
        let Some(entry) = cached_entry::<P>(&regs, object) else {
            return Outcome::Slow;
        };
        check_hit!(
            &regs,
            object,
            P::name_index(&regs),
            Hit::Entry(entry as u64),
            vm
        );
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
pub(super) unsafe fn replace(entry: *mut Entry<Value>, word: u64) -> u64 {
    // SAFETY: the entry is live; a value is a word.
    unsafe { std::ptr::replace((&raw mut (*entry).value).cast::<u64>(), word) }
}

operation!(
    /// `LOAD_ATTR_DICT` (`object -- value`)
    LoadAttrDict,
    fast |regs, vm| load::<OnStack>(regs, vm),
    slow |cursor, vm| crate::eval::attributes::load_from_stack(cursor, vm));
operation!(
    /// `LOAD_ATTR_FAST_DICT` (`-- value`)
    LoadAttrFastDict,
    fast |regs, vm| load::<InLocal>(regs, vm),
    slow |cursor, vm| crate::eval::attributes::load_from_local(cursor, vm));
operation!(
    /// `STORE_ATTR_DICT` (`value, object --`)
    StoreAttrDict,
    fast |regs, vm| {
        let object = regs.peek(1);
        let Some(entry) = cached_entry::<OnStack>(&regs, object) else { return Outcome::Slow };
        check_hit!(&regs, object, regs.n(), Hit::StoreEntry(entry as u64), vm);
        let old = replace(entry, regs.peek(2));
        regs.sp = regs.sp.sub(2);
        next_releasing2(regs.advance(WORDS), old, object)
    },
    slow |cursor, vm| crate::eval::attribute_stores::StoreAttr::slow(cursor, vm));
operation!(
    /// `STORE_ATTR_FAST_DICT` (`value --`)
    StoreAttrFastDict,
    fast |regs, vm| {
        let object = regs.local(regs.a());
        let Some(entry) = cached_entry::<InLocal>(&regs, object) else { return Outcome::Slow };
        check_hit!(&regs, object, regs.bc(), Hit::StoreEntry(entry as u64), vm);
        let old = replace(entry, regs.peek(1));
        regs.sp = regs.sp.sub(1);
        next_releasing(regs.advance(WORDS), old)
    },
    slow |cursor, vm| crate::eval::attribute_stores::StoreAttrFast::slow(cursor, vm));
