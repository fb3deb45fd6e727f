//! Taking and storing slices.

use rpy_bytecode::operator::BINARY_OPERATOR_MASK;
use rpy_bytecode::{BinaryOperator, Opcode};

use crate::builtins::bytes::Bytes;
use crate::builtins::list::List;
use crate::builtins::slice::{Slice, SliceIndices, SliceParts};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::eval::cursor::Cursor;
use crate::eval::operation::{Outcome, header, is_object, next_releasing, operation};
use crate::eval::operators::is_small_int;
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::{NONE, Value};
use crate::vm::Vm;

/// The length up to which a slice is taken without asking first whether there is memory for it.
const SHORT: usize = 4096;

/// The value of a borrowed word.
///
/// # Safety
///
/// The word is live.
#[inline(always)]
const unsafe fn value(word: &u64) -> &Value {
    // SAFETY: as promised by the caller; a value is a transparent word.
    unsafe { &*std::ptr::from_ref(word).cast::<Value>() }
}

/// Whether objects of a shape are sequences whose slices are made here.
#[inline(always)]
const fn is_sliced(shape: ShapeId) -> bool {
    matches!(
        shape,
        ShapeId::LIST | ShapeId::TUPLE | ShapeId::STR | ShapeId::BYTES
    )
}

/// A short slice of a list, or one of neighbours of a `tuple`, `str` or `bytes`, if its parts are small ints
/// or None.
fn short_slice(container: &Value, parts: [&Value; 3], vm: &mut Vm) -> Option<Value> {
    let [start, stop, step] = parts;
    let parts = SliceParts::of_small(start, stop, step)?;
    if vm.traces_memory() {
        // Only slow paths note where the program is.
        return None;
    }
    let short = |length: usize| {
        let indices = parts.indices(length);
        (indices.count <= SHORT).then_some(indices)
    };
    let neighbours = |length: usize| {
        let indices = short(length).filter(|indices| indices.step == 1)?;
        Some(indices.start as usize..indices.start as usize + indices.count)
    };
    match container.as_object()?.shape() {
        ShapeId::LIST => {
            let list = container.downcast::<List>()?;
            let items = short(list.length(vm))?.select(list.items(vm));
            Some(List::new(items, vm).into_value())
        }
        ShapeId::STR => {
            let text = container.downcast::<Str>()?;
            let range = neighbours(text.length())?;
            Some(Str::substring(text, range.start, range.end, vm).into_value())
        }
        ShapeId::TUPLE => {
            let tuple = container.downcast::<Tuple>()?;
            let range = neighbours(tuple.length())?;
            if range.len() == tuple.length() {
                return Some(container.clone());
            }
            Some(Tuple::from_slice(&tuple.as_slice()[range], vm).into_value())
        }
        ShapeId::BYTES => {
            let bytes = container.downcast::<Bytes>()?;
            let range = neighbours(bytes.length())?;
            if range.len() == bytes.length() {
                return Some(container.clone());
            }
            Some(Bytes::new(&bytes.as_slice()[range], vm).into_value())
        }
        _ => None,
    }
}

/// `container[key]` as a word that owns its reference, if the key is a slice, and that is plain to see.
///
/// # Safety
///
/// The words are live; nobody else uses the VM.
#[inline(always)]
pub(super) unsafe fn subscript_slice(container: u64, key: u64, vm: *mut Vm) -> Option<u64> {
    /// Out of line: a handler has no registers left for it.
    #[inline(never)]
    unsafe fn by_slice(container: u64, slice: *const Object<Slice>, vm: *mut Vm) -> Option<Value> {
        // SAFETY: as promised by the caller; the slice lives as long as its key.
        unsafe {
            let parts = &(*slice).payload;
            short_slice(
                value(&container),
                [&parts.start, &parts.stop, &parts.step],
                &mut *vm,
            )
        }
    }
    if !is_object(key) || !is_object(container) {
        return None;
    }
    // SAFETY: as promised by the caller; an object with the shape of `slice` is one.
    unsafe {
        if (*header(key)).shape() != ShapeId::SLICE || !is_sliced((*header(container)).shape()) {
            return None;
        }
        by_slice(container, header(key).cast(), vm).map(Value::into_bits)
    }
}

/// `container[start:stop]` as a word that owns its reference, if that is plain to see.
///
/// # Safety
///
/// The words are live; nobody else uses the VM.
#[inline(never)]
unsafe fn slice_between(container: u64, start: u64, stop: u64, vm: *mut Vm) -> Option<Value> {
    // SAFETY: as promised by the caller.
    unsafe {
        let parts = [value(&start), value(&stop), &Value::NONE];
        short_slice(value(&container), parts, &mut *vm)
    }
}

/// What a slice with these parts selects of a list, if they are small ints or None.
fn list_indices(container: &Value, parts: [&Value; 3], vm: &Vm) -> Option<SliceIndices> {
    if container.as_object()?.shape() != ShapeId::LIST {
        return None;
    }
    let [start, stop, step] = parts;
    let parts = SliceParts::of_small(start, stop, step)?;
    Some(parts.indices(container.downcast::<List>()?.length(vm)))
}

/// Overwrites a slice of a list by as many items of another, exact list; gives that back if it is not what
/// is to be done.
fn store_short_slice(
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
    if list.is(source)
        || source.length(vm) != range.len()
        || !source.class().is(&vm.types.list)
        || !is_unshared(source) && range.len() > SHORT
    {
        return Some(value);
    }
    let items = if is_unshared(source) {
        // Its items may be moved.
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

/// Whether nobody else sees the list.
fn is_unshared(list: &Ref<List>) -> bool {
    list.header().refcount() == 1
}

/// Carries out a subscript whose slice has just been taken off the stack, if the next instruction is
/// one, on a sequence; gives whether it did.
fn slice_at_once(parts: [&Value; 3], cursor: &mut Cursor, vm: &mut Vm) -> bool {
    // SAFETY: code does not end behind a slice.
    let next = unsafe { *cursor.next };
    let operator = next >> 24 & u32::from(BINARY_OPERATOR_MASK);
    if operator != BinaryOperator::Subscript as u32 {
        return false;
    }
    let result = if next & 0xff == Opcode::BinaryOpSS as u32 {
        let result = short_slice(cursor.peek(1), parts, vm);
        if result.is_some() {
            drop(cursor.pop());
        }
        result
    } else if next & 0xff == Opcode::BinaryOpLS as u32 {
        short_slice(cursor.local((next >> 8 & 0xff) as usize), parts, vm)
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
fast |regs, vm| {
    let (container, start, stop) = (regs.peek(3), regs.peek(2), regs.peek(1));
    let plain = |part: u64| is_small_int(part) || part == NONE;
    if !plain(start)
        || !plain(stop)
        || !is_object(container)
        || !is_sliced((*header(container)).shape())
    {
        return Outcome::Slow;
    }
    let Some(slice) = slice_between(container, start, stop, vm) else { return Outcome::Slow };
    regs.sp = regs.sp.sub(3);
    regs.push(slice.into_bits());
    next_releasing(regs.advance(1), container)
},
slow |cursor, vm| {
    let stop = cursor.pop();
    let start = cursor.pop();
    let container = cursor.pop();
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
    let Some(value) = store_short_slice(&container, &start, &stop, value, vm) else {
        return Ok(());
    };
    let slice = Slice::new(start, stop, Value::NONE, vm);
    container.set_subscript(slice.as_value(), value, vm)
});
