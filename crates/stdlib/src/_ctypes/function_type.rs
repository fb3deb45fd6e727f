//! The metaclass of function pointers.

use rpy_macros::native_class;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Value, Vm};

use super::code::wrapped;
use super::info::{Kind, TypeInfo, info_of};
use super::meta::{CType, DataType, own_attribute};
use super::module::_ctypes::ArgumentError;
use super::scalar::Passed;

/// Most arguments of a function.
pub(super) const MAX_ARGUMENTS: usize = 1024;

/// Stands for the metaclass of function pointers.
pub(super) struct FunctionType;

/// The class of classes of function pointers.
#[native_class(
    name = "_ctypes.PyCFuncPtrType",
    base = CType,
    payload = Type,
    values = 1,
    flags(base),
    methods(DataType::DATA, DataType::PARAMETER)
)]
impl FunctionType {
    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let _ = args;
        let Some(class) = this.downcast::<Type>().cloned() else {
            return Ok(());
        };
        let info = TypeInfo::begin(&class, Kind::Function, vm)?;
        let parts = info.get_mut(vm);
        parts.size = size_of::<usize>();
        parts.align = align_of::<usize>();
        parts.length = 1;
        parts.is_pointer = true;
        parts.format = Some("X{}".to_owned());
        parts.passed = Passed::POINTER;
        let flags = own_attribute(&class, "_flags_", vm);
        let Some(flags) = flags.as_ref().and_then(|flags| flags.as_int()) else {
            return Err(vm.type_error("class must define _flags_ which must be an integer"));
        };
        info.get_mut(vm).flags = wrapped(flags) as u32;
        if let Some(argtypes) = own_attribute(&class, "_argtypes_", vm) {
            let converters = converters(&argtypes, vm)?;
            let parts = info.get_mut(vm);
            parts.converters = Some(converters);
            parts.argtypes = Some(argtypes);
        }
        if let Some(restype) = own_attribute(&class, "_restype_", vm) {
            let checker = checker(&restype, "_restype_", vm)?;
            let parts = info.get_mut(vm);
            parts.checker = checker;
            parts.restype = Some(restype);
        }
        Ok(())
    }
}

/// The methods `from_param` of types.
///
/// Raises `TypeError` for a type without one.
pub(super) fn converters(argtypes: &Value, vm: &mut Vm) -> PyResult {
    let types = vm.collect_or(argtypes, "_argtypes_ must be a sequence of types")?;
    if types.len() > MAX_ARGUMENTS {
        let given = types.len();
        return Err(vm.native_error::<ArgumentError>(format!(
            "_argtypes_ has too many arguments ({given}), maximum is {MAX_ARGUMENTS}"
        )));
    }
    let name = vm.intern("from_param");
    let mut converters = Vec::with_capacity(types.len());
    for (index, class) in types.iter().enumerate() {
        match class.get_attribute_optional(&name, vm)? {
            Some(converter) => converters.push(converter),
            None => {
                let number = index + 1;
                return Err(vm.type_error(format!(
                    "item {number} in _argtypes_ has no from_param method"
                )));
            }
        }
    }
    Ok(Tuple::new(converters, vm).into_value())
}

/// What checks results of a type: `_check_retval_`.
///
/// Raises `TypeError` for what is no type of results.
pub(super) fn checker(restype: &Value, name: &str, vm: &mut Vm) -> PyResult<Option<Value>> {
    let is_type = restype.is_none() || info_of(restype, vm).is_some() || restype.is_callable(vm);
    if !is_type {
        return Err(vm.type_error(format!("{name} must be a type, a callable, or None")));
    }
    let name = vm.intern("_check_retval_");
    restype.get_attribute_optional(&name, vm)
}
