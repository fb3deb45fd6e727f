//! The methods and attributes of `memoryview`.

use rpy_macros::methods;

use crate::builtins::bytes::Bytes;
use crate::builtins::memoryview::MemoryView;
use crate::builtins::memoryview::element::Format;
use crate::builtins::sequence;
use crate::builtins::slice::SliceIndex;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

#[methods]
impl MemoryView {
    /// Returns the bytes as a bytes object.
    #[method(signature = "($self, /, order='C')")]
    fn tobytes(this: &Ref<MemoryView>, order: Option<Value>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        this.check(vm)?;
        if let Some(order) = order.filter(|order| !order.is_none()) {
            let known = order
                .downcast::<Str>()
                .is_some_and(|order| matches!(order.as_bytes(), b"C" | b"F" | b"A"));
            if !known {
                return Err(vm.value_error("order must be 'C', 'F' or 'A'"));
            }
        }
        let bytes = this.to_vec(vm);
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Returns the elements as a list.
    #[method(signature = "($self, /)")]
    fn tolist(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult {
        this.check(vm)?;
        let items = (0..this.length).map(|index| this.get(index, vm)).collect();
        Ok(vm.new_list(items))
    }

    /// Returns the bytes as hexadecimal digits, with a separator between groups if one is given.
    #[method(signature = "($self, /, sep=<unrepresentable>, bytes_per_sep=1)")]
    fn hex(this: &Ref<MemoryView>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        this.check(vm)?;
        let bytes = this.to_vec(vm);
        let bytes = Bytes::from_vec(bytes, vm).into_value();
        let name = vm.intern("hex");
        bytes.get_attribute(&name, vm)?.call(args, vm)
    }

    /// Lets the memory go.
    #[method(signature = "($self, /)")]
    fn release(this: &Ref<MemoryView>) {
        this.end();
    }

    /// Returns a view of the same memory that cannot change it.
    #[method(signature = "($self, /)")]
    fn toreadonly(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
        this.check(vm)?;
        let payload = MemoryView {
            object: this.object.clone(),
            start: this.start,
            length: this.length,
            stride: this.stride,
            format: this.format,
            readonly: true,
            released: false.into(),
            hash: None.into(),
        };
        Ok(payload.into_object(vm))
    }

    /// Returns a view of the same memory as elements of another format.
    #[method(signature = "($self, /, format, shape=<unrepresentable>)")]
    fn cast(
        this: &Ref<MemoryView>,
        format: &Value,
        shape: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<MemoryView>> {
        this.check(vm)?;
        let Some(format) = format.downcast::<Str>() else {
            return Err(vm.type_error("format argument must be a string"));
        };
        if !this.is_contiguous() {
            let message = "memoryview: casts are restricted to C-contiguous views";
            return Err(vm.type_error(message));
        }
        let Some(format) = Format::parse(&format.to_string_lossy()) else {
            return Err(vm.value_error(
                "memoryview: destination format must be a native single character format \
                 prefixed with an optional '@'",
            ));
        };
        if !this.format.is_byte() && !format.is_byte() {
            let message = "memoryview: cannot cast between two non-byte formats";
            return Err(vm.type_error(message));
        }
        let bytes = this.length * this.item_size();
        if !bytes.is_multiple_of(format.size()) {
            let message = "memoryview: length is not a multiple of itemsize";
            return Err(vm.type_error(message));
        }
        let length = bytes / format.size();
        if let Some(shape) = shape {
            let shape = vm.collect_or(&shape, "shape must be a list or a tuple")?;
            if shape.len() != 1 {
                return Err(vm.not_implemented_error(
                    "memoryview: views of several dimensions are not supported",
                ));
            }
            if shape[0].index(vm)?.as_small_int() != Some(length as i64) {
                return Err(vm.type_error("memoryview: product(shape) * itemsize != buffer size"));
            }
        }
        let payload = MemoryView {
            object: this.object.clone(),
            start: this.start,
            length,
            stride: format.size() as isize,
            format,
            readonly: this.readonly,
            released: false.into(),
            hash: None.into(),
        };
        Ok(payload.into_object(vm))
    }

    /// Returns how many elements equal the value.
    #[method(signature = "($self, value, /)")]
    fn count(this: &Ref<MemoryView>, value: &Value, vm: &mut Vm) -> PyResult<usize> {
        this.check(vm)?;
        let mut count = 0;
        for index in 0..this.length {
            this.check(vm)?;
            count += usize::from(this.get(index, vm).equals(value, vm)?);
        }
        Ok(count)
    }

    /// Returns the index of the first element that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(signature = "($self, value, start=0, stop=sys.maxsize, /)")]
    fn index(
        this: &Ref<MemoryView>,
        value: &Value,
        start: Option<SliceIndex>,
        stop: Option<SliceIndex>,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        this.check(vm)?;
        let length = this.length;
        let bound = |index: Option<SliceIndex>, default: usize| {
            let position = index.map(|index| sequence::clamp_position(index.0, length));
            position.unwrap_or(default).min(length)
        };
        for index in bound(start, 0)..bound(stop, length) {
            this.check(vm)?;
            if this.get(index, vm).equals(value, vm)? {
                return Ok(index);
            }
        }
        Err(vm.value_error("memoryview.index(x): x not found"))
    }

    /// Returns the view itself.
    #[method(name = "__enter__", signature = "($self, /)")]
    fn enter(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
        this.check(vm)?;
        Ok(this.clone())
    }

    /// Lets the memory go.
    #[method(name = "__exit__", signature = "($self, /, *exc_info)")]
    fn exit(this: &Ref<MemoryView>, _args: Args<'_>) {
        this.end();
    }

    /// The object whose memory this is.
    #[getter]
    fn obj(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult {
        this.check(vm)?;
        Ok(this.object.clone())
    }

    /// The number of bytes shown.
    #[getter]
    fn nbytes(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<usize> {
        this.check(vm)?;
        Ok(this.length * this.item_size())
    }

    /// The number of bytes of an element.
    #[getter]
    fn itemsize(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<usize> {
        this.check(vm)?;
        Ok(this.item_size())
    }

    /// The format of an element, as the module struct describes it.
    #[getter]
    fn format(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<String> {
        this.check(vm)?;
        Ok(char::from(this.format.0).to_string())
    }

    /// The number of dimensions.
    #[getter]
    fn ndim(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<usize> {
        this.check(vm)?;
        Ok(1)
    }

    /// The number of elements along each dimension.
    #[getter]
    fn shape(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        this.check(vm)?;
        Ok(Tuple::from_array([Value::from_usize(this.length)], vm))
    }

    /// The distance of neighbours along each dimension, in bytes.
    #[getter]
    fn strides(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        this.check(vm)?;
        let stride = vm.new_int(this.stride as i64);
        Ok(Tuple::from_array([stride], vm))
    }

    /// Offsets of pointers, which there are none of.
    #[getter]
    fn suboffsets(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        this.check(vm)?;
        Ok(Tuple::new(Vec::new(), vm))
    }

    /// Whether the memory cannot be changed through this view.
    #[getter]
    fn readonly(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<bool> {
        this.check(vm)?;
        Ok(this.readonly)
    }

    /// Whether the elements lie side by side, in the order of C.
    #[getter]
    fn c_contiguous(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<bool> {
        this.check(vm)?;
        Ok(this.is_contiguous())
    }

    /// Whether the elements lie side by side, in the order of Fortran.
    #[getter]
    fn f_contiguous(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<bool> {
        this.check(vm)?;
        Ok(this.is_contiguous())
    }

    /// Whether the elements lie side by side.
    #[getter]
    fn contiguous(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<bool> {
        this.check(vm)?;
        Ok(this.is_contiguous())
    }
}
