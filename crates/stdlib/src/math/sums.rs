//! Sums without accumulated rounding: `fsum`, `sumprod`, `hypot`, `dist`.

use std::ops::ControlFlow;

use rpy_bytecode::BinaryOperator;
use rpy_vm::{PyResult, Value, Vm};

/// The sum of two floats and what its rounding lost (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// The product of two floats and what its rounding lost.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

/// A sum kept exactly, as floats that do not overlap, in order of magnitude (Shewchuk).
#[derive(Default)]
struct ExactSum {
    partials: Vec<f64>,
    /// The sum of the infinities and NaNs.
    special: f64,
    /// The sum of the infinities alone.
    infinities: f64,
    has_special: bool,
}

impl ExactSum {
    /// Adds a float; `false` if the sum overflows on the way.
    fn add(&mut self, value: f64) -> bool {
        let mut carry = value;
        let mut kept = 0;
        for index in 0..self.partials.len() {
            let (sum, lost) = two_sum(carry, self.partials[index]);
            if lost != 0.0 && !lost.is_nan() {
                self.partials[kept] = lost;
                kept += 1;
            }
            carry = sum;
        }
        self.partials.truncate(kept);
        if carry.is_finite() {
            if carry != 0.0 {
                self.partials.push(carry);
            }
            return true;
        }
        if value.is_finite() {
            return false;
        }
        if value.is_infinite() {
            self.infinities += value;
        }
        self.special += value;
        self.has_special = true;
        self.partials.clear();
        true
    }

    /// The float nearest to the sum, ties to even.
    fn round(&self) -> f64 {
        let mut partials = self.partials.iter().rev().copied();
        let Some(mut high) = partials.next() else {
            return 0.0;
        };
        let mut low = 0.0;
        let mut rest = partials.clone();
        for partial in partials {
            rest.next();
            (high, low) = two_sum(high, partial);
            if low != 0.0 {
                break;
            }
        }
        // What lies below decides where the loss is exactly half of the last place.
        if let Some(next) = rest.next()
            && (low < 0.0) == (next < 0.0)
            && low != 0.0
        {
            let doubled = low * 2.0;
            let rounded = high + doubled;
            if doubled == rounded - high {
                high = rounded;
            }
        }
        high
    }
}

pub(super) fn fsum(iterable: &Value, vm: &mut Vm) -> PyResult<f64> {
    let mut sum = ExactSum::default();
    let _ = vm.iterate(iterable, |item, vm| {
        let value = item.to_f64(vm)?;
        if sum.add(value) {
            Ok(ControlFlow::Continue(()))
        } else {
            Err(vm.overflow_error("intermediate overflow in fsum"))
        }
    })?;
    if sum.has_special {
        if sum.infinities.is_nan() {
            return Err(vm.value_error("-inf + inf in fsum"));
        }
        return Ok(sum.special);
    }
    Ok(sum.round())
}

/// A sum of products in three times the precision (Ogita, Rump, Oishi: "Accurate sum and dot
/// product", algorithm 5.10 for K = 3).
#[derive(Clone, Copy, Default)]
struct TripleSum {
    high: f64,
    low: f64,
    tiny: f64,
}

impl TripleSum {
    fn add_product(self, a: f64, b: f64) -> TripleSum {
        let (product, product_lost) = two_product(a, b);
        let (high, high_lost) = two_sum(self.high, product);
        let (low, low_lost) = two_sum(self.low, product_lost);
        let (low, rest) = two_sum(low, high_lost);
        TripleSum {
            high,
            low,
            tiny: self.tiny + low_lost + rest,
        }
    }

    fn round(self) -> f64 {
        let (sum, lost) = two_sum(self.low, self.high);
        self.tiny + lost + sum
    }
}

/// A factor for the float path: an exact float, or an int beside one.
fn float_pair(a: &Value, b: &Value, vm: &Vm) -> Option<(f64, f64)> {
    let exact_float = |value: &Value| {
        value
            .as_float()
            .filter(|_| value.class(vm).is(&vm.types.float))
    };
    let real = |value: &Value| exact_float(value).or_else(|| value.as_int()?.to_f64());
    if exact_float(a).is_none() && exact_float(b).is_none() {
        return None;
    }
    Some((real(a)?, real(b)?))
}

fn is_exact_int(value: &Value, vm: &Vm) -> bool {
    value.is_small_int() || value.class(vm).is(&vm.types.int)
}

