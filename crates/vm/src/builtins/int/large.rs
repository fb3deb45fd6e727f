//! Arithmetic of ints that are so large that a single operation takes long.
//!
//! What takes more than some milliseconds is done in pieces, between which signals and limits are
//! looked at ([`Vm::poll`]). Python code may run there, so the numbers are owned by the operation or by
//! its caller, never borrowed from an object. Each function here does what is quick in one go: there is
//! no need to ask beforehand, other than to save a copy ([`is_long`]).

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{CheckedSub, One, ToPrimitive, Zero};

use crate::builtins::int::words;
use crate::result::PyResult;
use crate::vm::Vm;

/// Products whose factors have so many bits, multiplied with each other, are made in one go.
const QUICK_PRODUCT: u128 = 1 << 38;
/// Divisions where the numbers of bits of divisor and quotient multiply to so much are done in one go.
const QUICK_DIVISION: u128 = 1 << 38;
/// Bits of a divisor from which on long division is by halves; below, each step is a short division.
const HALVED_DIVISOR: u64 = 1 << 19;
/// Bits of an int whose root, or inverse, is found in one go.
const QUICK_BITS: u64 = 1 << 14;
/// Bits of two ints whose greatest divisor is found in one go.
const QUICK_DIVISOR: u64 = 1 << 10;
/// Bits of an int whose decimal digits are made in one go.
const QUICK_TEXT: u64 = 1 << 18;
/// Decimal digits of the pieces in which others are made.
const PIECE_DIGITS: usize = 1 << 16;
/// Cube of the numbers of bits in `pow(base, exponent, modulus)` up to which it is done in one go.
const QUICK_POWER_MODULO: u128 = 1 << 41;
/// Digits that are read in one go.
const QUICK_DIGITS: usize = 1 << 12;

/// Whether an operation on ints with so many bits may take long.
#[inline]
pub fn is_long(a_bits: u64, b_bits: u64) -> bool {
    u128::from(a_bits) * u128::from(b_bits) > QUICK_DIVISION
}

/// `a * b`.
///
/// Errors: those of [`Vm::poll`].
pub fn multiply(a: &BigUint, b: &BigUint, vm: &mut Vm) -> PyResult<BigUint> {
    let (a, b) = if a.bits() < b.bits() { (b, a) } else { (a, b) };
    if u128::from(a.bits()) * u128::from(b.bits()) <= QUICK_PRODUCT {
        vm.poll()?;
        return Ok(a * b);
    }
    let half = a.bits().div_ceil(2).next_multiple_of(64);
    let (a_high, a_low) = split(a, half);
    if b.bits() <= half {
        let high = multiply(&a_high, b, vm)?;
        return Ok((high << half) + multiply(&a_low, b, vm)?);
    }
    // Karatsuba: three products of halves make four.
    let (b_high, b_low) = split(b, half);
    let high = multiply(&a_high, &b_high, vm)?;
    let low = multiply(&a_low, &b_low, vm)?;
    let middle = multiply(&(a_high + a_low), &(b_high + b_low), vm)? - &high - &low;
    Ok((((high << half) + middle) << half) + low)
}

/// What is above and below a bit. Takes time that goes with the length.
fn split(number: &BigUint, bit: u64) -> (BigUint, BigUint) {
    let high = number >> bit;
    let digits = number.iter_u32_digits().take((bit / 32) as usize);
    (high, BigUint::new(digits.collect()))
}

