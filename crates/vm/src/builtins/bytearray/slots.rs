//! The protocol of `bytearray`.

use rpy_bytecode::BinaryOperator;

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::construct::{Kind, from_arguments, from_iterable};
use crate::builtins::bytes::like::byte_argument;
use crate::builtins::bytes::percent::percent;
use crate::builtins::bytes::{ByteIterator, operations, repr};
use crate::builtins::sequence::repeat_count;
use crate::builtins::slice::Slice;
use crate::builtins::str::{Str, index_argument, quote_for};
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The slots of `bytearray`.
pub(super) const SLOTS: Slots = Slots {
    repr: Some(repr),
    str: Some(repr),
    compare: Some(operations::compare),
    iter: Some(iter),
    new: Some(new),
    init: Some(init),
    length: Some(length),
    subscript: Some(subscript),
    set_subscript: Some(set_subscript),
    contains: Some(operations::contains),
    concat: Some(operations::concat::<ByteArray>),
    repeat: Some(repeat),
    inplace_concat: Some(inplace_concat),
    inplace_repeat: Some(inplace_repeat),
    ..Slots::EMPTY
}
.with_binary(BinaryOperator::Remainder, remainder);

fn array_of(value: &Value) -> &Ref<ByteArray> {
    value
        .downcast()
        .expect("slots are called with their own type")
}

/// As that of `bytes`, but single quotes are escaped in any case.
fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let bytes = array_of(value).as_slice(vm);
    let literal = repr::literal_quoted(bytes, quote_for(bytes), b'\'');
    let class = value.type_name(vm);
    Ok(vm.new_str(&format!("{class}({literal})")))
}

fn iter(value: &Value, vm: &mut Vm) -> PyResult {
    let class = vm.types.bytearray_iterator.clone();
    Ok(ByteIterator::new(value.clone(), &class, vm).into_value())
}

fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
    Ok(ByteArray::with_class(Vec::new(), class, vm).into_value())
}

fn init(value: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let bytes = from_arguments(args, Kind::ByteArray, vm)?;
    let array = array_of(value);
    array.check_resizable(vm)?;
    *array.bytes.get_mut(vm) = bytes;
    Ok(())
}

fn length(value: &Value, vm: &mut Vm) -> PyResult<usize> {
    Ok(array_of(value).as_slice(vm).len())
}

fn subscript(value: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    let texts = ("bytearray", "bytearray index out of range");
    operations::subscript(array_of(value), key, texts, vm)
}

fn set_subscript(value: &Value, key: &Value, item: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let array = array_of(value);
    if let Some(slice) = key.downcast::<Slice>() {
        return set_slice(array, slice, item, vm);
    }
    if !key.is_index(vm) && key.as_bool().is_none() {
        let class = key.type_name(vm);
        return Err(vm.type_error(format!(
            "bytearray indices must be integers or slices, not {class}"
        )));
    }
    let index = index_argument(key, vm)?;
    let byte = match &item {
        Some(item) => Some(byte_argument(item, "byte", vm)?),
        None => None,
    };
    let Some(position) = operations::position(index, array.as_slice(vm).len()) else {
        return Err(vm.index_error("bytearray index out of range"));
    };
    match byte {
        Some(byte) => array.bytes.get_mut_in_place(vm)[position] = byte,
        None => {
            array.check_resizable(vm)?;
            array.bytes.get_mut_in_place(vm).remove(position);
        }
    }
    Ok(())
}

/// Puts bytes in place of those that a slice selects, or removes them.
fn set_slice(
    array: &Ref<ByteArray>,
    slice: &Ref<Slice>,
    item: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let new = match &item {
        None => Vec::new(),
        Some(item) => replacement(item, vm)?,
    };
    let parts = slice.parts(vm)?;
    let indices = parts.indices(array.as_slice(vm).len());
    if indices.count != new.len() {
        if indices.step != 1 && item.is_some() {
            let (size, count) = (new.len(), indices.count);
            return Err(vm.value_error(format!(
                "attempt to assign bytes of size {size} to extended slice of size {count}"
            )));
        }
        array.check_resizable(vm)?;
    }
    let mut bytes = array.bytes.get_mut(vm);
    if indices.step == 1 {
        let start = (indices.start as usize).min(bytes.len());
        bytes.splice(start..start + indices.count, new);
    } else if item.is_some() {
        for (index, byte) in indices.iter().zip(new) {
            bytes[index] = byte;
        }
    } else {
        let mut selected = vec![false; bytes.len()];
        indices.iter().for_each(|index| selected[index] = true);
        let mut selected = selected.into_iter();
        bytes.retain(|_| selected.next() != Some(true));
    }
    Ok(())
}

fn replacement(item: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    if let Some(bytes) = item.as_bytes_like(vm) {
        return Ok(bytes.to_vec());
    }
    let slots = item.class(vm).slots(vm);
    let iterable = slots.iter.is_some() || slots.subscript.is_some();
    if !iterable || item.has_payload::<Str>() {
        return Err(
            vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)")
        );
    }
    from_iterable(item, "byte", vm)
}

fn repeat(value: &Value, count: &Value, vm: &mut Vm) -> PyResult {
    let count = repeat_count(count, vm)?;
    let bytes = operations::repeated(value, count, vm)?;
    Ok(ByteArray::new(bytes, vm).into_value())
}

fn inplace_concat(value: &Value, other: &Value, vm: &mut Vm) -> PyResult {
    let Some(more) = other.as_bytes_like(vm).map(<[u8]>::to_vec) else {
        let (class, name) = (other.type_name(vm), value.type_name(vm));
        return Err(vm.type_error(format!("can't concat {class} to {name}")));
    };
    let array = array_of(value);
    if !more.is_empty() {
        array.check_resizable(vm)?;
    }
    array.bytes.get_mut(vm).extend(more);
    Ok(value.clone())
}

fn inplace_repeat(value: &Value, count: &Value, vm: &mut Vm) -> PyResult {
    let count = repeat_count(count, vm)?;
    let bytes = operations::repeated(value, count, vm)?;
    let array = array_of(value);
    if bytes.len() != array.as_slice(vm).len() {
        array.check_resizable(vm)?;
    }
    *array.bytes.get_mut(vm) = bytes;
    Ok(value.clone())
}

fn remainder(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let Some(template) = left.downcast::<ByteArray>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let template = template.as_slice(vm).to_vec();
    let bytes = percent(&template, right, vm)?;
    Ok(ByteArray::new(bytes, vm).into_value())
}
