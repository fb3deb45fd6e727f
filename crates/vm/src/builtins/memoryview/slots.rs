//! The protocol of `memoryview`.

use crate::builtins::bytes::Bytes;
use crate::builtins::memoryview::{MemoryView, compare, iter, subscript};
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::buffer::{BufferFlags, BufferView, release_buffer};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

use super::element::NativeFormat;

pub(super) const SLOTS: Slots = Slots {
    new: Some(new),
    repr: Some(repr),
    hash: Some(hash),
    compare: Some(compare::compare),
    iter: Some(iter::iter),
    length: Some(length),
    subscript: Some(get),
    set_subscript: Some(set),
    buffer: Some(buffer),
    release_buffer: Some(release_buffer),
    ..Slots::EMPTY
};

fn view_of(this: &Value) -> &Ref<MemoryView> {
    this.downcast()
        .expect("slots are called with their own type")
}

fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if args.len() > 1 {
        let count = args.len();
        return Err(vm.type_error(format!(
            "memoryview() takes at most 1 argument ({count} given)"
        )));
    }
    let is_object = |name: &Value| {
        let name = name.downcast::<Str>();
        name.is_some_and(|name| name.as_bytes() == b"object")
    };
    match args.values() {
        [object] if args.names().iter().all(is_object) => {
            Ok(MemoryView::new(object, vm)?.into_value())
        }
        _ => Err(vm.type_error("memoryview() missing required argument 'object' (pos 1)")),
    }
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let kind = match view_of(this).view(vm) {
        Some(_) => "memory",
        None => "released memory",
    };
    Ok(vm.new_str(&format!("<{kind} at {:#x}>", this.bits())))
}

fn hash(this: &Value, vm: &mut Vm) -> PyResult<i64> {
    let this = view_of(this);
    if let Some(hash) = this.hash.get() {
        return Ok(hash);
    }
    let (writable, format) = this.with(vm, |view, _| {
        (view.is_writable(), NativeFormat::of(view.format()))
    })?;
    if writable {
        return Err(vm.value_error("cannot hash writable memoryview object"));
    }
    if !format.is_some_and(NativeFormat::is_byte) {
        let message = "memoryview: hashing is restricted to formats 'B', 'b' or 'c'";
        return Err(vm.value_error(message));
    }
    // A view of an object that may change is read-only itself, and yet no key.
    this.object(vm)?.hash(vm)?;
    let bytes = this.with(vm, |view, vm| view.to_vec(vm))?;
    let hash = Bytes::from_vec(bytes, vm).as_value().hash(vm)?;
    this.hash.set(Some(hash));
    Ok(hash)
}

fn length(this: &Value, vm: &mut Vm) -> PyResult<usize> {
    let length = view_of(this).with(vm, |view, _| view.shape().next())?;
    length.ok_or_else(|| vm.type_error("0-dim memory has no length"))
}

fn get(this: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    subscript::get(view_of(this), key, vm)
}

fn set(this: &Value, key: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    subscript::set(view_of(this), key, value, vm)
}

fn buffer(this: &Value, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
    MemoryView::export(view_of(this), flags, vm)
}
