//! Number theory: factorials, binomial coefficients, divisors, roots.

use std::ops::RangeInclusive;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, ToPrimitive, Zero};
use rpy_vm::builtins::int::large;
use rpy_vm::{PyResult, Value, Vm};

/// The int that an argument stands for by `__index__`.
pub(super) fn integer(value: &Value, vm: &mut Vm) -> PyResult<BigInt> {
    let index = value.index(vm)?;
    Ok(index
        .as_int()
        .expect("index() gives an int")
        .to_big()
        .into_owned())
}

/// The product of the ints from `first` to `last`, by halves, so that factors are of like size.
fn product(first: u64, last: u64, vm: &mut Vm) -> PyResult<BigUint> {
    if last < first {
        return Ok(BigUint::one());
    }
    if last - first < 32 {
        return Ok(product_of_words(first, last));
    }
    let middle = first + (last - first) / 2;
    let low = product(first, middle, vm)?;
    let high = product(middle + 1, last, vm)?;
    large::multiply(&low, &high, vm)
}

/// As [`product`], of a few ints; `first` is at most `last`. What fits one word is multiplied there.
fn product_of_words(first: u64, last: u64) -> BigUint {
    let bits = u64::from(u64::BITS - last.leading_zeros());
    if (last - first + 1) * bits <= 64 {
        return (first..=last).product::<u64>().into();
    }
    let middle = first + (last - first) / 2;
    match last - first {
        0 => first.into(),
        _ => product_of_words(first, middle) * product_of_words(middle + 1, last),
    }
}

/// The product of the `count` ints up to `n`, which are all above zero.
fn falling_product(n: &BigUint, count: u64, vm: &mut Vm) -> PyResult<BigUint> {
    if count == 0 {
        return Ok(BigUint::one());
    }
    if let Some(n) = n.to_u64() {
        return product(n - (count - 1), n, vm);
    }
    if count < 32 {
        let factors = (0..count).map(|index| n - index);
        return Ok(factors.fold(BigUint::one(), |product, factor| product * factor));
    }
    let half = count / 2;
    let high = falling_product(n, half, vm)?;
    let low = falling_product(&(n - half), count - half, vm)?;
    large::multiply(&high, &low, vm)
}

/// Raises `MemoryError` if there is no room for an int of so many bits, or about.
fn check_bits(bits: f64, vm: &mut Vm) -> PyResult<()> {
    // Larger ones could not be used for anything: 8 GiB.
    if bits > (1u64 << 36) as f64 {
        return Err(vm.memory_error());
    }
    vm.check_allocation((bits / 8.0) as usize)
}

/// The binary logarithm, rounded down; zero for zero.
fn floor_log2(n: &BigUint) -> f64 {
    n.bits().saturating_sub(1) as f64
}

/// A number that is not negative and not large.
fn small(value: &Value) -> Option<u64> {
    u64::try_from(value.as_small_int()?).ok()
}

/// The product of the ints from one to another, if it fits a word.
fn small_product(mut factors: RangeInclusive<u64>) -> Option<BigInt> {
    let product = factors.try_fold(1_u64, u64::checked_mul)?;
    Some(product.into())
}

pub(super) fn factorial(n: &Value, vm: &mut Vm) -> PyResult<BigInt> {
    if let Some(n) = small(n)
        && let Some(product) = small_product(1..=n)
    {
        return Ok(product);
    }
    let n = integer(n, vm)?;
    if n.is_negative() {
        return Err(vm.value_error("factorial() not defined for negative values"));
    }
    let Some(n) = n.to_i64() else {
        return Err(vm.overflow_error(format!(
            "factorial() argument should not exceed {}",
            i64::MAX
        )));
    };
    // By Stirling's formula, which is a little less.
    let float = n as f64;
    check_bits(float * (float / std::f64::consts::E).log2(), vm)?;
    Ok(product(1, n as u64, vm)?.into())
}

