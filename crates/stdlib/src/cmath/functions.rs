//! The functions, on pairs of floats. Branch cuts are continuous with the side from which the sign of
//! zero comes.
//! Source: Kahan, "Branch cuts for complex elementary functions" (1987).

use std::f64::consts::{E, FRAC_PI_2, LN_2, LN_10};

use rpy_vm::builtins::complex::ComplexNumber as Complex;

use super::special;

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The function is not defined there.
    Domain,
    /// The result is too large.
    Range,
}

pub(super) type Answer = Result<Complex, Problem>;

/// Beyond this, sums and products of parts may overflow.
const LARGE: f64 = f64::MAX / 4.0;
/// Bits of a mantissa.
const MANTISSA: i32 = f64::MANTISSA_DIGITS as i32;

/// Beyond this, `exp` overflows.
fn log_large() -> f64 {
    LARGE.ln()
}

/// The logarithm of the magnitude of what is so large that twice it may overflow.
fn log_of_large(z: Complex) -> f64 {
    (z.re / 2.0).hypot(z.im / 2.0).ln()
}

fn is_large(z: Complex) -> bool {
    z.re.abs() > LARGE || z.im.abs() > LARGE
}

fn new(re: f64, im: f64) -> Complex {
    Complex::new(re, im)
}

/// `f(iz)/i`, which makes `sin` of `sinh`, and the like.
fn turned(f: fn(Complex) -> Answer, z: Complex) -> Answer {
    let turned = f(new(-z.im, z.re))?;
    Ok(new(turned.im, -turned.re))
}

fn checked(z: Complex) -> Answer {
    match z.re.is_infinite() || z.im.is_infinite() {
        true => Err(Problem::Range),
        false => Ok(z),
    }
}

/// Whether the real part alone is infinite, and the imaginary part is not zero either.
fn points_somewhere(z: Complex) -> bool {
    z.re.is_infinite() && z.im.is_finite() && z.im != 0.0
}

pub(super) fn acos(z: Complex) -> Answer {
    if !z.is_finite() {
        return Ok(special::ACOS.at(z));
    }
    if is_large(z) {
        let magnitude = log_of_large(z) + LN_2 * 2.0;
        let im = match z.re < 0.0 {
            true => -magnitude.copysign(z.im),
            false => magnitude.copysign(-z.im),
        };
        return Ok(new(z.im.abs().atan2(z.re), im));
    }
    let a = sqrt(new(1.0 - z.re, -z.im))?;
    let b = sqrt(new(1.0 + z.re, z.im))?;
    Ok(new(
        2.0 * a.re.atan2(b.re),
        libm::asinh(b.re * a.im - b.im * a.re),
    ))
}

pub(super) fn acosh(z: Complex) -> Answer {
    if !z.is_finite() {
        return Ok(special::ACOSH.at(z));
    }
    if is_large(z) {
        return Ok(new(log_of_large(z) + LN_2 * 2.0, z.im.atan2(z.re)));
    }
    let a = sqrt(new(z.re - 1.0, z.im))?;
    let b = sqrt(new(z.re + 1.0, z.im))?;
    Ok(new(
        libm::asinh(a.re * b.re + a.im * b.im),
        2.0 * a.im.atan2(b.re),
    ))
}

pub(super) fn asin(z: Complex) -> Answer {
    turned(asinh, z)
}

pub(super) fn asinh(z: Complex) -> Answer {
    if !z.is_finite() {
        return Ok(special::ASINH.at(z));
    }
    if is_large(z) {
        let magnitude = log_of_large(z) + LN_2 * 2.0;
        let re = match z.im >= 0.0 {
            true => magnitude.copysign(z.re),
            false => -magnitude.copysign(-z.re),
        };
        return Ok(new(re, z.im.atan2(z.re.abs())));
    }
    let a = sqrt(new(1.0 + z.im, -z.re))?;
    let b = sqrt(new(1.0 - z.im, z.re))?;
    Ok(new(
        libm::asinh(a.re * b.im - b.re * a.im),
        z.im.atan2(a.re * b.re - a.im * b.im),
    ))
}

