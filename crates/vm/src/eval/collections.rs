//! Building, extending and unpacking collections; strings from pieces.

use rpy_bytecode::Opcode;

use crate::builtins::dict::key::hash_small_int;
use crate::builtins::dict::{Dict, Duplicate, plain_dict};
use crate::builtins::list::List;
use crate::builtins::set::Set;
use crate::builtins::str::Str;
use crate::builtins::template::{Interpolation, Template};
use crate::builtins::tuple::Tuple;
use crate::eval::cursor::Cursor;
use crate::eval::operation::{
    Outcome, header, is_object, keep_branch, move_words, next_releasing, operation, retain,
};
use crate::eval::operators::{deliver, is_small_int};
use crate::object::fresh::{fill, take_cell};
use crate::object::payload::Payload;
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

operation!(
/// `BUILD_TUPLE` (`items -- tuple`)
BuildTuple,
fast |regs, vm| {
    let count = regs.n();
    if count == 0 {
        return Outcome::Slow;
    }
    let Some(cell) = take_cell::<Tuple>(vm, count * size_of::<Value>()) else {
        return Outcome::Slow;
    };
    let tuple = fill(cell, &(*vm).types.tuple, Tuple::of_length(count));
    let items = regs.sp.sub(count);
    move_words(items, regs.sp, cell.add(1).cast());
    regs.sp = items;
    deliver(regs.advance(1), tuple)
},
slow |cursor, vm| {
    let count = cursor.n();
    // SAFETY: the verifier checked the depth; the items move to the tuple.
    let tuple = unsafe {
        cursor.sp = cursor.sp.sub(count);
        Tuple::from_words(cursor.sp.cast(), count, vm)
    };
    cursor.push(tuple.into_value());
    Ok(())
});
operation!(
/// `BUILD_LIST` (`items -- list`)
BuildList,
fast |regs, vm| {
    if regs.n() != 0 {
        return Outcome::Slow;
    }
    let Some(cell) = take_cell::<List>(vm, 0) else { return Outcome::Slow };
    let list = fill(cell, &(*vm).types.list, List::EMPTY);
    deliver(regs.advance(1), list)
},
slow |cursor, vm| {
    let count = cursor.n();
    let list = List::new(cursor.pop_many(count), vm);
    cursor.push(list.into_value());
    Ok(())
});
operation!(
/// `BUILD_SET` (`items -- set`)
BuildSet,
slow_only |cursor, vm| {
    let count = cursor.n();
    let items = cursor.pop_many(count);
    let set = Set::with_capacity(count, vm);
    for item in items {
        set.add(item, vm)?;
    }
    cursor.push(set.into_value());
    Ok(())
});
operation!(
/// `BUILD_MAP` (`keys and values -- dict`)
BuildMap,
fast |regs, vm| {
    if regs.n() != 0 {
        return Outcome::Slow;
    }
    let Some(cell) = take_cell::<Dict>(vm, 0) else { return Outcome::Slow };
    let dict = fill(cell, &(*vm).types.dict, Dict::empty());
    deliver(regs.advance(1), dict)
},
slow |cursor, vm| {
    let count = cursor.n();
    let mut items = cursor.pop_many(2 * count).into_iter();
    let dict = Dict::with_capacity(count, vm);
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        dict.set_item(key, value, vm)?;
    }
    cursor.push(dict.into_value());
    Ok(())
});
operation!(
/// `BUILD_STRING` (`pieces -- str`)
BuildString,
slow_only |cursor, vm| {
    let count = cursor.n();
    // The verifier does not know the types of what is on the stack.
    if !cursor.top(count).iter().all(Value::has_payload::<Str>) {
        return Err(vm.system_error("BUILD_STRING of what is no str"));
    }
    let result = Str::join_pieces(cursor.top(count), vm);
    cursor.drop_many(count);
    cursor.push(result.into_value());
    Ok(())
});
/// The collection `depth` deep, which the compiler made.
fn collection<T: Payload>(cursor: &Cursor, depth: usize, vm: &mut Vm) -> PyResult<Ref<T>> {
    match cursor.peek(depth).downcast::<T>() {
        Some(collection) => Ok(collection.clone()),
        None => Err(vm.system_error(format!("no {} to add to", T::NAME))),
    }
}

