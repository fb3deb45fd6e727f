//! `Coefficient`: the digits of a number. One of up to 38 digits, which is two limbs, is kept as a
//! binary integer without an allocation; larger ones are limbs.

use std::cmp::Ordering;

use num_bigint::BigUint;
use num_traits::ToPrimitive;
use rpy_vm::builtins::int::large;
use rpy_vm::{PyResult, Vm};

use super::limbs::{self, LIMB_DIGITS, POWERS, RADIX, Rest};

/// Digits that are kept without an allocation.
pub(super) const SMALL_DIGITS: usize = 38;

/// A natural number.
#[derive(Clone, Debug)]
pub(super) struct Coefficient(Digits);

#[derive(Clone, Debug)]
enum Digits {
    /// One below 10^38: its low and its high half.
    Small([u64; 2]),
    /// One of more digits.
    Limbs(Box<[u64]>),
}

/// A coefficient as one looks at it.
pub(super) enum View<'a> {
    /// One of up to 38 digits.
    Small(u128),
    /// One of more.
    Limbs(&'a [u64]),
}

/// The limbs of any coefficient.
struct Spread<'a> {
    own: [u64; 3],
    length: usize,
    limbs: Option<&'a [u64]>,
}

impl Spread<'_> {
    fn get(&self) -> &[u64] {
        self.limbs.unwrap_or(&self.own[..self.length])
    }
}

fn spread_small(number: u128) -> Spread<'static> {
    let radix = u128::from(RADIX);
    let own = [
        (number % radix) as u64,
        (number / radix % radix) as u64,
        (number / radix / radix) as u64,
    ];
    let length = 3 - own.iter().rev().take_while(|&&limb| limb == 0).count();
    Spread {
        own,
        length,
        limbs: None,
    }
}

impl Coefficient {
    /// Zero.
    pub(super) const ZERO: Coefficient = Coefficient::small(0);

    /// One.
    pub(super) const ONE: Coefficient = Coefficient::small(1);

    /// A number below 10^38.
    #[inline(always)]
    pub(super) const fn small(number: u128) -> Coefficient {
        debug_assert!(number < POWERS_38);
        Coefficient(Digits::Small([number as u64, (number >> 64) as u64]))
    }

    /// Any number.
    #[inline(always)]
    pub(super) fn of_u128(number: u128) -> Coefficient {
        if number < POWERS_38 {
            Coefficient::small(number)
        } else {
            Coefficient(Digits::Limbs(spread_small(number).get().into()))
        }
    }

    /// A number of limbs, which may have zeros at their end.
    pub(super) fn of_limbs(mut limbs: Vec<u64>) -> Coefficient {
        limbs::trim(&mut limbs);
        match limbs[..] {
            [] => Coefficient::ZERO,
            [low] => Coefficient::small(u128::from(low)),
            [low, high] => {
                Coefficient::small(u128::from(high) * u128::from(RADIX) + u128::from(low))
            }
            _ => Coefficient(Digits::Limbs(limbs.into_boxed_slice())),
        }
    }

    /// Ten to a power.
    pub(super) fn power_of_ten(exponent: usize, vm: &mut Vm) -> PyResult<Coefficient> {
        Coefficient::ONE.shift_left(exponent, vm)
    }

    /// So many nines.
    pub(super) fn nines(count: usize, vm: &mut Vm) -> PyResult<Coefficient> {
        if count <= SMALL_DIGITS {
            return Ok(Coefficient::small(POWERS[count] - 1));
        }
        let mut limbs = vm.new_buffer(count / LIMB_DIGITS + 1)?;
        limbs.resize(count / LIMB_DIGITS, RADIX - 1);
        limbs.push(limbs::power(count % LIMB_DIGITS) - 1);
        Ok(Coefficient::of_limbs(limbs))
    }

