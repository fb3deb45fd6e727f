//! `float.__format__`, and floats as text with a precision.
//! Reference: <https://docs.python.org/3.14/library/string.html#format-specification-mini-language>

use crate::builtins::float::decimal::{scaled, significant};
use crate::builtins::float::repr::{
    push_fixed, push_scientific, push_zeros, shortest_digits, special, split_digits,
};
use crate::format_number::NumberText;
use crate::format_spec::{FormatSpec, unknown_kind_message};
use crate::result::PyResult;
use crate::vm::Vm;

/// Beyond this many digits after the point every float has zeros only. The formatting of the
/// standard library takes no precision above `u16::MAX`.
const MAX_DIGITS: usize = 1100;

/// How a float is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatStyle {
    /// `e`: digits after the point.
    Exponent(usize),
    /// `f`: digits after the point.
    Fixed(usize),
    /// `g`: significant digits, exponent only where needed.
    General(usize),
    /// As `repr`, without `.0`.
    Shortest,
}

/// Writes a float: rounded by its exact value, ties to even. `alternate` keeps the point and
/// trailing zeros; `add_point` adds `.0` to what looks like an int, as `repr` does.
pub fn float_text(value: f64, style: FloatStyle, alternate: bool, add_point: bool) -> String {
    if let Some(text) = special(value) {
        return text.to_owned();
    }
    let mut text = String::with_capacity(32);
    if value.is_sign_negative() {
        text.push('-');
    }
    let magnitude = value.abs();
    match style {
        FloatStyle::Fixed(precision) => {
            push_places(&mut text, magnitude, precision);
            if alternate && precision == 0 {
                text.push('.');
            }
        }
        FloatStyle::Exponent(precision) => {
            let (digits, exponent) = exact_digits(magnitude, precision);
            push_scientific(&mut text, &digits, exponent, 'e', alternate);
        }
        FloatStyle::General(precision) => {
            let precision = precision.max(1);
            let (mut digits, exponent) = exact_digits(magnitude, precision - 1);
            if !alternate {
                digits.truncate(digits.trim_end_matches('0').len().max(1));
            }
            // The point that is to be added takes the place of a digit.
            let limit = precision as i64 - i64::from(add_point);
            let exponential = exponent < -4 || i64::from(exponent) >= limit;
            let point = (alternate, add_point);
            push_general(&mut text, &digits, exponent, exponential, point);
        }
        FloatStyle::Shortest => {
            let (digits, exponent) = shortest_digits(magnitude);
            let exponential = !(-4..16).contains(&exponent);
            let point = (alternate, add_point);
            push_general(&mut text, &digits, exponent, exponential, point);
        }
    }
    text
}

/// A finite float with `precision` digits after the point. `None` where that needs more than 128
/// bits on the way.
pub(crate) fn fixed_text(value: f64, precision: usize) -> Option<String> {
    let places = u32::try_from(precision).ok()?;
    let number = scaled(value.abs(), places)?;
    let mut text = String::with_capacity(32);
    if value.is_sign_negative() {
        text.push('-');
    }
    push_scaled(&mut text, number, precision);
    Some(text)
}

/// Writes a number that was multiplied with ten to the `precision`.
fn push_scaled(text: &mut String, number: u128, precision: usize) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(number);
    let whole = digits.len().saturating_sub(precision);
    text.push_str(if whole == 0 { "0" } else { &digits[..whole] });
    if precision != 0 {
        text.push('.');
        push_zeros(text, precision.saturating_sub(digits.len()));
        text.push_str(&digits[whole..]);
    }
}

/// Writes a number with `precision` digits after the point.
fn push_places(text: &mut String, magnitude: f64, precision: usize) {
    if let Some(number) = u32::try_from(precision)
        .ok()
        .and_then(|places| scaled(magnitude, places))
    {
        return push_scaled(text, number, precision);
    }
    let exact = precision.min(MAX_DIGITS);
    text.push_str(&format!("{magnitude:.exact$}"));
    push_zeros(text, precision - exact);
}

/// `precision` digits after the first, and the exponent of the first.
fn exact_digits(magnitude: f64, precision: usize) -> (String, i32) {
    if let Some((digits, exponent)) = u32::try_from(precision)
        .ok()
        .and_then(|places| significant(magnitude, places.saturating_add(1)))
    {
        return (itoa::Buffer::new().format(digits).to_owned(), exponent);
    }
    let exact = precision.min(MAX_DIGITS);
    let (mut digits, exponent) = split_digits(&format!("{magnitude:.exact$e}"));
    push_zeros(&mut digits, precision - exact);
    (digits, exponent)
}

/// Writes digits with or without an exponent. `point` says whether the point is kept where nothing
/// follows it, and whether `.0` is added where there is neither point nor exponent.
fn push_general(
    text: &mut String,
    digits: &str,
    exponent: i32,
    exponential: bool,
    (keep_point, add_point): (bool, bool),
) {
    if exponential {
        return push_scientific(text, digits, exponent, 'e', keep_point);
    }
    push_fixed(text, digits, exponent);
    if digits.len() as i64 <= i64::from(exponent) + 1 {
        if add_point {
            text.push_str(".0");
        } else if keep_point {
            text.push('.');
        }
    }
}

