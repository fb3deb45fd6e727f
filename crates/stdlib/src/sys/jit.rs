//! `sys._jit`: what is known of compiling to machine code, which this interpreter does not do.

use rpy_vm::PyResult;
use rpy_vm::Value;
use rpy_vm::Vm;

/// Utilities for observing just-in-time compilation.
#[rpy_macros::native_module(name = "sys._jit")]
mod observation {
    /// Return True if the current Python executable supports JIT compilation, and False otherwise.
    #[function(signature = "($module, /)")]
    fn is_available() -> bool {
        false
    }

    /// Return True if JIT compilation is enabled for the current Python process (implies
    /// sys._jit.is_available()), and False otherwise.
    #[function(signature = "($module, /)")]
    fn is_enabled() -> bool {
        false
    }

    /// Return True if the topmost Python frame is currently executing JIT code (implies
    /// sys._jit.is_enabled()), and False otherwise.
    #[function(signature = "($module, /)")]
    fn is_active() -> bool {
        false
    }
}

/// The attribute of `sys`.
#[rpy_macros::native_module(name = "sys", part)]
pub(super) mod jit {
    use super::*;

    #[constant]
    fn _jit(vm: &mut Vm) -> PyResult<Value> {
        let module = vm.new_native_module(&observation::MODULE)?;
        Ok(module.into_value())
    }
}
