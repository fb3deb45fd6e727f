//! The protocol of `float`.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::builtins::float::arithmetic;
use crate::builtins::float::compare::order_float_int;
use crate::builtins::float::parse::parse_float;
use crate::builtins::float::repr::float_repr;
use crate::builtins::float::value::{Float, float_of_object, hash_float};
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
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

fn power_modulo(base: &Value, exponent: &Value, modulus: &Value, vm: &mut Vm) -> PyResult {
    if modulus.is_none() {
        return power(base, exponent, vm);
    }
    Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers"))
}

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

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    Ok(vm.new_str(&float_repr(number(value))))
}

fn hash(value: &Value, _vm: &mut Vm) -> PyResult<i64> {
    Ok(hash_float(number(value)))
}

/// The value as an exact `float`: `float(x)`, `+x`.
fn to_exact(value: &Value, vm: &mut Vm) -> PyResult {
    Ok(vm.new_float(number(value)))
}

fn negative(value: &Value, vm: &mut Vm) -> PyResult {
    Ok(vm.new_float(-number(value)))
}

fn absolute(value: &Value, vm: &mut Vm) -> PyResult {
    Ok(vm.new_float(number(value).abs()))
}

fn truth(value: &Value, _vm: &mut Vm) -> PyResult<bool> {
    Ok(number(value) != 0.0)
}

fn int(value: &Value, vm: &mut Vm) -> PyResult {
    vm.int_from_f64(number(value))
}

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    // A subclass may take keywords in its `__init__`.
    if args.has_keywords() && class.is(&vm.types.float) {
        return Err(vm.type_error("float() takes no keyword arguments"));
    }
    let value = match args.positional() {
        [] => 0.0,
        [value] => from_object(value, vm)?,
        more => {
            let count = more.len();
            return Err(vm.type_error(format!("float expected at most 1 argument, got {count}")));
        }
    };
    Ok(with_class(value, class, vm))
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

pub(super) const SLOTS: Slots = Slots {
    repr: Some(repr),
    hash: Some(hash),
    compare: Some(compare),
    new: Some(new),
    divmod: Some(divmod),
    power_modulo: Some(power_modulo),
    negative: Some(negative),
    positive: Some(to_exact),
    absolute: Some(absolute),
    bool: Some(truth),
    int: Some(int),
    float: Some(to_exact),
    ..Slots::EMPTY
}
.with_binary(BinaryOperator::Add, add)
.with_binary(BinaryOperator::Subtract, subtract)
.with_binary(BinaryOperator::Multiply, multiply)
.with_binary(BinaryOperator::TrueDivide, true_divide)
.with_binary(BinaryOperator::FloorDivide, floor_divide)
.with_binary(BinaryOperator::Remainder, remainder)
.with_binary(BinaryOperator::Power, power);
