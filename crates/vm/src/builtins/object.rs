//! `object`: the base of all classes.
//! Reference: <https://docs.python.org/3.14/library/functions.html#object>

use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::vm::Vm;

/// What a plain instance holds: nothing but its slots.
pub struct Instance;

impl Payload for Instance {
    const NAME: &'static str = "object";

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.object
    }
}

/// The type `object`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "object",
    doc: "",
    payload: Instance::INFO,
    flags: TypeFlags::BASE,
    slots: Slots::EMPTY,
    members: &[],
};
