//! Exponential function and logarithms, correctly rounded.
//!
//! They are computed with binary fixed-point numbers, to more and more bits until it is certain how
//! the result is rounded.
//! Source: Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last
//! bit" (1991).

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, ToPrimitive, Zero};
use rpy_vm::builtins::int::large;
use rpy_vm::{PyResult, Vm};

use super::coefficient::Coefficient;
use super::number::{Number, count};
use super::settings::Settings;

/// A fixed-point number: `value / 2^bits`.
#[derive(Clone)]
pub(super) struct Fixed {
    pub(super) value: BigInt,
    pub(super) bits: u64,
}

/// The natural logarithm of ten, with the most bits that were needed so far.
#[derive(Default)]
pub(super) struct LogTen(Option<Fixed>);

/// Bits that hold so many decimal digits.
pub(super) fn bits_of_digits(digits: i64) -> u64 {
    // log2(10) is a little less than 3.322.
    let bits = i128::from(digits.max(0)) * 3322 / 1000 + 1;
    u64::try_from(bits).unwrap_or(u64::MAX)
}

/// Asks for the memory that numbers of so many bits take.
fn check_bits(bits: u64, vm: &mut Vm) -> PyResult<()> {
    vm.poll()?;
    let bytes = usize::try_from(bits / 8).unwrap_or(usize::MAX);
    vm.check_allocation(bytes.saturating_mul(6))
}

/// `left * right`
pub(super) fn product(left: &BigInt, right: &BigInt, vm: &mut Vm) -> PyResult<BigInt> {
    let magnitude = large::multiply(left.magnitude(), right.magnitude(), vm)?;
    Ok(BigInt::from_biguint(left.sign() * right.sign(), magnitude))
}

/// `left / right`, rounded towards zero.
fn quotient(left: &BigInt, right: &BigInt, vm: &mut Vm) -> PyResult<BigInt> {
    let (magnitude, _) = large::divide(left.magnitude(), right.magnitude(), vm)?;
    Ok(BigInt::from_biguint(left.sign() * right.sign(), magnitude))
}

impl Fixed {
    fn square(&self, vm: &mut Vm) -> PyResult<Fixed> {
        Ok(Fixed {
            value: product(&self.value, &self.value, vm)? >> self.bits,
            bits: self.bits,
        })
    }

    /// The same to fewer bits.
    fn cut(&self, bits: u64) -> Fixed {
        Fixed {
            value: &self.value >> (self.bits - bits),
            bits,
        }
    }

    /// The same to any number of bits.
    fn with_bits(&self, bits: u64) -> Fixed {
        let value = match bits.checked_sub(self.bits) {
            Some(more) => &self.value << more,
            None => &self.value >> (self.bits - bits),
        };
        Fixed { value, bits }
    }

    fn to_f64(&self) -> f64 {
        let length = self.value.bits();
        let drop = length.saturating_sub(64);
        let top = (&self.value >> drop).to_f64().unwrap_or(0.0);
        let scale = drop as f64 - self.bits as f64;
        top * scale.exp2()
    }
}

/// Ten to a power.
fn power_of_ten(exponent: u64, vm: &mut Vm) -> PyResult<BigInt> {
    check_bits(bits_of_digits(exponent.min(i64::MAX as u64) as i64), vm)?;
    let exponent = u32::try_from(exponent).map_err(|_| vm.memory_error())?;
    Ok(large::power(&BigUint::from(10u32), exponent, vm)?.into())
}

/// The magnitude of a finite number times ten to a power, rounded down to so many bits.
pub(super) fn fixed(number: &Number, shift: i64, bits: u64, vm: &mut Vm) -> PyResult<Fixed> {
    let exponent = number.exponent + shift;
    // What is below the last bit, by far, is nothing.
    if number.length() + exponent < 0 && bits_of_digits(-(number.length() + exponent)) / 2 > bits {
        return Ok(Fixed {
            value: BigInt::zero(),
            bits,
        });
    }
    check_bits(bits, vm)?;
    let digits = BigInt::from(number.digits.to_big(vm)?);
    let value = if exponent >= 0 {
        product(&digits, &power_of_ten(exponent as u64, vm)?, vm)? << bits
    } else {
        let power = power_of_ten(exponent.unsigned_abs(), vm)?;
        quotient(&(digits << bits), &power, vm)?
    };
    Ok(Fixed { value, bits })
}

