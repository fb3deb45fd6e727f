//! The protocol of `bytearray`.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::construct::{Kind, from_arguments, from_iterable};
use crate::builtins::bytes::like::byte_argument;
use crate::builtins::bytes::percent::percent;
use crate::builtins::bytes::{ByteIterator, operations, repr};
use crate::builtins::sequence::repeat_count;
use crate::builtins::slice::Slice;
use crate::builtins::str::{Str, compare_bytes, index_argument, quote_for};
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::buffer::{BufferFlags, BufferView, ExportCell, Format, release_buffer};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The slots of `bytearray`.
pub(super) const SLOTS: Slots = Slots {
    repr: Some(repr),
    str: Some(repr),
    compare: Some(compare),
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
    buffer: Some(buffer),
    release_buffer: Some(release_buffer),
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
    let array = array_of(value);
    if !array.as_slice(vm).is_empty() {
        array.bytes.check_resizable(vm)?;
    }
    let bytes = from_arguments(args, Kind::ByteArray, vm)?;
    replace(array, bytes, vm)
}

/// Puts other bytes in place of all.
fn replace(array: &Ref<ByteArray>, bytes: Vec<u8>, vm: &mut Vm) -> PyResult<()> {
    if bytes.len() == array.as_slice(vm).len() {
        array.bytes.get_mut(vm).copy_from_slice(&bytes);
    } else {
        *array.bytes.resize(vm)? = bytes;
    }
    Ok(())
}

/// Compares with anything bytes-like.
fn compare(left: &Value, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
    let Some(right) = right.try_bytes_like(vm) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let left = array_of(left).as_slice(vm);
    Ok(Value::bool(compare_bytes(left, right.as_bytes(vm), op)))
}

fn buffer(value: &Value, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
    let bytes = (Format::BYTES, 1);
    ExportCell::export(array_of(value), |array| &array.bytes, bytes, flags, vm)
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
        Some(byte) => array.bytes.get_mut(vm)[position] = byte,
        None => {
            array.bytes.resize(vm)?.remove(position);
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
    } else {
        // Nothing moves, so this may be done while there are views.
        let bytes = array.bytes.get_mut(vm);
        for (index, byte) in indices.iter().zip(new) {
            bytes[index] = byte;
        }
        return Ok(());
    }
    let mut bytes = array.bytes.resize(vm)?;
    if indices.step == 1 {
        let start = (indices.start as usize).min(bytes.len());
        bytes.splice(start..start + indices.count, new);
    } else {
        let mut selected = vec![false; bytes.len()];
        indices.iter().for_each(|index| selected[index] = true);
        let mut selected = selected.into_iter();
        bytes.retain(|_| selected.next() != Some(true));
    }
    Ok(())
}

fn replacement(item: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    if let Some(bytes) = item.exported_bytes(vm)? {
        return Ok(bytes);
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
    let Some(more) = other.try_bytes_like(vm) else {
        return Err(operations::cannot_concat(value, other, vm));
    };
    let more = more.as_bytes(vm).to_vec();
    if !more.is_empty() {
        array_of(value).bytes.resize(vm)?.extend(more);
    }
    Ok(value.clone())
}

fn inplace_repeat(value: &Value, count: &Value, vm: &mut Vm) -> PyResult {
    let count = repeat_count(count, vm)?;
    let bytes = operations::repeated(value, count, vm)?;
    replace(array_of(value), bytes, vm)?;
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
