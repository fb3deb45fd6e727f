//! `bool`: truth values, which are ints.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#boolean-type-bool>

use rpy_bytecode::BinaryOperator;

use crate::builtins::int::Int;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The type `bool`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "(object=False, /)",
    name: "bool",
    doc: "Gives True when the argument is true, False otherwise. The constants True and False \
        are the only two instances; the class cannot be subclassed.",
    payload: Int::INFO,
    flags: TypeFlags::MATCH_SELF,
    slots: SLOTS,
    members: &[],
};

const SLOTS: Slots = Slots {
    repr: Some(repr),
    new: Some(new),
    ..Slots::EMPTY
}
.with_binary(BinaryOperator::And, and)
.with_binary(BinaryOperator::Or, or)
.with_binary(BinaryOperator::Xor, xor);

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let text = if value.as_bool() == Some(true) {
        "True"
    } else {
        "False"
    };
    Ok(vm.intern(text).into_value())
}

fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if args.has_keywords() {
        return Err(vm.type_error("bool() takes no keyword arguments"));
    }
    match args.positional() {
        [] => Ok(Value::FALSE),
        [value] => value.is_true(vm).map(Value::bool),
        more => Err(vm.type_error(format!(
            "bool expected at most 1 argument, got {}",
            more.len()
        ))),
    }
}

macro_rules! bit_operators {
    ($($name:ident $operator:tt;)*) => { $(
        /// A bool of two bools, otherwise what `int` gives.
        fn $name(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
            if let (Some(a), Some(b)) = (a.as_bool(), b.as_bool()) {
                return Ok(Value::bool(a $operator b));
            }
            match (a.as_int(), b.as_int()) {
                (Some(a), Some(b)) => crate::builtins::int::$name(a, b, vm),
                _ => Ok(Value::NOT_IMPLEMENTED),
            }
        }
    )* };
}

bit_operators! {
    and &;
    or |;
    xor ^;
}
