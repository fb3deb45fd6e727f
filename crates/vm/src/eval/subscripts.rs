//! Reading and writing items and slices.

use rpy_bytecode::operator::BINARY_OPERATOR_MASK;
use rpy_bytecode::{BinaryOperator, Opcode};

use crate::builtins::bytes::Bytes;
use crate::builtins::list::List;
use crate::builtins::slice::{Slice, SliceIndices, SliceParts};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::TypeFlags;
use crate::eval::cursor::Cursor;
use crate::eval::dict_attributes::replace;
use crate::eval::generic::dict_entry;
use crate::eval::operation::{
    Outcome, Regs, header, is_object, next_releasing, next_releasing2, operation, release, retain,
};
use crate::eval::operators::{Operands, deliver, int_word, is_small_int};
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
slow |cursor, vm| {
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
slow |cursor, vm| {
    let value = cursor.pop();
    let container = cursor.local(cursor.a()).clone();
    let key = cursor.local(cursor.bc()).clone();
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
slow |cursor, vm| {
    let value = cursor.pop();
    let container = cursor.local(cursor.a()).clone();
    let key = Value::from_usize(cursor.bc());
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

/// What a slice with these parts selects of a list, if they are small ints or None.
#[inline(always)]
fn list_indices(container: &Value, parts: [&Value; 3], vm: &Vm) -> Option<SliceIndices> {
    if container.as_object()?.shape() != ShapeId::LIST {
        return None;
    }
    let [start, stop, step] = parts;
    let parts = SliceParts::of_small(start, stop, step)?;
    Some(parts.indices(container.downcast::<List>()?.length(vm)))
}

/// A slice of a list whose parts are small ints or None, without making a slice object.
#[inline]
fn list_slice(container: &Value, parts: [&Value; 3], vm: &mut Vm) -> Option<Value> {
    let indices = list_indices(container, parts, vm)?;
    let items = indices.select(container.downcast::<List>()?.items(vm));
    Some(List::new(items, vm).into_value())
}

/// Overwrites a slice of a list by as many items of another list; gives the list back if that is not
/// what is to be done.
fn store_list_slice(
    container: &Value,
    start: &Value,
    stop: &Value,
    value: Value,
    vm: &mut Vm,
) -> Option<Value> {
    let Some(indices) = list_indices(container, [start, stop, &Value::NONE], vm) else {
        return Some(value);
    };
    let range = indices.start as usize..indices.start as usize + indices.count;
    let (Some(list), Some(source)) = (container.downcast::<List>(), value.downcast::<List>())
    else {
        return Some(value);
    };
    if list.is(source) || source.length(vm) != range.len() {
        return Some(value);
    }
    let items = if source.header().refcount() == 1 {
        // Nobody else sees the list: its items may be moved.
        source.replace(Vec::new(), vm)
    } else {
        source.items(vm).clone()
    };
    // What drops here runs no Python code: finalisers wait.
    for (place, item) in list.items_mut(vm)[range].iter_mut().zip(items) {
        *place = item;
    }
    None
}

/// Carries out a subscript whose slice has just been taken off the stack, if the next instruction is
/// one, on a list; gives whether it did.
fn slice_at_once(parts: [&Value; 3], cursor: &mut Cursor, vm: &mut Vm) -> bool {
    // SAFETY: code does not end behind a slice.
    let next = unsafe { *cursor.next };
    let operator = next >> 24 & u32::from(BINARY_OPERATOR_MASK);
    if operator != BinaryOperator::Subscript as u32 {
        return false;
    }
    let result = if next & 0xff == Opcode::BinaryOpSS as u32 {
        let result = list_slice(cursor.peek(1), parts, vm);
        if result.is_some() {
            drop(cursor.pop());
        }
        result
    } else if next & 0xff == Opcode::BinaryOpLS as u32 {
        list_slice(cursor.local((next >> 8 & 0xff) as usize), parts, vm)
    } else {
        None
    };
    let Some(result) = result else {
        return false;
    };
    cursor.push(result);
    // SAFETY: the subscript is carried out.
    cursor.next = unsafe { cursor.next.add(1) };
    true
}

operation!(
/// `BUILD_SLICE` (`start, stop [, step] -- slice`)
BuildSlice,
slow_only |cursor, vm| {
    let step = if cursor.n() == 3 { cursor.pop() } else { Value::NONE };
    let stop = cursor.pop();
    let start = cursor.pop();
    if !slice_at_once([&start, &stop, &step], cursor, vm) {
        let slice = Slice::new(start, stop, step, vm);
        cursor.push(slice.into_value());
    }
    Ok(())
});

operation!(
/// `BINARY_SLICE` (`container, start, stop -- slice`)
BinarySlice,
slow_only |cursor, vm| {
    let stop = cursor.pop();
    let start = cursor.pop();
    let container = cursor.pop();
    if let Some(list) = list_slice(&container, [&start, &stop, &Value::NONE], vm) {
        cursor.push(list);
        return Ok(());
    }
    let slice = Slice::new(start, stop, Value::NONE, vm);
    let result = container.subscript(slice.as_value(), vm)?;
    cursor.push(result);
    Ok(())
});
operation!(
/// `STORE_SLICE` (`value, container, start, stop --`)
StoreSlice,
slow_only |cursor, vm| {
    let stop = cursor.pop();
    let start = cursor.pop();
    let container = cursor.pop();
    let value = cursor.pop();
    let Some(value) = store_list_slice(&container, &start, &stop, value, vm) else {
        return Ok(());
    };
    let slice = Slice::new(start, stop, Value::NONE, vm);
    container.set_subscript(slice.as_value(), value, vm)
});
