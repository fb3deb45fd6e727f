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

pub(crate) use unary::warn_of_subclass;

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
        self.class(vm).shown_name(vm)
    }
}

impl Ref<Type> {
    /// The class's name as messages show it: that of a native class with its module, unless that is
    /// `builtins`.
    pub fn shown_name(&self, vm: &Vm) -> String {
        let name = self.name(vm);
        if self.is_heap_type() {
            return name;
        }
        let module = self.dict().get_str(&vm.names.__module__, vm);
        match module.and_then(|module| module.downcast::<Str>()) {
            Some(module) => format!("{}.{name}", module.to_string_lossy()),
            None => name,
        }
    }
}