/// Formats a float by a parsed specification, up to signs and padding; `type_name` is for
/// messages.
///
/// Raises `ValueError` for a kind that numbers of the type do not have.
pub(crate) fn number_text(
    value: f64,
    spec: &FormatSpec,
    type_name: &str,
    vm: &mut Vm,
) -> PyResult<NumberText> {
    let kind = spec.kind.filter(|&kind| kind != '\0');
    if let Some(precision) = spec.precision {
        if precision > i32::MAX as usize {
            return Err(vm.value_error("precision too big"));
        }
        // The digits grow to twice their length, are taken apart, grouped and put together.
        vm.check_allocation(precision.saturating_mul(8))?;
    }
    let precision = spec.precision.unwrap_or(6);
    let mut value = value;
    let (style, add_point) = match kind {
        None => match spec.precision {
            Some(precision) => (FloatStyle::General(precision), true),
            None => (FloatStyle::Shortest, true),
        },
        Some('e' | 'E') => (FloatStyle::Exponent(precision), false),
        Some('f' | 'F') => (FloatStyle::Fixed(precision), false),
        Some('g' | 'G' | 'n') => (FloatStyle::General(precision), false),
        Some('%') => {
            value *= 100.0;
            (FloatStyle::Fixed(precision), false)
        }
        Some(kind) => return Err(vm.value_error(unknown_kind_message(kind, type_name))),
    };
    // A part of a complex number is never made to look like a float.
    let add_point = add_point && type_name != "complex";
    let mut text = float_text(value, style, spec.alternate, add_point);
    if kind.is_some_and(char::is_uppercase) {
        text.make_ascii_uppercase();
    }
    let mut number = NumberText::parse(&text);
    if spec.coerce_negative_zero && number.is_zero() {
        number.negative = false;
    }
    if kind == Some('%') {
        number.suffix.push('%');
    }
    Ok(number)
}

/// `format(value, spec)` for a float; `type_name` is for messages.
pub(crate) fn format_float(
    value: f64,
    spec: &FormatSpec,
    type_name: &str,
    vm: &mut Vm,
) -> PyResult<String> {
    number_text(value, spec, type_name, vm)?.layout(spec, 3, vm)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, spec: &str, expected: &str) {
        let vm = &mut crate::interpreter::TestVm::new();
        let parsed = FormatSpec::parse(spec, None, true).expect("a valid specification");
        let found = format_float(value, &parsed, "float", vm).expect("a known kind");
        assert_eq!(found, expected, "format({value}, {spec:?})");
    }

    #[test]
    fn formats_are_those_of_cpython() {
        for (value, spec, expected) in [
            (1234.5678901, ".,", "1234.567,890,1"),
            (1234567.891, "._f", "1234567.891_000"),
            (12345.678, "_.4_f", "12_345.678_0"),
            (1234.5, "015,.1f", "0,000,001,234.5"),
            (1.5, "09,.2f", "00,001.50"),
            (1.0, ".10", "1.0"),
            (123.0, ".3", "1.23e+02"),
            (1e16, ".17", "1e+16"),
            (1e15, ".16", "1e+15"),
            (12345.6789, ".0", "1e+04"),
            (1e16, "", "1e+16"),
            (1.5, "5", "  1.5"),
            (100.0, "#.3g", "100."),
            (1.0, "#.0e", "1.e+00"),
            (1.0, "#.0f", "1."),
            (0.0, "#g", "0.00000"),
            (1e-5, "g", "1e-05"),
            (1e-4, "g", "0.0001"),
            (123456.0, "g", "123456"),
            (1234567.0, "g", "1.23457e+06"),
            (0.5, ".0f", "0"),
            (1.5, ".0f", "2"),
            (2.5, ".0f", "2"),
            (0.125, ".2f", "0.12"),
            (5e-324, ".3e", "4.941e-324"),
            (-0.001, ".1f", "-0.0"),
            (-0.001, "z.1f", "0.0"),
            (-0.0, "z", "0.0"),
            (1e308, "%", "inf%"),
            (0.5, ".0%", "50%"),
            (f64::INFINITY, "010,", "0000000inf"),
            (f64::NEG_INFINITY, "010", "-000000inf"),
            (f64::INFINITY, "F", "INF"),
            (f64::NAN, "+08.2f", "+0000nan"),
            (1234567.0, ",.1e", "1.2e+06"),
        ] {
            check(value, spec, expected);
        }
    }

    #[test]
    fn precision_beyond_all_digits_gives_zeros() {
        let vm = &mut crate::interpreter::TestVm::new();
        let spec = FormatSpec::parse(".70000f", None, true).expect("valid");
        let text = format_float(0.5, &spec, "float", vm).expect("a known kind");
        assert_eq!(text.len(), 70002);
        assert!(text.starts_with("0.5000") && text.ends_with('0'));
    }
}
