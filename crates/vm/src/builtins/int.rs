//! `int`: integers of any size.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#numeric-types-int-float-complex>

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::vm::Vm;

/// An int on the heap: one of more than 62 bits, or an instance of a subclass.
pub struct Int {
    /// The number.
    pub(crate) value: BigInt,
}

impl Payload for Int {
    const NAME: &'static str = "int";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.int
    }
}

/// The type `int`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "int",
    doc: "",
    payload: Int::INFO,
    flags: TypeFlags::BASE,
    slots: Slots::EMPTY,
    members: &[],
};

impl Vm {
    /// Makes an `int` of a machine integer.
    pub fn new_int(&mut self, value: i64) -> Value {
        match Value::small_int(value) {
            Some(small) => small,
            None => self.new_big_int(BigInt::from(value)),
        }
    }

    /// Makes an `int`; on the heap only if it has more than 62 bits.
    pub fn new_big_int(&mut self, value: BigInt) -> Value {
        if let Some(small) = value.to_i64().and_then(Value::small_int) {
            return small;
        }
        let class = &self.types.int;
        heap::new_object(self.heap(), class, class.root_shape(), Int { value }, 0).into_value()
    }
}
