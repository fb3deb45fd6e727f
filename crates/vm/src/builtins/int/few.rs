//! Arithmetic of ints of a few words, on the stack: nothing is allocated but the result.
//!
//! All functions give `None` for ints with more words.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};

use crate::builtins::int::value::IntView;
use crate::builtins::int::words;
use crate::object::value::Value;
use crate::vm::Vm;

/// Words of an operand, of 64 bits.
const OPERAND: usize = 8;

/// Words of a result: those of a product.
const RESULT: usize = 2 * OPERAND;

/// A magnitude, its lowest word first, and a sign. The highest word is not zero.
struct Few {
    words: [u64; RESULT],
    length: usize,
    is_negative: bool,
}

impl Few {
    fn new(words: [u64; RESULT], is_negative: bool) -> Few {
        let length = words.iter().rposition(|word| *word != 0);
        Few {
            words,
            length: length.map_or(0, |last| last + 1),
            is_negative,
        }
    }

    fn of(int: IntView<'_>) -> Option<Few> {
        let mut words = [0; RESULT];
        let number = match int {
            IntView::Small(number) => i128::from(number),
            IntView::Wide(number) => number,
            IntView::Big(big) => {
                let digits = big.magnitude().iter_u64_digits();
                let length = digits.len();
                if length > OPERAND {
                    return None;
                }
                words
                    .iter_mut()
                    .zip(digits)
                    .for_each(|(word, digit)| *word = digit);
                let is_negative = big.sign() == Sign::Minus;
                return Some(Few {
                    words,
                    length,
                    is_negative,
                });
            }
        };
        let magnitude = number.unsigned_abs();
        words[0] = magnitude as u64;
        words[1] = (magnitude >> 64) as u64;
        Some(Few::new(words, number < 0))
    }

    fn words(&self) -> &[u64] {
        &self.words[..self.length]
    }

    fn into_value(self, vm: &mut Vm) -> Value {
        if self.length <= 2 {
            let magnitude = u128::from(self.words[1]) << 64 | u128::from(self.words[0]);
            if let Ok(number) = i128::try_from(magnitude) {
                return vm.new_int_i128(if self.is_negative { -number } else { number });
            }
        }
        let mut halves = [0; 2 * RESULT];
        for (pair, word) in halves.chunks_exact_mut(2).zip(self.words()) {
            pair[0] = *word as u32;
            pair[1] = (*word >> 32) as u32;
        }
        let sign = if self.is_negative {
            Sign::Minus
        } else {
            Sign::Plus
        };
        vm.new_big_int(BigInt::from_slice(sign, &halves[..2 * self.length]))
    }

    fn compare_magnitude(&self, other: &Few) -> Ordering {
        self.length.cmp(&other.length).then_with(|| {
            let (a, b) = (self.words().iter().rev(), other.words().iter().rev());
            a.cmp(b)
        })
    }

    /// The sum of the magnitudes, which has a word more at most.
    fn plus(&self, other: &Few) -> [u64; RESULT] {
        let mut sum = self.words;
        let mut carry = false;
        for (a, b) in sum.iter_mut().zip(&other.words).take(OPERAND + 1) {
            (*a, carry) = a.carrying_add(*b, carry);
        }
        sum
    }

    /// The difference of the magnitudes, of which the other one is not the larger.
    fn minus(&self, other: &Few) -> [u64; RESULT] {
        let mut difference = self.words;
        let mut borrow = false;
        for (a, b) in difference.iter_mut().zip(&other.words).take(OPERAND) {
            (*a, borrow) = a.borrowing_sub(*b, borrow);
        }
        difference
    }

    fn add(&self, other: &Few) -> Few {
        if self.is_negative == other.is_negative {
            return Few::new(self.plus(other), self.is_negative);
        }
        match self.compare_magnitude(other) {
            Ordering::Less => Few::new(other.minus(self), other.is_negative),
            _ => Few::new(self.minus(other), self.is_negative),
        }
    }

    /// Quotient and remainder of the magnitudes. The divisor is not zero.
    fn divide_magnitude(&self, divisor: &Few) -> ([u64; RESULT], [u64; RESULT]) {
        let (mut quotient, mut rest) = ([0; RESULT], self.words);
        if self.compare_magnitude(divisor) != Ordering::Less {
            let n = divisor.length;
            let mut by = divisor.words;
            let quotient = &mut quotient[..=self.length - n];
            words::divide_in_place(&mut rest[..=self.length], &mut by[..n], quotient);
        }
        (quotient, rest)
    }
}