/// The inverse hyperbolic cotangent of an integer.
fn inverse_cotangent(argument: u32, bits: u64, vm: &mut Vm) -> PyResult<BigInt> {
    let square = argument * argument;
    let mut power = (BigInt::one() << bits) / argument;
    let mut sum = power.clone();
    let mut index = 3u32;
    while !power.is_zero() {
        vm.poll()?;
        power /= square;
        sum += &power / index;
        index += 2;
    }
    Ok(sum)
}

/// The natural logarithm of ten.
pub(super) fn log_ten(bits: u64, vm: &mut Vm) -> PyResult<Fixed> {
    let known = &vm.module_state::<super::State>().log_ten;
    if let Some(known) = known.0.as_ref().filter(|known| known.bits >= bits) {
        return Ok(known.cut(bits));
    }
    let more = bits + 64;
    check_bits(more, vm)?;
    // Machin's way: ln 10 = 46 acoth 31 + 34 acoth 49 + 20 acoth 161.
    let work = more + 32;
    let sum = inverse_cotangent(31, work, vm)? * 46
        + inverse_cotangent(49, work, vm)? * 34
        + inverse_cotangent(161, work, vm)? * 20;
    let found = Fixed {
        value: sum >> 32,
        bits: more,
    };
    let result = found.cut(bits);
    vm.module_state::<super::State>().log_ten = LogTen(Some(found));
    Ok(result)
}

/// The exponential function of an argument between -3 and 3; the error is below 2^-(bits - 8) or so.
fn exponential_small(argument: &Fixed, vm: &mut Vm) -> PyResult<Fixed> {
    let bits = argument.bits;
    check_bits(bits, vm)?;
    // e^x = (e^(x / 2^k))^(2^k); each squaring doubles the error.
    let halvings = (bits as f64).sqrt() as u64 / 2 + 4;
    let work = bits + 2 * halvings + 16;
    let value = &argument.value << (work - bits) >> halvings;
    let small = Fixed { value, bits: work };
    let one = BigInt::one() << work;
    let mut sum = &one + &small.value;
    let mut term = small.value.clone();
    let mut index = 2u32;
    while !term.is_zero() && term != BigInt::from(-1) {
        vm.poll()?;
        term = (product(&term, &small.value, vm)? >> work) / index;
        sum += &term;
        index += 1;
    }
    let mut result = Fixed {
        value: sum,
        bits: work,
    };
    for _ in 0..halvings {
        vm.poll()?;
        result = result.square(vm)?;
    }
    Ok(result.cut(bits))
}

/// The exponential function: a number between about 1/4 and 4, and the power of ten that it is taken
/// times.
pub(super) fn exponential(argument: &Fixed, vm: &mut Vm) -> PyResult<(Fixed, i64)> {
    let bits = argument.bits;
    let estimate = argument.to_f64() / std::f64::consts::LN_10;
    let power = estimate.round();
    if power.abs() > 4e18 {
        return Err(vm.memory_error());
    }
    let power = power as i64;
    // The logarithm is taken so many times: that many bits more.
    let more = 64 - power.unsigned_abs().leading_zeros() as u64 + 2;
    let logarithm = log_ten(bits + more, vm)?;
    let value = (&argument.value << more) - logarithm.value * power;
    let rest = Fixed {
        value: value >> more,
        bits,
    };
    Ok((exponential_small(&rest, vm)?, power))
}

/// The natural logarithm of an argument between 1/4 and 4.
fn logarithm_small(argument: &Fixed, vm: &mut Vm) -> PyResult<Fixed> {
    let bits = argument.bits;
    check_bits(bits, vm)?;
    let start = argument.to_f64().ln();
    let mut result = Fixed {
        value: BigInt::from((start * 2f64.powi(60)) as i64),
        bits: 60,
    };
    // y + 2 (x - e^y) / (x + e^y) has three times the digits that y has.
    let mut good = 45;
    while good < bits + 8 {
        good *= 3;
        let work = good.min(bits + 8) + 16;
        let guess = result.with_bits(work);
        let power = exponential_small(&guess, vm)?;
        let target = argument.with_bits(work);
        let difference = &target.value - &power.value;
        let sum = &target.value + &power.value;
        let correction = quotient(&(difference << (work + 1)), &sum, vm)?;
        result = Fixed {
            value: guess.value + correction,
            bits: work,
        };
        good = good.min(work);
        vm.poll()?;
        if work >= bits + 24 {
            break;
        }
    }
    Ok(result.with_bits(bits))
}

