//! Reading and writing items.

use rpy_bytecode::Opcode;

use crate::builtins::bytes::Bytes;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::TypeFlags;
use crate::eval::dict_attributes::replace;
use crate::eval::generic::dict_entry;
use crate::eval::operation::{
    Outcome, Regs, header, is_object, next_releasing, next_releasing2, operation, release, retain,
};
use crate::eval::operators::{Operands, deliver, int_word, is_small_int};
use crate::eval::special_methods::{enter_store, may_have_methods, store_method};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::vm::Vm;

/// The address of item `index` of a list or tuple; a negative index counts from the end.
///
/// # Safety
///
/// `container` is a live word.
#[inline(always)]
unsafe fn item_address<const LIST_ONLY: bool>(container: u64, index: u64) -> Option<*mut u64> {
    if !is_object(container) || !is_small_int(index) {
        return None;
    }
    // SAFETY: an object with the shape of `list` or `tuple` is one; the index is checked.
    unsafe {
        let shape = (*header(container)).shape();
        let (items, length) = if shape == ShapeId::LIST {
            let list = header(container).cast::<Object<List>>();
            let items = &*(*list).payload.items_ptr();
            (items.as_ptr(), items.len())
        } else if !LIST_ONLY && shape == ShapeId::TUPLE {
            let tuple = &*(&raw const container).cast::<Ref<Tuple>>();
            let items = tuple.as_slice();
            (items.as_ptr(), items.len())
        } else {
            return None;
        };
        let mut index = index as i64 >> 2;
        if index < 0 {
            index += length as i64;
        }
        if index as u64 >= length as u64 {
            return None;
        }
        Some(items.add(index as usize).cast_mut().cast())
    }
}

/// Item `index` of a `str` that is not ASCII, if it is a character that is always there.
#[inline(never)]
fn wide_item(text: &Str, mut index: i64, vm: &Vm) -> Option<u64> {
    let length = text.length();
    if index < 0 {
        index += length as i64;
    }
    let index = usize::try_from(index)
        .ok()
        .filter(|&index| index < length)?;
    let code_point = text.code_point_at(index);
    let single = vm.single_characters.get(code_point as usize)?;
    Some(single.as_value().bits())
}

/// Item `index` of a `str`, if it is a character that is always there, or of a `bytes`: a word without a
/// reference of its own.
///
/// # Safety
///
/// `container` is a live word; nobody else uses the VM.
#[inline(always)]
unsafe fn byte_item(container: u64, index: u64, vm: *mut Vm) -> Option<u64> {
    if !is_object(container) || !is_small_int(index) {
        return None;
    }
    // SAFETY: an object with the shape of `str` or `bytes` is one.
    unsafe {
        let shape = (*header(container)).shape();
        let bytes = if shape == ShapeId::STR {
            let text = &(*header(container).cast::<Object<Str>>()).payload;
            if !text.is_ascii() {
                return wide_item(text, index as i64 >> 2, &*vm);
            }
            text.as_bytes()
        } else if shape == ShapeId::BYTES {
            (*header(container).cast::<Object<Bytes>>())
                .payload
                .as_slice()
        } else {
            return None;
        };
        let mut index = index as i64 >> 2;
        if index < 0 {
            index += bytes.len() as i64;
        }
        let byte = usize::from(*bytes.get(index as usize)?);
        if shape == ShapeId::BYTES {
            return Some(int_word(byte));
        }
        let singles = &(*vm).single_characters;
        Some(singles.get(byte)?.as_value().bits())
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(crate) unsafe fn subscript_sequence<O: Operands>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (container, index) = O::read(&regs);
        let word = match item_address::<false>(container, index) {
            Some(item) => *item,
            None => match byte_item(container, index, vm) {
                Some(word) => word,
                None => return Outcome::Slow,
            },
        };
        retain(word);
        regs.sp = regs.sp.sub(O::POPS);
        if O::LEFT_OWNED {
            // The container goes; a store that follows is left to its own instruction.
            regs.push(word);
            next_releasing(regs.advance(1), container)
        } else {
            deliver(regs.advance(1), word)
        }
    }
}

