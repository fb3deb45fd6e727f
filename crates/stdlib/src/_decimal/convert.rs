//! Numbers of Python's values, and back.

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::One;
use rpy_vm::builtins::float::{Float, parse_float};
use rpy_vm::builtins::int::{Int, IntView, decimal_digit, large};
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::coefficient::Coefficient;
use super::context::{Context, word};
use super::decimal::Decimal;
use super::number::{Kind, Number, count};
use super::settings::{Settings, status};
use super::text;

/// A number that belongs to an object, or was made for the occasion.
pub(super) enum Operand<'a> {
    Decimal(&'a Ref<Decimal>),
    Own(Number),
}

impl std::ops::Deref for Operand<'_> {
    type Target = Number;

    #[inline(always)]
    fn deref(&self) -> &Number {
        match self {
            Operand::Decimal(decimal) => &decimal.number,
            Operand::Own(number) => number,
        }
    }
}

/// The number that an int is.
pub(super) fn of_int(view: IntView<'_>, vm: &mut Vm) -> PyResult<Number> {
    let (negative, digits) = match view {
        IntView::Small(small) => (
            small < 0,
            Coefficient::of_u128(u128::from(small.unsigned_abs())),
        ),
        IntView::Wide(wide) => (wide < 0, Coefficient::of_u128(wide.unsigned_abs())),
        IntView::Big(big) => {
            let digits = Coefficient::of_big(big.magnitude(), vm)?;
            (big.sign() == Sign::Minus, digits)
        }
    };
    Ok(Number::finite(negative, digits, 0))
}

/// The number that a Decimal or an int is; nothing for other values.
#[inline(always)]
pub(super) fn operand<'a>(value: &'a Value, vm: &mut Vm) -> PyResult<Option<Operand<'a>>> {
    if let Some(decimal) = value.downcast::<Decimal>() {
        return Ok(Some(Operand::Decimal(decimal)));
    }
    match value.as_int() {
        Some(view) => Ok(Some(Operand::Own(of_int(view, vm)?))),
        None => Ok(None),
    }
}

/// As [`operand`]; raises `TypeError` for other values.
pub(super) fn needed<'a>(value: &'a Value, vm: &mut Vm) -> PyResult<Operand<'a>> {
    match operand(value, vm)? {
        Some(operand) => Ok(operand),
        None => Err(no_conversion(value, vm)),
    }
}

#[cold]
pub(super) fn no_conversion(value: &Value, vm: &mut Vm) -> rpy_vm::Raised {
    let class = value.type_name(vm);
    vm.type_error(format!(
        "conversion from {class} to Decimal is not supported"
    ))
}

/// Notes that a number cannot be represented exactly.
pub(super) fn exactly(number: Number, noted: &mut u32, vm: &mut Vm) -> PyResult<Number> {
    let mut own = 0;
    let number = number.fit(&Settings::LARGEST, &mut own, vm)?;
    if own & (status::INEXACT | status::ROUNDED | status::CLAMPED) != 0 {
        *noted |= status::INVALID_OPERATION;
        return Ok(Number::NAN);
    }
    Ok(number)
}

/// The float that a value is, of subclasses too.
pub(super) fn as_float(value: &Value) -> Option<f64> {
    if let Some(float) = value.as_small_float() {
        return Some(float);
    }
    value
        .has_payload::<Float>()
        .then(|| value.as_float())
        .flatten()
}

/// Whether a value is an int, of subclasses too.
pub(super) fn is_int(value: &Value) -> bool {
    value.is_small_int() || value.as_bool().is_some() || value.has_payload::<Int>()
}

/// The number that a float is, exactly.
pub(super) fn of_float(float: f64, vm: &mut Vm) -> PyResult<Number> {
    let negative = float.is_sign_negative();
    if float.is_nan() {
        return Ok(Number::NAN);
    }
    if float.is_infinite() {
        return Ok(Number::infinity(negative));
    }
    if float == 0.0 {
        return Ok(Number::small(negative, 0, 0));
    }
    let bits = float.to_bits();
    let field = (bits >> 52 & 0x7ff) as i64;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) = match field {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, field - 1075),
    };
    let zeros = i64::from(mantissa.trailing_zeros());
    let (mantissa, exponent) = (mantissa >> zeros, exponent + zeros);
    let mantissa = BigUint::from(mantissa);
    let (digits, exponent) = match u32::try_from(-exponent) {
        Ok(down) => (mantissa * BigUint::from(5u32).pow(down), exponent),
        Err(_) => (mantissa << exponent.unsigned_abs(), 0),
    };
    let digits = Coefficient::of_big(&digits, vm)?;
    Ok(Number::finite(negative, digits, exponent))
}