/// `a + b`
pub(super) fn add(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> Option<Value> {
    let (a, b) = (Few::of(a)?, Few::of(b)?);
    Some(a.add(&b).into_value(vm))
}

/// `a - b`
pub(super) fn subtract(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> Option<Value> {
    let (a, mut b) = (Few::of(a)?, Few::of(b)?);
    b.is_negative = !b.is_negative;
    Some(a.add(&b).into_value(vm))
}

/// `a * b`
pub(super) fn multiply(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> Option<Value> {
    let (a, b) = (Few::of(a)?, Few::of(b)?);
    let mut product = [0; RESULT];
    for (i, factor) in a.words().iter().enumerate() {
        let mut carry = 0;
        for (j, other) in b.words().iter().enumerate() {
            let sum = u128::from(*factor) * u128::from(*other)
                + u128::from(product[i + j])
                + u128::from(carry);
            product[i + j] = sum as u64;
            carry = (sum >> 64) as u64;
        }
        product[i + b.length] = carry;
    }
    Some(Few::new(product, a.is_negative != b.is_negative).into_value(vm))
}

/// `a // b`. The divisor is not zero.
pub(super) fn floor_divide(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> Option<Value> {
    let (a, b) = (Few::of(a)?, Few::of(b)?);
    let (mut quotient, rest) = a.divide_magnitude(&b);
    let is_negative = a.is_negative != b.is_negative;
    if is_negative && rest.iter().any(|word| *word != 0) {
        let mut carry = true;
        for word in &mut quotient {
            (*word, carry) = word.carrying_add(0, carry);
        }
    }
    Some(Few::new(quotient, is_negative).into_value(vm))
}

/// `a % b`. The divisor is not zero.
pub(super) fn remainder(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> Option<Value> {
    let (a, b) = (Few::of(a)?, Few::of(b)?);
    let (_, rest) = a.divide_magnitude(&b);
    let rest = Few::new(rest, b.is_negative);
    if rest.length == 0 || a.is_negative == b.is_negative {
        return Some(rest.into_value(vm));
    }
    Some(Few::new(b.minus(&rest), b.is_negative).into_value(vm))
}

#[cfg(test)]
mod tests {
    use num_integer::Integer;

    use super::*;

    /// Numbers of up to so many words, many of them with words of ones or zeros.
    fn numbers(count: usize, words: usize) -> Vec<BigInt> {
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let mut all = Vec::new();
        for index in 0..count {
            let length = 1 + index % words;
            let mut number = BigInt::from(0);
            for _ in 0..length {
                let word = match next() % 5 {
                    0 => 0,
                    1 => u64::MAX,
                    2 => 1 << (next() % 64),
                    _ => next(),
                };
                number = (number << 64) + word;
            }
            all.push(if next() % 2 == 0 { number } else { -number });
        }
        all
    }

    #[test]
    fn results_are_those_of_long_arithmetic() {
        let vm = &mut crate::interpreter::TestVm::new();
        let all = numbers(150, OPERAND);
        for a in &all {
            for b in &all {
                let (left, right) = (IntView::of(a), IntView::of(b));
                let check = |found: Option<Value>, expected: BigInt| {
                    let found = found.expect("they have few words");
                    let found = found.as_int().expect("it is an int").to_big().into_owned();
                    assert_eq!(found, expected, "{a} and {b}");
                };
                check(add(left, right, vm), a + b);
                check(subtract(left, right, vm), a - b);
                check(multiply(left, right, vm), a * b);
                if *b != BigInt::from(0) {
                    check(floor_divide(left, right, vm), a.div_floor(b));
                    check(remainder(left, right, vm), a.mod_floor(b));
                }
            }
        }
    }

    #[test]
    fn more_words_are_left_to_others() {
        let vm = &mut crate::interpreter::TestVm::new();
        let large = BigInt::from(1) << 512;
        assert!(add(IntView::of(&large), IntView::Small(1), vm).is_none());
        assert!(multiply(IntView::Small(1), IntView::of(&large), vm).is_none());
        let largest = large - 1;
        assert!(add(IntView::of(&largest), IntView::of(&largest), vm).is_some());
    }
}
