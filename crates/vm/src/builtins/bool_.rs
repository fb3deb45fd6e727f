//! `bool`: truth values, which are ints.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#boolean-type-bool>

use rpy_macros::native_class;

use crate::builtins::int::Int;
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The class `bool`: its instances are immediate values.
pub(crate) struct Bool;

/// A truth value: bool(x) is True or False, by the truth of x. There are no others, and no
/// subclasses.
#[native_class(
    name = "bool",
    payload = Int,
    registry = bool,
    flags(match_self),
    slots(and = and, or = or, xor = xor)
)]
impl Bool {
    #[slot]
    fn repr(this: &Value, vm: &mut Vm) -> Ref<Str> {
        vm.intern(if this.as_bool() == Some(true) {
            "True"
        } else {
            "False"
        })
    }

    #[slot]
    fn invert(this: &Value, vm: &mut Vm) -> PyResult {
        let category = vm.types.exceptions.deprecation_warning.clone();
        vm.warn(
            &category,
            "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This \
             returns the bitwise inversion of the underlying int object and is usually not what you \
             expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if \
             you really want the bitwise inversion of the underlying int.",
        )?;
        Ok(Value::from_i32(!i32::from(this.as_bool() == Some(true))))
    }

    #[new(signature = "(object=False, /)")]
    fn new(_class: &Ref<Type>, object: bool) -> bool {
        object
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