pub(super) fn atan(z: Complex) -> Answer {
    turned(atanh, z)
}

pub(super) fn atanh(z: Complex) -> Answer {
    if !z.is_finite() {
        return Ok(special::ATANH.at(z));
    }
    if z.re.is_sign_negative() {
        let mirrored = atanh(new(-z.re, -z.im))?;
        return Ok(new(-mirrored.re, -mirrored.im));
    }
    let height = z.im.abs();
    let root = LARGE.sqrt();
    if z.re > root || height > root {
        let half = (z.re / 2.0).hypot(z.im / 2.0);
        let re = z.re / 4.0 / half / half;
        return Ok(new(re, -FRAC_PI_2.copysign(-z.im)));
    }
    if z.re == 1.0 && height < f64::MIN_POSITIVE.sqrt() {
        if height == 0.0 {
            return Err(Problem::Domain);
        }
        let re = -(height.sqrt() / height.hypot(2.0).sqrt()).ln();
        return Ok(new(re, (2f64.atan2(-height) / 2.0).copysign(z.im)));
    }
    let rest = 1.0 - z.re;
    let re = (4.0 * z.re / (rest * rest + height * height)).ln_1p() / 4.0;
    let im = -(-2.0 * z.im).atan2(rest * (1.0 + z.re) - height * height) / 2.0;
    Ok(new(re, im))
}

pub(super) fn cos(z: Complex) -> Answer {
    cosh(new(-z.im, z.re))
}

pub(super) fn cosh(z: Complex) -> Answer {
    if !z.is_finite() {
        if points_somewhere(z) {
            let im = f64::INFINITY.copysign(z.im.sin());
            let re = f64::INFINITY.copysign(z.im.cos());
            return Ok(new(re, if z.re > 0.0 { im } else { -im }));
        }
        if z.im.is_infinite() && !z.re.is_nan() {
            return Err(Problem::Domain);
        }
        return Ok(special::COSH.at(z));
    }
    if z.re.abs() > log_large() {
        let less = z.re - 1f64.copysign(z.re);
        return checked(new(
            z.im.cos() * less.cosh() * E,
            z.im.sin() * less.sinh() * E,
        ));
    }
    checked(new(z.im.cos() * z.re.cosh(), z.im.sin() * z.re.sinh()))
}

pub(super) fn exp(z: Complex) -> Answer {
    if !z.is_finite() {
        if points_somewhere(z) {
            let size = if z.re > 0.0 { f64::INFINITY } else { 0.0 };
            return Ok(new(size.copysign(z.im.cos()), size.copysign(z.im.sin())));
        }
        if z.im.is_infinite() && (z.re.is_finite() || z.re == f64::INFINITY) {
            return Err(Problem::Domain);
        }
        return Ok(special::EXP.at(z));
    }
    if z.re > log_large() {
        let size = (z.re - 1.0).exp();
        return checked(new(size * z.im.cos() * E, size * z.im.sin() * E));
    }
    let size = z.re.exp();
    checked(new(size * z.im.cos(), size * z.im.sin()))
}

pub(super) fn log(z: Complex) -> Answer {
    if !z.is_finite() {
        return Ok(special::LOG.at(z));
    }
    let (width, height) = (z.re.abs(), z.im.abs());
    let re = if is_large(z) {
        log_of_large(z) + LN_2
    } else if width < f64::MIN_POSITIVE && height < f64::MIN_POSITIVE {
        if width == 0.0 && height == 0.0 {
            return Err(Problem::Domain);
        }
        let scaled = |part: f64| libm::ldexp(part, MANTISSA);
        scaled(width).hypot(scaled(height)).ln() - f64::from(MANTISSA) * LN_2
    } else {
        let size = width.hypot(height);
        if (0.71..=1.73).contains(&size) {
            // Near 1 the logarithm is that of little more than nothing.
            let (more, less) = (width.max(height), width.min(height));
            ((more - 1.0) * (more + 1.0) + less * less).ln_1p() / 2.0
        } else {
            size.ln()
        }
    };
    Ok(new(re, z.im.atan2(z.re)))
}