/// A text as ASCII: other digits become those, whitespace a space. Nothing if there is anything else.
/// `loose` takes whitespace off the ends, and ignores underscores.
fn to_ascii(text: &Ref<Str>, loose: bool, vm: &mut Vm) -> PyResult<Option<Vec<u8>>> {
    let Some(text) = text.as_str() else {
        return Ok(None);
    };
    let text = match loose {
        true => text.trim_matches(rpy_vm::builtins::int::is_python_whitespace),
        false => text,
    };
    let mut ascii = vm.new_buffer(text.len())?;
    for char in text.chars() {
        if char == '_' && loose {
            continue;
        }
        if char.is_ascii() && char != '\0' {
            ascii.push(char as u8);
        } else if rpy_vm::builtins::int::is_python_whitespace(char) {
            ascii.push(b' ');
        } else if let Some(digit) = decimal_digit(char) {
            ascii.push(b'0' + digit as u8);
        } else {
            return Ok(None);
        }
    }
    Ok(Some(ascii))
}

/// The number that a text stands for, made to fit. `loose` allows whitespace around it, and
/// underscores.
fn of_text(
    string: &Ref<Str>,
    loose: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
    if string.is_ascii() && string.as_bytes().iter().all(is_plain) {
        return text::parse_fitted(string.as_bytes(), settings, noted, vm);
    }
    match to_ascii(string, loose, vm)? {
        Some(ascii) => text::parse_fitted(&ascii, settings, noted, vm),
        None => text::parse_fitted(b"", settings, noted, vm),
    }
}

/// The parts of a number: a sign, digits, and an exponent.
fn of_parts(parts: &[Value], vm: &mut Vm) -> PyResult<Number> {
    let [sign, digits, exponent] = parts else {
        return Err(vm.value_error("argument must be a sequence of length 3"));
    };
    let sign = sign.as_int().and_then(|sign| sign.as_i64());
    let Some(sign @ (0 | 1)) = sign else {
        return Err(vm.value_error("sign must be an integer with the value 0 or 1"));
    };
    let negative = sign == 1;
    let (kind, exponent) = if let Some(text) = exponent.downcast::<Str>() {
        let kind = match text.as_str() {
            Some("F") => Kind::Infinite,
            Some("n") => Kind::Quiet,
            Some("N") => Kind::Signalling,
            _ => {
                return Err(
                    vm.value_error("string argument in the third position must be 'F', 'n' or 'N'")
                );
            }
        };
        (kind, 0)
    } else if is_int(exponent) {
        (Kind::Finite, word(exponent, "", vm)?)
    } else {
        return Err(vm.value_error("exponent must be an integer"));
    };
    let message = "coefficient must be a tuple of digits";
    let items = if let Some(tuple) = digits.downcast::<Tuple>() {
        tuple.as_slice().to_vec()
    } else if let Some(list) = digits.downcast::<List>() {
        list.items(vm).clone()
    } else {
        return Err(vm.value_error(message));
    };
    if kind == Kind::Infinite {
        return Ok(Number::infinity(negative));
    }
    let mut ascii = vm.new_buffer(items.len())?;
    for item in &items {
        match item.as_int().and_then(|digit| digit.as_i64()) {
            Some(digit @ 0..=9) => ascii.push(b'0' + digit as u8),
            _ => return Err(vm.value_error(message)),
        }
    }
    let digits = Coefficient::parse(&ascii, vm)?;
    Ok(match kind {
        Kind::Finite => {
            let bound = 4_000_000_000_000_000_000;
            Number::finite(negative, digits, exponent.clamp(-bound, bound))
        }
        _ => Number {
            digits,
            ..Number::special(negative, kind)
        },
    })
}

/// The items of a tuple or list.
fn sequence(value: &Value, vm: &Vm) -> Option<Vec<Value>> {
    match value.downcast::<Tuple>() {
        Some(tuple) => Some(tuple.as_slice().to_vec()),
        None => value.downcast::<List>().map(|list| list.items(vm).clone()),
    }
}

