//! The attributes of `memoryview`.

use rpy_macros::methods;

use crate::builtins::memoryview::MemoryView;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(super) struct Attributes;

#[methods]
impl Attributes {
    /// The object whose memory this is.
    #[getter]
    fn obj(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult {
        this.object(vm)
    }

    /// The number of bytes that the elements have.
    #[getter]
    fn nbytes(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<usize> {
        this.with(vm, |view, _| view.length())
    }

    /// The number of bytes of an element.
    #[getter]
    fn itemsize(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<usize> {
        this.with(vm, |view, _| view.item_size())
    }

    /// The format of an element, as the module struct describes it.
    #[getter]
    fn format(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<String> {
        this.with(vm, |view, _| view.format().as_str().to_owned())
    }

    /// The number of dimensions.
    #[getter]
    fn ndim(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<usize> {
        this.with(vm, |view, _| view.dimensions().as_slice().len())
    }

    /// The number of elements along each dimension.
    #[getter]
    fn shape(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let shape = this.with(vm, |view, _| view.shape().map(Value::from_usize).collect())?;
        Ok(Tuple::new(shape, vm))
    }

    /// The distance of neighbours along each dimension, in bytes.
    #[getter]
    fn strides(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let strides: Vec<isize> = this.with(vm, |view, _| {
            let dimensions = view.dimensions().as_slice().iter();
            dimensions.map(|dimension| dimension.stride).collect()
        })?;
        let strides = strides.into_iter().map(|stride| vm.new_int(stride as i64));
        let strides = strides.collect();
        Ok(Tuple::new(strides, vm))
    }

    /// Offsets of pointers: there are none, as no exporter has an array of pointers.
    #[getter]
    fn suboffsets(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        this.check(vm)?;
        Ok(Tuple::new(Vec::new(), vm))
    }

    /// Whether the memory cannot be changed through this view.
    #[getter]
    fn readonly(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<bool> {
        this.with(vm, |view, _| !view.is_writable())
    }

    /// Whether the elements lie side by side, in the order of C.
    #[getter]
    fn c_contiguous(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<bool> {
        this.with(vm, |view, _| view.is_c_contiguous())
    }

    /// Whether the elements lie side by side, in the order of Fortran.
    #[getter]
    fn f_contiguous(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<bool> {
        this.with(vm, |view, _| view.is_f_contiguous())
    }

    /// Whether the elements lie side by side.
    #[getter]
    fn contiguous(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<bool> {
        this.with(vm, |view, _| {
            view.is_c_contiguous() || view.is_f_contiguous()
        })
    }
}
