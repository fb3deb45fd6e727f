//! Calling a value.

use crate::function::args::Args;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// `self(*args, **kwargs)`
    pub fn call(&self, args: Args<'_>, vm: &mut Vm) -> PyResult {
        match self.class(vm).slots(vm).call {
            Some(slot) => {
                vm.check_native_stack("")?;
                slot(self, args, vm)
            }
            None => {
                let name = self.type_name(vm);
                Err(vm.type_error(format!("'{name}' object is not callable")))
            }
        }
    }

    /// `self(*args)`
    pub fn call_positional(&self, args: &[Value], vm: &mut Vm) -> PyResult {
        self.call(Args::positional_only(args), vm)
    }

    /// `callable(self)`
    pub fn is_callable(&self, vm: &Vm) -> bool {
        self.class(vm).slots(vm).call.is_some()
    }
}