/// The number that a value stands for, exactly; conditions are noted in the context.
pub(super) fn exact(value: &Value, context: &Ref<Context>, vm: &mut Vm) -> PyResult<Number> {
    let mut noted = 0;
    let number = if let Some(text) = value.downcast::<Str>() {
        let number = of_text(text, true, &Settings::LARGEST, &mut noted, vm)?;
        match noted & (status::INEXACT | status::ROUNDED | status::CLAMPED) {
            0 => number,
            _ => {
                noted = status::INVALID_OPERATION;
                Number::NAN
            }
        }
    } else if let Some(operand) = operand(value, vm)? {
        exactly(operand.copied(vm)?, &mut noted, vm)?
    } else if let Some(parts) = sequence(value, vm) {
        let number = of_parts(&parts, vm)?;
        exactly(number, &mut noted, vm)?
    } else if let Some(float) = as_float(value) {
        context.note(status::FLOAT_OPERATION, vm)?;
        of_float(float, vm)?
    } else {
        return Err(no_conversion(value, vm));
    };
    context.note(noted & status::ERRORS, vm)?;
    Ok(number)
}

/// The number that a value stands for, made to fit the context.
pub(super) fn fitted(value: &Value, context: &Ref<Context>, vm: &mut Vm) -> PyResult<Number> {
    let settings = context.settings.get();
    let mut noted = 0;
    let number = if let Some(text) = value.downcast::<Str>() {
        of_text(text, false, &settings, &mut noted, vm)?
    } else if let Some(decimal) = value.downcast::<Decimal>() {
        if decimal.number.is_nan() && !text::fits_payload(&decimal.number, &settings) {
            noted |= status::CONVERSION_SYNTAX;
            Number::NAN
        } else {
            decimal.number.fitted(&settings, &mut noted, vm)?
        }
    } else if let Some(operand) = operand(value, vm)? {
        operand.fitted(&settings, &mut noted, vm)?
    } else if let Some(parts) = sequence(value, vm) {
        let number = of_parts(&parts, vm)?;
        if number.is_nan() && !text::fits_payload(&number, &settings) {
            noted |= status::CONVERSION_SYNTAX;
            Number::NAN
        } else {
            number.fit(&settings, &mut noted, vm)?
        }
    } else if let Some(float) = as_float(value) {
        context.note(status::FLOAT_OPERATION, vm)?;
        of_float(float, vm)?.fit(&settings, &mut noted, vm)?
    } else {
        return Err(no_conversion(value, vm));
    };
    context.note(noted, vm)?;
    Ok(number)
}

/// The integer part of a number.
///
/// Raises `ValueError` for NaN and `OverflowError` for an infinity.
pub(super) fn to_int(number: &Number, vm: &mut Vm) -> PyResult {
    match number.kind {
        Kind::Finite => {}
        Kind::Infinite => {
            return Err(vm.overflow_error("cannot convert Infinity to integer"));
        }
        _ => return Err(vm.value_error("cannot convert NaN to integer")),
    }
    let digits = match number.exponent >= 0 {
        true if number.digits.is_zero() => Coefficient::ZERO,
        true => number.digits.shift_left(count(number.exponent), vm)?,
        false => number.digits.shift_right(count(-number.exponent), vm)?.0,
    };
    let small = digits
        .as_small()
        .and_then(|small| i128::try_from(small).ok());
    if let Some(small) = small {
        return Ok(vm.new_int_i128(if number.negative { -small } else { small }));
    }
    let sign = if number.negative {
        Sign::Minus
    } else {
        Sign::Plus
    };
    let value = BigInt::from_biguint(sign, digits.to_big(vm)?);
    Ok(vm.new_big_int(value))
}

