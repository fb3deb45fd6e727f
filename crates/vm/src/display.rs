//! Showing the value of an expression typed at the prompt.
//! Source: PEP 217.

use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Vm {
    /// Hands a value to `sys.displayhook`.
    pub(crate) fn display(&mut self, value: &Value) -> PyResult<()> {
        let name = self.names.displayhook.clone();
        let Some(hook) = self.sys_attribute(&name) else {
            return Err(self.runtime_error("lost sys.displayhook"));
        };
        hook.call_positional(std::slice::from_ref(value), self)?;
        Ok(())
    }
}