/// Quotient and remainder. The divisor is not zero.
///
/// Errors: those of [`Vm::poll`].
pub fn divide(a: &BigUint, b: &BigUint, vm: &mut Vm) -> PyResult<(BigUint, BigUint)> {
    let quotient_bits = (a.bits() + 1).saturating_sub(b.bits());
    if u128::from(quotient_bits) * u128::from(b.bits()) <= QUICK_DIVISION {
        vm.poll()?;
        return Ok(words::divide(a, b));
    }
    // Long division, whose digits have `digit` bits.
    let (digit, shift) = if b.bits() < HALVED_DIVISOR {
        let digit = (QUICK_DIVISION / u128::from(b.bits())) as u64;
        (digit.next_multiple_of(64), 0)
    } else {
        // The divisor is halved until it is small, and each half has whole words.
        let mut last = b.bits();
        let mut halvings = 0;
        while last >= HALVED_DIVISOR {
            last = last.div_ceil(2);
            halvings += 1;
        }
        let digit = b.bits().next_multiple_of(64 << halvings);
        (digit, digit - b.bits())
    };
    let (a, b) = (a << shift, b << shift);
    let words: Vec<u32> = a.to_u32_digits();
    let mut quotient = Vec::with_capacity(words.len());
    let mut remainder = BigUint::zero();
    let digit_words = (digit / 32) as usize;
    for piece in words.rchunks_exact_from_low(digit_words) {
        let dividend = (remainder << digit) + BigUint::from_slice(piece);
        let (digit_value, rest) = if shift == 0 && b.bits() < HALVED_DIVISOR {
            vm.poll()?;
            dividend.div_rem(&b)
        } else {
            divide_two_by_one(dividend, &b, digit, vm)?
        };
        remainder = rest;
        let mut found = digit_value.to_u32_digits();
        found.resize(digit_words, 0);
        quotient.push(found);
    }
    quotient.reverse();
    Ok((BigUint::new(quotient.concat()), remainder >> shift))
}

/// Pieces of a number for long division.
trait Pieces {
    /// The pieces of `size` words, of which the lowest begin the number; the highest piece, which may
    /// have fewer, comes first.
    fn rchunks_exact_from_low(&self, size: usize) -> impl Iterator<Item = &[u32]>;
}

impl Pieces for Vec<u32> {
    fn rchunks_exact_from_low(&self, size: usize) -> impl Iterator<Item = &[u32]> {
        self.chunks(size).rev()
    }
}

/// Divides a number of `2 * bits` by one of exactly `bits`; the quotient has at most `bits`.
///
/// Source: Burnikel and Ziegler, "Fast Recursive Division", 1998.
fn divide_two_by_one(
    a: BigUint,
    b: &BigUint,
    bits: u64,
    vm: &mut Vm,
) -> PyResult<(BigUint, BigUint)> {
    let quotient_bits = (a.bits() + 1).saturating_sub(bits);
    if bits < HALVED_DIVISOR || u128::from(quotient_bits) * u128::from(bits) <= QUICK_DIVISION {
        vm.poll()?;
        return Ok(words::divide(&a, b));
    }
    let half = bits / 2;
    let (b_high, b_low) = split(b, half);
    let (a_high, a_low) = split(&a, bits);
    let (third, fourth) = split(&a_low, half);
    let divisor = (b, &b_high, &b_low);
    let (high, rest) = divide_three_by_two(a_high, third, divisor, half, vm)?;
    let (low, rest) = divide_three_by_two(rest, fourth, divisor, half, vm)?;
    Ok(((high << half) + low, rest))
}

/// Divides the number of the halves `high` (two of them) and `low` by one of two halves, which is given
/// whole and in its parts.
fn divide_three_by_two(
    high: BigUint,
    low: BigUint,
    (b, b_high, b_low): (&BigUint, &BigUint, &BigUint),
    half: u64,
    vm: &mut Vm,
) -> PyResult<(BigUint, BigUint)> {
    let (mut quotient, rest) = if &high >> half == *b_high {
        let largest = (BigUint::one() << half) - 1u32;
        let rest = high + b_high - (b_high << half);
        (largest, rest)
    } else {
        divide_two_by_one(high, b_high, half, vm)?
    };
    let mut rest = (rest << half) + low;
    let product = multiply(&quotient, b_low, vm)?;
    // The estimate is at most two too large.
    while rest < product {
        quotient -= 1u32;
        rest += b;
    }
    Ok((quotient, rest - product))
}

