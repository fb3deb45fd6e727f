//! `PickleBuffer`: memory that may stand outside of a pickle (PEP 574).

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::buffer::{BufferFlags, BufferView, release_buffer};
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// A buffer that pickles may leave to the caller, who carries its bytes in another way.
#[derive(Payload)]
pub(crate) struct PickleBuffer {
    /// `None` when it is released.
    view: HeapCell<Option<BufferView>>,
}

impl PickleBuffer {
    fn view_open(&self, vm: &mut Vm) -> PyResult<BufferView> {
        match self.view.get(vm) {
            Some(view) => Ok(view.clone()),
            None => Err(vm.value_error("operation forbidden on released PickleBuffer object")),
        }
    }
}

#[native_class(name = "pickle.PickleBuffer", flags(weakref))]
impl PickleBuffer {
    #[new(signature = "(object, /)", hidden)]
    fn new(class: &Ref<Type>, object: &Value, vm: &mut Vm) -> PyResult<Ref<PickleBuffer>> {
        let view = object.buffer(BufferFlags::FULL_RO, vm)?;
        let view = HeapCell::new(Some(view));
        Ok(Ref::with_class(PickleBuffer { view }, class, vm))
    }

    #[slot]
    fn buffer(this: &Ref<PickleBuffer>, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
        let view = this.view_open(vm)?;
        if flags.contains(BufferFlags::WRITABLE) && !view.is_writable() {
            return Err(vm.buffer_error("Object is not writable."));
        }
        Ok(view)
    }

    #[slot]
    fn release_buffer(
        this: &Ref<PickleBuffer>,
        view: &Ref<MemoryView>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        release_buffer(this.as_value(), view, vm)
    }

    /// Returns a memoryview of the buffer as mere bytes, in one dimension.
    ///
    /// A buffer that does not lie in one piece raises BufferError.
    #[method(signature = "($self, /)")]
    fn raw(this: &Ref<PickleBuffer>, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
        let view = this.view_open(vm)?;
        if view.is_c_contiguous() || view.is_f_contiguous() {
            return Ok(MemoryView::of_view(view.into_bytes(), vm));
        }
        Err(vm.buffer_error("cannot extract raw buffer from non-contiguous buffer"))
    }

    /// Lets the buffer go; nothing can be asked of it any more.
    #[method(signature = "($self, /)")]
    fn release(this: &Ref<PickleBuffer>, vm: &mut Vm) {
        drop(this.view.replace(None, vm));
    }
}
