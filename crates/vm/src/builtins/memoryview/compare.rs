//! `==` of views: equal shapes, and equal elements whatever their formats.

use rpy_bytecode::CompareOperator;

use crate::builtins::memoryview::MemoryView;
use crate::builtins::memoryview::element::NativeFormat;
use crate::builtins::tuple::Tuple;
use crate::object::buffer::{BufferFlags, BufferView};
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

pub(super) fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
    let is_equal = match op {
        CompareOperator::Equal | CompareOperator::NotEqual => equal(this, other, vm)?,
        _ => None,
    };
    Ok(match is_equal {
        None => Value::NOT_IMPLEMENTED,
        Some(is_equal) => Value::bool(is_equal == (op == CompareOperator::Equal)),
    })
}

/// Whether the elements are equal; `None` if the other object has no memory to view.
fn equal(this: &Value, other: &Value, vm: &mut Vm) -> PyResult<Option<bool>> {
    let view_of = |value: &Value, vm: &mut Vm| match value.downcast::<MemoryView>() {
        Some(view) => view.view(vm).cloned(),
        None => None,
    };
    let Some(left) = view_of(this, vm) else {
        return Ok(Some(this.is(other)));
    };
    let right = if other.has_payload::<MemoryView>() {
        match view_of(other, vm) {
            Some(view) => view,
            None => return Ok(Some(this.is(other))),
        }
    } else if !other.is_exporter(vm) {
        return Ok(None);
    } else {
        match other.buffer(BufferFlags::FULL_RO, vm) {
            Ok(view) => view,
            // Whatever it raises: it cannot be compared.
            Err(_) => return Ok(None),
        }
    };
    if !equal_shapes(&left, &right) {
        return Ok(Some(false));
    }
    let formats = [&left, &right].map(|view| NativeFormat::of(view.format()));
    match formats {
        [Some(a), Some(b)] if a == b && a.compares_by_bytes() => {
            Ok(Some(left.to_vec(vm) == right.to_vec(vm)))
        }
        [Some(a), Some(b)] => equal_elements(
            [&left, &right],
            [&Reader::Native(a), &Reader::Native(b)],
            vm,
        ),
        _ => {
            let left_reader = Reader::of(&left, vm)?;
            let right_reader = Reader::of(&right, vm)?;
            match (left_reader, right_reader) {
                (Some(a), Some(b)) => equal_elements([&left, &right], [&a, &b], vm),
                _ => Ok(Some(false)),
            }
        }
    }
}

/// Whether the views have elements at the same indices.
fn equal_shapes(left: &BufferView, right: &BufferView) -> bool {
    let (left, right) = (left.dimensions().as_slice(), right.dimensions().as_slice());
    if left.len() != right.len() {
        return false;
    }
    for (left, right) in left.iter().zip(right) {
        if left.length != right.length {
            return false;
        }
        if left.length == 0 {
            // Inner dimensions are of nothing.
            break;
        }
    }
    true
}

/// Makes values of elements.
enum Reader {
    Native(NativeFormat),
    /// `struct.Struct(format).unpack_from`
    Struct(Value),
}

impl Reader {
    /// The reader of a view's elements; `None` if the module `struct` does not know the format.
    fn of(view: &BufferView, vm: &mut Vm) -> PyResult<Option<Reader>> {
        let name = vm.intern("struct");
        let module = vm.import_name(&name)?;
        let make = |vm: &mut Vm| {
            let name = vm.intern("Struct");
            let format = vm.new_str(view.format().as_str());
            let made = module
                .get_attribute(&name, vm)?
                .call_positional(&[format], vm)?;
            let name = vm.intern("unpack_from");
            made.get_attribute(&name, vm)
        };
        match make(vm) {
            Ok(unpack) => Ok(Some(Reader::Struct(unpack))),
            Err(raised) if is_serious(&raised, vm) => Err(raised),
            Err(_) => Ok(None),
        }
    }

    fn read(&self, bytes: &[u8], vm: &mut Vm) -> PyResult {
        match self {
            Reader::Native(format) => Ok(format.read(&bytes[..format.size()], vm)),
            Reader::Struct(unpack) => {
                let bytes = vm.new_bytes(bytes);
                let values = unpack.call_positional(&[bytes], vm)?;
                Ok(
                    match values.downcast::<Tuple>().map(|tuple| tuple.as_slice()) {
                        Some([only]) => only.clone(),
                        _ => values,
                    },
                )
            }
        }
    }
}

/// Whether an exception says more than that a format is unknown.
fn is_serious(raised: &Raised, vm: &Vm) -> bool {
    let exceptions = &vm.types.exceptions;
    raised.is_instance(&exceptions.import_error, vm)
        || raised.is_instance(&exceptions.memory_error, vm)
}

/// Compares copies of the elements: what compares them may run Python code.
fn equal_elements(
    views: [&BufferView; 2],
    readers: [&Reader; 2],
    vm: &mut Vm,
) -> PyResult<Option<bool>> {
    let [left, right] = views.map(|view| view.to_vec(vm));
    let [left_size, right_size] = views.map(BufferView::item_size);
    let pairs = left
        .chunks_exact(left_size)
        .zip(right.chunks_exact(right_size));
    for (left, right) in pairs {
        let left = readers[0].read(left, vm)?;
        let right = readers[1].read(right, vm)?;
        // An element is not equal because it is the same object: it might be not a number.
        if !left.compare_bool(&right, CompareOperator::Equal, vm)? {
            return Ok(Some(false));
        }
    }
    Ok(Some(true))
}