    #[inline(always)]
    pub(super) fn view(&self) -> View<'_> {
        match &self.0 {
            Digits::Small([low, high]) => View::Small(u128::from(*high) << 64 | u128::from(*low)),
            Digits::Limbs(limbs) => View::Limbs(limbs),
        }
    }

    /// The number, if it has up to 38 digits.
    #[inline(always)]
    pub(super) fn as_small(&self) -> Option<u128> {
        match self.view() {
            View::Small(small) => Some(small),
            View::Limbs(_) => None,
        }
    }

    fn spread(&self) -> Spread<'_> {
        match self.view() {
            View::Small(small) => spread_small(small),
            View::Limbs(limbs) => Spread {
                own: [0; 3],
                length: 0,
                limbs: Some(limbs),
            },
        }
    }

    /// Bytes that are not in the object itself.
    pub(super) fn buffer_bytes(&self) -> usize {
        match &self.0 {
            Digits::Small(_) => 0,
            Digits::Limbs(limbs) => size_of_val::<[u64]>(limbs),
        }
    }

    #[inline(always)]
    pub(super) fn is_zero(&self) -> bool {
        matches!(self.0, Digits::Small([0, 0]))
    }

    pub(super) fn is_odd(&self) -> bool {
        match self.view() {
            View::Small(small) => small & 1 == 1,
            View::Limbs(limbs) => limbs[0] & 1 == 1,
        }
    }

    /// The last digit.
    pub(super) fn last_digit(&self) -> u64 {
        match self.view() {
            View::Small(small) => (small % 10) as u64,
            View::Limbs(limbs) => limbs[0] % 10,
        }
    }

    /// Number of decimal digits; one for zero.
    #[inline(always)]
    pub(super) fn digits(&self) -> usize {
        match self.view() {
            View::Small(small) => limbs::digits_of_wide(small),
            View::Limbs(limbs) => limbs::digits(limbs),
        }
    }

    /// Number of zeros at the end; none for zero.
    pub(super) fn trailing_zeros(&self) -> usize {
        match self.view() {
            View::Small(0) => 0,
            View::Small(small) => limbs::trailing_zeros_of(small),
            View::Limbs(limbs) => limbs::trailing_zeros(limbs),
        }
    }

    #[inline]
    pub(super) fn compare(&self, other: &Coefficient) -> Ordering {
        match (self.view(), other.view()) {
            (View::Small(left), View::Small(right)) => left.cmp(&right),
            (View::Small(_), View::Limbs(_)) => Ordering::Less,
            (View::Limbs(_), View::Small(_)) => Ordering::Greater,
            (View::Limbs(left), View::Limbs(right)) => limbs::compare(left, right),
        }
    }

    #[inline]
    pub(super) fn add(&self, other: &Coefficient, vm: &mut Vm) -> PyResult<Coefficient> {
        if let (View::Small(left), View::Small(right)) = (self.view(), other.view()) {
            return Ok(Coefficient::of_u128(left + right));
        }
        let (left, right) = (self.spread(), other.spread());
        Ok(Coefficient::of_limbs(limbs::add(
            left.get(),
            right.get(),
            vm,
        )?))
    }

    /// The difference to a number that is not greater.
    #[inline]
    pub(super) fn subtract(&self, other: &Coefficient, vm: &mut Vm) -> PyResult<Coefficient> {
        if let (View::Small(left), View::Small(right)) = (self.view(), other.view()) {
            return Ok(Coefficient::small(left - right));
        }
        let (left, right) = (self.spread(), other.spread());
        let difference = limbs::subtract(left.get(), right.get(), vm)?;
        Ok(Coefficient::of_limbs(difference))
    }

    /// The next number.
    pub(super) fn increment(self, vm: &mut Vm) -> PyResult<Coefficient> {
        match self.0 {
            Digits::Limbs(limbs) => {
                let limbs = limbs::increment(limbs.into_vec(), vm)?;
                Ok(Coefficient::of_limbs(limbs))
            }
            Digits::Small(_) => self.add(&Coefficient::ONE, vm),
        }
    }

    #[inline]
    pub(super) fn multiply(&self, other: &Coefficient, vm: &mut Vm) -> PyResult<Coefficient> {
        if let (View::Small(left), View::Small(right)) = (self.view(), other.view())
            && let Some(product) = left.checked_mul(right)
        {
            return Ok(Coefficient::of_u128(product));
        }
        let (left, right) = (self.spread(), other.spread());
        let product = limbs::multiply(left.get(), right.get(), vm)?;
        Ok(Coefficient::of_limbs(product))
    }

    /// Quotient and remainder; the divisor is not zero.
    pub(super) fn divide(
        &self,
        divisor: &Coefficient,
        vm: &mut Vm,
    ) -> PyResult<(Coefficient, Coefficient)> {
        if let (View::Small(left), View::Small(right)) = (self.view(), divisor.view()) {
            let (quotient, rest) = match (u64::try_from(left), u64::try_from(right)) {
                (Ok(left), Ok(right)) => (u128::from(left / right), u128::from(left % right)),
                _ => (left / right, left % right),
            };
            return Ok((Coefficient::small(quotient), Coefficient::small(rest)));
        }
        let (left, right) = (self.spread(), divisor.spread());
        let (quotient, rest) = limbs::divide(left.get(), right.get(), vm)?;
        Ok((Coefficient::of_limbs(quotient), Coefficient::of_limbs(rest)))
    }

    /// The number times a power of ten.
    #[inline]
    pub(super) fn shift_left(&self, count: usize, vm: &mut Vm) -> PyResult<Coefficient> {
        if let View::Small(small) = self.view()
            && count <= SMALL_DIGITS
            && let Some(product) = small.checked_mul(POWERS[count])
        {
            return Ok(Coefficient::of_u128(product));
        }
        let shifted = limbs::shift_left(self.spread().get(), count, vm)?;
        Ok(Coefficient::of_limbs(shifted))
    }

    /// The number without its last digits, and what they are.
    #[inline]
    pub(super) fn shift_right(&self, count: usize, vm: &mut Vm) -> PyResult<(Coefficient, Rest)> {
        match self.view() {
            View::Small(small) if count > SMALL_DIGITS => {
                let rest = if small == 0 { Rest::Zero } else { Rest::Less };
                Ok((Coefficient::ZERO, rest))
            }
            View::Small(small) => {
                let divisor = POWERS[count];
                let (quotient, rest) = match (u64::try_from(small), u64::try_from(divisor)) {
                    (Ok(small), Ok(divisor)) => {
                        (u128::from(small / divisor), u128::from(small % divisor))
                    }
                    _ => (small / divisor, small % divisor),
                };
                Ok((Coefficient::small(quotient), Rest::of(rest, divisor)))
            }
            View::Limbs(limbs) => {
                let (shifted, rest) = limbs::shift_right(limbs, count, vm)?;
                Ok((Coefficient::of_limbs(shifted), rest))
            }
        }
    }

    /// The last digits alone.
    pub(super) fn last_digits(&self, count: usize, vm: &mut Vm) -> PyResult<Coefficient> {
        match self.view() {
            View::Small(small) if count < SMALL_DIGITS => {
                Ok(Coefficient::small(small % POWERS[count]))
            }
            View::Small(_) => Ok(self.clone()),
            View::Limbs(limbs) => {
                let (whole, part) = (count / LIMB_DIGITS, count % LIMB_DIGITS);
                let kept = limbs.len().min(whole + 1);
                let mut last = vm.new_buffer(kept)?;
                last.extend_from_slice(&limbs[..kept]);
                if let Some(top) = last.get_mut(whole) {
                    *top %= limbs::power(part);
                }
                Ok(Coefficient::of_limbs(last))
            }
        }
    }

    /// A copy; for large ones with a question for memory.
    pub(super) fn copied(&self, vm: &mut Vm) -> PyResult<Coefficient> {
        vm.check_allocation(self.buffer_bytes())?;
        Ok(self.clone())
    }

    /// Calls a function with the digits, the first one first, in pieces of ASCII.
    pub(super) fn write(&self, mut write: impl FnMut(&[u8])) {
        let mut buffer = [0; SMALL_DIGITS];
        match self.view() {
            View::Small(small) => write(write_small(small, &mut buffer)),
            View::Limbs(limbs) => {
                let mut pieces = limbs.iter().rev();
                let top = pieces.next().copied().unwrap_or(0);
                write(write_small(u128::from(top), &mut buffer));
                for &limb in pieces {
                    write(fill_digits(limb, &mut buffer[..LIMB_DIGITS]));
                }
            }
        }
    }

    /// Digits in ASCII, of which there may be zeros at the start; `None` for what is no digit.
    pub(super) fn parse(digits: &[u8], vm: &mut Vm) -> PyResult<Coefficient> {
        let start = digits.iter().take_while(|&&digit| digit == b'0').count();
        let digits = &digits[start..];
        let value = |piece: &[u8]| {
            piece.iter().fold(0, |number: u64, digit| {
                number * 10 + u64::from(digit - b'0')
            })
        };
        if digits.len() <= LIMB_DIGITS {
            return Ok(Coefficient::small(u128::from(value(digits))));
        }
        let mut limbs = vm.new_buffer(digits.len() / LIMB_DIGITS + 1)?;
        limbs.extend(digits.rchunks(LIMB_DIGITS).map(value));
        Ok(Coefficient::of_limbs(limbs))
    }

    /// The number as a binary integer.
    pub(super) fn to_big(&self, vm: &mut Vm) -> PyResult<BigUint> {
        match self.view() {
            View::Small(small) => Ok(BigUint::from(small)),
            View::Limbs(limbs) => {
                vm.check_allocation(limbs.len() * 8)?;
                let mut powers = Vec::new();
                to_binary(limbs, &mut powers, vm)
            }
        }
    }

    /// A binary integer.
    pub(super) fn of_big(number: &BigUint, vm: &mut Vm) -> PyResult<Coefficient> {
        if let Some(small) = number.to_u128() {
            return Ok(Coefficient::of_u128(small));
        }
        // A limb has 63 bits and a little.
        let count = (number.bits() / 63 + 1) as usize;
        let mut limbs = vm.new_buffer(count)?;
        limbs.resize(count, 0);
        let mut powers = Vec::new();
        to_decimal(number, &mut limbs, &mut powers, vm)?;
        Ok(Coefficient::of_limbs(limbs))
    }
}

