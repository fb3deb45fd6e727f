//! The object protocol: what operators, built-in functions and statements do with any value.
//! Reference: <https://docs.python.org/3.14/c-api/abstract.html>
//!
//! All functions are methods of [`Value`] and dispatch through the slots of its class.

mod attribute;
mod binary;
mod call;
mod compare;
mod instance;
mod iteration;
mod subscript;
mod text;
mod truth;
mod unary;

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

    /// `__name__` of the class, for messages.
    pub fn type_name(&self, vm: &Vm) -> String {
        self.class(vm).name(vm)
    }
}
