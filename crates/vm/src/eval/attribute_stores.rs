//! Storing and deleting attributes, with the caches of `attributes`.

use rpy_bytecode::Opcode;

use crate::eval::attributes::{
    InLocal, OnStack, Place, WORDS, become_polymorphic, cached_slot, check_hit, give_up, may_guess,
    note_guess, set_guard, skips_analysis,
};
#[cfg(debug_assertions)]
use crate::eval::compare::{Hit, compare};
use crate::eval::cursor::Cursor;
use crate::eval::lookup::{StoreLookup, analyze_store};
use crate::eval::operation::{Outcome, Regs, header, next_releasing, next_releasing2, operation};
use crate::eval::polymorphic::{self, Kind};
use crate::object::shape::ShapeId;
use crate::result::PyResult;
use crate::vm::Vm;

/// The slot that a polymorphic site stores to.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn polymorphic_slot<P: Place>(regs: &Regs, object: u64, vm: *mut Vm) -> Option<*mut u64> {
    // SAFETY: the offset lies in objects of the shape.
    unsafe {
        if let Some(slot) = cached_slot(regs, object) {
            check_hit!(
                regs,
                object,
                P::name_index(regs),
                Hit::Store(regs.cache(2)),
                vm
            );
            return Some(slot);
        }
        let entry = polymorphic::find::<true>(regs, object, P::name_index(regs), vm)?;
        if entry.kind != Kind::Store {
            return None;
        }
        check_hit!(
            regs,
            object,
            P::name_index(regs),
            Hit::Store(entry.content as u32),
            vm
        );
        regs.refill(entry);
        Some(header(object).byte_add(entry.content as usize).cast())
    }
}

/// The semantics of `STORE_ATTR`; fills the cache and specializes.
fn store_slow<P: Place>(
    cursor: &mut Cursor,
    [base, slot, add, polymorphic, dict]: [Opcode; 5],
    vm: &mut Vm,
) -> PyResult<()> {
    let object = P::take(cursor);
    let value = cursor.pop();
    let name = P::name(cursor);
    if skips_analysis(cursor, base) {
        return object.set_attribute(&name, value, vm);
    }
    let current = cursor.opcode();
    match analyze_store(&object, &name, vm) {
        StoreLookup::Slot { offset }
            if current == slot as u8
                || current == polymorphic as u8
                || (current == add as u8 && add != base) =>
        {
            vm.note_attribute(&object, &name, Kind::Store, u64::from(offset));
            become_polymorphic(cursor, polymorphic);
        }
        StoreLookup::Add { offset, new_shape }
            if add != base && (current == add as u8 || current == polymorphic as u8) =>
        {
            let content = u64::from(offset) | u64::from(new_shape.0) << 32;
            vm.note_attribute(&object, &name, Kind::Add, content);
            become_polymorphic(cursor, polymorphic);
        }
        StoreLookup::Slot { offset } if set_guard(&object, cursor, vm) => {
            cursor.set_cache(2, offset);
            cursor.rewrite(slot);
        }
        StoreLookup::Add { offset, new_shape } if add != base && set_guard(&object, cursor, vm) => {
            cursor.set_cache(2, offset);
            cursor.set_cache(3, new_shape.0);
            cursor.rewrite(add);
        }
        StoreLookup::Dict { offset, position }
            if may_guess(cursor, base, dict) && set_guard(&object, cursor, vm) =>
        {
            note_guess(offset, position, cursor, dict);
            cursor.rewrite(dict);
        }
        _ => give_up(cursor, base),
    }
    object.set_attribute(&name, value, vm)
}

operation!(
/// `STORE_ATTR` (`value, object --`)
StoreAttr,
slow_only |cursor, vm| {
    let forms = [
            Opcode::StoreAttr,
            Opcode::StoreAttrSlot,
            Opcode::StoreAttr,
            Opcode::StoreAttrPolymorphic,
            Opcode::StoreAttrDict,
        ];
    store_slow::<OnStack>(cursor, forms, vm)
});
operation!(
/// `STORE_ATTR_FAST` (`value --`)
StoreAttrFast,
slow_only |cursor, vm| {
    let forms =
        [
            Opcode::StoreAttrFast,
            Opcode::StoreAttrFastSlot,
            Opcode::StoreAttrFastAdd,
            Opcode::StoreAttrFastPolymorphic,
            Opcode::StoreAttrFastDict,
        ];
    store_slow::<InLocal>(cursor, forms, vm)
});
operation!(
    /// `STORE_ATTR_SLOT` (`value, object --`)
    StoreAttrSlot,
    fast |regs, vm| {
        let object = regs.peek(1);
        let Some(slot) = cached_slot(&regs, object) else { return Outcome::Slow };
        check_hit!(&regs, object, regs.n(), Hit::Store(regs.cache(2)), vm);
        let old = std::ptr::replace(slot, regs.peek(2));
        regs.sp = regs.sp.sub(2);
        next_releasing2(regs.advance(WORDS), old, object)
    },
    slow |cursor, vm| StoreAttr::slow(cursor, vm));
