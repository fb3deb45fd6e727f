//! Operators applied to constants at compile time.
//!
//! What raises is left to run time, and so is what would make large constants: the limits are
//! those of CPython's `flowgraph.c`.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use rpy_bytecode::{BinaryOperator, Constant, Opcode};

use super::{integer, truth};

/// Bits an int may have that a multiplication, power or shift makes.
const MAX_INT_BITS: u64 = 128;
/// Items a tuple may have that a repetition makes.
const MAX_COLLECTION: usize = 256;
/// Bytes a string may have that a repetition makes.
const MAX_STRING: usize = 4096;

/// A number in a form to calculate with.
enum Number {
    Int(BigInt),
    Float(f64),
    Complex(f64, f64),
}

fn number(constant: &Constant) -> Option<Number> {
    Some(match constant {
        Constant::Bool(value) => Number::Int(BigInt::from(u8::from(*value))),
        Constant::Int(value) => Number::Int(BigInt::from(*value)),
        Constant::BigInt(value) => Number::Int((**value).clone()),
        Constant::Float(value) => Number::Float(*value),
        Constant::Complex(real, imaginary) => Number::Complex(*real, *imaginary),
        _ => return None,
    })
}

/// Applies a binary operator, subscription included.
pub(crate) fn fold_binary(
    operator: BinaryOperator,
    left: &Constant,
    right: &Constant,
) -> Option<Constant> {
    if operator == BinaryOperator::Subscript {
        return subscript(left, right);
    }
    match (number(left), number(right)) {
        (Some(Number::Int(left_int)), Some(Number::Int(right_int))) => {
            if let (Constant::Bool(left), Constant::Bool(right)) = (left, right) {
                match operator {
                    BinaryOperator::And => return Some(Constant::Bool(left & right)),
                    BinaryOperator::Or => return Some(Constant::Bool(left | right)),
                    BinaryOperator::Xor => return Some(Constant::Bool(left ^ right)),
                    _ => {}
                }
            }
            fold_ints(operator, &left_int, &right_int)
        }
        (Some(Number::Complex(..)), Some(_)) | (Some(_), Some(Number::Complex(..))) => {
            fold_complex(operator, &number(left)?, &number(right)?)
        }
        (Some(left), Some(right)) => fold_floats(operator, to_float(&left)?, to_float(&right)?),
        (Some(Number::Int(count)), None) if operator == BinaryOperator::Multiply => {
            repeat(right, &count)
        }
        (None, Some(Number::Int(count))) if operator == BinaryOperator::Multiply => {
            repeat(left, &count)
        }
        (None, None) if operator == BinaryOperator::Add => concatenate(left, right),
        _ => None,
    }
}

/// Applies a unary operator, given by its opcode.
pub(crate) fn fold_unary(opcode: Opcode, operand: &Constant) -> Option<Constant> {
    match opcode {
        Opcode::UnaryNot => match operand {
            Constant::Code(_) => None,
            _ => Some(Constant::Bool(!truth(operand))),
        },
        Opcode::UnaryNegative => Some(match number(operand)? {
            Number::Int(value) => integer(-value),
            Number::Float(value) => Constant::Float(-value),
            Number::Complex(real, imaginary) => Constant::Complex(-real, -imaginary),
        }),
        Opcode::UnaryPositive => Some(match number(operand)? {
            Number::Int(value) => integer(value),
            Number::Float(value) => Constant::Float(value),
            Number::Complex(real, imaginary) => Constant::Complex(real, imaginary),
        }),
        // `~True` warns at run time.
        Opcode::UnaryInvert => match (operand, number(operand)?) {
            (Constant::Bool(_), _) => None,
            (_, Number::Int(value)) => Some(integer(!value)),
            _ => None,
        },
        _ => None,
    }
}

fn to_float(number: &Number) -> Option<f64> {
    match number {
        Number::Int(value) => value.to_f64().filter(|value| value.is_finite()),
        Number::Float(value) => Some(*value),
        Number::Complex(..) => None,
    }
}

fn fold_ints(operator: BinaryOperator, left: &BigInt, right: &BigInt) -> Option<Constant> {
    Some(integer(match operator {
        BinaryOperator::Add => left + right,
        BinaryOperator::Subtract => left - right,
        BinaryOperator::Multiply => {
            if left.bits() + right.bits() > MAX_INT_BITS && !left.is_zero() && !right.is_zero() {
                return None;
            }
            left * right
        }
        BinaryOperator::TrueDivide => {
            // Exact only while both fit a float's mantissa.
            if right.is_zero() || left.bits() > 53 || right.bits() > 53 {
                return None;
            }
            return Some(Constant::Float(left.to_f64()? / right.to_f64()?));
        }
        BinaryOperator::FloorDivide if !right.is_zero() => left.div_floor(right),
        BinaryOperator::Remainder if !right.is_zero() => left.mod_floor(right),
        BinaryOperator::Power => return power(left, right),
        BinaryOperator::LeftShift => {
            let count = right.to_u64().filter(|count| *count <= MAX_INT_BITS)?;
            if left.bits() + count > MAX_INT_BITS && !left.is_zero() {
                return None;
            }
            left << count
        }
        BinaryOperator::RightShift if right.sign() != Sign::Minus => match right.to_u64() {
            Some(count) => left >> count,
            None if left.is_negative() => BigInt::from(-1),
            None => BigInt::ZERO,
        },
        BinaryOperator::And => left & right,
        BinaryOperator::Or => left | right,
        BinaryOperator::Xor => left ^ right,
        _ => return None,
    }))
}