/// `base ** exponent`. The size of the result is the caller's to check.
///
/// Errors: those of [`Vm::poll`].
pub fn power(base: &BigUint, exponent: u32, vm: &mut Vm) -> PyResult<BigUint> {
    let bits = u128::from(base.bits()) * u128::from(exponent);
    if bits.saturating_mul(bits) <= QUICK_PRODUCT {
        return Ok(base.pow(exponent));
    }
    let mut result = BigUint::one();
    for bit in (0..u32::BITS - exponent.leading_zeros()).rev() {
        result = multiply(&result, &result, vm)?;
        if exponent >> bit & 1 != 0 {
            result = multiply(&result, base, vm)?;
        }
    }
    Ok(result)
}

/// `base ** exponent % modulus`, for a base below the modulus.
///
/// Errors: those of [`Vm::poll`].
pub fn power_modulo(
    base: &BigUint,
    exponent: &BigUint,
    modulus: &BigUint,
    vm: &mut Vm,
) -> PyResult<BigUint> {
    let square = u128::from(modulus.bits()) * u128::from(modulus.bits());
    if square.saturating_mul(u128::from(exponent.bits())) <= QUICK_POWER_MODULO {
        return Ok(base.modpow(exponent, modulus));
    }
    let mut result = BigUint::one();
    for bit in (0..exponent.bits()).rev() {
        let squared = multiply(&result, &result, vm)?;
        result = divide(&squared, modulus, vm)?.1;
        if exponent.bit(bit) {
            let product = multiply(&result, base, vm)?;
            result = divide(&product, modulus, vm)?.1;
        }
    }
    Ok(result)
}

/// The inverse of a number below the modulus; `None` if there is none.
///
/// Errors: those of [`Vm::poll`].
pub(super) fn inverse(
    number: &BigUint,
    modulus: &BigUint,
    vm: &mut Vm,
) -> PyResult<Option<BigUint>> {
    if modulus.bits() <= QUICK_BITS {
        return Ok(number.modinv(modulus));
    }
    // Euclid's algorithm: `rest` is `factor * number` modulo the modulus, and so is the next pair.
    let (mut rest, mut next_rest) = (modulus.clone(), number.clone());
    let (mut factor, mut next_factor) = (BigInt::zero(), BigInt::one());
    while !next_rest.is_zero() {
        let (quotient, remainder) = divide(&rest, &next_rest, vm)?;
        (rest, next_rest) = (next_rest, remainder);
        let product = multiply(&quotient, next_factor.magnitude(), vm)?;
        let product = BigInt::from_biguint(next_factor.sign(), product);
        (factor, next_factor) = (next_factor, factor - product);
    }
    if !rest.is_one() {
        return Ok(None);
    }
    Ok(match factor.sign() {
        Sign::Minus => modulus.checked_sub(factor.magnitude()),
        _ => Some(factor.into_parts().1),
    })
}

/// The largest int whose square is not above `n`.
///
/// Errors: those of [`Vm::poll`].
pub fn square_root(n: &BigUint, vm: &mut Vm) -> PyResult<BigUint> {
    if n.bits() <= QUICK_BITS {
        return Ok(n.sqrt());
    }
    // The root of the upper half of the bits gives the upper half of the root; one step of Newton's
    // method gives the lower half, at most one too large.
    let quarter = n.bits().div_ceil(4) - 1;
    let high = square_root(&(n >> (2 * quarter)), vm)?;
    let (step, _) = divide(&(n >> (quarter + 1)), &high, vm)?;
    let mut root = (high << (quarter - 1)) + step;
    while multiply(&root, &root, vm)? > *n {
        root -= 1u32;
    }
    Ok(root)
}

