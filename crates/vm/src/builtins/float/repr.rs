//! `repr` of floats: the shortest digits that give the same float back.

/// The shortest decimal digits that read back as the float `value`, which is finite, without its
/// sign; and the exponent of the first of them.
pub fn shortest_digits(value: f64) -> (String, i32) {
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().expect("the exponent is a number");
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = String::with_capacity(mantissa.len());
    digits.push_str(whole);
    digits.push_str(fraction);
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    if zeros == digits.len() {
        return ("0".to_owned(), 0);
    }
    digits.drain(..zeros);
    digits.truncate(digits.trim_end_matches('0').len());
    (digits, exponent + whole.len() as i32 - 1 - zeros as i32)
}

/// Splits `d.ddde±x` into the digits and the exponent.
pub(super) fn split_digits(text: &str) -> (String, i32) {
    let (mantissa, exponent) = text.split_once('e').expect("the format has an exponent");
    let digits = mantissa.chars().filter(char::is_ascii_digit).collect();
    (digits, exponent.parse().expect("the exponent is a number"))
}

/// `repr(value)`
pub fn float_repr(value: f64) -> String {
    if let Some(text) = special(value) {
        return text.to_owned();
    }
    let mut text = String::with_capacity(32);
    if value.is_sign_negative() {
        text.push('-');
    }
    let (digits, exponent) = shortest_digits(value);
    if (-4..16).contains(&exponent) {
        push_fixed(&mut text, &digits, exponent);
        if digits.len() as i32 <= exponent + 1 {
            text.push_str(".0");
        }
    } else {
        push_scientific(&mut text, &digits, exponent, 'e', false);
    }
    text
}

/// The text of what is not finite.
pub(super) fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("nan")
    } else if value.is_infinite() {
        Some(if value > 0.0 { "inf" } else { "-inf" })
    } else {
        None
    }
}

/// Writes digits of which the first has the weight `10**exponent` without an exponent.
pub(super) fn push_fixed(text: &mut String, digits: &str, exponent: i32) {
    if exponent < 0 {
        text.push_str("0.");
        push_zeros(text, exponent.unsigned_abs() as usize - 1);
        text.push_str(digits);
        return;
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        text.push_str(digits);
        push_zeros(text, whole - digits.len());
    } else {
        text.push_str(&digits[..whole]);
        text.push('.');
        text.push_str(&digits[whole..]);
    }
}

/// Writes digits of which the first has the weight `10**exponent` with an exponent of at least two
/// digits; `point` keeps the point where nothing follows it.
pub(super) fn push_scientific(
    text: &mut String,
    digits: &str,
    exponent: i32,
    letter: char,
    point: bool,
) {
    let (first, rest) = digits.split_at(1);
    text.push_str(first);
    if point || !rest.is_empty() {
        text.push('.');
    }
    text.push_str(rest);
    text.push(letter);
    text.push(if exponent < 0 { '-' } else { '+' });
    if exponent.unsigned_abs() < 10 {
        text.push('0');
    }
    text.push_str(itoa::Buffer::new().format(exponent.unsigned_abs()));
}

pub(super) fn push_zeros(text: &mut String, count: usize) {
    text.extend(std::iter::repeat_n('0', count));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repr_is_that_of_cpython() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-1.5, "-1.5"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (9999999999999998.0, "9999999999999998.0"),
            (123456789012345678.0, "1.2345678901234568e+17"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e22, "1e+22"),
            (1e23, "1e+23"),
            (1.5e300, "1.5e+300"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
            (5.684341886080802e-14, "5.684341886080802e-14"),
        ] {
            assert_eq!(float_repr(value), expected);
        }
    }
}
