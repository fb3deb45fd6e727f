//! What the slots and methods of `bytes` and `bytearray` do alike.

use crate::builtins::bytearray::ByteArray;
use std::ops::Range;

use crate::builtins::bytes::algorithms::{self, Ranges, Refused};
use crate::builtins::bytes::arguments::{Bound, search_range};
use crate::builtins::bytes::like::{ByteString, BytesLike, Needle, pin_against};
use crate::builtins::list::List;
use crate::builtins::slice::Slice;
use crate::builtins::str::index_argument;
use crate::builtins::tuple::Tuple;
use crate::function::convert::FromArgument;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// `item in bytes`
pub(crate) fn contains(this: &Value, item: &Value, vm: &mut Vm) -> PyResult<bool> {
    let _pin = match this.downcast::<ByteArray>() {
        Some(array) => pin_against(array, item, vm)?,
        None => None,
    };
    if item.is_index(vm) || item.as_bool().is_some() {
        // What cannot be converted to an index is taken for bytes, whatever it has raised.
        if let Ok(index) = item.index(vm) {
            let byte = super::like::byte_argument(&index, "byte", vm)?;
            let bytes = this.as_byte_string(vm).expect("the slot of a byte string");
            return Ok(memchr::memchr(byte, bytes).is_some());
        }
    }
    let part = BytesLike::from_argument(item, vm)?;
    let bytes = this.as_byte_string(vm).expect("the slot of a byte string");
    Ok(algorithms::find(bytes, part.as_bytes(vm)).is_some())
}

/// `left + right`, of the type of the left operand.
pub(crate) fn concat<T: ByteString>(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let Some(second) = right.try_bytes_like(vm) else {
        return Err(cannot_concat(left, right, vm));
    };
    let first = left.as_byte_string(vm).expect("the slot of a byte string");
    let joined = [first, second.as_bytes(vm)].concat();
    Ok(T::make(joined, vm))
}

/// Raises the `TypeError` of `left + right`.
#[cold]
pub(crate) fn cannot_concat(left: &Value, right: &Value, vm: &mut Vm) -> Raised {
    let (left, right) = (left.type_name(vm), right.type_name(vm));
    vm.type_error(format!("can't concat {right} to {left}"))
}

/// `bytes * count`
pub(crate) fn repeated(this: &Value, count: usize, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let bytes = this.as_byte_string(vm).expect("the slot of a byte string");
    let length = bytes.len().checked_mul(count);
    match length.filter(|&length| isize::try_from(length).is_ok()) {
        Some(length) => vm.check_allocation(length)?,
        None if this.has_payload::<super::Bytes>() => {
            return Err(vm.overflow_error("repeated bytes are too long"));
        }
        None => return Err(vm.memory_error()),
    }
    let bytes = this.as_byte_string(vm).expect("the slot of a byte string");
    Ok(bytes.repeat(count))
}

/// `bytes[key]`: a number, or a slice of the same type.
pub(crate) fn subscript<T: ByteString>(
    this: &Ref<T>,
    key: &Value,
    (name, range_message): (&str, &str),
    vm: &mut Vm,
) -> PyResult {
    if let Some(slice) = key.downcast::<Slice>() {
        let parts = slice.parts(vm)?;
        let bytes = this.get(vm);
        let indices = parts.indices(bytes.len());
        if indices.step == 1 {
            let start = indices.start as usize;
            if indices.count == bytes.len() {
                return Ok(T::unchanged(this, vm));
            }
            let start = start.min(bytes.len());
            return Ok(T::part(this, start..start + indices.count, vm));
        }
        let part = indices.take(bytes);
        return Ok(T::make(part, vm));
    }
    if !key.is_index(vm) && key.as_bool().is_none() {
        let class = key.type_name(vm);
        return Err(vm.type_error(format!(
            "{name} indices must be integers or slices, not {class}"
        )));
    }
    let index = index_argument(key, vm)?;
    let bytes = this.get(vm);
    match position(index, bytes.len()) {
        Some(position) => Ok(Value::from_i32(i32::from(bytes[position]))),
        None => Err(vm.index_error(range_message)),
    }
}

/// The position that an index stands for, if it is in range.
pub(crate) fn position(index: isize, length: usize) -> Option<usize> {
    let index = if index < 0 {
        index.checked_add(length as isize)?
    } else {
        index
    };
    usize::try_from(index)
        .ok()
        .filter(|&position| position < length)
}

