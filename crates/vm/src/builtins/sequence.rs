//! What the built-in sequences have in common.

use std::num::NonZeroUsize;

use crate::builtins::int::Int;
use crate::builtins::str::StrBuilder;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The index that `key` stands for, which is not a slice.
///
/// Raises `TypeError` if it has no `__index__`, `IndexError` if it is beyond every length.
#[inline]
pub(crate) fn subscript_index(key: &Value, class: &str, vm: &mut Vm) -> PyResult<isize> {
    match key.as_small_int() {
        Some(index) => Ok(index as isize),
        None => subscript_index_slow(key, class, vm),
    }
}

#[cold]
fn subscript_index_slow(key: &Value, class: &str, vm: &mut Vm) -> PyResult<isize> {
    let name = key.type_name(vm);
    if !key.is_index(vm) {
        return Err(vm.type_error(format!(
            "{class} indices must be integers or slices, not {name}"
        )));
    }
    match key.index(vm)?.as_int().and_then(|it| it.as_i64()) {
        Some(index) => Ok(index as isize),
        None => Err(vm.index_error(format!("cannot fit '{name}' into an index-sized integer"))),
    }
}

/// The position of an index that may count from the end; `None` if it is out of range.
#[inline(always)]
pub fn position(index: isize, length: usize) -> Option<usize> {
    let index = if index < 0 {
        index.wrapping_add(length as isize)
    } else {
        index
    };
    // A negative index is huge as an unsigned one.
    ((index as usize) < length).then_some(index as usize)
}

/// A position to start or end at, from an index that may count from the end.
#[inline]
pub fn clamp_position(index: isize, length: usize) -> usize {
    if index < 0 {
        index.saturating_add(length as isize).max(0) as usize
    } else {
        index as usize
    }
}

/// How often a sequence is to be repeated; negative counts are zero.
pub fn repeat_count(count: &Value, vm: &mut Vm) -> PyResult<usize> {
    if let Some(count) = count.as_small_int() {
        return Ok(count.max(0) as usize);
    }
    let name = count.type_name(vm);
    let index = count.index(vm)?;
    let machine_int = match index.downcast::<Int>() {
        Some(int) => int.view().as_i64().map(|count| count as isize),
        None => index.as_small_int().map(|count| count as isize),
    };
    match machine_int {
        Some(count) => Ok(count.max(0) as usize),
        None => {
            let message = format!("cannot fit '{name}' into an index-sized integer");
            Err(vm.overflow_error(message))
        }
    }
}

/// Appends `items` to `buffer` `count` times.
pub(crate) fn push_repeated(buffer: &mut Vec<Value>, items: &[Value], count: usize) {
    match items {
        [] => {}
        [item] => Value::extend_by_repeats(buffer, item, count),
        _ => (0..count).for_each(|_| Value::extend_by_clones(buffer, items)),
    }
}

/// Whether two values differ for sure, without a look at objects.
#[inline(always)]
pub fn surely_differ(a: &Value, b: &Value) -> bool {
    a.is_small_int() && b.is_small_int() && !a.is(b)
}

/// `repr` of a sequence: the items between brackets. `get` gives the item at an index, and `None`
/// at the end, wherever that then is. A lone item of a tuple is followed by a comma.
pub(crate) fn repr(
    this: &Value,
    [open, close]: [&str; 2],
    get: impl Fn(usize, &Vm) -> Option<Value>,
    vm: &mut Vm,
) -> PyResult {
    let mut text = StrBuilder::new();
    text.push_str(open);
    let Some(first) = get(0, vm) else {
        text.push_str(close);
        return Ok(text.finish(vm).into_value());
    };
    if !vm.repr_enter(this) {
        text.push_str("...");
        text.push_str(close);
        return Ok(text.finish(vm).into_value());
    }
    let result = push_items(&mut text, first, get, vm);
    vm.repr_leave(this);
    let count = result?;
    if open == "(" && count == NonZeroUsize::MIN {
        text.push_str(",");
    }
    text.push_str(close);
    Ok(text.finish(vm).into_value())
}

/// Writes the `repr` of each item, and counts them.
fn push_items(
    text: &mut StrBuilder,
    first: Value,
    get: impl Fn(usize, &Vm) -> Option<Value>,
    vm: &mut Vm,
) -> PyResult<NonZeroUsize> {
    let mut count = NonZeroUsize::MIN;
    let mut item = first;
    loop {
        let item_text = item.repr(vm)?;
        text.push_text(&item_text);
        text.check(vm)?;
        match get(count.get(), vm) {
            Some(next) => {
                text.push_str(", ");
                item = next;
                count = count.saturating_add(1);
            }
            None => return Ok(count),
        }
    }
}
