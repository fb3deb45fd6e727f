//! `CType_Type`, the metaclass of all classes that stand for types of C, and what its heirs share.

use rpy_macros::{methods, native_class};
use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::argument::Argument;
use super::array::array_type;
use super::code::{address_of, address_value};
use super::data::{CData, Spot, kept_view};
use super::info::{Kind, concrete, info_of};
use super::library;

/// Stands for the metaclass. Its instances are classes with one more value, what is known of them.
pub(super) struct CType;

#[native_class(
    name = "_ctypes.CType_Type",
    base = Type,
    payload = Type,
    values = 1,
    flags(base),
    undocumented
)]
impl CType {
    #[slot]
    fn repeat(this: &Value, count: &Value, vm: &mut Vm) -> PyResult {
        let length =
            vm.index_to_isize(count, rpy_vm::builtins::int::IndexOverflow::RaiseOverflow)?;
        let Ok(length) = usize::try_from(length) else {
            return Err(vm.value_error(format!("Array length must be >= 0, not {length}")));
        };
        match this.downcast::<Type>() {
            Some(class) => array_type(class, length, vm),
            None => Err(vm.type_error("Expected a type object")),
        }
    }

    /// The type of pointers to this type.
    #[getter]
    fn __pointer_type__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let Some(info) = info_of(this.as_value(), vm) else {
            let text = this.as_value().repr(vm)?;
            let text = text.to_string_lossy().into_owned();
            return Err(vm.type_error(format!("{text} must have storage info")));
        };
        match info.get(vm).pointer_type.clone() {
            Some(class) => Ok(class),
            None => {
                let text = this.as_value().repr(vm)?;
                let text = text.to_string_lossy().into_owned();
                Err(vm.attribute_error(format!("{text} has no attribute '__pointer_type__'")))
            }
        }
    }

    #[setter(__pointer_type__)]
    fn set_pointer_type(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(info) = info_of(this.as_value(), vm) else {
            let text = this.as_value().repr(vm)?;
            let text = text.to_string_lossy().into_owned();
            return Err(vm.type_error(format!("{text} must have storage info")));
        };
        info.get_mut(vm).pointer_type = value;
        Ok(())
    }

    /// Bytes of memory of the class.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Type>, vm: &mut Vm) -> usize {
        let mut size = size_of::<Type>();
        if let Some(info) = info_of(this.as_value(), vm) {
            size += size_of::<super::info::TypeInfo>();
            let parts = info.get(vm);
            size += parts.format.as_ref().map_or(0, String::len);
            size += parts.shape.len() * size_of::<usize>();
        }
        size
    }
}

/// Stands for the methods that the metaclasses have, each of its own.
pub(super) struct DataType;

#[methods(DATA)]
impl DataType {
    /// Makes an object of what lies at an address.
    #[method(signature = "($self, value, /)")]
    fn from_address(this: &Ref<Type>, value: &Value, vm: &mut Vm) -> PyResult<Ref<CData>> {
        match address_of(value, vm)? {
            Some(address) => {
                audit_address(address, vm)?;
                CData::at(this, address, vm)
            }
            None => Err(vm.type_error("integer expected")),
        }
    }

