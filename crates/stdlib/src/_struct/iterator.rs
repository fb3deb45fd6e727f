//! What `iter_unpack` gives.

use std::cell::Cell;
use std::rc::Rc;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::object::buffer::{BufferFlags, BufferView};
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::_struct::error;
use super::layout::Layout;
use super::operations;

/// An iterator over the structs in a buffer.
#[derive(Payload)]
pub(crate) struct UnpackIterator {
    #[payload(skip)]
    layout: Rc<Layout>,
    /// What is left to be unpacked of it is from `position` on.
    view: HeapCell<Option<BufferView>>,
    position: Cell<usize>,
}

impl UnpackIterator {
    /// Makes an iterator.
    ///
    /// Raises `struct.error` if the buffer does not hold a whole number of structs.
    pub(super) fn new(
        layout: Rc<Layout>,
        buffer: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<UnpackIterator>> {
        if layout.size == 0 {
            let message = "cannot iteratively unpack with a struct of length 0";
            return Err(vm.native_error::<error>(message));
        }
        let view = buffer.buffer(BufferFlags::SIMPLE, vm)?;
        if !view.length().is_multiple_of(layout.size) {
            let size = layout.size;
            return Err(vm.native_error::<error>(format!(
                "iterative unpacking requires a buffer of a multiple of {size} bytes"
            )));
        }
        let payload = UnpackIterator {
            layout,
            view: HeapCell::new(Some(view)),
            position: Cell::new(0),
        };
        Ok(Ref::new(payload, vm))
    }

    fn bytes_left(&self, vm: &Vm) -> usize {
        let length = self.view.get(vm).as_ref().map_or(0, BufferView::length);
        length.saturating_sub(self.position.get())
    }
}

#[native_class(name = "_struct.unpack_iterator", flags(disallow_instantiation))]
impl UnpackIterator {
    #[slot]
    fn iternext(this: &Ref<UnpackIterator>, vm: &mut Vm) -> PyResult<Option<Ref<Tuple>>> {
        let size = this.layout.size;
        if this.bytes_left(vm) == 0 {
            // The buffer may change its size again.
            this.view.replace(None, vm);
            return Ok(None);
        }
        let start = this.position.get();
        this.position.set(start + size);
        let view = this.view.get(vm).as_ref();
        let bytes = view.and_then(|view| view.as_bytes(vm)?.get(start..start + size));
        let Some(bytes) = bytes else {
            return Ok(None);
        };
        let mut short = [0; 128];
        let long;
        let bytes = match short.get_mut(..size) {
            Some(copy) => {
                copy.copy_from_slice(bytes);
                &*copy
            }
            None => {
                long = bytes.to_vec();
                &long[..]
            }
        };
        operations::values(&this.layout, bytes, vm).map(Some)
    }

    /// Returns how many structs are left.
    #[method(signature = "($self, /)", hidden)]
    fn __length_hint__(this: &Ref<UnpackIterator>, vm: &mut Vm) -> usize {
        this.bytes_left(vm) / this.layout.size
    }
}
