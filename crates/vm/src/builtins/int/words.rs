//! Division of magnitudes as rows of 64-bit words, the lowest first.

use num_bigint::BigUint;
use num_integer::Integer;

/// Words of a quotient up to which it is found word by word, however long the divisor is.
const SHORT_QUOTIENT: usize = 64;

/// Words of a divisor up to which num-bigint divides word by word itself.
const SHORT_DIVISOR: usize = 64;

/// Quotient and remainder. The divisor is not zero.
///
/// A short quotient of long numbers takes a product with the divisor for each of its words; dividing
/// by halves, as num-bigint does with long numbers, does not see that the quotient is short.
pub(super) fn divide(a: &BigUint, b: &BigUint) -> (BigUint, BigUint) {
    let (length, n) = (a.iter_u64_digits().len(), b.iter_u64_digits().len());
    if n <= SHORT_DIVISOR || length < n || length - n >= SHORT_QUOTIENT {
        return a.div_rem(b);
    }
    let mut rest: Vec<u64> = a.iter_u64_digits().chain([0]).collect();
    let mut by: Vec<u64> = b.iter_u64_digits().collect();
    let mut quotient = [0; SHORT_QUOTIENT];
    let quotient = &mut quotient[..=length - n];
    divide_in_place(&mut rest, &mut by, quotient);
    (from_words(quotient), from_words(&rest[..n]))
}

fn from_words(words: &[u64]) -> BigUint {
    let halves = words
        .iter()
        .flat_map(|word| [*word as u32, (*word >> 32) as u32]);
    BigUint::new(halves.collect())
}

/// Divides `rest`, which has a word of zero at its top, by `by`, whose highest word is not zero. The
/// remainder is left in `rest`; `quotient` has as many words as `rest` has more than `by`.
///
/// Source: Knuth, "The Art of Computer Programming", volume 2, 4.3.1, algorithm D.
pub(super) fn divide_in_place(rest: &mut [u64], by: &mut [u64], quotient: &mut [u64]) {
    let n = by.len();
    // Both are shifted until the highest bit of the divisor is set.
    let shift = by[n - 1].leading_zeros();
    shift_left(by, shift);
    shift_left(rest, shift);
    let (highest, second) = (by[n - 1], if n > 1 { by[n - 2] } else { 0 });
    for (j, found) in quotient.iter_mut().enumerate().rev() {
        let top = u128::from(rest[j + n]) << 64 | u128::from(rest[j + n - 1]);
        let below = if n > 1 { rest[j + n - 2] } else { 0 };
        let (mut digit, mut left) = (top / u128::from(highest), top % u128::from(highest));
        while digit > u128::from(u64::MAX)
            || digit * u128::from(second) > (left << 64 | u128::from(below))
        {
            digit -= 1;
            left += u128::from(highest);
            if left > u128::from(u64::MAX) {
                break;
            }
        }
        if subtract_product(&mut rest[j..=j + n], by, digit as u64) {
            digit -= 1;
            let mut carry = false;
            for (a, b) in rest[j..].iter_mut().zip(&*by) {
                (*a, carry) = a.carrying_add(*b, carry);
            }
            rest[j + n] = rest[j + n].wrapping_add(u64::from(carry));
        }
        *found = digit as u64;
    }
    shift_right(&mut rest[..n], shift);
}

/// Shifts by less than a word; what leaves at the top is zero.
fn shift_left(words: &mut [u64], shift: u32) {
    let mut carry = 0;
    for word in words {
        let wide = u128::from(*word) << shift;
        *word = wide as u64 | carry;
        carry = (wide >> 64) as u64;
    }
}

/// Shifts by less than a word.
fn shift_right(words: &mut [u64], shift: u32) {
    let mut carry = 0;
    for word in words.iter_mut().rev() {
        let wide = (u128::from(*word) << 64) >> shift;
        *word = (wide >> 64) as u64 | carry;
        carry = wide as u64;
    }
}

/// `rest -= by * digit`, where `rest` has a word more. Whether that was too much.
fn subtract_product(rest: &mut [u64], by: &[u64], digit: u64) -> bool {
    let (mut carry, mut borrow) = (0, false);
    for (word, factor) in rest.iter_mut().zip(by) {
        let product = u128::from(*factor) * u128::from(digit) + u128::from(carry);
        carry = (product >> 64) as u64;
        (*word, borrow) = word.borrowing_sub(product as u64, borrow);
    }
    let top = &mut rest[by.len()];
    (*top, borrow) = top.borrowing_sub(carry, borrow);
    borrow
}

#[cfg(test)]
mod tests {
    use num_traits::{One, Zero};

    use super::*;

    /// Quotients around a power of two, whose first guess is wrong most often, and remainders of all sizes.
    #[test]
    fn short_quotients_are_exact() {
        let mut state = 1u64;
        let mut word = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            match state >> 61 {
                0 => 0,
                1 => u64::MAX,
                2 => 1 << 63,
                _ => state ^ state >> 29,
            }
        };
        for n in [SHORT_DIVISOR + 1, SHORT_DIVISOR + 7, 300] {
            for q in [1, 2, 3, 31, SHORT_QUOTIENT - 1] {
                for _ in 0..50 {
                    let mut words: Vec<u64> = (0..n).map(|_| word()).collect();
                    words[n - 1] |= 1;
                    let divisor = from_words(&words);
                    let words: Vec<u64> = (0..q).map(|_| word()).collect();
                    let quotient = from_words(&words);
                    for rest in [
                        BigUint::zero(),
                        BigUint::one(),
                        &divisor >> 1u8,
                        &divisor - 1u8,
                    ] {
                        let number = &divisor * &quotient + &rest;
                        assert_eq!(divide(&number, &divisor), (quotient.clone(), rest));
                    }
                }
            }
        }
    }
}
