//! Arithmetic of natural numbers in base 10^19: slices of limbs, the least significant first.
//! A number has no zero limb at its end; zero has no limbs at all.

use std::cmp::Ordering;

use rpy_vm::{PyResult, Vm};

/// The base of limbs, 10^19: the greatest power of ten below 2^64.
pub(super) const RADIX: u64 = 10_000_000_000_000_000_000;

/// Decimal digits of a limb.
pub(super) const LIMB_DIGITS: usize = 19;

/// The powers of ten that fit 128 bits.
pub(super) static POWERS: [u128; 39] = {
    let mut powers = [1; 39];
    let mut index = 1;
    while index < 39 {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

/// The powers of ten that fit 64 bits.
static SHORT_POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut index = 1;
    while index < 20 {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

/// Ten to a power below 20.
#[inline(always)]
pub(super) fn power(exponent: usize) -> u64 {
    SHORT_POWERS[exponent]
}

/// Number of decimal digits; one for zero.
#[inline(always)]
pub(super) fn digits_of(limb: u64) -> usize {
    let bits = 64 - (limb | 1).leading_zeros() as usize;
    // 1233/4096 is log10(2), near enough for 64 bits.
    let guess = (bits * 1233) >> 12;
    guess + usize::from(limb >= SHORT_POWERS[guess]).max(usize::from(guess == 0))
}

/// Number of decimal digits; one for zero.
#[inline(always)]
pub(super) fn digits_of_wide(number: u128) -> usize {
    if number <= u128::from(u64::MAX) {
        return digits_of(number as u64);
    }
    let bits = 128 - number.leading_zeros() as usize;
    let guess = (bits * 1233) >> 12;
    guess + usize::from(number >= POWERS[guess])
}

/// 2^64 less than the reciprocal of the base, times 2^128.
const RECIPROCAL: u64 = (u128::MAX / RADIX as u128 - (1 << 64)) as u64;

/// Quotient and remainder by the base, of a number whose quotient fits 64 bits.
// Source: Möller and Granlund, "Improved division by invariant integers" (2011), algorithm 4.
#[inline(always)]
fn divide_by_radix(number: u128) -> (u64, u64) {
    let (high, low) = ((number >> 64) as u64, number as u64);
    let estimate = u128::from(RECIPROCAL) * u128::from(high) + number;
    let mut quotient = ((estimate >> 64) as u64).wrapping_add(1);
    let mut rest = low.wrapping_sub(quotient.wrapping_mul(RADIX));
    if rest > estimate as u64 {
        quotient = quotient.wrapping_sub(1);
        rest = rest.wrapping_add(RADIX);
    }
    if rest >= RADIX {
        quotient = quotient.wrapping_add(1);
        rest -= RADIX;
    }
    (quotient, rest)
}

/// Drops the zero limbs at the end.
pub(super) fn trim(limbs: &mut Vec<u64>) {
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
}

fn trimmed(mut limbs: &[u64]) -> &[u64] {
    while let [rest @ .., 0] = limbs {
        limbs = rest;
    }
    limbs
}

/// Number of decimal digits; one for zero.
pub(super) fn digits(limbs: &[u64]) -> usize {
    match limbs {
        [] => 1,
        [lower @ .., top] => lower.len() * LIMB_DIGITS + digits_of(*top),
    }
}

/// The order of two numbers.
pub(super) fn compare(left: &[u64], right: &[u64]) -> Ordering {
    let by_length = left.len().cmp(&right.len());
    by_length.then_with(|| left.iter().rev().cmp(right.iter().rev()))
}

/// Adds `other` to `sum`, which is at least as long, and returns the carry.
fn add_in_place(sum: &mut [u64], other: &[u64]) -> bool {
    let mut carry = false;
    let (low, high) = sum.split_at_mut(other.len());
    for (limb, other) in low.iter_mut().zip(other) {
        // Both are below the base, so that the sum may go beyond 64 bits.
        let room = RADIX - other - u64::from(carry);
        carry = *limb >= room;
        *limb = if carry {
            *limb - room
        } else {
            *limb + (RADIX - room)
        };
    }
    for limb in high {
        if !carry {
            return false;
        }
        carry = *limb == RADIX - 1;
        *limb = if carry { 0 } else { *limb + 1 };
    }
    carry
}

/// Subtracts `other` from `number`, which is at least as long, and returns the borrow.
fn subtract_in_place(number: &mut [u64], other: &[u64]) -> bool {
    let mut borrow = false;
    let (low, high) = number.split_at_mut(other.len());
    for (limb, other) in low.iter_mut().zip(other) {
        let less = other + u64::from(borrow);
        borrow = *limb < less;
        *limb = if borrow {
            RADIX - (less - *limb)
        } else {
            *limb - less
        };
    }
    for limb in high {
        if !borrow {
            return false;
        }
        borrow = *limb == 0;
        *limb = if borrow { RADIX - 1 } else { *limb - 1 };
    }
    borrow
}

/// The sum of two numbers.
pub(super) fn add(left: &[u64], right: &[u64], vm: &mut Vm) -> PyResult<Vec<u64>> {
    let (long, short) = if left.len() < right.len() {
        (right, left)
    } else {
        (left, right)
    };
    let mut sum = vm.new_buffer(long.len() + 1)?;
    sum.extend_from_slice(long);
    if add_in_place(&mut sum, short) {
        sum.push(1);
    }
    Ok(sum)
}

/// Adds one.
pub(super) fn increment(mut limbs: Vec<u64>, vm: &mut Vm) -> PyResult<Vec<u64>> {
    for limb in &mut limbs {
        if *limb < RADIX - 1 {
            *limb += 1;
            return Ok(limbs);
        }
        *limb = 0;
    }
    vm.push_to(&mut limbs, 1)?;
    Ok(limbs)
}

/// The difference of two numbers, of which the first is not the smaller one.
pub(super) fn subtract(left: &[u64], right: &[u64], vm: &mut Vm) -> PyResult<Vec<u64>> {
    let mut difference = vm.new_buffer(left.len())?;
    difference.extend_from_slice(left);
    subtract_in_place(&mut difference, right);
    trim(&mut difference);
    Ok(difference)
}

/// Multiplies by a limb and adds one, and returns the limb that is carried.
fn scale_in_place(limbs: &mut [u64], factor: u64, summand: u64) -> u64 {
    let mut carry = summand;
    for limb in limbs {
        let wide = u128::from(*limb) * u128::from(factor) + u128::from(carry);
        (carry, *limb) = divide_by_radix(wide);
    }
    carry
}

/// Divides by a limb, and returns the remainder.
fn divide_in_place(limbs: &mut [u64], divisor: u64) -> u64 {
    let mut rest = 0;
    for limb in limbs.iter_mut().rev() {
        let wide = u128::from(rest) * u128::from(RADIX) + u128::from(*limb);
        *limb = (wide / u128::from(divisor)) as u64;
        rest = (wide % u128::from(divisor)) as u64;
    }
    rest
}

/// Adds `left * right` to `sum`, whose length is at least that of both together.
fn multiply_rows(sum: &mut [u64], left: &[u64], right: &[u64], vm: &mut Vm) -> PyResult<()> {
    for (place, &factor) in left.iter().enumerate() {
        if right.len() > 1000 {
            vm.poll()?;
        }
        let (row, rest) = sum[place..].split_at_mut(right.len());
        let mut carry = 0;
        for (limb, &other) in row.iter_mut().zip(right) {
            let wide =
                u128::from(factor) * u128::from(other) + u128::from(*limb) + u128::from(carry);
            (carry, *limb) = divide_by_radix(wide);
        }
        add_in_place(rest, &[carry]);
    }
    Ok(())
}

/// Limbs below which products are made row by row.
const KARATSUBA: usize = 40;

/// Sets `product`, which is zero and as long as both factors together, to the product of two
/// factors of equal length.
fn multiply_equal(product: &mut [u64], left: &[u64], right: &[u64], vm: &mut Vm) -> PyResult<()> {
    let length = left.len();
    if length < KARATSUBA {
        return multiply_rows(product, left, right, vm);
    }
    vm.poll()?;
    // (a·B + b)(c·B + d) = ac·B² + ((a + b)(c + d) - ac - bd)·B + bd
    let half = length / 2;
    let (low_left, high_left) = left.split_at(half);
    let (low_right, high_right) = right.split_at(half);
    let size = length - half + 1;
    let sum = |low: &[u64], high: &[u64], vm: &mut Vm| -> PyResult<Vec<u64>> {
        let mut sum = vm.new_buffer(size)?;
        sum.extend_from_slice(high);
        sum.push(0);
        add_in_place(&mut sum, low);
        Ok(sum)
    };
    let (left_sum, right_sum) = (
        sum(low_left, high_left, vm)?,
        sum(low_right, high_right, vm)?,
    );
    let mut middle = vm.new_buffer(2 * size)?;
    middle.resize(2 * size, 0);
    multiply_equal(&mut middle, &left_sum, &right_sum, vm)?;
    let (low, high) = product.split_at_mut(2 * half);
    multiply_equal(low, low_left, low_right, vm)?;
    multiply_equal(high, high_left, high_right, vm)?;
    subtract_in_place(&mut middle, low);
    subtract_in_place(&mut middle, high);
    add_in_place(&mut product[half..], trimmed(&middle));
    Ok(())
}

/// The product of two numbers.
pub(super) fn multiply(left: &[u64], right: &[u64], vm: &mut Vm) -> PyResult<Vec<u64>> {
    let (long, short) = if left.len() < right.len() {
        (right, left)
    } else {
        (left, right)
    };
    let mut product = vm.new_buffer(long.len() + short.len())?;
    product.resize(long.len() + short.len(), 0);
    if short.len() < KARATSUBA {
        multiply_rows(&mut product, short, long, vm)?;
    } else {
        let mut part = vm.new_buffer(2 * short.len())?;
        for (index, chunk) in long.chunks(short.len()).enumerate() {
            part.clear();
            part.resize(chunk.len() + short.len(), 0);
            if chunk.len() == short.len() {
                multiply_equal(&mut part, chunk, short, vm)?;
            } else {
                let rest = multiply(chunk, short, vm)?;
                part[..rest.len()].copy_from_slice(&rest);
            }
            add_in_place(&mut product[index * short.len()..], trimmed(&part));
        }
    }
    trim(&mut product);
    Ok(product)
}

/// The number times a power of ten.
pub(super) fn shift_left(limbs: &[u64], count: usize, vm: &mut Vm) -> PyResult<Vec<u64>> {
    if limbs.is_empty() {
        return Ok(Vec::new());
    }
    let (whole, part) = (count / LIMB_DIGITS, count % LIMB_DIGITS);
    let mut shifted: Vec<u64> = vm.new_buffer(limbs.len() + whole + 1)?;
    shifted.resize(whole, 0);
    shifted.extend_from_slice(limbs);
    let carry = scale_in_place(&mut shifted[whole..], power(part), 0);
    if carry != 0 {
        shifted.push(carry);
    }
    Ok(shifted)
}

/// What is left when digits are cut off, in units of the last digit that stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rest {
    /// Nothing.
    Zero,
    /// Less than a half.
    Less,
    /// A half.
    Half,
    /// More than a half.
    More,
}

impl Rest {
    /// What `rest` is as a part of `whole`.
    pub(super) fn of(rest: u128, whole: u128) -> Rest {
        match (rest, rest.cmp(&(whole - rest))) {
            (0, _) => Rest::Zero,
            (_, Ordering::Less) => Rest::Less,
            (_, Ordering::Equal) => Rest::Half,
            (_, Ordering::Greater) => Rest::More,
        }
    }

    /// The same when something lies behind it.
    pub(super) fn beyond(self, is_more: bool) -> Rest {
        match self {
            Rest::Zero if is_more => Rest::Less,
            Rest::Half if is_more => Rest::More,
            rest => rest,
        }
    }
}

/// The number without its last `count` digits, and what they are.
pub(super) fn shift_right(limbs: &[u64], count: usize, vm: &mut Vm) -> PyResult<(Vec<u64>, Rest)> {
    let (whole, part) = (count / LIMB_DIGITS, count % LIMB_DIGITS);
    if whole > limbs.len() {
        let rest = if limbs.is_empty() {
            Rest::Zero
        } else {
            Rest::Less
        };
        return Ok((Vec::new(), rest));
    }
    let (cut, kept) = limbs.split_at(whole);
    let mut shifted: Vec<u64> = vm.new_buffer(kept.len())?;
    let divisor = power(part);
    let mut lowest = 0;
    if part == 0 {
        shifted.extend_from_slice(kept);
    } else {
        let factor = power(LIMB_DIGITS - part);
        lowest = kept.first().map_or(0, |limb| limb % divisor);
        for (index, limb) in kept.iter().enumerate() {
            let higher = kept.get(index + 1).map_or(0, |limb| limb % divisor);
            shifted.push(limb / divisor + higher * factor);
        }
    }
    trim(&mut shifted);
    let (rest, below) = match (part, cut) {
        (0, []) => (Rest::Zero, cut),
        (0, [lower @ .., top]) => (Rest::of(u128::from(*top), u128::from(RADIX)), lower),
        _ => (Rest::of(u128::from(lowest), u128::from(divisor)), cut),
    };
    Ok((shifted, rest.beyond(below.iter().any(|&limb| limb != 0))))
}

/// Number of zeros at the end of a number that is not zero.
pub(super) fn trailing_zeros(limbs: &[u64]) -> usize {
    let whole = limbs.iter().take_while(|&&limb| limb == 0).count();
    whole * LIMB_DIGITS + trailing_zeros_of(u128::from(limbs.get(whole).copied().unwrap_or(1)))
}

/// Number of zeros at the end of a number that is not zero.
pub(super) fn trailing_zeros_of(mut number: u128) -> usize {
    let mut count = 0;
    while number > u128::from(u64::MAX) {
        if !number.is_multiple_of(10) {
            return count;
        }
        number /= 10;
        count += 1;
    }
    let mut number = number as u64;
    for step in [16, 8, 4, 2, 1] {
        while number.is_multiple_of(power(step)) {
            number /= power(step);
            count += step;
        }
    }
    count
}

/// Quotient and remainder of two numbers, the second not zero.
// Source: Knuth, "The Art of Computer Programming", volume 2, 4.3.1, algorithm D.
pub(super) fn divide(
    number: &[u64],
    divisor: &[u64],
    vm: &mut Vm,
) -> PyResult<(Vec<u64>, Vec<u64>)> {
    let mut rest: Vec<u64> = vm.new_buffer(number.len() + 1)?;
    rest.extend_from_slice(number);
    if compare(number, divisor) == Ordering::Less {
        return Ok((Vec::new(), rest));
    }
    if let [divisor] = divisor {
        let left = divide_in_place(&mut rest, *divisor);
        trim(&mut rest);
        let left = if left == 0 { Vec::new() } else { vec![left] };
        return Ok((rest, left));
    }
    // D1: the first limb of the divisor becomes at least half the base.
    let length = divisor.len();
    let factor = RADIX / (divisor[length - 1] + 1);
    let mut scaled: Vec<u64> = vm.new_buffer(length)?;
    scaled.extend_from_slice(divisor);
    scale_in_place(&mut scaled, factor, 0);
    let carry = scale_in_place(&mut rest, factor, 0);
    rest.push(carry);
    let count = rest.len() - length;
    let mut quotient: Vec<u64> = vm.new_buffer(count)?;
    quotient.resize(count, 0);
    let (first, second) = (
        u128::from(scaled[length - 1]),
        u128::from(scaled[length - 2]),
    );
    let radix = u128::from(RADIX);
    for place in (0..count).rev() {
        if length > 1000 || place.is_multiple_of(1000) {
            vm.poll()?;
        }
        let top = place + length;
        // D3: the estimate is at most one too great.
        let start = u128::from(rest[top]) * radix + u128::from(rest[top - 1]);
        let (mut estimate, mut left) = (start / first, start % first);
        while estimate >= radix || estimate * second > left * radix + u128::from(rest[top - 2]) {
            estimate -= 1;
            left += first;
            if left >= radix {
                break;
            }
        }
        // D4 to D6
        if subtract_product(&mut rest[place..=top], &scaled, estimate as u64) {
            estimate -= 1;
            add_in_place(&mut rest[place..=top], &scaled);
        }
        quotient[place] = estimate as u64;
    }
    trim(&mut quotient);
    trim(&mut rest);
    divide_in_place(&mut rest, factor);
    trim(&mut rest);
    Ok((quotient, rest))
}

/// Subtracts `factor * other` from `number`, which is one limb longer, and returns the borrow.
fn subtract_product(number: &mut [u64], other: &[u64], factor: u64) -> bool {
    let (mut carry, mut borrow) = (0, false);
    for (limb, &other) in number.iter_mut().zip(other) {
        let wide = u128::from(other) * u128::from(factor) + u128::from(carry);
        let low;
        (carry, low) = divide_by_radix(wide);
        let less = low + u64::from(borrow);
        borrow = *limb < less;
        *limb = if borrow {
            RADIX - (less - *limb)
        } else {
            *limb - less
        };
    }
    let top = &mut number[other.len()];
    let less = carry + u64::from(borrow);
    borrow = *top < less;
    *top = if borrow {
        RADIX - (less - *top)
    } else {
        *top - less
    };
    borrow
}