/// The greatest common divisor.
///
/// Errors: those of [`Vm::poll`].
pub fn greatest_common_divisor(a: BigUint, b: BigUint, vm: &mut Vm) -> PyResult<BigUint> {
    if a.bits().max(b.bits()) <= QUICK_DIVISOR {
        return Ok(a.gcd(&b));
    }
    let (mut a, mut b) = if a < b { (b, a) } else { (a, b) };
    while b.bits() > QUICK_DIVISOR {
        vm.poll()?;
        // Lehmer: steps of Euclid's algorithm on the leading words, as far as they are sure to be those
        // of the whole numbers; they are then done on these at once.
        let shift = a.bits() - 62;
        let mut x = (&a >> shift).to_i128().unwrap_or(0);
        let mut y = (&b >> shift).to_i128().unwrap_or(0);
        let (mut p, mut q, mut r, mut s) = (1i128, 0i128, 0i128, 1i128);
        while y + r != 0 && y + s != 0 {
            let step = (x + p) / (y + r);
            if step != (x + q) / (y + s) {
                break;
            }
            (p, r) = (r, p - step * r);
            (q, s) = (s, q - step * s);
            (x, y) = (y, x - step * y);
        }
        if q == 0 {
            let (_, rest) = divide(&a, &b, vm)?;
            (a, b) = (b, rest);
        } else {
            (a, b) = (combine(&a, p, &b, q), combine(&a, r, &b, s));
        }
    }
    if b.is_zero() {
        return Ok(a);
    }
    let (_, rest) = divide(&a, &b, vm)?;
    Ok(b.gcd(&rest))
}

/// `a * p + b * q`, of which one factor is not positive and the result not negative.
fn combine(a: &BigUint, p: i128, b: &BigUint, q: i128) -> BigUint {
    let (a, b) = (a * p.unsigned_abs(), b * q.unsigned_abs());
    match (p < 0, q < 0) {
        (false, false) => a + b,
        (false, true) => a - b,
        (true, _) => b - a,
    }
}

/// The decimal digits.
///
/// Errors: those of [`Vm::poll`].
pub(super) fn decimal_digits(n: BigUint, vm: &mut Vm) -> PyResult<String> {
    if n.bits() <= QUICK_TEXT {
        return Ok(n.to_string());
    }
    vm.check_allocation((n.bits() / 3) as usize)?;
    // Ten to the power of PIECE_DIGITS, its square, and so on.
    let mut powers = vec![BigUint::from(10u32).pow(PIECE_DIGITS as u32)];
    while let Some(last) = powers.last()
        && 2 * last.bits() <= n.bits() + 1
    {
        let next = multiply(last, last, vm)?;
        powers.push(next);
    }
    let mut text = String::new();
    write_digits(n, &powers, &mut text, vm)?;
    Ok(text)
}

/// Appends digits. `powers` are those that the number may be above of; zeros that lead are left out if
/// nothing stands before them.
fn write_digits(n: BigUint, powers: &[BigUint], text: &mut String, vm: &mut Vm) -> PyResult<()> {
    let Some((power, smaller)) = powers.split_last() else {
        let digits = n.to_string();
        if !text.is_empty() {
            text.extend(std::iter::repeat_n('0', PIECE_DIGITS - digits.len()));
        } else if n.is_zero() {
            return Ok(());
        }
        text.push_str(&digits);
        return Ok(());
    };
    let (high, low) = divide(&n, power, vm)?;
    drop(n);
    write_digits(high, smaller, text, vm)?;
    write_digits(low, smaller, text, vm)
}