operation!(
/// `LIST_APPEND` (`list, …, value -- list, …`)
ListAppend,
fast |regs, _vm| {
    let list = regs.peek(1 + regs.n());
    if !is_object(list) || (*header(list)).shape() != ShapeId::LIST {
        return Outcome::Slow;
    }
    let items = &mut *(*header(list).cast::<Object<List>>()).payload.items_ptr();
    let length = items.len();
    if length == items.capacity() {
        return Outcome::Slow;
    }
    items.as_mut_ptr().add(length).cast::<u64>().write(regs.peek(1));
    items.set_len(length + 1);
    regs.sp = regs.sp.sub(1);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let value = cursor.pop();
    let list = collection::<List>(cursor, cursor.n(), vm)?;
    list.push(value, vm);
    Ok(())
});
operation!(
/// `SET_ADD` (`set, …, value -- set, …`)
SetAdd,
fast |regs, _vm| {
    let (set, item) = (regs.peek(1 + regs.n()), regs.peek(1));
    if !is_object(set) || (*header(set)).shape() != ShapeId::SET || !is_small_int(item) {
        return Outcome::Slow;
    }
    let table = &mut *(*header(set).cast::<Object<Set>>()).payload.table.as_ptr();
    let hash = hash_small_int(item as i64 >> 2) as u64;
    let item = &*(&raw const item).cast::<Value>();
    if !table.try_add_small_int(hash, item) {
        return Outcome::Slow;
    }
    regs.sp = regs.sp.sub(1);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let value = cursor.pop();
    // A program may have put something else in the place of `__conditional_annotations__`.
    let target = cursor.peek(cursor.n());
    let Some(set) = target.downcast::<Set>().cloned() else {
        let found = target.type_name(vm);
        return Err(vm.type_error(format!("'{found}' object is not a set")));
    };
    set.add(value, vm).map(drop)
});
operation!(
/// `MAP_ADD` (`dict, …, key, value -- dict, …`)
MapAdd,
slow_only |cursor, vm| {
    let value = cursor.pop();
    let key = cursor.pop();
    let dict = collection::<Dict>(cursor, cursor.n(), vm)?;
    dict.set_item(key, value, vm)
});
operation!(
/// `LIST_EXTEND` (`list, …, iterable -- list, …`)
ListExtend,
slow_only |cursor, vm| {
    let iterable = cursor.pop();
    let list = collection::<List>(cursor, cursor.n(), vm)?;
    let items = match vm.collect_measured(&iterable) {
        Ok(items) => items,
        Err(raised) => {
            let iterates = vm.class_of(&iterable).slots(vm).iter.is_some();
            let type_error = vm.types.exceptions.type_error.clone();
            if !iterates && raised.is_instance(&type_error, vm) {
                let class = iterable.type_name(vm);
                return Err(vm.type_error(format!(
                    "Value after * must be an iterable, not {class}"
                )));
            }
            return Err(raised);
        }
    };
    list.items_mut(vm).extend(items);
    Ok(())
});
operation!(
/// `SET_UPDATE` (`set, …, iterable -- set, …`)
SetUpdate,
slow_only |cursor, vm| {
    let iterable = cursor.pop();
    let set = collection::<Set>(cursor, cursor.n(), vm)?;
    set.update_from(&iterable, vm)
});
operation!(
/// `DICT_UPDATE` (`dict, …, mapping -- dict, …`)
DictUpdate,
slow_only |cursor, vm| {
    let mapping = cursor.pop();
    let dict = collection::<Dict>(cursor, cursor.n(), vm)?;
    let keys = vm.names.keys.clone();
    if !mapping.has_payload::<Dict>()
        && mapping.get_attribute_optional(&keys, vm)?.is_none()
    {
        let class = mapping.type_name(vm);
        return Err(vm.type_error(format!("'{class}' object is not a mapping")));
    }
    dict.update_from(&mapping, vm)
});
operation!(
/// `DICT_MERGE` (`callee, words, args, dict, mapping -- callee, words, args, dict`)
DictMerge,
slow_only |cursor, vm| {
    let mapping = cursor.pop();
    let depth = cursor.n();
    let dict = collection::<Dict>(cursor, depth, vm)?;
    let callee = cursor.peek(depth + 6).clone();
    merge_keywords(&dict, &mapping, &callee, vm)
});

