//! `repr` of complex numbers.

use crate::builtins::complex::value::ComplexNumber;
use crate::builtins::float::float_repr;

/// `repr(value)`: the real part is left out where it is positive zero.
pub fn complex_repr(value: ComplexNumber) -> String {
    let imaginary = part(value.im);
    if value.re == 0.0 && value.re.is_sign_positive() {
        return format!("{imaginary}j");
    }
    let sign = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imaginary}j)", part(value.re))
}

/// A part: as the float, without `.0`.
fn part(value: f64) -> String {
    let mut text = float_repr(value);
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repr_is_that_of_cpython() {
        for (re, im, expected) in [
            (1.0, 2.0, "(1+2j)"),
            (0.0, 2.0, "2j"),
            (-0.0, 2.0, "(-0+2j)"),
            (0.0, -0.0, "-0j"),
            (1.5, -1e20, "(1.5-1e+20j)"),
            (f64::NAN, f64::INFINITY, "(nan+infj)"),
            (0.0, f64::NAN, "nanj"),
        ] {
            assert_eq!(complex_repr(ComplexNumber::new(re, im)), expected);
        }
    }
}
