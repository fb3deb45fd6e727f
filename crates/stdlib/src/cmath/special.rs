//! What functions give at infinities and NaN, as Annex G of the C standard and CPython have it.

use rpy_vm::builtins::complex::ComplexNumber;

/// The values of a function where a part is not finite: a row for each kind of real part, two letters
/// in it for each kind of imaginary part. The kinds are -inf, negative, -0.0, 0.0, positive, inf, NaN.
///
/// The letters are 0 and z for the zeros, 1 and m for 1 and -1, i for infinity, h, p, q, t for pi/2,
/// pi, pi/4 and 3/4 pi, their capitals for the negatives, n for NaN; two full stops are not looked at.
pub(super) struct Table([&'static str; 7]);

impl Table {
    /// The value at a number of which a part is not finite.
    pub(super) fn at(&self, z: ComplexNumber) -> ComplexNumber {
        let row = self.0[kind(z.re)].as_bytes();
        let column = 2 * kind(z.im);
        ComplexNumber::new(value(row[column]), value(row[column + 1]))
    }
}

fn kind(number: f64) -> usize {
    if number.is_nan() {
        6
    } else if number.is_infinite() {
        if number > 0.0 { 5 } else { 0 }
    } else if number == 0.0 {
        if number.is_sign_negative() { 2 } else { 3 }
    } else if number > 0.0 {
        4
    } else {
        1
    }
}

fn value(letter: u8) -> f64 {
    use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};
    match letter {
        b'0' => 0.0,
        b'z' => -0.0,
        b'1' => 1.0,
        b'm' => -1.0,
        b'n' => f64::NAN,
        letter if letter.is_ascii_uppercase() => -value(letter.to_ascii_lowercase()),
        b'i' => f64::INFINITY,
        b'h' => FRAC_PI_2,
        b'p' => PI,
        b'q' => FRAC_PI_4,
        b't' => 3.0 * FRAC_PI_4,
        _ => unreachable!("finite arguments are not looked up"),
    }
}

pub(super) const ACOS: Table = Table([
    "tipipipIpItIni",
    "hi........hInn",
    "hi........hIhn",
    "hi........hIhn",
    "hi........hInn",
    "qi0i0i0I0IqIni",
    "ninnnnnnnnnInn",
]);

pub(super) const ACOSH: Table = Table([
    "iTiPiPipipitin",
    "iH........ihnn",
    "iH........ihnh",
    "iH........ihnh",
    "iH........ihnn",
    "iQizizi0i0iqin",
    "innnnnnnnninnn",
]);

pub(super) const ASINH: Table = Table([
    "IQIzIzI0I0IqIn",
    "IH........Ihnn",
    "IH........Ihnn",
    "iH........ihnn",
    "iH........ihnn",
    "iQizizi0i0iqin",
    "innnnzn0nninnn",
]);

pub(super) const ATANH: Table = Table([
    "zHzHzHzhzhzhzn",
    "zH........zhnn",
    "zH........zhzn",
    "0H........0h0n",
    "0H........0hnn",
    "0H0H0H0h0h0h0n",
    "0Hnnnnnnnn0hnn",
]);

pub(super) const COSH: Table = Table([
    "nnIii0izIInnin",
    "nn........nnnn",
    "nn........nnn0",
    "nn........nnn0",
    "nn........nnnn",
    "nnIIizi0Iinnin",
    "nnnnn0n0nnnnnn",
]);

pub(super) const EXP: Table = Table([
    "00zz0z00z00000",
    "nn........nnnn",
    "nn........nnnn",
    "nn........nnnn",
    "nn........nnnn",
    "nnIIizi0Iinnin",
    "nnnnnzn0nnnnnn",
]);

pub(super) const LOG: Table = Table([
    "iTiPiPipipitin",
    "iH........ihnn",
    "iH........ihnn",
    "iH........ihnn",
    "iH........ihnn",
    "iQizizi0i0iqin",
    "innnnnnnnninnn",
]);

pub(super) const RECT: Table = Table([
    "nniiI0IziInnin",
    "nn........nnnn",
    "00........0000",
    "00........0000",
    "nn........nnnn",
    "nnIIizi0Iinnin",
    "nnnnn0n0nnnnnn",
]);

pub(super) const SINH: Table = Table([
    "nniIIzI0iinnin",
    "nn........nnnn",
    "nn........nn0n",
    "nn........nn0n",
    "nn........nnnn",
    "nnIIizi0Iinnin",
    "nnnnnzn0nnnnnn",
]);

pub(super) const SQRT: Table = Table([
    "iI0I0I0i0iiini",
    "iI........iinn",
    "iI........iinn",
    "iI........iinn",
    "iI........iinn",
    "iIizizi0i0iiin",
    "iInnnnnnnniinn",
]);

pub(super) const TANH: Table = Table([
    "m0m0mzm0mzm0m0",
    "nn........nnnn",
    "nn........nnzn",
    "nn........nn0n",
    "nn........nnnn",
    "10101z101z1010",
    "nnnnnzn0nnnnnn",
]);