operation!(
    /// `STORE_ATTR_FAST_SLOT` (`value --`)
    StoreAttrFastSlot,
    fast |regs, vm| {
        let object = regs.local(regs.a());
        let Some(slot) = cached_slot(&regs, object) else { return Outcome::Slow };
        check_hit!(&regs, object, regs.bc(), Hit::Store(regs.cache(2)), vm);
        let old = std::ptr::replace(slot, regs.peek(1));
        regs.sp = regs.sp.sub(1);
        next_releasing(regs.advance(WORDS), old)
    },
    slow |cursor, vm| StoreAttrFast::slow(cursor, vm));
operation!(
    /// `STORE_ATTR_POLYMORPHIC` (`value, object --`)
    StoreAttrPolymorphic,
    fast |regs, vm| {
        let object = regs.peek(1);
        let Some(slot) = polymorphic_slot::<OnStack>(&regs, object, vm) else {
            return Outcome::Slow;
        };
        let old = std::ptr::replace(slot, regs.peek(2));
        regs.sp = regs.sp.sub(2);
        next_releasing2(regs.advance(WORDS), old, object)
    },
    slow |cursor, vm| StoreAttr::slow(cursor, vm));
operation!(
    /// `STORE_ATTR_FAST_POLYMORPHIC` (`value --`)
    StoreAttrFastPolymorphic,
fast |regs, vm| {
    let object = regs.local(regs.a());
    let slot = if let Some(slot) = cached_slot(&regs, object) {
        check_hit!(&regs, object, regs.bc(), Hit::Store(regs.cache(2)), vm);
        slot
    } else {
        let Some(entry) = polymorphic::find::<true>(&regs, object, regs.bc(), vm) else {
            return Outcome::Slow;
        };
        let slot = header(object).byte_add(entry.content as u32 as usize).cast::<u64>();
        match entry.kind {
            Kind::Store => {
                check_hit!(&regs, object, regs.bc(), Hit::Store(entry.content as u32), vm);
                regs.refill(entry);
                slot
            }
            Kind::Add => {
                let shape = (entry.content >> 32) as u32;
                check_hit!(&regs, object, regs.bc(), Hit::Add(entry.content as u32, shape), vm);
                *slot = regs.peek(1);
                (*header(object)).set_shape(ShapeId(shape));
                regs.sp = regs.sp.sub(1);
                return Outcome::Next(regs.advance(WORDS));
            }
            _ => return Outcome::Slow,
        }
    };
    let old = std::ptr::replace(slot, regs.peek(1));
    regs.sp = regs.sp.sub(1);
    next_releasing(regs.advance(WORDS), old)
},
slow |cursor, vm| StoreAttrFast::slow(cursor, vm));
operation!(
    /// `STORE_ATTR_FAST_ADD` (`value --`)
    StoreAttrFastAdd,
    fast |regs, vm| {
        let object = regs.local(regs.a());
        let Some(slot) = cached_slot(&regs, object) else { return Outcome::Slow };
        check_hit!(&regs, object, regs.bc(), Hit::Add(regs.cache(2), regs.cache(3)), vm);
        // The slot is unbound before.
        *slot = regs.peek(1);
        (*header(object)).set_shape(ShapeId(regs.cache(3)));
        regs.sp = regs.sp.sub(1);
        Outcome::Next(regs.advance(WORDS))
    },
    slow |cursor, vm| StoreAttrFast::slow(cursor, vm));

operation!(
/// `DELETE_ATTR` (`object --`)
DeleteAttr,
slow_only |cursor, vm| {
    let object = cursor.pop();
    let name = cursor.name(cursor.n());
    object.delete_attribute(&name, vm)
});