pub(super) fn log10(z: Complex) -> Answer {
    let natural = log(z)?;
    Ok(new(natural.re / LN_10, natural.im / LN_10))
}

pub(super) fn rect(size: f64, angle: f64) -> Answer {
    if !size.is_finite() || !angle.is_finite() {
        if size.is_infinite() && angle.is_finite() && angle != 0.0 {
            let re = f64::INFINITY.copysign(angle.cos());
            let im = f64::INFINITY.copysign(angle.sin());
            return Ok(if size > 0.0 {
                new(re, im)
            } else {
                new(-re, -im)
            });
        }
        if angle.is_infinite() && size != 0.0 && !size.is_nan() {
            return Err(Problem::Domain);
        }
        return Ok(special::RECT.at(new(size, angle)));
    }
    if angle == 0.0 {
        return Ok(new(size, size * angle));
    }
    Ok(new(size * angle.cos(), size * angle.sin()))
}

pub(super) fn sin(z: Complex) -> Answer {
    turned(sinh, z)
}

pub(super) fn sinh(z: Complex) -> Answer {
    if !z.is_finite() {
        if points_somewhere(z) {
            let re = f64::INFINITY.copysign(z.im.cos());
            let im = f64::INFINITY.copysign(z.im.sin());
            return Ok(new(if z.re > 0.0 { re } else { -re }, im));
        }
        if z.im.is_infinite() && !z.re.is_nan() {
            return Err(Problem::Domain);
        }
        return Ok(special::SINH.at(z));
    }
    if z.re.abs() > log_large() {
        let less = z.re - 1f64.copysign(z.re);
        return checked(new(
            z.im.cos() * less.sinh() * E,
            z.im.sin() * less.cosh() * E,
        ));
    }
    checked(new(z.im.cos() * z.re.sinh(), z.im.sin() * z.re.cosh()))
}

pub(super) fn sqrt(z: Complex) -> Answer {
    if !z.is_finite() {
        return Ok(special::SQRT.at(z));
    }
    if z.re == 0.0 && z.im == 0.0 {
        return Ok(new(0.0, z.im));
    }
    let (width, height) = (z.re.abs(), z.im.abs());
    let longer = if width < f64::MIN_POSITIVE && height < f64::MIN_POSITIVE {
        let scaled = |part: f64| libm::ldexp(part, MANTISSA);
        let width = scaled(width);
        let root = (width + width.hypot(scaled(height))).sqrt();
        libm::ldexp(root, -(MANTISSA + 1) / 2)
    } else {
        let width = width / 8.0;
        2.0 * (width + width.hypot(height / 8.0)).sqrt()
    };
    let shorter = height / (2.0 * longer);
    Ok(match z.re >= 0.0 {
        true => new(longer, shorter.copysign(z.im)),
        false => new(shorter, longer.copysign(z.im)),
    })
}

pub(super) fn tan(z: Complex) -> Answer {
    turned(tanh, z)
}

pub(super) fn tanh(z: Complex) -> Answer {
    if !z.is_finite() {
        if points_somewhere(z) {
            let im = 0f64.copysign(2.0 * z.im.sin() * z.im.cos());
            return Ok(new(1f64.copysign(z.re), im));
        }
        if z.im.is_infinite() && z.re.is_finite() {
            return Err(Problem::Domain);
        }
        return Ok(special::TANH.at(z));
    }
    if z.re.abs() > log_large() {
        let im = 4.0 * z.im.sin() * z.im.cos() * (-2.0 * z.re.abs()).exp();
        return Ok(new(1f64.copysign(z.re), im));
    }
    let (a, b) = (z.re.tanh(), z.im.tan());
    let inverse = 1.0 / z.re.cosh();
    let product = a * b;
    let divisor = 1.0 + product * product;
    Ok(new(
        a * (1.0 + b * b) / divisor,
        ((b / divisor) * inverse) * inverse,
    ))
}