fn power(base: &BigInt, exponent: &BigInt) -> Option<Constant> {
    if exponent.is_negative() {
        let (base, exponent) = (base.to_i32()?, exponent.to_i32()?);
        return fold_floats(BinaryOperator::Power, f64::from(base), f64::from(exponent));
    }
    let exponent = exponent.to_u32()?;
    if base.bits().checked_mul(u64::from(exponent))? > MAX_INT_BITS {
        return None;
    }
    Some(integer(base.pow(exponent)))
}

fn fold_floats(operator: BinaryOperator, left: f64, right: f64) -> Option<Constant> {
    let result = match operator {
        BinaryOperator::Add => left + right,
        BinaryOperator::Subtract => left - right,
        BinaryOperator::Multiply => left * right,
        BinaryOperator::TrueDivide if right != 0.0 => left / right,
        BinaryOperator::Power => {
            // Negative bases may give complex numbers; overflow and 0 ** -1 raise. What `powf`
            // gives where the exponent is no small int may differ in the last bit.
            if left < 0.0 || (left == 0.0 && right < 0.0) || right.fract() != 0.0 {
                return None;
            }
            let result = left.powf(right);
            if result.is_infinite() && left.is_finite() {
                return None;
            }
            result
        }
        _ => return None,
    };
    Some(Constant::Float(result))
}

fn fold_complex(operator: BinaryOperator, left: &Number, right: &Number) -> Option<Constant> {
    use Number::Complex;
    // A real operand has no imaginary part, not a zero one: its sign would be lost.
    Some(match (operator, left, right) {
        (BinaryOperator::Add, Complex(a, b), Complex(c, d)) => Constant::Complex(a + c, b + d),
        (BinaryOperator::Add, Complex(a, b), real) => Constant::Complex(a + to_float(real)?, *b),
        (BinaryOperator::Add, real, Complex(a, b)) => Constant::Complex(to_float(real)? + a, *b),
        (BinaryOperator::Subtract, Complex(a, b), Complex(c, d)) => Constant::Complex(a - c, b - d),
        (BinaryOperator::Subtract, Complex(a, b), real) => {
            Constant::Complex(a - to_float(real)?, *b)
        }
        (BinaryOperator::Subtract, real, Complex(a, b)) => {
            Constant::Complex(to_float(real)? - a, -*b)
        }
        _ => return None,
    })
}

/// Whether a WTF-8 string begins or ends with a lone surrogate.
fn touches_surrogate(text: &[u8]) -> bool {
    let is_surrogate = |bytes: &[u8]| bytes.len() == 3 && bytes[0] == 0xED && bytes[1] >= 0xA0;
    text.len() >= 3 && (is_surrogate(&text[..3]) || is_surrogate(&text[text.len() - 3..]))
}

fn concatenate(left: &Constant, right: &Constant) -> Option<Constant> {
    match (left, right) {
        (Constant::Str(left), Constant::Str(right)) => {
            if touches_surrogate(left) || touches_surrogate(right) {
                return None;
            }
            Some(Constant::Str([&left[..], right].concat().into()))
        }
        (Constant::Bytes(left), Constant::Bytes(right)) => {
            Some(Constant::Bytes([&left[..], right].concat().into()))
        }
        (Constant::Tuple(left), Constant::Tuple(right)) => {
            Some(Constant::Tuple(left.iter().chain(right).cloned().collect()))
        }
        _ => None,
    }
}

fn repeat(sequence: &Constant, count: &BigInt) -> Option<Constant> {
    let count = match count.sign() {
        Sign::Minus => 0,
        _ => count.to_usize()?,
    };
    let fits =
        |length: usize, limit: usize| length.checked_mul(count).is_some_and(|it| it <= limit);
    match sequence {
        Constant::Str(text) if fits(text.len(), MAX_STRING) && !touches_surrogate(text) => {
            Some(Constant::Str(text.repeat(count).into()))
        }
        Constant::Bytes(bytes) if fits(bytes.len(), MAX_STRING) => {
            Some(Constant::Bytes(bytes.repeat(count).into()))
        }
        Constant::Tuple(items) if fits(items.len().max(1), MAX_COLLECTION) => {
            if items.iter().any(|item| matches!(item, Constant::Tuple(_))) {
                return None;
            }
            let repeated = std::iter::repeat_n(items, count).flatten();
            Some(Constant::Tuple(repeated.cloned().collect()))
        }
        _ => None,
    }
}

fn subscript(container: &Constant, key: &Constant) -> Option<Constant> {
    let index = match number(key)? {
        Number::Int(index) => index.to_i64()?,
        _ => return None,
    };
    let resolve = |length: usize| {
        let index = if index < 0 {
            index.checked_add(length as i64)?
        } else {
            index
        };
        usize::try_from(index).ok().filter(|index| *index < length)
    };
    match container {
        Constant::Tuple(items) => Some(items[resolve(items.len())?].clone()),
        Constant::Bytes(bytes) => Some(Constant::Int(i64::from(bytes[resolve(bytes.len())?]))),
        Constant::Str(text) if text.is_ascii() => {
            Some(Constant::Str([text[resolve(text.len())?]].into()))
        }
        _ => None,
    }
}
