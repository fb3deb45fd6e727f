//! The protocol of `bytes`.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::bytes::construct::{Kind, from_arguments, of_special_method};
use crate::builtins::bytes::own_methods::Own;
use crate::builtins::bytes::percent::percent;
use crate::builtins::bytes::repr::{literal, literal_length};
use crate::builtins::bytes::shared::Shared;
use crate::builtins::bytes::warnings::{warn_of_comparison, warn_of_str};
use crate::builtins::bytes::{ByteIterator, Bytes, operations};
use crate::builtins::sequence::repeat_count;
use crate::builtins::str::compare_bytes;
use crate::builtins::str::quote_for;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::buffer::{BufferFlags, BufferView};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// bytes(source=b'', encoding=None, errors=None)
///
/// Immutable bytes: those of an iterable of numbers, of a bytes-like object, of text in an
/// encoding, or as many zeros as an int says.
#[native_class(
    name = "bytes",
    registry = bytes,
    flags(base, match_self),
    methods(Shared::MEMBERS, Own::MEMBERS),
    slots(repr = repr, contains = operations::contains)
)]
impl Bytes {
    #[slot]
    fn str(value: &Value, vm: &mut Vm) -> PyResult {
        warn_of_str("bytes", vm)?;
        repr(value, vm)
    }

    #[slot(hash)]
    fn hash_slot(this: &Ref<Bytes>, vm: &mut Vm) -> PyResult<i64> {
        Ok(this.hash(vm) as i64)
    }

    /// Compares with other `bytes`; what else has memory to compare does so itself.
    #[slot]
    fn compare(left: &Value, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        match (left.downcast::<Bytes>(), right.downcast::<Bytes>()) {
            (Some(left), Some(right)) => {
                let order = compare_bytes(left.as_slice(), right.as_slice(), op);
                Ok(Value::bool(order))
            }
            _ => {
                warn_of_comparison("bytes", right, op, vm)?;
                Ok(Value::NOT_IMPLEMENTED)
            }
        }
    }

    #[slot]
    fn iter(value: &Value, vm: &mut Vm) -> PyResult {
        let class = vm.types.bytes_iterator.clone();
        Ok(ByteIterator::new(value.clone(), &class, vm).into_value())
    }

    #[new]
    fn new_slot(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let exact = class.is(&vm.types.bytes);
        if exact
            && !args.has_keywords()
            && let [source] = args.positional()
            && let Some(bytes) = source.downcast::<Bytes>()
            && bytes.class().is(class)
        {
            return Ok(source.clone());
        }
        if exact
            && !args.has_keywords()
            && let [source] = args.positional()
            && let Some(bytes) = of_special_method(source, vm)?
        {
            return Ok(bytes.into_value());
        }
        let bytes = from_arguments(args, Kind::Bytes, vm)?;
        if exact {
            return Ok(Bytes::from_vec(bytes, vm).into_value());
        }
        Ok(Bytes::with_class(&bytes, class, vm).into_value())
    }

    #[slot(length)]
    fn length_slot(this: &Ref<Bytes>, _vm: &mut Vm) -> PyResult<usize> {
        Ok(this.length())
    }

    #[slot]
    fn subscript(this: &Ref<Bytes>, key: &Value, vm: &mut Vm) -> PyResult {
        operations::subscript(this, key, ("byte", "index out of range"), vm)
    }

    #[slot]
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

    #[slot]
    fn repeat(this: &Ref<Bytes>, count: &Value, vm: &mut Vm) -> PyResult {
        let count = repeat_count(count, vm)?;
        if count == 1 {
            return Ok(this.to_exact(vm).into_value());
        }
        let bytes = operations::repeated(this.as_value(), count, vm)?;
        Ok(Bytes::from_vec(bytes, vm).into_value())
    }

    #[slot]
    fn buffer(this: &Ref<Bytes>, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
        BufferView::of_bytes(this, flags, vm)
    }

    #[slot]
    fn remainder(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let Some(template) = left.downcast::<Bytes>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let bytes = percent(template.as_slice(), right, vm)?;
        Ok(Bytes::from_vec(bytes, vm).into_value())
    }
}

fn bytes_of(value: &Value) -> &Ref<Bytes> {
    value
        .downcast()
        .expect("slots are called with their own type")
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let bytes = bytes_of(value).as_slice();
    // The literal, and the text that it becomes.
    vm.check_allocation(2 * literal_length(bytes, quote_for(bytes)))?;
    let text = literal(bytes);
    Ok(vm.new_str(&text))
}