/// Numerator and denominator, without common factors.
pub(super) fn to_ratio(number: &Number, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    match number.kind {
        Kind::Finite => {}
        Kind::Infinite => {
            return Err(vm.overflow_error("cannot convert Infinity to integer ratio"));
        }
        _ => return Err(vm.value_error("cannot convert NaN to integer ratio")),
    }
    let zeros = number.digits.trailing_zeros();
    let reduced = match number.exponent < 0 {
        true => {
            let drop = (zeros as i64).min(-number.exponent);
            let digits = number.digits.shift_right(count(drop), vm)?.0;
            Number::finite(number.negative, digits, number.exponent + drop)
        }
        false => number.copied(vm)?,
    };
    if reduced.exponent >= 0 || reduced.digits.is_zero() {
        let numerator = to_int(&reduced, vm)?;
        return Ok(Tuple::from_array([numerator, Value::from_i32(1)], vm));
    }
    let numerator = reduced.digits.to_big(vm)?;
    let denominator = Coefficient::power_of_ten(count(-reduced.exponent), vm)?;
    let denominator = denominator.to_big(vm)?;
    let common = large::greatest_common_divisor(numerator.clone(), denominator.clone(), vm)?;
    let (numerator, denominator) = match common.is_one() {
        true => (numerator, denominator),
        false => (
            large::divide(&numerator, &common, vm)?.0,
            large::divide(&denominator, &common, vm)?.0,
        ),
    };
    let sign = if number.negative {
        Sign::Minus
    } else {
        Sign::Plus
    };
    let numerator = vm.new_big_int(BigInt::from_biguint(sign, numerator));
    let denominator = vm.new_big_int(BigInt::from(denominator));
    Ok(Tuple::from_array([numerator, denominator], vm))
}

/// The nearest float.
///
/// Raises `ValueError` for a NaN that signals.
pub(super) fn to_float(number: &Number, vm: &mut Vm) -> PyResult<f64> {
    match number.kind {
        Kind::Signalling => {
            return Err(vm.value_error("cannot convert signaling NaN to float"));
        }
        Kind::Quiet => {
            return Ok(if number.negative { -f64::NAN } else { f64::NAN });
        }
        Kind::Infinite => {
            return Ok(if number.negative {
                f64::NEG_INFINITY
            } else {
                f64::INFINITY
            });
        }
        Kind::Finite => {}
    }
    if let (Some(small), -22..=22) = (number.digits.as_small(), number.exponent)
        && small < 1 << 53
    {
        // Both are exact, so that there is one rounding.
        let (digits, scale) = (
            small as f64,
            10f64.powi(number.exponent.unsigned_abs() as i32),
        );
        let magnitude = if number.exponent < 0 {
            digits / scale
        } else {
            digits * scale
        };
        return Ok(if number.negative {
            -magnitude
        } else {
            magnitude
        });
    }
    let style = text::Style {
        engineering: false,
        capitals: true,
    };
    let text = text::write(number, style, vm)?;
    Ok(parse_float(text.as_str()).unwrap_or(f64::NAN))
}

/// The modulus of hashes of numbers.
const HASH_MODULUS: u64 = (1 << 61) - 1;

/// The remainder by the modulus, without a division: 2**61 is 1 there, so the parts of 61 bits can be added.
const fn modulo(wide: u128) -> u64 {
    const MODULUS: u128 = HASH_MODULUS as u128;
    let sum = (wide & MODULUS) + (wide >> 61);
    let sum = ((sum & MODULUS) + (sum >> 61)) as u64;
    if sum >= HASH_MODULUS {
        sum - HASH_MODULUS
    } else {
        sum
    }
}

const fn multiply_modulo(left: u64, right: u64) -> u64 {
    modulo(left as u128 * right as u128)
}

/// The inverse of ten, which is its power to the modulus less two.
const INVERSE_OF_TEN: u64 = power_modulo(10, HASH_MODULUS - 2);

const fn power_modulo(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply_modulo(result, base);
        }
        base = multiply_modulo(base, base);
        exponent >>= 1;
    }
    result
}

/// The hash of a number that is not NaN: that of equal numbers of other classes.
// Source: <https://docs.python.org/3.14/library/stdtypes.html#hashing-of-numeric-types>
pub(super) fn hash(number: &Number) -> i64 {
    let magnitude = if number.is_infinite() {
        314_159
    } else {
        let digits = match number.digits.view() {
            super::coefficient::View::Small(small) => modulo(small),
            super::coefficient::View::Limbs(limbs) => limbs.iter().rev().fold(0, |hash, limb| {
                let wide = u128::from(hash) * u128::from(super::limbs::RADIX) + u128::from(*limb);
                modulo(wide)
            }),
        };
        let base = match number.exponent < 0 {
            true => INVERSE_OF_TEN,
            false => 10,
        };
        multiply_modulo(digits, power_modulo(base, number.exponent.unsigned_abs())) as i64
    };
    match if number.negative {
        -magnitude
    } else {
        magnitude
    } {
        -1 => -2,
        hash => hash,
    }
}