/// Adds the items of `**mapping` to the keywords of a call.
pub(super) fn merge_keywords(
    dict: &Ref<Dict>,
    mapping: &Value,
    callee: &Value,
    vm: &mut Vm,
) -> PyResult<()> {
    let plain = plain_dict(mapping, vm);
    if let Some(mapping) = &plain
        && dict.length(vm) == 0
        && !mapping.has_other_keys(vm)
    {
        return dict.merge_dict(mapping, Duplicate::Replace, vm);
    }
    let items: Vec<(Value, Value)> = if let Some(mapping) = &plain {
        mapping
            .table(vm)
            .iter()
            .map(|entry| (entry.key.clone(), entry.value.clone()))
            .collect()
    } else {
        let name = vm.names.keys.clone();
        let Some(keys) = mapping.get_attribute_optional(&name, vm)? else {
            let (callee, class) = (vm.callee_name(callee), mapping.type_name(vm));
            return Err(vm.type_error(format!(
                "{callee} argument after ** must be a mapping, not {class}"
            )));
        };
        let keys = keys.call_positional(&[], vm)?;
        let mut items = Vec::new();
        for key in vm.collect(&keys)? {
            let value = mapping.subscript(&key, vm)?;
            items.push((key, value));
        }
        items
    };
    for (key, value) in items {
        if !key.has_payload::<Str>() {
            return Err(vm.type_error("keywords must be strings"));
        }
        if dict.get_item(&key, vm)?.is_some() {
            let (callee, key) = (vm.callee_name(callee), key.str(vm)?);
            let key = key.to_string_lossy();
            return Err(vm.type_error(format!(
                "{callee} got multiple values for keyword argument '{key}'"
            )));
        }
        dict.set_item(key, value, vm)?;
    }
    Ok(())
}

operation!(
/// `LIST_TO_TUPLE` (`list -- tuple`)
ListToTuple,
slow_only |cursor, vm| {
    let list = collection::<List>(cursor, 1, vm)?;
    let mut items = list.replace(Vec::new(), vm);
    // SAFETY: the items move from the vector, which only keeps its buffer, to the tuple.
    let tuple = unsafe {
        let length = items.len();
        items.set_len(0);
        Tuple::from_words(items.as_ptr(), length, vm)
    };
    drop(cursor.replace(1, tuple.into_value()));
    Ok(())
});

/// Puts the items on the stack, the first on top.
fn push_reversed(items: Vec<Value>, cursor: &mut Cursor) {
    for item in items.into_iter().rev() {
        cursor.push(item);
    }
}

operation!(
/// `UNPACK_SEQUENCE` (`iterable -- items`, the first on top)
UnpackSequence,
slow_only |cursor, vm| {
    let count = cursor.n();
    let iterable = cursor.pop();
    let shape = iterable.as_object().map_or(ShapeId::NONE, |header| header.shape());
    if shape == ShapeId::TUPLE {
        cursor.rewrite(Opcode::UnpackSequenceTuple);
    } else if shape == ShapeId::LIST {
        cursor.rewrite(Opcode::UnpackSequenceList);
    } else {
        cursor.rewrite(Opcode::UnpackSequence);
    }
    let items = unpack(&iterable, count, vm)?;
    push_reversed(items, cursor);
    Ok(())
});

