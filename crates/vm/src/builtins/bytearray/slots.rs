//! The protocol of `bytearray`.

use std::ops::ControlFlow;

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytearray::methods::Own;
use crate::builtins::bytearray::shared::Shared;
use crate::builtins::bytes::construct::{Kind, from_arguments, from_iterable};
use crate::builtins::bytes::like::{ByteString, byte_argument};
use crate::builtins::bytes::percent::percent;
use crate::builtins::bytes::warnings::{warn_of_comparison, warn_of_str};
use crate::builtins::bytes::{ByteIterator, operations, repr};
use crate::builtins::sequence::repeat_count;
use crate::builtins::slice::Slice;
use crate::builtins::str::{Str, compare_bytes, index_argument, quote_for};
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::buffer::{BufferFlags, BufferView, ExportCell, Format, release_buffer};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// bytearray(source=b'', encoding=None, errors=None)
///
/// Mutable bytes: those of an iterable of numbers, of a bytes-like object, of text in an
/// encoding, or as many zeros as an int says.
#[native_class(
    name = "bytearray",
    registry = bytearray,
    flags(base, match_self),
    methods(Shared::MEMBERS, Own::MEMBERS),
    slots(
        repr = repr,
        contains = operations::contains,
        concat = operations::concat::<ByteArray>,
        release_buffer = release_buffer
    )
)]
impl ByteArray {
    /// As that of `bytes`, but single quotes are escaped in any case.
    #[slot]
    fn str(value: &Value, vm: &mut Vm) -> PyResult {
        warn_of_str("bytearray", vm)?;
        repr(value, vm)
    }