    /// Makes an object of the memory that another one shows, which it shares.
    #[method(signature = "($self, obj, offset=0, /)")]
    fn from_buffer(
        this: &Ref<Type>,
        obj: &Value,
        offset: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<CData>> {
        let info = concrete(this, vm)?;
        let memoryview = MemoryView::new(obj, vm)?;
        let Some(view) = memoryview.view(vm).cloned() else {
            return Err(vm.value_error("operation forbidden on released memoryview object"));
        };
        if !view.is_writable() {
            return Err(vm.type_error("underlying buffer is not writable"));
        }
        if !view.is_c_contiguous() {
            return Err(vm.type_error("underlying buffer is not C contiguous"));
        }
        let size = info.get(vm).size;
        let offset = check_size(offset, size, view.length(), vm)?;
        let start = view.as_bytes(vm).map_or(0, |bytes| bytes.as_ptr() as usize);
        audit_buffer(start, view.length(), offset, vm)?;
        audit_address(start + offset, vm)?;
        let data = CData::in_view(this, view, offset, vm)?;
        kept_view(&data, memoryview, vm)?;
        Ok(data)
    }

    /// Makes an object with a copy of the memory that another one shows.
    #[method(signature = "($self, buffer, offset=0, /)")]
    fn from_buffer_copy(
        this: &Ref<Type>,
        buffer: BytesLike<'_>,
        offset: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<CData>> {
        let info = concrete(this, vm)?;
        let size = info.get(vm).size;
        let length = buffer.as_bytes(vm).len();
        let offset = check_size(offset, size, length, vm)?;
        let start = buffer.as_bytes(vm).as_ptr() as usize;
        audit_buffer(start, length, offset, vm)?;
        let bytes = buffer.as_bytes(vm)[offset..offset + size].to_vec();
        let data = CData::new(this, vm)?;
        data.write(Spot::In(0), &bytes, vm)?;
        Ok(data)
    }

    /// Makes an object of a variable of a library.
    #[method(signature = "($self, dll, name, /)")]
    fn in_dll(this: &Ref<Type>, dll: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<CData>> {
        let handle = library::handle_of(dll, vm)?;
        vm.audit("ctypes.dlsym", |_| [dll.clone(), name.to_value()])?;
        let class = vm.types.exceptions.value_error.clone();
        let address = library::symbol(handle, name, (&class, "symbol"), vm)?;
        audit_address(address, vm)?;
        CData::at(this, address, vm)
    }
}

/// Tells audit hooks that an object of memory at an address is about to be made.
fn audit_address(address: usize, vm: &mut Vm) -> PyResult<()> {
    vm.audit("ctypes.cdata", |vm| [address_value(address, vm)])
}

/// Tells audit hooks that an object of the memory of another is about to be made.
fn audit_buffer(address: usize, size: usize, offset: usize, vm: &mut Vm) -> PyResult<()> {
    vm.audit("ctypes.cdata/buffer", |vm| {
        let [size, offset] = [size, offset].map(Value::from_usize);
        [address_value(address, vm), size, offset]
    })
}

/// The method of the types that convert arguments in no way of their own.
#[methods(PARAMETER)]
impl DataType {
    /// Converts an argument of a function.
    #[method(signature = "($self, value, /)")]
    pub(super) fn from_param(this: &Ref<Type>, value: &Value, vm: &mut Vm) -> PyResult {
        from_param(this, value, vm)
    }
}

fn check_size(offset: isize, size: usize, length: usize, vm: &mut Vm) -> PyResult<usize> {
    let Ok(offset) = usize::try_from(offset) else {
        return Err(vm.value_error("offset cannot be negative"));
    };
    let needed = size.saturating_add(offset);
    if needed > length {
        return Err(vm.value_error(format!(
            "Buffer size too small ({length} instead of at least {needed} bytes)"
        )));
    }
    Ok(offset)
}

/// Objects of the type itself, references to them, and what has one as `_as_parameter_`.
///
/// Raises `TypeError` for anything else.
pub(super) fn from_param(class: &Ref<Type>, value: &Value, vm: &mut Vm) -> PyResult {
    if value.is_instance(class.as_value(), vm)? {
        return Ok(value.clone());
    }
    if let Some(argument) = value.downcast::<Argument>() {
        let object = argument.object.clone();
        let item = info_of(class.as_value(), vm).and_then(|info| info.get(vm).item.clone());
        if let Some(item) = &item
            && object.is_instance(item.as_value(), vm)?
        {
            return Ok(value.clone());
        }
        let of = object.type_name(vm);
        let wanted = class.shown_name(vm);
        return Err(vm.type_error(format!(
            "expected {wanted} instance instead of pointer to {of}"
        )));
    }
    if let Some(parameter) = as_parameter(value, vm)? {
        vm.check_native_stack(" while processing _as_parameter_")?;
        return from_param(class, &parameter, vm);
    }
    let (wanted, given) = (class.shown_name(vm), value.type_name(vm));
    Err(vm.type_error(format!("expected {wanted} instance instead of {given}")))
}

/// `_as_parameter_` of a value, if it has one.
pub(super) fn as_parameter(value: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let name = vm.intern("_as_parameter_");
    value.get_attribute_optional(&name, vm)
}

/// An attribute of a class, if it has one.
pub(super) fn class_attribute(
    class: &Ref<Type>,
    name: &str,
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    let name = vm.intern(name);
    class.as_value().get_attribute_optional(&name, vm)
}

/// What the body of a class has under a name.
pub(super) fn own_attribute(class: &Ref<Type>, name: &str, vm: &mut Vm) -> Option<Value> {
    let name = vm.intern(name);
    class.dict().get_str(&name, vm).cloned()
}

/// Makes a class with a metaclass, a base and some attributes, by calling the metaclass.
pub(super) fn make_class(
    metaclass: &Ref<Type>,
    name: &str,
    base: &Ref<Type>,
    attributes: &[(&str, Value)],
    vm: &mut Vm,
) -> PyResult {
    let dict = rpy_vm::builtins::dict::Dict::new(vm);
    for (key, value) in attributes {
        let key = vm.intern(key);
        dict.set_str(&key, value.clone(), vm);
    }
    let name = vm.new_str(name);
    let bases = Tuple::from_array([base.to_value()], vm).into_value();
    let arguments = [name, bases, dict.into_value()];
    metaclass
        .as_value()
        .call(Args::positional_only(&arguments), vm)
}

/// Whether a value is a class of pointers or arrays, or an object of one.
pub(super) fn is_indirect(kind: Option<Kind>) -> bool {
    matches!(kind, Some(Kind::Array | Kind::Pointer))
}