/// The natural logarithm of the magnitude of a finite number that is not zero, to so many bits after
/// the point.
pub(super) fn logarithm(number: &Number, bits: u64, vm: &mut Vm) -> PyResult<Fixed> {
    // x = m · 10^k, with m between 0.3 and 3.2.
    let adjusted = number.adjusted();
    let mut power = adjusted;
    let more = 64 - power.unsigned_abs().leading_zeros() as u64 + 4;
    let work = bits + more;
    let mut scaled = fixed(number, -adjusted, work, vm)?;
    if scaled.to_f64() > 3.162 {
        power += 1;
        scaled = fixed(number, -power, work, vm)?;
    }
    let small = logarithm_small(&scaled, vm)?;
    let value = match power {
        0 => small.value,
        _ => small.value + log_ten(work, vm)?.value * power,
    };
    Ok(Fixed {
        value: value >> more,
        bits,
    })
}

/// A result on its way to digits: of so many, of which the last may be wrong by `error`.
pub(super) struct Approximation {
    digits: Coefficient,
    exponent: i64,
}

/// By how many units the last digit of an approximation may be wrong.
const ERROR: u128 = 8;

impl Approximation {
    /// The first digits of a positive number, taken times a power of ten.
    pub(super) fn of(
        number: &Fixed,
        power: i64,
        digits: i64,
        vm: &mut Vm,
    ) -> PyResult<Approximation> {
        let places = number.value.bits() as f64 - number.bits as f64 - 1.0;
        let magnitude = (places * std::f64::consts::LOG10_2).floor() as i64;
        let shift = digits - magnitude;
        let value = number.value.abs();
        let digits = if shift >= 0 {
            product(&value, &power_of_ten(shift as u64, vm)?, vm)? >> number.bits
        } else {
            let power = power_of_ten(shift.unsigned_abs(), vm)?;
            quotient(&value, &power, vm)? >> number.bits
        };
        Ok(Approximation {
            digits: Coefficient::of_big(digits.magnitude(), vm)?,
            exponent: power - shift,
        })
    }

    /// How many digits stay under these settings: fewer where the result is subnormal, none or less
    /// where it is below the least number.
    pub(super) fn digits_kept(&self, settings: &Settings) -> i64 {
        let length = self.digits.digits() as i64;
        let adjusted = self.exponent + length - 1;
        settings.precision.min(adjusted - settings.etiny() + 1)
    }

    /// The number, if it is certain how its digits are rounded behind the `keep`-th; never exact.
    pub(super) fn settle(self, keep: i64, nearest: bool, vm: &mut Vm) -> PyResult<Option<Number>> {
        let error = Coefficient::small(ERROR);
        match is_settled(&self.digits, &error, keep, nearest, vm)? {
            true => Ok(Some(self.into_number(vm)?)),
            false => Ok(None),
        }
    }

    /// The number as it is. A last digit that is not zero stands for all that follow.
    pub(super) fn into_number(self, vm: &mut Vm) -> PyResult<Number> {
        let digits = self.digits.shift_left(1, vm)?.increment(vm)?;
        Ok(Number::finite(false, digits, self.exponent - 1))
    }

    /// The number rounded to so many digits.
    pub(super) fn rounded(self, keep: i64, vm: &mut Vm) -> PyResult<Number> {
        let settings = Settings::between(keep);
        Number::finite(false, self.digits, self.exponent).fit(&settings, &mut 0, vm)
    }
}

/// Whether it is certain how digits are rounded behind the `keep`-th, if they may be wrong by `error`:
/// by any way of rounding, or to the nearest.
pub(super) fn is_settled(
    digits: &Coefficient,
    error: &Coefficient,
    keep: i64,
    nearest: bool,
    vm: &mut Vm,
) -> PyResult<bool> {
    let drop = digits.digits() as i64 - keep;
    if drop < 3 || digits.compare(error) == Ordering::Less {
        return Ok(false);
    }
    let halves = |digits: Coefficient, vm: &mut Vm| -> PyResult<Coefficient> {
        let twice = digits.add(&digits, vm)?;
        Ok(twice.shift_right(count(drop), vm)?.0)
    };
    let low = halves(digits.subtract(error, vm)?, vm)?;
    let high = halves(digits.add(error, vm)?, vm)?;
    // Between two halves all is well, and around a whole if the nearest is looked for.
    Ok(match low.compare(&high) {
        Ordering::Equal => true,
        _ => nearest && !high.is_odd() && low.increment(vm)?.compare(&high) == Ordering::Equal,
    })
}
