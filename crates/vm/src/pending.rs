//! TEMPORARY
#![allow(missing_docs, unused)]
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::ShapeId;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;
pub enum AttributeLookup {
    Slot { offset: u32 },
    ClassValue(Value),
    Method(Value),
    Property { getter: Value },
    Module { position: usize },
    TypeAttribute(Value),
    Other,
}
pub enum StoreLookup {
    Slot { offset: u32 },
    Add { offset: u32, new_shape: ShapeId },
    Other,
}
pub fn analyze_attribute(_o: &Value, _n: &Ref<Str>, _vm: &mut Vm) -> AttributeLookup {
    AttributeLookup::Other
}
pub fn analyze_store(_o: &Value, _n: &Ref<Str>, _vm: &mut Vm) -> StoreLookup {
    StoreLookup::Other
}
pub struct BoundMethod {
    pub function: Value,
    pub receiver: Value,
}
impl Payload for BoundMethod {
    const NAME: &'static str = "method";
    fn traverse(&self, _v: &mut Visitor<'_>) {}
    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.object
    }
}
impl BoundMethod {
    pub fn new(_f: Value, _r: Value, _vm: &mut Vm) -> Ref<BoundMethod> {
        todo!()
    }
}
pub mod super_ {
    use super::*;
    pub fn super_lookup(
        _c: &Ref<Type>,
        _o: &Value,
        _n: &Ref<Str>,
        _vm: &mut Vm,
    ) -> PyResult<(Value, bool)> {
        todo!()
    }
}
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
