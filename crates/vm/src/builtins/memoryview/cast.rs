//! `memoryview.cast`: the same bytes as elements of another format or shape.

use crate::builtins::int::Int;
use crate::builtins::list::List;
use crate::builtins::memoryview::MemoryView;
use crate::builtins::memoryview::element::NativeFormat;
use crate::builtins::tuple::Tuple;
use crate::function::convert::FromArgument;
use crate::object::buffer::{Format, MAX_DIMENSIONS};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A view of the same bytes: of one dimension, or of the shape.
pub(super) fn cast(
    this: &Ref<MemoryView>,
    format: String,
    shape: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<Ref<MemoryView>> {
    let (contiguous, dimensions, has_zeros) = this.with(vm, |view, _| {
        let dimensions = view.dimensions().as_slice().len();
        (
            view.is_c_contiguous(),
            dimensions,
            view.shape().any(|length| length == 0),
        )
    })?;
    if !contiguous {
        return Err(vm.type_error("memoryview: casts are restricted to C-contiguous views"));
    }
    if (shape.is_some() || dimensions != 1) && has_zeros {
        let message = "memoryview: cannot cast view with zeros in shape or strides";
        return Err(vm.type_error(message));
    }
    let shape = match shape {
        Some(shape) => {
            let items = if let Some(list) = shape.downcast::<List>() {
                list.items(vm).clone()
            } else if let Some(tuple) = shape.downcast::<Tuple>() {
                tuple.as_slice().to_vec()
            } else {
                return Err(vm.type_error("shape must be a list or a tuple"));
            };
            if items.len() > MAX_DIMENSIONS {
                let message = "memoryview: number of dimensions must not exceed 64";
                return Err(vm.value_error(message));
            }
            if dimensions != 1 && items.len() != 1 {
                let message = "memoryview: cast must be 1D -> ND or ND -> 1D";
                return Err(vm.type_error(message));
            }
            Some(items)
        }
        None => None,
    };
    let format = Format::new(format);
    let item_size = check_formats(this, &format, vm)?;
    let length = this.with(vm, |view, _| view.length())?;
    if !length.is_multiple_of(item_size) {
        return Err(vm.type_error("memoryview: length is not a multiple of itemsize"));
    }
    let shape = match shape {
        Some(items) => {
            let shape = lengths(&items, item_size, vm)?;
            if shape.iter().product::<usize>() * item_size != length {
                let message = "memoryview: product(shape) * itemsize != buffer size";
                return Err(vm.type_error(message));
            }
            shape
        }
        None => vec![length / item_size],
    };
    let view = this.view_again(vm)?;
    Ok(MemoryView::of_view(
        view.into_cast((format, item_size), &shape),
        vm,
    ))
}

/// The bytes of an element of the new format.
fn check_formats(this: &Ref<MemoryView>, new: &Format, vm: &mut Vm) -> PyResult<usize> {
    let old = this.with(vm, |view, _| NativeFormat::of(view.format()))?;
    let Some(new) = NativeFormat::of(new) else {
        return Err(vm.value_error(
            "memoryview: destination format must be a native single character format prefixed \
             with an optional '@'",
        ));
    };
    if !old.is_some_and(NativeFormat::is_byte) && !new.is_byte() {
        return Err(vm.type_error("memoryview: cannot cast between two non-byte formats"));
    }
    Ok(new.size())
}

/// The lengths of a shape, whose elements come to no more bytes than there can be.
fn lengths(items: &[Value], item_size: usize, vm: &mut Vm) -> PyResult<Vec<usize>> {
    let mut shape = Vec::with_capacity(items.len());
    let mut bytes = item_size;
    for item in items {
        if !item.is_small_int() && !item.has_payload::<Int>() && item.as_bool().is_none() {
            let message = "memoryview.cast(): elements of shape must be integers";
            return Err(vm.type_error(message));
        }
        let length = isize::from_argument(item, vm)?;
        if length <= 0 {
            let message = "memoryview.cast(): elements of shape must be integers > 0";
            return Err(vm.value_error(message));
        }
        let total = bytes.checked_mul(length as usize);
        let Some(total) = total.filter(|&total| isize::try_from(total).is_ok()) else {
            return Err(vm.value_error("memoryview.cast(): product(shape) > SSIZE_MAX"));
        };
        bytes = total;
        shape.push(length as usize);
    }
    Ok(shape)
}