const POWERS_38: u128 = POWERS[SMALL_DIGITS];

/// Writes a number below 10^38 at the end of the buffer.
#[inline]
fn write_small(number: u128, buffer: &mut [u8; SMALL_DIGITS]) -> &[u8] {
    let digits = limbs::digits_of_wide(number);
    let radix = u128::from(RADIX);
    let (low, high) = match u64::try_from(number) {
        Ok(low) if low < RADIX => (low, 0),
        _ => ((number % radix) as u64, (number / radix) as u64),
    };
    let (first, second) = buffer.split_at_mut(LIMB_DIGITS);
    if high != 0 {
        fill_digits(high, first);
    }
    let kept = if high != 0 { LIMB_DIGITS } else { digits };
    fill_digits(low, &mut second[LIMB_DIGITS - kept..]);
    &buffer[SMALL_DIGITS - digits..]
}

/// Fills the buffer with the digits of a number, and zeros before them.
#[inline]
fn fill_digits(mut limb: u64, buffer: &mut [u8]) -> &[u8] {
    for digit in buffer.iter_mut().rev() {
        *digit = b'0' + (limb % 10) as u8;
        limb /= 10;
    }
    buffer
}

/// Limbs that are converted one after the other.
const CONVERSION: usize = 30;

/// The power of the base to `2^index`, from a table that is made on the way.
fn radix_power<'a>(
    index: usize,
    powers: &'a mut Vec<BigUint>,
    vm: &mut Vm,
) -> PyResult<&'a BigUint> {
    while powers.len() <= index {
        vm.poll()?;
        let next = match powers.last() {
            Some(last) => {
                vm.check_allocation((last.bits() / 4) as usize)?;
                large::multiply(last, last, vm)?
            }
            None => BigUint::from(RADIX),
        };
        powers.push(next);
    }
    Ok(&powers[index])
}