/// The offset of an occurrence.
pub(crate) fn locate(
    bytes: &[u8],
    part: &[u8],
    (start, end): (Bound, Bound),
    find: fn(&[u8], &[u8]) -> Option<usize>,
) -> Option<usize> {
    let range = search_range(start, end, bytes.len())?;
    find(&bytes[range.clone()], part).map(|offset| range.start + offset)
}

/// The number of occurrences.
pub(crate) fn count(bytes: &[u8], part: &[u8], (start, end): (Bound, Bound)) -> usize {
    match search_range(start, end, bytes.len()) {
        None => 0,
        Some(range) if part.is_empty() => range.len() + 1,
        Some(range) => algorithms::count(&bytes[range], part),
    }
}

/// Whether the part between the bounds starts or ends with bytes or with one of a tuple.
pub(crate) fn affix(
    this: &Value,
    affix: &Value,
    (start, end): (Bound, Bound),
    name: &str,
    matches: fn(&[u8], &[u8]) -> bool,
    vm: &mut Vm,
) -> PyResult<bool> {
    let found = |affix: BytesLike<'_>, vm: &mut Vm| {
        let bytes = this
            .as_byte_string(vm)
            .expect("the method of a byte string");
        let range = search_range(start, end, bytes.len());
        range.is_some_and(|range| matches(&bytes[range], affix.as_bytes(vm)))
    };
    if let Some(choices) = affix.downcast::<Tuple>() {
        for choice in choices.as_slice() {
            vm.poll()?;
            let choice = BytesLike::from_argument(choice, vm)?;
            if found(choice, vm) {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match affix.bytes_like(vm)? {
        Some(affix) => Ok(found(affix, vm)),
        None => {
            let class = affix.type_name(vm);
            Err(vm.type_error(format!(
                "{name} first arg must be bytes or a tuple of bytes, not {class}"
            )))
        }
    }
}

/// `replace`
pub(crate) fn replace<T: ByteString>(
    this: &Ref<T>,
    old: &BytesLike<'_>,
    new: &BytesLike<'_>,
    limit: usize,
    vm: &mut Vm,
) -> PyResult {
    let (bytes, old, new) = (this.get(vm), old.as_bytes(vm), new.as_bytes(vm));
    let has_room = |length| vm.has_room(length);
    let result = if old.is_empty() {
        interleave(bytes, new, limit, has_room).map(Some)
    } else {
        algorithms::replace(bytes, old, new, limit, has_room)
    };
    match result {
        Ok(Some(result)) => Ok(T::make(result, vm)),
        Ok(None) => Ok(T::unchanged(this, vm)),
        Err(Refused::TooLong) => Err(vm.overflow_error("replace bytes is too long")),
        Err(Refused::NoMemory) => Err(vm.memory_error()),
    }
}

/// `new` in front of each of the first `limit` bytes, and at the end.
fn interleave(
    bytes: &[u8],
    new: &[u8],
    limit: usize,
    has_room: impl FnOnce(usize) -> bool,
) -> Result<Vec<u8>, Refused> {
    let places = limit.min(bytes.len() + 1);
    let added = new.len().checked_mul(places);
    let length = added.and_then(|added| added.checked_add(bytes.len()));
    let mut result = algorithms::allowed_buffer(length, has_room)?;
    for (position, &byte) in bytes.iter().enumerate() {
        if position < places {
            result.extend_from_slice(new);
        }
        result.push(byte);
    }
    if places > bytes.len() {
        result.extend_from_slice(new);
    }
    Ok(result)
}

/// Parts that are cut off in one go.
const ROUND: usize = 1 << 14;

/// Which way `split` and `rsplit` go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Forwards,
    Backwards,
}

/// A list of the parts between at most `limit` cuts of something of a length.
///
/// `cut` makes at most so many cuts within a range, and gives ranges that begin at its start; `make`
/// gives the object of a range. Where there are many, it is done in rounds, between which memory and
/// what must not wait are looked at.
pub(crate) fn in_rounds(
    length: usize,
    limit: usize,
    direction: Direction,
    cut: impl Fn(Range<usize>, usize, &Vm) -> Ranges,
    make: impl Fn(Range<usize>, &mut Vm) -> Value,
    vm: &mut Vm,
) -> PyResult<Ref<List>> {
    let mut items: Vec<Value> = Vec::new();
    let mut rest = 0..length;
    loop {
        let most = (limit - items.len()).min(ROUND);
        let start = rest.start;
        let mut ranges = cut(rest.clone(), most, vm);
        let goes_on = ranges.len() > most && items.len() + most < limit;
        if goes_on {
            // The last cut has left a part that was not looked at.
            let place = match direction {
                Direction::Forwards => ranges.len() - 1,
                Direction::Backwards => 0,
            };
            let part = ranges.remove(place);
            rest = start + part.start..start + part.end;
        }
        if items.capacity() - items.len() < ranges.len() {
            let more = ranges.len().max(items.len());
            vm.reserve(&mut items, more)?;
        }
        let mut push = |range: Range<usize>| {
            items.push(make(start + range.start..start + range.end, vm));
        };
        match direction {
            Direction::Forwards => ranges.into_iter().for_each(&mut push),
            Direction::Backwards => ranges.into_iter().rev().for_each(&mut push),
        }
        if !goes_on {
            if direction == Direction::Backwards {
                items.reverse();
            }
            return Ok(List::new(items, vm));
        }
        vm.poll()?;
    }
}

/// As [`in_rounds`], of bytes.
pub(crate) fn parts<T: ByteString>(
    this: &Ref<T>,
    limit: usize,
    direction: Direction,
    cut: impl Fn(&[u8], usize) -> Ranges,
    vm: &mut Vm,
) -> PyResult<Ref<List>> {
    let length = this.get(vm).len();
    // Python code may run between two rounds.
    let _pin = match length > ROUND {
        true => T::pin(this, vm)?,
        false => None,
    };
    let cut = |range, limit, vm: &Vm| cut(&this.get(vm)[range], limit);
    in_rounds(
        length,
        limit,
        direction,
        cut,
        |range, vm| T::part(this, range, vm),
        vm,
    )
}

/// The separator of `split`: `None` for white space.
pub(crate) fn separator<T: ByteString>(
    this: &Ref<T>,
    value: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<Option<Vec<u8>>> {
    let Some(value) = value.filter(|value| !value.is_none()) else {
        return Ok(None);
    };
    let _pin = pin_against(this, value, vm)?;
    let separator = BytesLike::from_argument(value, vm)?;
    let separator = separator.as_bytes(vm).to_vec();
    if separator.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    Ok(Some(separator))
}

/// `partition` and `rpartition`; `last` is where the whole goes if there is no separator.
pub(crate) fn partition<T: ByteString>(
    this: &Ref<T>,
    given: &Value,
    find: fn(&[u8], &[u8]) -> Option<usize>,
    last: bool,
    vm: &mut Vm,
) -> PyResult<Ref<Tuple>> {
    let separator = T::separator_bytes(given, vm)?;
    if separator.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let bytes = this.get(vm);
    let items = match find(bytes, &separator) {
        Some(offset) => {
            let before = bytes[..offset].to_vec();
            let after = bytes[offset + separator.len()..].to_vec();
            vec![
                T::make(before, vm),
                T::separator(given, separator, vm),
                T::make(after, vm),
            ]
        }
        None => {
            let whole = T::unchanged(this, vm);
            let (first, second) = (T::make(Vec::new(), vm), T::make(Vec::new(), vm));
            if last {
                vec![first, second, whole]
            } else {
                vec![whole, first, second]
            }
        }
    };
    Ok(Tuple::new(items, vm))
}

/// `join`
pub(crate) fn join<T: ByteString>(this: &Ref<T>, iterable: &Value, vm: &mut Vm) -> PyResult {
    let _pin = T::pin(this, vm)?;
    let is_list = iterable.class(vm).is(&vm.types.list);
    let list = iterable.downcast::<List>().filter(|_| is_list);
    let items = match list {
        Some(list) => {
            vm.check_allocation(list.length(vm) * size_of::<Value>())?;
            list.items(vm).to_vec()
        }
        None => vm.collect_or(iterable, "can only join an iterable")?,
    };
    let mut parts = vm.new_buffer(items.len())?;
    for (index, item) in items.iter().enumerate() {
        if list.is_some_and(|list| list.items(vm).len() != items.len()) {
            return Err(vm.runtime_error("sequence changed size during iteration"));
        }
        let Some(part) = item.try_bytes_like(vm) else {
            let class = item.type_name(vm);
            return Err(vm.type_error(format!(
                "sequence item {index}: expected a bytes-like object, {class} found"
            )));
        };
        parts.push(part);
    }
    if list.is_some_and(|list| list.items(vm).len() != items.len()) {
        return Err(vm.runtime_error("sequence changed size during iteration"));
    }
    let separators = parts.len().saturating_sub(1);
    let separator = this.get(vm);
    let length = parts.iter().map(|part| part.as_bytes(vm).len()).fold(
        separator.len().saturating_mul(separators),
        usize::saturating_add,
    );
    vm.check_allocation(length)?;
    let separator = this.get(vm);
    let mut result = Vec::with_capacity(length);
    for (index, part) in parts.iter().enumerate() {
        if index != 0 {
            result.extend_from_slice(separator);
        }
        result.extend_from_slice(part.as_bytes(vm));
    }
    Ok(T::make(result, vm))
}

/// `strip` and its siblings.
pub(crate) fn strip<T: ByteString>(
    this: &Ref<T>,
    bytes: Option<&Value>,
    (left, right): (bool, bool),
    vm: &mut Vm,
) -> PyResult {
    let range = match bytes.filter(|bytes| !bytes.is_none()) {
        None => algorithms::strip_range(this.get(vm), left, right, algorithms::is_space),
        Some(bytes) => {
            let bytes = BytesLike::from_argument(bytes, vm)?;
            let mut set = [false; 256];
            let bytes = bytes.as_bytes(vm).iter();
            bytes.for_each(|&byte| set[usize::from(byte)] = true);
            let strips = |byte| set[usize::from(byte)];
            algorithms::strip_range(this.get(vm), left, right, strips)
        }
    };
    let whole = this.get(vm);
    if range.len() == whole.len() {
        return Ok(T::unchanged(this, vm));
    }
    Ok(T::part(this, range, vm))
}

/// Pads with a byte on both sides.
pub(crate) fn pad<T: ByteString>(
    this: &Ref<T>,
    (left, right): (usize, usize),
    fill: u8,
    vm: &mut Vm,
) -> PyResult {
    if left + right == 0 {
        return Ok(T::unchanged(this, vm));
    }
    vm.check_allocation(left.saturating_add(right))?;
    let bytes = this.get(vm);
    let mut result = Vec::with_capacity(bytes.len() + left + right);
    result.resize(left, fill);
    result.extend_from_slice(bytes);
    result.resize(bytes.len() + left + right, fill);
    Ok(T::make(result, vm))
}

/// `zfill`
pub(crate) fn zfill<T: ByteString>(this: &Ref<T>, width: usize, vm: &mut Vm) -> PyResult {
    let missing = width.saturating_sub(this.get(vm).len());
    if missing == 0 {
        return Ok(T::unchanged(this, vm));
    }
    vm.check_allocation(width)?;
    let bytes = this.get(vm);
    let signed = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut result = bytes[..signed].to_vec();
    result.resize(signed + missing, b'0');
    result.extend_from_slice(&bytes[signed..]);
    Ok(T::make(result, vm))
}

/// `translate`: maps through a table, without the bytes to delete.
pub(crate) fn translate<T: ByteString>(
    this: &Ref<T>,
    table: &Value,
    delete: Option<&Value>,
    vm: &mut Vm,
) -> PyResult {
    let mut map: [u8; 256] = std::array::from_fn(|byte| byte as u8);
    if !table.is_none() {
        let table = BytesLike::from_argument(table, vm)?;
        let Ok(table) = table.as_bytes(vm).try_into() else {
            return Err(vm.value_error("translation table must be 256 characters long"));
        };
        map = table;
    }
    let mut deleted = [false; 256];
    if let Some(delete) = delete {
        let delete = BytesLike::from_argument(delete, vm)?;
        let delete = delete.as_bytes(vm).iter();
        delete.for_each(|&byte| deleted[usize::from(byte)] = true);
    }
    vm.check_allocation(this.get(vm).len())?;
    let kept = this.get(vm).iter().map(|&byte| usize::from(byte));
    let result = kept
        .filter(|&byte| !deleted[byte])
        .map(|byte| map[byte])
        .collect();
    Ok(T::make(result, vm))
}

/// The table of `maketrans`.
pub(crate) fn maketrans(from: &BytesLike<'_>, to: &BytesLike<'_>, vm: &mut Vm) -> PyResult {
    let mut table: [u8; 256] = std::array::from_fn(|byte| byte as u8);
    let (from, to) = (from.as_bytes(vm), to.as_bytes(vm));
    if from.len() != to.len() {
        return Err(vm.value_error("maketrans arguments must have same length"));
    }
    for (&from, &to) in from.iter().zip(to) {
        table[usize::from(from)] = to;
    }
    Ok(vm.new_bytes(&table))
}

/// What `find` may be given besides, with what it is called on.
pub(crate) fn search<T: ByteString>(
    this: &Ref<T>,
    needle: &Needle<'_>,
    bounds: (Bound, Bound),
    find: fn(&[u8], &[u8]) -> Option<usize>,
    vm: &Vm,
) -> Option<usize> {
    locate(this.get(vm), needle.as_bytes(vm), bounds, find)
}