/// Exactly `count` items of an iterable.
fn unpack(iterable: &Value, count: usize, vm: &mut Vm) -> PyResult<Vec<Value>> {
    let class = vm.class_of(iterable);
    let is_known = class.is(&vm.types.tuple) || class.is(&vm.types.list);
    let known = match iterable.downcast::<Tuple>() {
        _ if !is_known => None,
        Some(tuple) => Some(tuple.as_slice()),
        None => iterable.downcast::<List>().map(|list| &**list.items(vm)),
    };
    if let Some(items) = known {
        return match items.len() {
            length if length == count => Ok(items.to_vec()),
            length if length < count => Err(vm.value_error(format!(
                "not enough values to unpack (expected {count}, got {length})"
            ))),
            length => Err(vm.value_error(format!(
                "too many values to unpack (expected {count}, got {length})"
            ))),
        };
    }
    if vm.class_of(iterable).slots(vm).iter.is_none()
        && vm.class_of(iterable).slots(vm).subscript.is_none()
    {
        let class = iterable.type_name(vm);
        return Err(vm.type_error(format!("cannot unpack non-iterable {class} object")));
    }
    let iterator = iterable.iter(vm)?;
    let mut items = Vec::with_capacity(count.min(1024));
    while items.len() < count {
        match iterator.next(vm)? {
            Some(item) => items.push(item),
            None => {
                let got = items.len();
                return Err(vm.value_error(format!(
                    "not enough values to unpack (expected {count}, got {got})"
                )));
            }
        }
    }
    if iterator.next(vm)?.is_some() {
        let got = if iterable.has_payload::<Dict>() {
            let length = iterable.length(vm)?;
            format!(", got {length}")
        } else {
            String::new()
        };
        return Err(vm.value_error(format!("too many values to unpack (expected {count}{got})")));
    }
    Ok(items)
}

operation!(
    /// `UNPACK_SEQUENCE_TUPLE` (`tuple -- items`, the first on top)
    UnpackSequenceTuple,
    fast |regs, _vm| {
        let sequence = regs.peek(1);
        if !is_object(sequence) || (*header(sequence)).shape() != ShapeId::TUPLE {
            return Outcome::Slow;
        }
        let tuple = &*(&raw const sequence).cast::<Ref<Tuple>>();
        let items = tuple.as_slice();
        let count = regs.n();
        if items.len() != count {
            return Outcome::Slow;
        }
        regs.sp = regs.sp.sub(1);
        let mut index = count;
        while index > 0 {
            keep_branch();
            index -= 1;
            let word = items.as_ptr().add(index).cast::<u64>().read();
            retain(word);
            regs.push(word);
        }
        next_releasing(regs.advance(1), sequence)
    },
    slow |cursor, vm| UnpackSequence::slow(cursor, vm));
operation!(
    /// `UNPACK_SEQUENCE_LIST` (`list -- items`, the first on top)
    UnpackSequenceList,
    fast |regs, _vm| {
        let sequence = regs.peek(1);
        if !is_object(sequence) || (*header(sequence)).shape() != ShapeId::LIST {
            return Outcome::Slow;
        }
        let items = &*(*header(sequence).cast::<Object<List>>()).payload.items_ptr();
        let count = regs.n();
        if items.len() != count {
            return Outcome::Slow;
        }
        regs.sp = regs.sp.sub(1);
        let mut index = count;
        while index > 0 {
            keep_branch();
            index -= 1;
            let word = items.as_ptr().add(index).cast::<u64>().read();
            retain(word);
            regs.push(word);
        }
        next_releasing(regs.advance(1), sequence)
    },
    slow |cursor, vm| UnpackSequence::slow(cursor, vm));
operation!(
/// `UNPACK_EX` (`iterable -- items`, the first on top)
UnpackEx,
slow_only |cursor, vm| {
    let (before, after) = (cursor.n() & 0xff, cursor.n() >> 8);
    let iterable = cursor.pop();
    if vm.class_of(&iterable).slots(vm).iter.is_none()
        && vm.class_of(&iterable).slots(vm).subscript.is_none()
    {
        let class = iterable.type_name(vm);
        return Err(vm.type_error(format!("cannot unpack non-iterable {class} object")));
    }
    match iterable.downcast::<Tuple>() {
        Some(tuple) if tuple.header().shape() == ShapeId::TUPLE => {
            spread(tuple.as_slice(), before, after, cursor, vm)
        }
        _ => {
            let items = collect_for_spread(&iterable, before, after, vm)?;
            spread(&items, before, after, cursor, vm)
        }
    }
});

