//! Truth values and lengths.

use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// `bool(self)`
    pub fn is_true(&self, vm: &mut Vm) -> PyResult<bool> {
        if let Some(value) = self.as_bool() {
            return Ok(value);
        }
        if let Some(int) = self.as_small_int() {
            return Ok(int != 0);
        }
        if self.is_none() {
            return Ok(false);
        }
        let slots = self.class(vm).slots(vm);
        if let Some(slot) = slots.bool {
            return slot(self, vm);
        }
        if let Some(slot) = slots.length {
            return Ok(slot(self, vm)? != 0);
        }
        Ok(true)
    }

    /// `len(self)`
    pub fn length(&self, vm: &mut Vm) -> PyResult<usize> {
        match self.class(vm).slots(vm).length {
            Some(slot) => slot(self, vm),
            None => {
                let name = self.type_name(vm);
                Err(vm.type_error(format!("object of type '{name}' has no len()")))
            }
        }
    }

    /// `operator.length_hint(self, default)`: an estimate of the number of items.
    pub fn length_hint(&self, default: usize, vm: &mut Vm) -> PyResult<usize> {
        if let Some(slot) = self.class(vm).slots(vm).length {
            match slot(self, vm) {
                Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {}
                result => return result,
            }
        }
        let name = vm.names.__length_hint__.clone();
        let hint = match self.call_special(&name, &[], vm) {
            Ok(None) => return Ok(default),
            Ok(Some(hint)) if hint.is_not_implemented() => return Ok(default),
            Ok(Some(hint)) => hint,
            Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {
                return Ok(default);
            }
            Err(raised) => return Err(raised),
        };
        if !hint.class(vm).is_subclass_of(&vm.types.int, vm) {
            let class = hint.type_name(vm);
            return Err(vm.type_error(format!("__length_hint__ must be an integer, not {class}")));
        }
        let hint = hint.index(vm)?;
        match hint.as_int().and_then(|hint| hint.as_i64()) {
            Some(hint) if hint >= 0 => Ok(hint as usize),
            Some(_) => Err(vm.value_error("__length_hint__() should return >= 0")),
            None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        }
    }
}
