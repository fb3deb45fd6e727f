//! The protocol of `bytes`.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::builtins::bytes::construct::{Kind, from_arguments};
use crate::builtins::bytes::percent::percent;
use crate::builtins::bytes::{ByteIterator, Bytes, operations, repr::literal};
use crate::builtins::sequence::repeat_count;
use crate::builtins::str::compare_bytes;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::buffer::{BufferFlags, BufferView};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The slots of `bytes`.
pub(super) const SLOTS: Slots = Slots {
    repr: Some(repr),
    str: Some(repr),
    hash: Some(hash),
    compare: Some(compare),
    iter: Some(iter),
    new: Some(new),
    length: Some(length),
    subscript: Some(subscript),
    contains: Some(operations::contains),
    concat: Some(concat),
    repeat: Some(repeat),
    buffer: Some(buffer),
    ..Slots::EMPTY
}
.with_binary(BinaryOperator::Remainder, remainder);

fn bytes_of(value: &Value) -> &Ref<Bytes> {
    value
        .downcast()
        .expect("slots are called with their own type")
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let text = literal(bytes_of(value).as_slice());
    Ok(vm.new_str(&text))
}

fn hash(value: &Value, vm: &mut Vm) -> PyResult<i64> {
    Ok(bytes_of(value).hash(vm) as i64)
}

/// Compares with other `bytes`; what else has memory to compare does so itself.
fn compare(left: &Value, right: &Value, op: CompareOperator, _vm: &mut Vm) -> PyResult {
    match (left.downcast::<Bytes>(), right.downcast::<Bytes>()) {
        (Some(left), Some(right)) => {
            let order = compare_bytes(left.as_slice(), right.as_slice(), op);
            Ok(Value::bool(order))
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn buffer(value: &Value, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
    BufferView::of_bytes(bytes_of(value), flags, vm)
}

fn iter(value: &Value, vm: &mut Vm) -> PyResult {
    let class = vm.types.bytes_iterator.clone();
    Ok(ByteIterator::new(value.clone(), &class, vm).into_value())
}

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let exact = class.is(&vm.types.bytes);
    if exact
        && !args.has_keywords()
        && let [source] = args.positional()
        && let Some(bytes) = source.downcast::<Bytes>()
        && bytes.class().is(class)
    {
        return Ok(source.clone());
    }
    let bytes = from_arguments(args, Kind::Bytes, vm)?;
    if exact {
        return Ok(Bytes::from_vec(bytes, vm).into_value());
    }
    Ok(Bytes::with_class(&bytes, class, vm).into_value())
}

fn length(value: &Value, _vm: &mut Vm) -> PyResult<usize> {
    Ok(bytes_of(value).length())
}

fn subscript(value: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    operations::subscript(bytes_of(value), key, ("byte", "index out of range"), vm)
}

fn concat(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    if let (Some(first), Some(second)) = (left.downcast::<Bytes>(), right.downcast::<Bytes>()) {
        if second.length() == 0 && first.class().is(&vm.types.bytes) {
            return Ok(left.clone());
        }
        if first.length() == 0 && second.class().is(&vm.types.bytes) {
            return Ok(right.clone());
        }
    }
    operations::concat::<Bytes>(left, right, vm)
}

fn repeat(value: &Value, count: &Value, vm: &mut Vm) -> PyResult {
    let count = repeat_count(count, vm)?;
    if count == 1 {
        return Ok(bytes_of(value).to_exact(vm).into_value());
    }
    let bytes = operations::repeated(value, count, vm)?;
    Ok(Bytes::from_vec(bytes, vm).into_value())
}

fn remainder(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let Some(template) = left.downcast::<Bytes>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let bytes = percent(template.as_slice(), right, vm)?;
    Ok(Bytes::from_vec(bytes, vm).into_value())
}
