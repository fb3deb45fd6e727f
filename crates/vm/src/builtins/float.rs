//! `float`: double-precision numbers.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#numeric-types-int-float-complex>

use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::vm::Vm;

/// A float on the heap: one of extreme magnitude, or an instance of a subclass.
pub struct Float {
    /// The number.
    pub(crate) value: f64,
}

impl Payload for Float {
    const NAME: &'static str = "float";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.float
    }
}

/// The type `float`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "float",
    doc: "",
    payload: Float::INFO,
    flags: TypeFlags::BASE,
    slots: Slots::EMPTY,
    members: &[],
};

impl Vm {
    /// Makes a `float`; on the heap only if its magnitude is extreme.
    pub fn new_float(&mut self, value: f64) -> Value {
        match Value::small_float(value) {
            Some(small) => small,
            None => {
                let class = &self.types.float;
                let payload = Float { value };
                heap::new_object(self.heap(), class, class.root_shape(), payload, 0).into_value()
            }
        }
    }
}
