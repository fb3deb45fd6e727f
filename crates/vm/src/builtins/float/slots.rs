//! The protocol of `float`.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::float::arithmetic;
use crate::builtins::float::compare::order_float_int;
use crate::builtins::float::parse::parse_float;
use crate::builtins::float::repr::float_repr;
use crate::builtins::float::value::{Float, float_of_object, hash_float};
use crate::builtins::object::identity_hash;
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The number of a receiver, which its slot is looked up by.
pub(super) fn number(value: &Value) -> f64 {
    value
        .as_float()
        .expect("the slots of float are called with floats")
}

macro_rules! binary_slots {
    ($($name:ident = $function:path;)*) => { $(
        fn $name(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
            let Some(a) = a.to_float_operand(vm)? else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            let Some(b) = b.to_float_operand(vm)? else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            $function(a, b, vm)
        }
    )* };
}

binary_slots! {
    add = arithmetic::add;
    subtract = arithmetic::subtract;
    multiply = arithmetic::multiply;
    true_divide = arithmetic::true_divide;
    floor_divide = arithmetic::floor_divide;
    remainder = arithmetic::modulo;
    divmod = arithmetic::divmod;
    power = arithmetic::power;
}

/// The value as an exact `float`: `float(x)`, `+x`.
fn to_exact(value: &Value, vm: &mut Vm) -> PyResult {
    Ok(vm.new_float(number(value)))
}

/// Makes a float of the class, which is `float` or a subclass.
pub(super) fn with_class(value: f64, class: &Ref<Type>, vm: &mut Vm) -> Value {
    if class.is(&vm.types.float) {
        return vm.new_float(value);
    }
    heap::new_instance(vm.heap(), class, Float { value }).into_value()
}

/// `float(value)`
fn from_object(value: &Value, vm: &mut Vm) -> PyResult<f64> {
    if let Some(float) = value.as_small_float() {
        return Ok(float);
    }
    if let Some(float) = float_of_object(value, vm)? {
        return Ok(float);
    }
    let text = if let Some(text) = value.downcast::<Str>() {
        text.to_string_lossy().into_owned()
    } else if let Some(bytes) = value.try_bytes_like(vm) {
        let bytes = bytes.as_bytes(vm).iter();
        bytes.map(|&byte| char::from(byte)).collect()
    } else {
        let name = value.type_name(vm);
        return Err(vm.type_error(format!(
            "float() argument must be a string or a real number, not '{name}'"
        )));
    };
    match parse_float(&text) {
        Some(float) => Ok(float),
        None => {
            let literal = value.repr(vm)?.to_string_lossy().into_owned();
            Err(vm.value_error(format!("could not convert string to float: {literal}")))
        }
    }
}

/// A number with a fraction, of double precision; made from numbers and from strings.
#[native_class(
    name = "float",
    registry = float,
    flags(base, match_self),
    methods(Float::MEMBERS),
    slots(
        divmod = divmod,
        positive = to_exact,
        float = to_exact,
        add = add,
        subtract = subtract,
        multiply = multiply,
        true_divide = true_divide,
        floor_divide = floor_divide,
        remainder = remainder,
        power = power
    )
)]
impl Float {
    #[slot]
    fn repr(value: &Value, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(&float_repr(number(value))))
    }

    #[slot]
    fn hash(value: &Value, _vm: &mut Vm) -> PyResult<i64> {
        let float = number(value);
        Ok(match float.is_nan() {
            // NaNs differ: each is hashed as the object that it is.
            true => identity_hash(value),
            false => hash_float(float),
        })
    }

    #[slot]
    fn compare(a: &Value, b: &Value, op: CompareOperator, _vm: &mut Vm) -> PyResult {
        let a = number(a);
        if let Some(b) = b.as_float() {
            return Ok(Value::bool(op.holds(a.partial_cmp(&b))));
        }
        match b.as_int() {
            Some(b) => Ok(Value::bool(op.holds(order_float_int(a, b)))),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[new(signature = "(x=0, /)")]
    fn new(class: &Ref<Type>, x: Option<&Value>, vm: &mut Vm) -> PyResult {
        let value = match x {
            Some(x) => from_object(x, vm)?,
            None => 0.0,
        };
        if value.is_nan() && class.is(&vm.types.float) {
            return Ok(match x {
                Some(x) if x.as_exact_float(vm).is_some() => x.clone(),
                _ => vm.new_distinct_float(value),
            });
        }
        Ok(with_class(value, class, vm))
    }

    #[slot]
    fn power_modulo(base: &Value, exponent: &Value, modulus: &Value, vm: &mut Vm) -> PyResult {
        if modulus.is_none() {
            return power(base, exponent, vm);
        }
        Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers"))
    }

    #[slot]
    fn negative(value: &Value, vm: &mut Vm) -> PyResult {
        Ok(vm.new_float(-number(value)))
    }

    #[slot]
    fn absolute(value: &Value, vm: &mut Vm) -> PyResult {
        Ok(vm.new_float(number(value).abs()))
    }

    #[slot(bool)]
    fn truth(value: &Value, _vm: &mut Vm) -> PyResult<bool> {
        Ok(number(value) != 0.0)
    }

    #[slot]
    fn int(value: &Value, vm: &mut Vm) -> PyResult {
        vm.int_from_f64(number(value))
    }
}
