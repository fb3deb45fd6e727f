//! `module`: modules.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#modules>

use crate::builtins::dict::Dict;
use crate::builtins::type_::Type;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// A module: its namespace.
#[repr(C)]
pub struct Module {
    /// `__dict__`
    pub(crate) dict: Ref<Dict>,
}

impl Payload for Module {
    const NAME: &'static str = "module";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.dict.as_value());
    }

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.module
    }
}

impl Module {
    /// Makes a module of this name with an empty namespace.
    pub fn new(name: &str, vm: &mut Vm) -> Ref<Module> {
        let dict = Dict::new(vm);
        let name = vm.new_str(name);
        dict.set_str(&vm.names.__name__.clone(), name, vm);
        for empty in [
            &vm.names.__doc__,
            &vm.names.__package__,
            &vm.names.__loader__,
            &vm.names.__spec__,
        ]
        .map(Ref::clone)
        {
            dict.set_str(&empty, Value::NONE, vm);
        }
        let class = &vm.types.module;
        heap::new_object(vm.heap(), class, class.root_shape(), Module { dict }, 0)
    }

    /// `__dict__`
    pub fn dict(&self) -> &Ref<Dict> {
        &self.dict
    }

    /// Adds a class under its name.
    pub fn add_type(&self, class: &Ref<Type>, vm: &mut Vm) {
        let name = class.name.cloned(vm).expect("native types have names");
        self.dict.set_str(&name, class.to_value(), vm);
    }

    /// Adds a value.
    pub fn add(&self, name: &str, value: Value, vm: &mut Vm) {
        let name = vm.intern(name);
        self.dict.set_str(&name, value, vm);
    }
}

/// The type `module`.
pub(crate) const SPEC: crate::function::native::TypeSpec = crate::function::native::TypeSpec {
    name: "module",
    doc: "",
    payload: Module::INFO,
    flags: crate::builtins::type_::TypeFlags::BASE,
    slots: crate::object::slots::Slots::EMPTY,
    members: &[],
};