pub(super) fn perm(n: &Value, k: Option<&Value>, vm: &mut Vm) -> PyResult<BigInt> {
    let Some(k) = k.filter(|k| !k.is_none()) else {
        return factorial(n, vm);
    };
    if let (Some(n), Some(k)) = (small(n), small(k))
        && k <= n
        && let Some(product) = small_product(n - k + 1..=n)
    {
        return Ok(product);
    }
    let (n, k) = (integer(n, vm)?, integer(k, vm)?);
    check_signs(&n, &k, vm)?;
    if n < k {
        return Ok(BigInt::zero());
    }
    let Some(count) = k.to_i64() else {
        return Err(vm.overflow_error(format!("k must not exceed {}", i64::MAX)));
    };
    let n = n.into_parts().1;
    // The upper half of the factors is at least so large.
    let half = &n - count as u64 / 2;
    check_bits((count / 2) as f64 * floor_log2(&half), vm)?;
    Ok(falling_product(&n, count as u64, vm)?.into())
}

pub(super) fn comb(n: &Value, k: &Value, vm: &mut Vm) -> PyResult<BigInt> {
    if let (Some(n), Some(k)) = (small(n), small(k))
        && k <= n
        && n <= LAST_SMALL as u64
    {
        return Ok(SMALL[n as usize][k.min(n - k) as usize].into());
    }
    let (n, k) = (integer(n, vm)?, integer(k, vm)?);
    check_signs(&n, &k, vm)?;
    if n < k {
        return Ok(BigInt::zero());
    }
    let k = (&n - &k).min(k);
    let Some(k) = k.to_i64() else {
        return Err(vm.overflow_error(format!("min(n - k, k) must not exceed {}", i64::MAX)));
    };
    let n = n.into_parts().1;
    let k = k as u64;
    // It is at least (n / k) ** k.
    check_bits(k as f64 * floor_log2(&(&n / k.max(1))), vm)?;
    Ok(binomial(&n, k, vm)?.into())
}