operation!(
/// `STORE_SUBSCR` (`value, container, key --`)
StoreSubscr,
fast |regs, vm| {
    let (container, key) = (regs.peek(2), regs.peek(1));
    let Some(entry) = dict_entry(container, key, TypeFlags::DICT_STORES, vm) else {
        return Outcome::Slow;
    };
    if is_object(key) && (*header(key)).refcount() == 1 {
        return Outcome::Slow;
    }
    release(key);
    let old = replace(entry, regs.peek(3));
    regs.sp = regs.sp.sub(3);
    next_releasing2(regs.advance(1), old, container)
},
second if |regs| may_have_methods(regs.peek(2)),
|regs, vm| enter_store(regs, [regs.peek(2), regs.peek(1), regs.peek(3)], 3, vm),
slow |cursor, vm| {
    if let Some(method) = store_method(cursor.peek(2), vm) {
        let [container, key, value] = [2, 1, 3].map(|depth| cursor.peek(depth).clone());
        return method.enter(&[container, key, value], 3, cursor, vm);
    }
    let key = cursor.pop();
    let container = cursor.pop();
    let value = cursor.pop();
    if key.is_small_int()
        && container.as_object().is_some_and(|header| header.shape() == ShapeId::LIST)
    {
        cursor.rewrite(Opcode::StoreSubscrList);
    } else {
        cursor.rewrite(Opcode::StoreSubscr);
    }
    container.set_subscript(&key, value, vm)
});
operation!(
    /// `STORE_SUBSCR_LIST` (`value, list, index --`)
    StoreSubscrList,
    fast |regs, _vm| {
        let (container, key) = (regs.peek(2), regs.peek(1));
        let Some(item) = item_address::<true>(container, key) else { return Outcome::Slow };
        let old = std::ptr::replace(item, regs.peek(3));
        regs.sp = regs.sp.sub(3);
        next_releasing2(regs.advance(1), old, container)
    },
    slow |cursor, vm| StoreSubscr::slow(cursor, vm));
operation!(
/// `STORE_SUBSCR_FAST` (`value --`)
StoreSubscrFast,
fast |regs, vm| {
    let (container, key) = (regs.local(regs.a()), regs.local(regs.bc()));
    let Some(entry) = dict_entry(container, key, TypeFlags::DICT_STORES, vm) else {
        return Outcome::Slow;
    };
    let old = replace(entry, regs.peek(1));
    regs.sp = regs.sp.sub(1);
    next_releasing(regs.advance(1), old)
},
second if |regs| may_have_methods(regs.local(regs.a())),
|regs, vm| enter_store(regs, [regs.local(regs.a()), regs.local(regs.bc()), regs.peek(1)], 1, vm),
slow |cursor, vm| {
    let container = cursor.local(cursor.a()).clone();
    let key = cursor.local(cursor.bc()).clone();
    if let Some(method) = store_method(&container, vm) {
        let value = cursor.peek(1).clone();
        return method.enter(&[container, key, value], 1, cursor, vm);
    }
    let value = cursor.pop();
    if key.is_small_int()
        && container.as_object().is_some_and(|header| header.shape() == ShapeId::LIST)
    {
        cursor.rewrite(Opcode::StoreSubscrFastList);
    } else {
        cursor.rewrite(Opcode::StoreSubscrFast);
    }
    container.set_subscript(&key, value, vm)
});
operation!(
    /// `STORE_SUBSCR_FAST_LIST` (`value --`)
    StoreSubscrFastList,
    fast |regs, _vm| {
        let (container, key) = (regs.local(regs.a()), regs.local(regs.bc()));
        let Some(item) = item_address::<true>(container, key) else { return Outcome::Slow };
        let old = std::ptr::replace(item, regs.peek(1));
        regs.sp = regs.sp.sub(1);
        next_releasing(regs.advance(1), old)
    },
    slow |cursor, vm| StoreSubscrFast::slow(cursor, vm));

operation!(
/// `STORE_SUBSCR_FAST_INT` (`value --`)
StoreSubscrFastInt,
fast |regs, _vm| {
    let (container, index) = (regs.local(regs.a()), int_word(regs.bc()));
    let Some(item) = item_address::<true>(container, index) else { return Outcome::Slow };
    let old = std::ptr::replace(item, regs.peek(1));
    regs.sp = regs.sp.sub(1);
    next_releasing(regs.advance(1), old)
},
second if |regs| may_have_methods(regs.local(regs.a())),
|regs, vm| enter_store(regs, [regs.local(regs.a()), int_word(regs.bc()), regs.peek(1)], 1, vm),
slow |cursor, vm| {
    let container = cursor.local(cursor.a()).clone();
    let key = Value::from_usize(cursor.bc());
    if let Some(method) = store_method(&container, vm) {
        let value = cursor.peek(1).clone();
        return method.enter(&[container, key, value], 1, cursor, vm);
    }
    let value = cursor.pop();
    container.set_subscript(&key, value, vm)
});

operation!(
/// `DELETE_SUBSCR` (`container, key --`)
DeleteSubscr,
slow_only |cursor, vm| {
    let key = cursor.pop();
    let container = cursor.pop();
    container.delete_subscript(&key, vm)
});