/// The number with these digits, the highest first, which are all below the base.
///
/// Errors: those of [`Vm::poll`].
pub(super) fn from_digits(digits: &[u8], base: u32, vm: &mut Vm) -> PyResult<BigUint> {
    let read = |digits: &[u8]| BigUint::from_radix_be(digits, base).unwrap_or_default();
    if digits.len() <= QUICK_DIGITS || base.is_power_of_two() {
        return Ok(read(digits));
    }
    // Pieces of like length, which are put together two by two.
    vm.check_allocation(digits.len().saturating_mul(2))?;
    let mut pieces = Vec::with_capacity(digits.len() / QUICK_DIGITS + 1);
    for piece in digits.rchunks(QUICK_DIGITS) {
        vm.poll()?;
        pieces.push(read(piece));
    }
    let mut power = BigUint::from(base).pow(QUICK_DIGITS as u32);
    while pieces.len() > 1 {
        let mut joined = Vec::with_capacity(pieces.len().div_ceil(2));
        let mut rest = pieces.into_iter();
        while let Some(low) = rest.next() {
            joined.push(match rest.next() {
                Some(high) => multiply(&high, &power, vm)? + low,
                None => low,
            });
        }
        pieces = joined;
        if pieces.len() > 1 {
            power = multiply(&power, &power, vm)?;
        }
    }
    Ok(pieces.pop().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use num_integer::Integer;
    use num_traits::One;

    use super::*;

    /// Numbers of some bits that look random.
    fn number(bits: u64, seed: u64) -> BigUint {
        let mut state = seed;
        let words = (0..bits.div_ceil(32)).map(|_| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 33) as u32 | (u32::from(seed.is_multiple_of(5)) * 0xffff_ff00)
        });
        let number = BigUint::new(words.collect());
        (number >> (bits.div_ceil(32) * 32 - bits)) | (BigUint::one() << (bits - 1))
    }

    #[test]
    fn products_and_quotients_fit_each_other() {
        let vm = &mut crate::interpreter::TestVm::new();
        for (seed, (a_bits, b_bits)) in [
            (2_500_000, 700_000),
            (900_000, 900_000),
            (3_000_000, 600_001),
            (2_000_000, 9_000),
            (3_000_000, 200_000),
            (2_300_000, 1_099_999),
        ]
        .into_iter()
        .enumerate()
        {
            let (a, b) = (
                number(a_bits, seed as u64),
                number(b_bits, seed as u64 + 10),
            );
            let product = multiply(&a, &b, vm).expect("nothing interrupts");
            // Modulo primes, which num-bigint is trusted with.
            for prime in [4_294_967_291u32, 65_537, 998_244_353] {
                assert_eq!((&a % prime) * (&b % prime) % prime, &product % prime);
            }
            let rest = &b - 1u32;
            let (quotient, remainder) =
                divide(&(&product + &rest), &b, vm).expect("nothing interrupts");
            assert!(quotient == a && remainder == rest, "{a_bits} by {b_bits}");
            let (quotient, remainder) = divide(&a, &b, vm).expect("nothing interrupts");
            assert!(remainder < b);
            assert!(multiply(&quotient, &b, vm).expect("nothing interrupts") + remainder == a);
        }
    }

    #[test]
    fn roots_divisors_and_digits() {
        let vm = &mut crate::interpreter::TestVm::new();
        for bits in [20_000, 20_001, 20_002, 20_003, 60_000, 600_001] {
            let n = number(bits, bits);
            let root = square_root(&n, vm).expect("nothing interrupts");
            assert!(root == n.sqrt(), "{bits}");
            let square = &root * &root;
            assert!(square_root(&square, vm).expect("nothing interrupts") == root);
            let below = square_root(&(square - 1u32), vm).expect("nothing interrupts");
            assert!(below + 1u32 == root);
            let other = number(bits - 500, 7);
            let divisor = number(300, 3);
            let (a, b) = (&n * &divisor, &other * &divisor);
            let found = greatest_common_divisor(a.clone(), b.clone(), vm);
            assert!(found.expect("nothing interrupts") == a.gcd(&b), "{bits}");
            let text = decimal_digits(n.clone(), vm).expect("nothing interrupts");
            assert_eq!(text, n.to_string());
            let digits: Vec<u8> = text.bytes().map(|byte| byte - b'0').collect();
            assert!(from_digits(&digits, 10, vm).expect("nothing interrupts") == n);
        }
        let round = BigUint::from(10u32).pow(200_000);
        let text = decimal_digits(round.clone(), vm).expect("nothing interrupts");
        assert_eq!(text, round.to_string());
    }

    #[test]
    fn powers() {
        let vm = &mut crate::interpreter::TestVm::new();
        let base = number(2_000, 1);
        let result = power(&base, 700, vm).expect("nothing interrupts");
        assert!(result == base.pow(700));
        let modulus = number(20_000, 2);
        let exponent = number(6_000, 3);
        let found = inverse(&base, &modulus, vm).expect("nothing interrupts");
        assert!(found == base.modinv(&modulus));
        let result = power_modulo(&base, &exponent, &modulus, vm);
        assert!(result.expect("nothing interrupts") == base.modpow(&exponent, &modulus));
    }
}
