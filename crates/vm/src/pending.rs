//! Stand-ins until the import system and exception groups land.
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Vm {
    pub fn split_exception_group(&mut self, _a: &Value, _b: &Value) -> PyResult<(Value, Value)> {
        todo!()
    }
    pub fn unbound_name_error(&mut self, local: bool, _n: &str, message: String) -> crate::Raised {
        if local {
            self.unbound_local_error(message)
        } else {
            self.name_error(message)
        }
    }
    pub fn display(&mut self, _v: &Value) -> PyResult<()> {
        Ok(())
    }
    pub fn import_module(
        &mut self,
        name: &Ref<Str>,
        _g: Option<&Ref<Dict>>,
        _f: &Value,
        _l: i64,
    ) -> PyResult {
        Err(self.import_error("no import"))
    }
}
