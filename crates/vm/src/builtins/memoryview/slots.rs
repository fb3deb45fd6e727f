//! The protocol of `memoryview`.

use rpy_bytecode::CompareOperator;

use crate::builtins::bytes::Bytes;
use crate::builtins::memoryview::MemoryView;
use crate::builtins::sequence;
use crate::builtins::sequence_iterator::SequenceIterator;
use crate::builtins::slice::Slice;
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(super) const SLOTS: Slots = Slots {
    new: Some(new),
    repr: Some(repr),
    hash: Some(hash),
    compare: Some(compare),
    iter: Some(iter),
    length: Some(length),
    subscript: Some(subscript),
    set_subscript: Some(set_subscript),
    ..Slots::EMPTY
};

fn view_of(this: &Value) -> &Ref<MemoryView> {
    this.downcast()
        .expect("slots are called with their own type")
}

fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let object = match (args.values(), args.names()) {
        ([object], []) => object,
        ([object], [name])
            if name
                .downcast::<Str>()
                .is_some_and(|name| name.as_bytes() == b"object") =>
        {
            object
        }
        ([], _) => {
            let message = "memoryview() missing required argument 'object' (pos 1)";
            return Err(vm.type_error(message));
        }
        (values, _) => {
            let count = values.len();
            return Err(vm.type_error(format!(
                "memoryview() takes at most 1 argument ({count} given)"
            )));
        }
    };
    Ok(MemoryView::new(object, vm)?.into_value())
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let kind = if view_of(this).released.get() {
        "released memory"
    } else {
        "memory"
    };
    Ok(vm.new_str(&format!("<{kind} at {:#x}>", this.bits())))
}

fn hash(this: &Value, vm: &mut Vm) -> PyResult<i64> {
    let view = view_of(this);
    if let Some(hash) = view.hash.get() {
        return Ok(hash);
    }
    view.check(vm)?;
    if !view.readonly {
        return Err(vm.value_error("cannot hash writable memoryview object"));
    }
    if !view.format.is_byte() {
        let message = "memoryview: hashing is restricted to formats 'B', 'b' or 'c'";
        return Err(vm.value_error(message));
    }
    let bytes = view.to_vec(vm);
    let hash = Bytes::from_vec(bytes, vm).into_value().hash(vm)?;
    view.hash.set(Some(hash));
    Ok(hash)
}

fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
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
    let view = view_of(this);
    let other = match other.downcast::<MemoryView>() {
        Some(other) => other.clone(),
        None if other.is_bytes_like() => MemoryView::new(other, vm)?,
        None => return Ok(None),
    };
    if view.released.get() || other.released.get() {
        return Ok(Some(view.is(&other)));
    }
    if view.length != other.length {
        return Ok(Some(false));
    }
    if view.format == other.format && view.format.is_byte() {
        return Ok(Some(view.to_vec(vm) == other.to_vec(vm)));
    }
    for index in 0..view.length {
        let (a, b) = (view.get(index, vm), other.get(index, vm));
        if !a.compare_bool(&b, CompareOperator::Equal, vm)? {
            return Ok(Some(false));
        }
    }
    Ok(Some(true))
}

fn iter(this: &Value, vm: &mut Vm) -> PyResult {
    view_of(this).check(vm)?;
    Ok(SequenceIterator::new(this.clone(), vm).into_value())
}

fn length(this: &Value, vm: &mut Vm) -> PyResult<usize> {
    let view = view_of(this);
    view.check(vm)?;
    Ok(view.length)
}

/// The position of an element.
fn position(view: &MemoryView, key: &Value, vm: &mut Vm) -> PyResult<usize> {
    if !key.is_index(vm) {
        return Err(vm.type_error("memoryview: invalid slice key"));
    }
    let index = sequence::subscript_index(key, "memoryview", vm)?;
    view.check(vm)?;
    match sequence::position(index, view.length) {
        Some(position) => Ok(position),
        None => Err(vm.index_error("index out of bounds on dimension 1")),
    }
}

/// The view of what a slice selects.
fn slice(view: &MemoryView, slice: &Ref<Slice>, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
    let indices = slice.parts(vm)?.indices(view.length);
    view.check(vm)?;
    let start = if indices.count == 0 {
        view.start
    } else {
        view.offset(indices.start as usize)
    };
    let stride = view.stride.saturating_mul(indices.step);
    Ok(view.part(start, indices.count, stride, vm))
}

fn subscript(this: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    let view = view_of(this);
    view.check(vm)?;
    if let Some(key) = key.downcast::<Slice>() {
        return Ok(slice(view, key, vm)?.into_value());
    }
    if key.is_ellipsis() {
        return Ok(this.clone());
    }
    let position = position(view, key, vm)?;
    Ok(view.get(position, vm))
}

fn set_subscript(this: &Value, key: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let view = view_of(this);
    view.check(vm)?;
    if view.readonly {
        return Err(vm.type_error("cannot modify read-only memory"));
    }
    let Some(value) = value else {
        return Err(vm.type_error("cannot delete memory"));
    };
    if let Some(key) = key.downcast::<Slice>() {
        let target = slice(view, key, vm)?;
        return assign(&target, &value, vm);
    }
    let position = position(view, key, vm)?;
    let bytes = view.format.write(&value, vm)?;
    // Converting the value may have run Python code.
    view.check(vm)?;
    view.put(position, &bytes[..view.item_size()], vm);
    Ok(())
}

/// Copies the elements of a bytes-like object into a view of the same structure.
fn assign(target: &Ref<MemoryView>, value: &Value, vm: &mut Vm) -> PyResult<()> {
    if !value.is_bytes_like() && value.downcast::<MemoryView>().is_none() {
        return Err(vm.not_bytes_like(value));
    }
    let source = MemoryView::new(value, vm)?;
    if source.format != target.format || source.length != target.length {
        return Err(
            vm.value_error("memoryview assignment: lvalue and rvalue have different structures")
        );
    }
    // The source may overlap the target.
    let bytes = source.to_vec(vm);
    if target.is_contiguous() {
        target.put(0, &bytes, vm);
        return Ok(());
    }
    for (index, element) in bytes.chunks_exact(target.item_size()).enumerate() {
        target.put(index, element, vm);
    }
    Ok(())
}
