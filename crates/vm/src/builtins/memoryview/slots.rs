//! The protocol of `memoryview`.

use rpy_macros::native_class;

use crate::builtins::bytes::Bytes;
use crate::builtins::memoryview::{MemoryView, compare, iter, subscript};
use crate::builtins::type_::Type;
use crate::object::buffer::{BufferFlags, BufferView, release_buffer};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

use super::element::NativeFormat;

/// A view of the memory of a bytes-like object, which is not copied.
#[native_class(
    name = "memoryview",
    registry = memoryview,
    flags(sequence, weakref),
    generic,
    methods(MemoryView::MEMBERS, super::attributes::Attributes::MEMBERS),
    slots(compare = compare::compare, iter = iter::iter, release_buffer = release_buffer)
)]
impl MemoryView {
    #[new(signature = "(object)")]
    fn new_slot(_class: &Ref<Type>, object: &Value, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
        MemoryView::new(object, vm)
    }

    #[slot]
    fn repr(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult {
        let kind = match this.view(vm) {
            Some(_) => "memory",
            None => "released memory",
        };
        Ok(vm.new_str(&format!("<{kind} at {:#x}>", this.as_value().bits())))
    }

    #[slot]
    fn hash(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<i64> {
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

    #[slot]
    fn length(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<usize> {
        let length = this.with(vm, |view, _| view.shape().next())?;
        length.ok_or_else(|| vm.type_error("0-dim memory has no length"))
    }

    #[slot(subscript)]
    fn get_slot(this: &Ref<MemoryView>, key: &Value, vm: &mut Vm) -> PyResult {
        subscript::get(this, key, vm)
    }

    #[slot(set_subscript)]
    fn set(this: &Ref<MemoryView>, key: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        subscript::set(this, key, value, vm)
    }

    #[slot]
    fn buffer(this: &Ref<MemoryView>, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
        MemoryView::export(this, flags, vm)
    }
}
