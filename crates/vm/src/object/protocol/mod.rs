//! The object protocol: what operators, built-in functions and statements do with any value.
//! Reference: <https://docs.python.org/3.14/c-api/abstract.html>
//!
//! All functions are methods of [`Value`] and dispatch through the slots of its class.

mod attribute;
mod awaitable;
mod binary;
mod call;
mod compare;
mod instance;
mod iteration;
mod subscript;
mod text;
mod truth;
mod unary;

use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

impl Value {
    /// The class, `type(self)`.
    #[inline(always)]
    pub fn class<'a>(&'a self, vm: &'a Vm) -> &'a Ref<Type> {
        vm.class_of(self)
    }

    /// The name of the class, for messages: `__name__`, with the module in front if the class is a
    /// native one outside `builtins`.
    pub fn type_name(&self, vm: &Vm) -> String {
        let class = self.class(vm);
        let name = class.name(vm);
        if class.is_heap_type() {
            return name;
        }
        let module = class.dict().get_str(&vm.names.__module__, vm);
        match module.and_then(|module| module.downcast::<Str>()) {
            Some(module) => format!("{}.{name}", module.to_string_lossy()),
            None => name,
        }
    }
}
