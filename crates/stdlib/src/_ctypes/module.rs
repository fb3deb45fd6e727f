//! The functions of the module.

use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::argument::Argument;
use super::code::{address_of, address_value};
use super::data::{CData, data_of};
use super::errno;
use super::function::{Convention, call_address};
use super::function_type::MAX_ARGUMENTS;
use super::info::{CDECL, PYTHON_API, Parts, USE_ERRNO, info_of, info_of_object};
use super::intrinsic::Intrinsic;
use super::library;
use super::memory;
use super::system;

/// Data of C, and functions of libraries.
#[rpy_macros::native_module(
    name = "_ctypes",
    classes(
        super::super::simple::Simple,
        super::super::structure::Structure,
        super::super::structure::Union,
        super::super::array::Array,
        super::super::pointer::Pointer,
        super::super::function::Function,
        super::super::field::CField
    )
)]
pub(super) mod _ctypes {
    use super::*;

    /// Raised for arguments that foreign functions cannot be called with.
    #[exception(name = "ctypes.ArgumentError", base = Exception)]
    pub(crate) struct ArgumentError;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("FUNCFLAG_CDECL", CDECL as i64),
        ("FUNCFLAG_PYTHONAPI", PYTHON_API as i64),
        ("FUNCFLAG_USE_ERRNO", USE_ERRNO as i64),
        ("FUNCFLAG_USE_LASTERROR", 16),
        ("RTLD_GLOBAL", libc::RTLD_GLOBAL as i64),
        ("RTLD_LOCAL", libc::RTLD_LOCAL as i64),
        ("SIZEOF_TIME_T", size_of::<libc::time_t>() as i64),
        ("CTYPES_MAX_ARGCOUNT", MAX_ARGUMENTS as i64),
    ];

    #[constant]
    const __version__: &str = "1.1.0";

    #[constant]
    fn _memmove_addr(vm: &mut Vm) -> Value {
        address_value(system::memory_functions()[0], vm)
    }

    #[constant]
    fn _memset_addr(vm: &mut Vm) -> Value {
        address_value(system::memory_functions()[1], vm)
    }

    #[constant]
    fn _string_at_addr(vm: &mut Vm) -> Value {
        address_value(Intrinsic::StringAt.address(), vm)
    }

    #[constant]
    fn _wstring_at_addr(vm: &mut Vm) -> Value {
        address_value(Intrinsic::WideStringAt.address(), vm)
    }

    #[constant]
    fn _cast_addr(vm: &mut Vm) -> Value {
        address_value(Intrinsic::Cast.address(), vm)
    }

    #[constant]
    fn _memoryview_at_addr(vm: &mut Vm) -> Value {
        address_value(Intrinsic::MemoryviewAt.address(), vm)
    }

    /// Returns the number of bytes of a type, or of the memory of an object.
    #[function(signature = "(obj, /)")]
    fn sizeof(obj: &Value, vm: &mut Vm) -> PyResult {
        if let Some(info) = info_of(obj, vm) {
            let size = info.get(vm).size;
            return Ok(vm.new_int_i128(size as i128));
        }
        match data_of(obj) {
            Some(data) => Ok(vm.new_int_i128(data.size() as i128)),
            None => Err(vm.type_error("this type has no size")),
        }
    }

    fn known(value: &Value, message: &str, vm: &mut Vm) -> PyResult<Parts> {
        let info = info_of(value, vm).or_else(|| info_of_object(value, vm));
        match info {
            Some(info) => Ok(info.get(vm).clone()),
            None => Err(vm.type_error(message)),
        }
    }

    /// Returns the alignment of a type, or of an object.
    #[function(signature = "(object, /)", text = "($self, object, /)")]
    fn alignment(object: &Value, vm: &mut Vm) -> PyResult<usize> {
        Ok(known(object, "no alignment info", vm)?.align)
    }

    /// Returns the format, the number of dimensions and the shape of buffers of a type or object.
    #[function(signature = "(object, /)", text = "($self, object, /)")]
    fn buffer_info(object: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let parts = known(object, "not a ctypes type or object", vm)?;
        let count = Value::from_usize(parts.shape.len());
        let mut shape = Vec::with_capacity(parts.shape.len());
        for length in parts.shape {
            shape.push(vm.new_int_i128(length as i128));
        }
        let shape = Tuple::new(shape, vm).into_value();
        let format = match parts.format {
            Some(format) => vm.new_str(&format),
            None => Value::NONE,
        };
        Ok(Tuple::from_array([format, count, shape], vm))
    }

    /// Returns the address of the memory of an object.
    #[function(signature = "(obj, /)")]
    fn addressof(obj: &Ref<CData>, vm: &mut Vm) -> PyResult {
        vm.audit("ctypes.addressof", |_| [obj.to_value()])?;
        let address = obj.address(vm);
        Ok(address_value(address, vm))
    }

    /// Returns a reference to an object, for arguments of functions. It is lighter than a pointer.
    #[function(signature = "(obj, offset=0, /)")]
    fn byref(obj: &Ref<CData>, offset: isize, vm: &mut Vm) -> Ref<Argument> {
        let argument = Argument::reference(obj, offset, vm);
        Ref::new(argument, vm)
    }

    /// Gives an object memory of another size.
    #[function(signature = "(obj, size, /)")]
    fn resize(obj: &Ref<CData>, size: isize, vm: &mut Vm) -> PyResult<()> {
        let least = known(obj.as_value(), "excepted ctypes instance", vm)?.size;
        match usize::try_from(size) {
            Ok(size) if size >= least => obj.resize(size, vm),
            _ => Err(vm.value_error(format!("minimum size is {least}"))),
        }
    }

    /// Returns the thread's copy of errno.
    #[function(signature = "()", text = "($self, /)")]
    fn get_errno(vm: &mut Vm) -> PyResult<i64> {
        vm.audit("ctypes.get_errno", |_| [])?;
        Ok(errno::get(vm).into())
    }

    /// Sets the thread's copy of errno, and returns what it was.
    #[function(signature = "(value, /)", hidden)]
    fn set_errno(value: i32, vm: &mut Vm) -> PyResult<i64> {
        vm.audit("ctypes.set_errno", |_| [Value::from_i32(value)])?;
        Ok(errno::exchange(value, vm).into())
    }

    #[function(signature = "(typ, state, /)", hidden)]
    fn _unpickle(typ: &Value, state: &Value, vm: &mut Vm) -> PyResult {
        let Some(state) = state.downcast::<Tuple>() else {
            let given = state.type_name(vm);
            return Err(vm.type_error(format!("argument 2 must be tuple, not {given}")));
        };
        let (new, set) = (vm.names.__new__.clone(), vm.intern("__setstate__"));
        let object = typ.call_method(&new, std::slice::from_ref(typ), vm)?;
        object.call_method(&set, state.as_slice(), vm)?;
        Ok(object)
    }

    /// Loads a library, and returns its handle.
    #[function(signature = "(name, flag=0, /)", hidden)]
    fn dlopen(name: &Value, flag: i32, vm: &mut Vm) -> PyResult {
        let handle = library::open(name, flag, vm)?;
        Ok(address_value(handle, vm))
    }

    fn pointer(value: &Value, vm: &mut Vm) -> PyResult<usize> {
        match address_of(value, vm)? {
            Some(address) => Ok(address),
            None => Err(vm.type_error("an integer is required")),
        }
    }

    /// Gives a library up.
    #[function(signature = "(handle, /)", hidden)]
    fn dlclose(handle: &Value, vm: &mut Vm) -> PyResult<()> {
        let handle = pointer(handle, vm)?;
        library::close(handle, vm)
    }

    /// Returns the address of a symbol of a library.
    #[function(signature = "(handle, name, /)", hidden)]
    fn dlsym(handle: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let shown = handle;
        let handle = pointer(handle, vm)?;
        vm.audit("ctypes.dlsym/handle", |_| [shown.clone(), name.to_value()])?;
        let class = vm.types.exceptions.os_error.clone();
        let address = library::symbol(handle, name, (&class, "symbol"), vm)?;
        Ok(address_value(address, vm))
    }

    /// Returns the names of the libraries that are loaded.
    #[function(signature = "()", text = "($self, /)")]
    fn dllist(vm: &mut Vm) -> Vec<Value> {
        let names = system::loaded();
        let texts = names.iter().map(|name| String::from_utf8_lossy(name));
        texts.map(|name| vm.new_str(&name)).collect()
    }

    fn call_plain(func: &Value, arguments: &Ref<Tuple>, flags: u32, vm: &mut Vm) -> PyResult {
        let address = pointer(func, vm)?;
        let convention = Convention {
            flags,
            converters: &[],
            restype: None,
            checker: None,
        };
        call_address(address, arguments.as_slice(), &convention, vm)
    }

    /// Calls the function at an address.
    #[function(signature = "(func, arguments, /)", hidden)]
    fn call_function(func: &Value, arguments: &Ref<Tuple>, vm: &mut Vm) -> PyResult {
        call_plain(func, arguments, 0, vm)
    }

    /// Calls the function of C at an address.
    #[function(signature = "(func, arguments, /)", hidden)]
    fn call_cdeclfunction(func: &Value, arguments: &Ref<Tuple>, vm: &mut Vm) -> PyResult {
        call_plain(func, arguments, CDECL, vm)
    }

    /// Returns the object whose word this is.
    #[function(signature = "(pointer, /)", hidden)]
    fn PyObj_FromPtr(pointer: &Value, vm: &mut Vm) -> PyResult {
        let shown = pointer;
        let pointer = self::pointer(pointer, vm)?;
        vm.audit("ctypes.PyObj_FromPtr", |_| [shown.clone()])?;
        match pointer {
            0 => Err(vm.value_error("PyObject is NULL")),
            word => Ok(memory::object_of(word as u64)),
        }
    }

    /// Counts a reference to an object that nobody has, and returns the object.
    #[function(signature = "(object, /)", text = "($self, object, /)")]
    fn Py_INCREF(object: Value) -> Value {
        let _ = object.clone().into_bits();
        object
    }

    /// Gives up a reference to an object, and returns the object.
    #[function(signature = "(object, /)", text = "($self, object, /)")]
    fn Py_DECREF(object: Value) -> Value {
        drop(memory::given_object(object.bits()));
        object
    }
}