/// The items to unpack: the first ones one by one, the others as `list` takes them.
fn collect_for_spread(
    iterable: &Value,
    before: usize,
    after: usize,
    vm: &mut Vm,
) -> PyResult<Vec<Value>> {
    if vm.has_silent_length(iterable) {
        return vm.collect(iterable);
    }
    let iterator = iterable.iter(vm)?;
    let mut items = Vec::new();
    while items.len() < before {
        match iterator.next(vm)? {
            Some(item) => items.push(item),
            None => return Err(too_few(before + after, items.len(), vm)),
        }
    }
    items.extend(vm.collect_measured(&iterator)?);
    Ok(items)
}

#[cold]
fn too_few(expected: usize, got: usize, vm: &mut Vm) -> Raised {
    vm.value_error(format!(
        "not enough values to unpack (expected at least {expected}, got {got})"
    ))
}

/// Pushes items so that the first lies on top: some from the start, a list of those between, some from the end.
fn spread(
    items: &[Value],
    before: usize,
    after: usize,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> PyResult<()> {
    let Some(between) = items.len().checked_sub(before + after) else {
        return Err(too_few(before + after, items.len(), vm));
    };
    vm.check_allocation(between.saturating_mul(size_of::<Value>()))?;
    let (first, rest) = items.split_at(before);
    let (middle, last) = rest.split_at(between);
    let middle = List::new(Value::clones(middle), vm).into_value();
    last.iter().rev().for_each(|item| cursor.push(item.clone()));
    cursor.push(middle);
    first
        .iter()
        .rev()
        .for_each(|item| cursor.push(item.clone()));
    Ok(())
}

operation!(
/// `CONVERT_VALUE` (`value -- str`)
ConvertValue,
slow_only |cursor, vm| {
    let value = cursor.pop();
    let text = match cursor.n() {
        1 => value.str(vm)?,
        2 => value.repr(vm)?,
        _ => value.ascii(vm)?,
    };
    cursor.push(text.into_value());
    Ok(())
});
operation!(
/// `FORMAT_SIMPLE` (`value -- str`)
FormatSimple,
slow_only |cursor, vm| {
    let value = cursor.pop();
    let text = if value.as_object().is_some_and(|header| header.shape() == ShapeId::STR) {
        value
    } else {
        let spec = vm.names.empty.clone();
        value.format(&spec, vm)?.into_value()
    };
    cursor.push(text);
    Ok(())
});
operation!(
/// `FORMAT_WITH_SPEC` (`value, spec -- str`)
FormatWithSpec,
slow_only |cursor, vm| {
    let spec = cursor.pop();
    let value = cursor.pop();
    let Some(spec) = spec.downcast::<Str>() else {
        return Err(vm.system_error("a format specification is no str"));
    };
    let text = value.format(spec, vm)?;
    cursor.push(text.into_value());
    Ok(())
});
operation!(
/// `BUILD_INTERPOLATION` (`value, text [, spec] -- interpolation`)
BuildInterpolation,
slow_only |cursor, vm| {
    let operand = cursor.n();
    let spec = (operand & 1 != 0).then(|| cursor.pop());
    let (expression, value) = (cursor.pop(), cursor.pop());
    let made = Interpolation::make(value, expression, operand >> 2, spec, vm);
    cursor.push(made);
    Ok(())
});
operation!(
/// `BUILD_TEMPLATE` (`strings, interpolations -- template`)
BuildTemplate,
slow_only |cursor, vm| {
    let (interpolations, strings) = (cursor.pop(), cursor.pop());
    let made = Template::make(strings, interpolations, vm)?;
    cursor.push(made);
    Ok(())
});
