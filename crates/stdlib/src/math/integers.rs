//! Number theory: factorials, binomial coefficients, divisors, roots.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
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
fn product(first: &BigInt, last: &BigInt) -> BigInt {
    let count = last - first;
    if count.is_negative() {
        return BigInt::one();
    }
    if count < BigInt::from(8) {
        let mut result = first.clone();
        let mut factor = first.clone();
        while &factor < last {
            factor += 1u32;
            result *= &factor;
        }
        return result;
    }
    let middle: BigInt = (first + last) >> 1u32;
    product(first, &middle) * product(&(&middle + 1u32), last)
}

pub(super) fn factorial(n: &Value, vm: &mut Vm) -> PyResult<BigInt> {
    let n = integer(n, vm)?;
    if n.is_negative() {
        return Err(vm.value_error("factorial() not defined for negative values"));
    }
    if n.to_i64().is_none() {
        return Err(vm.overflow_error(format!(
            "factorial() argument should not exceed {}",
            i64::MAX
        )));
    }
    Ok(product(&BigInt::one(), &n))
}

pub(super) fn perm(n: &Value, k: Option<&Value>, vm: &mut Vm) -> PyResult<BigInt> {
    let Some(k) = k.filter(|k| !k.is_none()) else {
        return factorial(n, vm);
    };
    let (n, k) = (integer(n, vm)?, integer(k, vm)?);
    check_signs(&n, &k, vm)?;
    if n < k {
        return Ok(BigInt::zero());
    }
    if k.to_i64().is_none() {
        return Err(vm.overflow_error(format!("k must not exceed {}", i64::MAX)));
    }
    Ok(product(&(&n - &k + 1u32), &n))
}

pub(super) fn comb(n: &Value, k: &Value, vm: &mut Vm) -> PyResult<BigInt> {
    let (n, k) = (integer(n, vm)?, integer(k, vm)?);
    check_signs(&n, &k, vm)?;
    if n < k {
        return Ok(BigInt::zero());
    }
    let k = (&n - &k).min(k);
    let Some(k) = k.to_i64() else {
        return Err(vm.overflow_error(format!("min(n - k, k) must not exceed {}", i64::MAX)));
    };
    Ok(binomial(&n, k as u64))
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

/// `n` over `k`, for `k` not above `n`.
fn binomial(n: &BigInt, k: u64) -> BigInt {
    if k <= 32 {
        let mut result = BigInt::one();
        for index in 0..k {
            // Exact: this is `n` over `index + 1`.
            result = result * (n - index) / (index + 1);
        }
        return result;
    }
    // C(n, k) = C(n, j) * C(n - j, k - j) / C(k, j)
    let half = k / 2;
    let rest = n - half;
    binomial(n, half) * binomial(&rest, k - half) / binomial(&BigInt::from(k), half)
}

pub(super) fn gcd(integers: &[Value], vm: &mut Vm) -> PyResult {
    let mut result = BigInt::zero();
    for value in integers {
        result = result.gcd(&integer(value, vm)?);
    }
    Ok(vm.new_big_int(result))
}

pub(super) fn lcm(integers: &[Value], vm: &mut Vm) -> PyResult {
    let mut result = BigInt::one();
    for value in integers {
        result = result.lcm(&integer(value, vm)?);
    }
    Ok(vm.new_big_int(result))
}

pub(super) fn isqrt(n: &Value, vm: &mut Vm) -> PyResult<BigInt> {
    let n = integer(n, vm)?;
    if n.is_negative() {
        return Err(vm.value_error("isqrt() argument must be nonnegative"));
    }
    Ok(n.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_binomials() {
        let big = |value: u64| BigInt::from(value);
        assert_eq!(product(&big(1), &big(0)), big(1));
        assert_eq!(product(&big(1), &big(20)), big(2432902008176640000));
        assert_eq!(
            binomial(&big(100), 50).to_string(),
            "100891344545564193334812497256"
        );
        assert_eq!(binomial(&big(1_000_000), 3), big(166666166667000000));
        assert_eq!(binomial(&big(40), 0), big(1));
        let n: BigInt = "100000000000000000000".parse().expect("a number");
        assert_eq!(
            binomial(&n, 3).to_string(),
            "166666666666666666661666666666666666666700000000000000000000"
        );
    }
}