    /// Compares with anything bytes-like.
    #[slot]
    fn compare(this: &Ref<ByteArray>, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let Some(right) = right.try_bytes_like(vm) else {
            warn_of_comparison("bytearray", right, op, vm)?;
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let bytes = this.as_slice(vm);
        Ok(Value::bool(compare_bytes(bytes, right.as_bytes(vm), op)))
    }

    #[slot]
    fn iter(value: &Value, vm: &mut Vm) -> PyResult {
        let class = vm.types.bytearray_iterator.clone();
        Ok(ByteIterator::new(value.clone(), &class, vm).into_value())
    }

    #[new]
    fn new_slot(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        Ok(ByteArray::with_class(Vec::new(), class, vm).into_value())
    }

    #[init]
    fn init(this: &Ref<ByteArray>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        if !this.as_slice(vm).is_empty() {
            this.bytes.check_resizable(vm)?;
            replace(this, Vec::new(), vm)?;
        }
        if let ([source], false) = (args.positional(), args.has_keywords())
            && is_iterable_only(source, vm)
            && !source.class(vm).is(&vm.types.list)
            && !source.class(vm).is(&vm.types.tuple)
        {
            // What is there already can be seen while the iterable runs.
            let _ = vm.iterate(source, |item, vm| {
                let byte = byte_argument(&item, "byte", vm)?;
                this.bytes.reserve(1, vm)?;
                this.bytes.append(vm)?.push(byte);
                Ok(ControlFlow::Continue(()))
            })?;
            return Ok(());
        }
        let bytes = from_arguments(args, Kind::ByteArray, vm)?;
        replace(this, bytes, vm)
    }

    #[slot]
    fn length(this: &Ref<ByteArray>, vm: &mut Vm) -> PyResult<usize> {
        Ok(this.as_slice(vm).len())
    }

    #[slot]
    fn subscript(this: &Ref<ByteArray>, key: &Value, vm: &mut Vm) -> PyResult {
        let texts = ("bytearray", "bytearray index out of range");
        operations::subscript(this, key, texts, vm)
    }

    #[slot]
    fn set_subscript(
        this: &Ref<ByteArray>,
        key: &Value,
        item: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if let Some(slice) = key.downcast::<Slice>() {
            return set_slice(this, slice, item, vm);
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
        let Some(position) = operations::position(index, this.as_slice(vm).len()) else {
            return Err(vm.index_error("bytearray index out of range"));
        };
        match byte {
            Some(byte) => this.bytes.get_mut(vm)[position] = byte,
            None => remove_at(this, position, vm)?,
        }
        Ok(())
    }

    #[slot]
    fn repeat(value: &Value, count: &Value, vm: &mut Vm) -> PyResult {
        let count = repeat_count(count, vm)?;
        let bytes = operations::repeated(value, count, vm)?;
        Ok(ByteArray::new(bytes, vm).into_value())
    }

    #[slot]
    fn inplace_concat(this: &Ref<ByteArray>, other: &Value, vm: &mut Vm) -> PyResult {
        let Some(more) = other.try_bytes_like(vm) else {
            return Err(operations::cannot_concat(this.as_value(), other, vm));
        };
        let more = more.as_bytes(vm);
        let more = vm.gather(more.len(), more.iter().copied());
        if !more.is_empty() {
            this.bytes.reserve(more.len(), vm)?;
            this.bytes.append(vm)?.extend(more);
        }
        Ok(this.to_value())
    }

    #[slot]
    fn inplace_repeat(this: &Ref<ByteArray>, count: &Value, vm: &mut Vm) -> PyResult {
        let count = repeat_count(count, vm)?;
        let bytes = operations::repeated(this.as_value(), count, vm)?;
        replace(this, bytes, vm)?;
        Ok(this.to_value())
    }

    #[slot]
    fn buffer(this: &Ref<ByteArray>, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
        let bytes = (Format::BYTES, 1);
        ExportCell::export(this, |array| &array.bytes, bytes, flags, vm)
    }

    #[slot]
    fn remainder(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let Some(template) = left.downcast::<ByteArray>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let _pin = ByteArray::pin(template, vm)?;
        let template = template.as_slice(vm).to_vec();
        let bytes = percent(&template, right, vm)?;
        Ok(ByteArray::new(bytes, vm).into_value())
    }
}

/// Whether bytes are made of a value by iterating it.
fn is_iterable_only(value: &Value, vm: &Vm) -> bool {
    let slots = value.class(vm).slots(vm);
    let other = slots.buffer.is_some() || slots.index.is_some() || value.has_payload::<Str>();
    !other && (slots.iter.is_some() || slots.subscript.is_some())
}

fn array_of(value: &Value) -> &Ref<ByteArray> {
    value
        .downcast()
        .expect("slots are called with their own type")
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let length = repr::literal_length(array_of(value).as_slice(vm), b'\'');
    // The literal, what it becomes a part of, and the text.
    vm.check_allocation(4 * length)?;
    let bytes = array_of(value).as_slice(vm);
    let literal = repr::literal_quoted(bytes, quote_for(bytes), b'\'');
    let class = value.type_name(vm);
    Ok(vm.new_str(&format!("{class}({literal})")))
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

/// Removes the byte at a position, where there is one.
pub(super) fn remove_at(array: &Ref<ByteArray>, position: usize, vm: &mut Vm) -> PyResult<()> {
    if position == 0 {
        return array.bytes.remove_front(1, vm);
    }
    array.bytes.resize(vm)?.remove(position);
    Ok(())
}

/// Puts bytes in place of those that a slice selects, or removes them.
fn set_slice(
    array: &Ref<ByteArray>,
    slice: &Ref<Slice>,
    item: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let parts = slice.parts(vm)?;
    let new = match &item {
        None => Vec::new(),
        Some(item) => replacement(item, vm)?,
    };
    let indices = parts.indices(array.as_slice(vm).len());
    if indices.count != new.len() {
        if indices.step != 1 && !new.is_empty() {
            let (size, count) = (new.len(), indices.count);
            return Err(vm.value_error(format!(
                "attempt to assign bytes of size {size} to extended slice of size {count}"
            )));
        }
    } else if indices.step == 1 || !new.is_empty() {
        // Nothing moves, so this may be done while there are views.
        let bytes = array.bytes.get_mut(vm);
        for (index, byte) in indices.iter().zip(new) {
            bytes[index] = byte;
        }
        return Ok(());
    }
    if indices.step == 1 && indices.start == 0 && new.is_empty() {
        return array.bytes.remove_front(indices.count, vm);
    }
    array
        .bytes
        .reserve(new.len().saturating_sub(indices.count), vm)?;
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
    let slots = item.class(vm).slots(vm);
    let is_number = slots.index.is_some() || slots.int.is_some() || slots.float.is_some();
    let is_iterable = slots.iter.is_some() || slots.subscript.is_some();
    if !is_number && let Some(bytes) = item.exported_bytes(vm)? {
        return Ok(bytes);
    }
    if !is_number && !is_iterable {
        let class = item.type_name(vm);
        return Err(vm.type_error(format!("cannot convert '{class}' object to bytearray")));
    }
    if is_number || item.has_payload::<Str>() {
        return Err(
            vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)")
        );
    }
    from_iterable(item, "byte", vm)
}
