//! Reading and writing items and slices.

use rpy_bytecode::Opcode;

use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::eval::operation::{
    Outcome, Regs, header, is_object, next_releasing, next_releasing2, operation, retain,
};
use crate::eval::operators::{Operands, deliver, is_small_int};
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

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(crate) unsafe fn subscript_sequence<O: Operands>(mut regs: Regs) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (container, index) = O::read(&regs);
        let Some(item) = item_address::<false>(container, index) else {
            return Outcome::Slow;
        };
        let word = *item;
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
slow_only |cursor, vm| {
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
slow_only |cursor, vm| {
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
/// `DELETE_SUBSCR` (`container, key --`)
DeleteSubscr,
slow_only |cursor, vm| {
    let key = cursor.pop();
    let container = cursor.pop();
    container.delete_subscript(&key, vm)
});

/// The range of a list that small ints or None mean as bounds of a slice.
fn list_range(
    container: &Value,
    start: &Value,
    stop: &Value,
    vm: &Vm,
) -> Option<std::ops::Range<usize>> {
    if container.as_object()?.shape() != ShapeId::LIST {
        return None;
    }
    let length = container.downcast::<List>()?.length(vm) as i64;
    let bound = |value: &Value, missing: i64| {
        if value.is_none() {
            return Some(missing);
        }
        let index = value.as_small_int()?;
        Some(if index < 0 {
            (index + length).max(0)
        } else {
            index.min(length)
        })
    };
    let (start, stop) = (bound(start, 0)?, bound(stop, length)?);
    Some(start as usize..stop.max(start) as usize)
}

/// A slice of a list whose bounds are small ints or None, without making a slice object.
fn list_slice(container: &Value, start: &Value, stop: &Value, vm: &mut Vm) -> Option<Value> {
    let range = list_range(container, start, stop, vm)?;
    let items = container.downcast::<List>()?.items(vm)[range].to_vec();
    Some(List::new(items, vm).into_value())
}

/// Overwrites a slice of a list by as many items of another list; `false` if that is not what is to
/// be done.
fn store_list_slice(
    container: &Value,
    start: &Value,
    stop: &Value,
    value: &Value,
    vm: &mut Vm,
) -> bool {
    let Some(range) = list_range(container, start, stop, vm) else {
        return false;
    };
    let (Some(list), Some(source)) = (container.downcast::<List>(), value.downcast::<List>())
    else {
        return false;
    };
    if list.is(source) || source.length(vm) != range.len() {
        return false;
    }
    let mut items = source.items(vm).clone();
    list.items_mut(vm)[range].swap_with_slice(&mut items);
    true
}

operation!(
/// `BINARY_SLICE` (`container, start, stop -- slice`)
BinarySlice,
slow_only |cursor, vm| {
    let stop = cursor.pop();
    let start = cursor.pop();
    let container = cursor.pop();
    if let Some(list) = list_slice(&container, &start, &stop, vm) {
        cursor.push(list);
        return Ok(());
    }
    let slice = crate::builtins::slice::Slice::new(start, stop, Value::NONE, vm);
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
    if store_list_slice(&container, &start, &stop, &value, vm) {
        return Ok(());
    }
    let slice = crate::builtins::slice::Slice::new(start, stop, Value::NONE, vm);
    container.set_subscript(slice.as_value(), value, vm)
});
