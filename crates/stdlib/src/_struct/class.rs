//! The class `Struct`.

use std::cell::RefCell;
use std::rc::Rc;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::iterator::UnpackIterator;
use super::layout::{self, Layout};
use super::operations;

/// Struct(fmt): packs and unpacks by a format that is looked at once.
#[derive(Payload)]
pub(crate) struct Struct {
    /// `None` until it is initialised.
    #[payload(skip)]
    layout: RefCell<Option<Rc<Layout>>>,
}

impl Struct {
    /// The layout.
    ///
    /// Raises `RuntimeError` if a subclass has not called `__init__`.
    fn layout(&self, vm: &mut Vm) -> PyResult<Rc<Layout>> {
        match &*self.layout.borrow() {
            Some(layout) => Ok(layout.clone()),
            None => Err(vm.runtime_error("Struct object is not initialized")),
        }
    }
}

#[native_class(name = "_struct.Struct", flags(base, weakref))]
impl Struct {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Struct> {
        let payload = Struct {
            layout: RefCell::new(None),
        };
        Ref::with_class(payload, class, vm)
    }

    #[init(signature = "(format)", hidden)]
    fn init(this: &Ref<Struct>, format: &Value, vm: &mut Vm) -> PyResult<()> {
        let layout = layout::new(format, vm)?;
        this.layout.replace(Some(Rc::new(layout)));
        Ok(())
    }

    #[slot]
    fn repr(this: &Ref<Struct>, vm: &mut Vm) -> PyResult<String> {
        let layout = this.layout(vm)?;
        let name = this.class().name(vm);
        let format = vm.new_str(&layout.format).repr(vm)?;
        Ok(format!("{name}({})", format.to_string_lossy()))
    }

    /// The format.
    #[getter]
    fn format(this: &Ref<Struct>, vm: &mut Vm) -> PyResult {
        let layout = this.layout(vm)?;
        Ok(vm.new_str(&layout.format))
    }

    /// The number of bytes that the format describes.
    #[getter]
    fn size(this: &Ref<Struct>) -> isize {
        match &*this.layout.borrow() {
            Some(layout) => layout.size as isize,
            None => -1,
        }
    }

    /// Returns an iterator over the values in a buffer of several structs, a tuple for each.
    #[method(signature = "($self, buffer, /)")]
    fn iter_unpack(
        this: &Ref<Struct>,
        buffer: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<UnpackIterator>> {
        let layout = this.layout(vm)?;
        UnpackIterator::new(layout, buffer, vm)
    }

    /// Returns bytes in which the values lie as the format says.
    #[method(signature = "($self, /, *values)", hidden)]
    fn pack(this: &Ref<Struct>, values: &[Value], vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let layout = this.layout(vm)?;
        operations::pack(&layout, values, vm)
    }

    /// Packs the values into a buffer, from an offset on.
    #[method(signature = "($self, /, *arguments)", hidden)]
    fn pack_into(this: &Ref<Struct>, arguments: &[Value], vm: &mut Vm) -> PyResult<()> {
        let layout = this.layout(vm)?;
        operations::pack_into(&layout, arguments, vm)
    }

    /// Returns a tuple of the values in a buffer, which has the size of the format.
    #[method(signature = "($self, buffer, /)")]
    fn unpack(this: &Ref<Struct>, buffer: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let layout = this.layout(vm)?;
        operations::unpack(&layout, buffer, vm)
    }

    /// Returns a tuple of the values in a buffer from an offset on.
    #[method(signature = "($self, /, buffer, offset=0)")]
    fn unpack_from(
        this: &Ref<Struct>,
        buffer: &Value,
        offset: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        let layout = this.layout(vm)?;
        operations::unpack_from(&layout, buffer, offset, vm)
    }
}