pub(super) fn sumprod(p: &Value, q: &Value, vm: &mut Vm) -> PyResult {
    let (p, q) = (p.iter(vm)?, q.iter(vm)?);
    let mut total = Value::from_i32(0);
    let mut only_ints = true;
    let mut floats: Option<TripleSum> = Some(TripleSum::default());
    let mut has_floats = false;
    loop {
        let (a, b) = match (p.next(vm)?, q.next(vm)?) {
            (Some(a), Some(b)) => (a, b),
            (None, None) => break,
            _ => return Err(vm.value_error("Inputs are not the same length")),
        };
        only_ints = only_ints && is_exact_int(&a, vm) && is_exact_int(&b, vm);
        if !only_ints {
            if let Some(sum) = floats
                && let Some((a, b)) = float_pair(&a, &b, vm)
            {
                let next = sum.add_product(a, b);
                if next.high.is_finite() {
                    floats = Some(next);
                    has_floats = true;
                    continue;
                }
            }
            // From the first pair that is not of floats on, the operators decide.
            if let Some(sum) = floats.take()
                && has_floats
            {
                let sum = vm.new_float(sum.round());
                total = total.binary(&sum, BinaryOperator::Add, vm)?;
            }
        }
        let product = a.binary(&b, BinaryOperator::Multiply, vm)?;
        total = total.binary(&product, BinaryOperator::Add, vm)?;
    }
    if let Some(sum) = floats
        && has_floats
    {
        let sum = vm.new_float(sum.round());
        total = total.binary(&sum, BinaryOperator::Add, vm)?;
    }
    Ok(total)
}

pub(super) fn hypot(coordinates: &[Value], vm: &mut Vm) -> PyResult<f64> {
    let mut vector = Vec::with_capacity(coordinates.len());
    for coordinate in coordinates {
        vector.push(coordinate.to_f64(vm)?.abs());
    }
    Ok(norm(&vector))
}

pub(super) fn dist(p: &Value, q: &Value, vm: &mut Vm) -> PyResult<f64> {
    let (p, q) = (vm.collect(p)?, vm.collect(q)?);
    if p.len() != q.len() {
        return Err(vm.value_error("both points must have the same number of dimensions"));
    }
    let mut vector = Vec::with_capacity(p.len());
    for (a, b) in p.iter().zip(&q) {
        vector.push((a.to_f64(vm)? - b.to_f64(vm)?).abs());
    }
    Ok(norm(&vector))
}

/// The length of a vector of magnitudes, nearly always correctly rounded.
fn norm(vector: &[f64]) -> f64 {
    let largest = vector.iter().copied().fold(0.0, f64::max);
    if largest.is_infinite() {
        return f64::INFINITY;
    }
    if vector.iter().any(|part| part.is_nan()) {
        return f64::NAN;
    }
    if largest == 0.0 || vector.len() == 1 {
        return largest;
    }
    // Scaled by a power of two, so that squares neither overflow nor vanish.
    let (_, exponent) = libm::frexp(largest);
    let mut sum = 0.0;
    let mut lost = 0.0;
    for &part in vector {
        let part = libm::ldexp(part, -exponent);
        let (square, square_lost) = two_product(part, part);
        let (next, next_lost) = two_sum(sum, square);
        sum = next;
        lost += square_lost + next_lost;
    }
    let root = (sum + lost).sqrt();
    // One step of Newton's method with the error of the root's square.
    let (square, square_lost) = two_product(root, root);
    let error = (sum - square) + (lost - square_lost);
    libm::ldexp(root + error / (2.0 * root), exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: &[f64]) -> f64 {
        let mut sum = ExactSum::default();
        for &value in values {
            assert!(sum.add(value), "no overflow");
        }
        sum.round()
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[1e100, 1.0, -1e100]), 1.0);
        assert_eq!(sum(&[9007199254740992.0, 1.0, 1e-100]), 9007199254740994.0);
        assert_eq!(sum(&[9007199254740992.0, 1.0, -1e-100]), 9007199254740992.0);
        assert_eq!(sum(&[1e16, 1.0, 1e-16]), 1.0000000000000002e16);
        assert_eq!(sum(&[]), 0.0);
        let mut overflow = ExactSum::default();
        assert!(overflow.add(1e308) && !overflow.add(1e308));
    }

    #[test]
    fn norms_neither_overflow_nor_vanish() {
        assert_eq!(norm(&[3.0, 4.0]), 5.0);
        assert_eq!(norm(&[1e308, 1e308]), 1.4142135623730951e308);
        assert_eq!(norm(&[1e-320, 1e-320]), 1.414e-320);
        assert_eq!(norm(&[1.0, 2.0, 3.0]), 3.7416573867739413);
        assert_eq!(norm(&[1.5, 2.5, 3.5, 4.5]), 6.4031242374328485);
        assert_eq!(norm(&[0.1; 10]), 0.31622776601683794);
        assert_eq!(norm(&[f64::INFINITY, f64::NAN]), f64::INFINITY);
        assert!(norm(&[f64::NAN, 1.0]).is_nan());
    }
}