fn to_binary(limbs: &[u64], powers: &mut Vec<BigUint>, vm: &mut Vm) -> PyResult<BigUint> {
    if limbs.len() <= CONVERSION {
        let step = |number: BigUint, limb: &u64| number * RADIX + *limb;
        return Ok(limbs.iter().rev().fold(BigUint::ZERO, step));
    }
    // The lower part has the greatest power of two of limbs that leaves an upper one.
    let index = (limbs.len() - 1).ilog2() as usize;
    let (low, high) = limbs.split_at(1 << index);
    let low = to_binary(low, powers, vm)?;
    let high = to_binary(high, powers, vm)?;
    let high = large::multiply(&high, radix_power(index, powers, vm)?, vm)?;
    Ok(high + low)
}

/// Fills `limbs`, which are zero and have room, with a number.
fn to_decimal(
    number: &BigUint,
    limbs: &mut [u64],
    powers: &mut Vec<BigUint>,
    vm: &mut Vm,
) -> PyResult<()> {
    vm.poll()?;
    if let Some(number) = number.to_u128() {
        let spread = spread_small(number);
        limbs[..spread.length].copy_from_slice(spread.get());
        return Ok(());
    }
    let index = limbs.len().saturating_sub(1).max(1).ilog2() as usize;
    if limbs.len() <= CONVERSION {
        let mut number = number.clone();
        for limb in limbs {
            let quotient = &number / RADIX;
            let rest = number - &quotient * RADIX;
            *limb = rest.to_u64().unwrap_or(0);
            number = quotient;
        }
        return Ok(());
    }
    let divisor = radix_power(index, powers, vm)?;
    let (quotient, rest) = large::divide(number, divisor, vm)?;
    let (low, high) = limbs.split_at_mut(1 << index);
    to_decimal(&rest, low, powers, vm)?;
    to_decimal(&quotient, high, powers, vm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_and_written() {
        for exponent in 0..38 {
            for number in [POWERS[exponent], POWERS[exponent + 1] - 1] {
                let coefficient = Coefficient::small(number);
                assert_eq!(coefficient.digits(), exponent + 1);
                let mut text = Vec::new();
                coefficient.write(|piece| text.extend_from_slice(piece));
                assert_eq!(text, number.to_string().as_bytes());
            }
        }
        assert_eq!(Coefficient::ZERO.digits(), 1);
    }

    #[test]
    fn what_is_cut_off_is_told() {
        assert_eq!(Rest::of(4, 10), Rest::Less);
        assert_eq!(Rest::of(5, 10), Rest::Half);
        assert_eq!(Rest::of(6, 10), Rest::More);
        assert_eq!(Rest::of(5, 10).beyond(true), Rest::More);
        assert_eq!(Rest::of(0, 10).beyond(true), Rest::Less);
    }
}
