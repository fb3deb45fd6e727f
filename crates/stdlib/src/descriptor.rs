//! Descriptors as arguments of the modules that speak to the system.

use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Value, Vm};

/// The number of an open file: an int, or what the `fileno` method of an object gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Descriptor(pub(crate) i32);

impl<'a> FromArgument<'a> for Descriptor {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Descriptor> {
        let number = if is_int(value, vm) {
            warn_of_bool(value, vm)?;
            i32::from_argument(value, vm)?
        } else {
            let name = vm.intern("fileno");
            let Some(method) = value.get_attribute_optional(&name, vm)? else {
                let message = "argument must be an int, or have a fileno() method.";
                return Err(vm.type_error(message));
            };
            let number = method.call_positional(&[], vm)?;
            if !is_int(&number, vm) {
                return Err(vm.type_error("fileno() returned a non-integer"));
            }
            i32::from_argument(&number, vm)?
        };
        if number < 0 {
            let message = format!("file descriptor cannot be a negative integer ({number})");
            return Err(vm.value_error(message));
        }
        Ok(Descriptor(number))
    }
}

/// Warns of a descriptor that is a bool.
pub(crate) fn warn_of_bool(value: &Value, vm: &mut Vm) -> PyResult<()> {
    if value.as_bool().is_none() {
        return Ok(());
    }
    let category = vm.types.exceptions.runtime_warning.clone();
    vm.warn(&category, "bool is used as a file descriptor")
}

fn is_int(value: &Value, vm: &mut Vm) -> bool {
    let class = vm.types.int.clone();
    value.class(vm).clone().is_subclass_of(&class, vm)
}