fn check_signs(n: &BigInt, k: &BigInt, vm: &mut Vm) -> PyResult<()> {
    if n.is_negative() {
        return Err(vm.value_error("n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(vm.value_error("k must be a non-negative integer"));
    }
    Ok(())
}

/// The largest `n` all of whose binomial coefficients fit a word.
const LAST_SMALL: usize = 67;

/// `n` over `k` for all `n` up to [`LAST_SMALL`] and `k` up to half of that.
static SMALL: [[u64; LAST_SMALL / 2 + 1]; LAST_SMALL + 1] = {
    let mut rows = [[0; LAST_SMALL / 2 + 1]; LAST_SMALL + 1];
    let mut n = 0;
    while n <= LAST_SMALL {
        rows[n][0] = 1;
        let mut k = 1;
        while k <= n / 2 {
            // Those beyond the middle are those before it.
            let mirrored = if 2 * k > n - 1 { n - 1 - k } else { k };
            rows[n][k] = rows[n - 1][k - 1] + rows[n - 1][mirrored];
            k += 1;
        }
        n += 1;
    }
    rows
};

/// `n` over `k`, for `k` not above half of `n`.
fn binomial(n: &BigUint, k: u64, vm: &mut Vm) -> PyResult<BigUint> {
    if let Some(small) = n.to_usize()
        && small <= LAST_SMALL
    {
        return Ok(SMALL[small][k as usize].into());
    }
    if let Some(n) = n.to_u64()
        && n <= MOST_BY_PRIMES
        && n / 32 <= k
    {
        return product_of(&binomial_factors(n, k), vm);
    }
    if k <= 32 {
        // The factors of the factorial in two words.
        let numerator = falling_product(n, k, vm)?;
        let (low, high) = (1..=k.min(20), 21..=k);
        return Ok(numerator / low.product::<u64>() / high.product::<u64>());
    }
    // C(n, k) = C(n, j) * C(n - j, k - j) / C(k, j)
    let half = k / 2;
    let rest = n - half;
    let (high, low) = (binomial(n, half, vm)?, binomial(&rest, k - half, vm)?);
    let product = large::multiply(&high, &low, vm)?;
    let divisor = binomial(&BigUint::from(k), half, vm)?;
    Ok(large::divide(&product, &divisor, vm)?.0)
}

/// Up to which `n` a sieve pays.
const MOST_BY_PRIMES: u64 = 1 << 20;

/// Words whose product is `n` over `k`: the powers of primes in it, several of them in a word.
///
/// Source: Legendre's formula for the powers in factorials.
fn binomial_factors(n: u64, k: u64) -> Vec<u64> {
    let mut is_composite = vec![false; n as usize + 1];
    let (mut words, mut word) = (Vec::new(), 1_u64);
    for prime in 2..=n {
        if is_composite[prime as usize] {
            continue;
        }
        if prime <= n / prime {
            let multiples = (prime * prime..=n).step_by(prime as usize);
            multiples.for_each(|it| is_composite[it as usize] = true);
        }
        let mut power = prime;
        while power <= n {
            if n / power - k / power - (n - k) / power != 0 {
                word = match word.checked_mul(prime) {
                    Some(word) => word,
                    None => {
                        words.push(word);
                        prime
                    }
                };
            }
            power *= prime;
        }
    }
    words.push(word);
    words
}

/// The product of words, by halves, so that factors are of like size.
fn product_of(words: &[u64], vm: &mut Vm) -> PyResult<BigUint> {
    if words.len() <= 16 {
        let words = words.iter();
        return Ok(words.fold(BigUint::one(), |product, word| product * word));
    }
    let (low, high) = words.split_at(words.len() / 2);
    let (low, high) = (product_of(low, vm)?, product_of(high, vm)?);
    large::multiply(&low, &high, vm)
}

/// The greatest common divisor of two words, by halving.
fn small_gcd(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        (a, b) = (a.min(b), a.abs_diff(b));
    }
    a << twos
}

pub(super) fn gcd(integers: &[Value], vm: &mut Vm) -> PyResult {
    let small = integers.iter().try_fold(0, |result, value| {
        let next = value.as_small_int()?.unsigned_abs();
        Some(small_gcd(result, next))
    });
    if let Some(result) = small {
        return Ok(vm.new_big_int(result.into()));
    }
    let mut result = BigUint::zero();
    for value in integers {
        let next = integer(value, vm)?.into_parts().1;
        result = large::greatest_common_divisor(result, next, vm)?;
    }
    Ok(vm.new_big_int(result.into()))
}

pub(super) fn lcm(integers: &[Value], vm: &mut Vm) -> PyResult {
    let small = integers.iter().try_fold(1_u64, |result, value| {
        let next = value.as_small_int()?.unsigned_abs();
        match small_gcd(result, next) {
            0 => Some(0),
            divisor => (result / divisor).checked_mul(next),
        }
    });
    if let Some(result) = small {
        return Ok(vm.new_big_int(result.into()));
    }
    let mut result = BigUint::one();
    for value in integers {
        let next = integer(value, vm)?.into_parts().1;
        if next.is_zero() || result.is_zero() {
            result = BigUint::zero();
            continue;
        }
        let divisor = large::greatest_common_divisor(result.clone(), next.clone(), vm)?;
        let (rest, _) = large::divide(&next, &divisor, vm)?;
        result = large::multiply(&result, &rest, vm)?;
    }
    Ok(vm.new_big_int(result.into()))
}

pub(super) fn isqrt(n: &Value, vm: &mut Vm) -> PyResult<BigInt> {
    if let Some(n) = small(n) {
        return Ok(n.isqrt().into());
    }
    let n = integer(n, vm)?;
    if n.is_negative() {
        return Err(vm.value_error("isqrt() argument must be nonnegative"));
    }
    // Each step has a root, a quotient and their sum.
    vm.check_allocation(((n.bits() / 8) as usize).saturating_mul(8))?;
    Ok(large::square_root(n.magnitude(), vm)?.into())
}
