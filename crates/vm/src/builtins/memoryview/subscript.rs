//! `view[key]` and `view[key] = value`.

use crate::builtins::memoryview::MemoryView;
use crate::builtins::memoryview::element::NativeFormat;
use crate::builtins::sequence;
use crate::builtins::slice::Slice;
use crate::builtins::tuple::Tuple;
use crate::object::buffer::BufferFlags;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// What a key is.
enum Key<'a> {
    Index(&'a Value),
    Slice(&'a Ref<Slice>),
    /// An index for each dimension.
    Indices(&'a [Value]),
    /// A slice for each dimension.
    Slices,
    Other,
}

impl<'a> Key<'a> {
    fn of(key: &'a Value, vm: &Vm) -> Key<'a> {
        if key.is_index(vm) {
            return Key::Index(key);
        }
        if let Some(slice) = key.downcast::<Slice>() {
            return Key::Slice(slice);
        }
        let Some(tuple) = key.downcast::<Tuple>() else {
            return Key::Other;
        };
        let items = tuple.as_slice();
        if items.iter().all(|item| item.is_index(vm)) {
            Key::Indices(items)
        } else if items.iter().all(|item| item.has_payload::<Slice>()) {
            Key::Slices
        } else {
            Key::Other
        }
    }
}

/// Whether the key selects the one element of a view without dimensions.
fn selects_scalar(key: &Value) -> bool {
    let empty = |tuple: &Ref<Tuple>| tuple.length() == 0;
    key.is_ellipsis() || key.downcast::<Tuple>().is_some_and(empty)
}

/// The value of an element.
pub(super) fn read(
    this: &Ref<MemoryView>,
    format: NativeFormat,
    indices: &[usize],
    vm: &mut Vm,
) -> PyResult {
    let size = format.size();
    let mut bytes = [0; 8];
    this.with(vm, |view, vm| {
        bytes[..size].copy_from_slice(&view.item(indices, vm)[..size])
    })?;
    Ok(format.read(&bytes[..size], vm))
}

/// Changes an element.
fn write(
    this: &Ref<MemoryView>,
    format: NativeFormat,
    indices: &[usize],
    value: &Value,
    vm: &mut Vm,
) -> PyResult<()> {
    let bytes = format.write(value, vm)?;
    // Converting the value may have run Python code, but a clone keeps the memory.
    let view = this.get(vm)?;
    view.set_item(indices, &bytes[..format.size()], vm);
    Ok(())
}

/// The position along a dimension that an index stands for.
fn position(
    this: &Ref<MemoryView>,
    dimension: usize,
    index: &Value,
    vm: &mut Vm,
) -> PyResult<usize> {
    let index = sequence::subscript_index(index, "memoryview", vm)?;
    let length = this.with(vm, |view, _| view.dimensions().as_slice()[dimension].length)?;
    match sequence::position(index, length) {
        Some(position) => Ok(position),
        None => {
            let dimension = dimension + 1;
            Err(vm.index_error(format!("index out of bounds on dimension {dimension}")))
        }
    }
}

/// The positions along all dimensions.
fn positions(this: &Ref<MemoryView>, indices: &[Value], vm: &mut Vm) -> PyResult<Vec<usize>> {
    let dimensions = this.with(vm, |view, _| view.dimensions().as_slice().len())?;
    let count = indices.len();
    if count > dimensions {
        return Err(vm.type_error(format!(
            "cannot index {dimensions}-dimension view with {count}-element tuple"
        )));
    }
    if count < dimensions {
        return Err(vm.not_implemented_error("sub-views are not implemented"));
    }
    let mut positions = Vec::with_capacity(count);
    for (dimension, index) in indices.iter().enumerate() {
        positions.push(position(this, dimension, index, vm)?);
    }
    Ok(positions)
}

/// The view of what a slice selects along the first dimension.
fn slice(this: &Ref<MemoryView>, slice: &Ref<Slice>, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
    let parts = slice.parts(vm)?;
    let view = this.view_again(vm)?;
    let length = view.dimensions().as_slice()[0].length;
    Ok(MemoryView::of_view(
        view.into_slice(parts.indices(length)),
        vm,
    ))
}

fn dimensions(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<usize> {
    this.with(vm, |view, _| view.dimensions().as_slice().len())
}

fn invalid_key(vm: &mut Vm) -> Raised {
    vm.type_error("memoryview: invalid slice key")
}

fn invalid_scalar_key(vm: &mut Vm) -> Raised {
    vm.type_error("invalid indexing of 0-dim memory")
}

/// `view[key]`
pub(super) fn get(this: &Ref<MemoryView>, key: &Value, vm: &mut Vm) -> PyResult {
    let dimensions = dimensions(this, vm)?;
    if dimensions == 0 {
        if key.is_ellipsis() {
            return Ok(this.to_value());
        }
        if !selects_scalar(key) {
            return Err(invalid_scalar_key(vm));
        }
        let format = this.native_format(vm)?;
        return read(this, format, &[], vm);
    }
    match Key::of(key, vm) {
        Key::Index(index) => {
            let format = this.native_format(vm)?;
            if dimensions > 1 {
                let message = "multi-dimensional sub-views are not implemented";
                return Err(vm.not_implemented_error(message));
            }
            let position = position(this, 0, index, vm)?;
            read(this, format, &[position], vm)
        }
        Key::Slice(key) => Ok(slice(this, key, vm)?.into_value()),
        Key::Indices(indices) => {
            let format = this.native_format(vm)?;
            let positions = positions(this, indices, vm)?;
            read(this, format, &positions, vm)
        }
        Key::Slices => {
            let message = "multi-dimensional slicing is not implemented";
            Err(vm.not_implemented_error(message))
        }
        Key::Other => Err(invalid_key(vm)),
    }
}

/// `view[key] = value`
pub(super) fn set(
    this: &Ref<MemoryView>,
    key: &Value,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let format = this.native_format(vm)?;
    let (writable, dimensions) = this.with(vm, |view, _| {
        (view.is_writable(), view.dimensions().as_slice().len())
    })?;
    if !writable {
        return Err(vm.type_error("cannot modify read-only memory"));
    }
    let Some(value) = value else {
        return Err(vm.type_error("cannot delete memory"));
    };
    if dimensions == 0 {
        if !selects_scalar(key) {
            return Err(invalid_scalar_key(vm));
        }
        return write(this, format, &[], &value, vm);
    }
    match Key::of(key, vm) {
        Key::Index(index) => {
            if dimensions > 1 {
                return Err(vm.not_implemented_error("sub-views are not implemented"));
            }
            let position = position(this, 0, index, vm)?;
            write(this, format, &[position], &value, vm)
        }
        Key::Slice(key) if dimensions == 1 => assign(this, key, &value, vm),
        Key::Indices(indices) => {
            let positions = positions(this, indices, vm)?;
            write(this, format, &positions, &value, vm)
        }
        Key::Slice(_) | Key::Slices => {
            let message = "memoryview slice assignments are currently restricted to ndim = 1";
            Err(vm.not_implemented_error(message))
        }
        Key::Other => Err(invalid_key(vm)),
    }
}

/// Copies the elements of an exporter into a part of the view with the same structure.
fn assign(this: &Ref<MemoryView>, key: &Ref<Slice>, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let source = value.buffer(BufferFlags::FULL_RO, vm)?;
    let target = slice(this, key, vm)?;
    let target = target.get(vm)?;
    let same_structure = source.format().is_equivalent(target.format())
        && source.item_size() == target.item_size()
        && source.shape().eq(target.shape());
    if !same_structure {
        let message = "memoryview assignment: lvalue and rvalue have different structures";
        return Err(vm.value_error(message));
    }
    // The source may overlap the target.
    let bytes = source.to_vec(vm);
    target.copy_from(&bytes, vm);
    Ok(())
}
