//! `repr` of floats: the shortest digits that give the same float back.

/// The shortest decimal digits that read back as the float `value`, which is finite, without its
/// sign; and the exponent of the first of them.
pub fn shortest_digits(value: f64) -> (String, i32) {
    split_digits(&format!("{:e}", value.abs()))
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
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let (digits, exponent) = shortest_digits(value);
    if (-4..16).contains(&exponent) {
        let mut text = fixed(&digits, exponent);
        if !text.contains('.') {
            text.push_str(".0");
        }
        format!("{sign}{text}")
    } else {
        format!("{sign}{}", scientific(&digits, exponent, 'e', false))
    }
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

/// Digits of which the first has the weight `10**exponent`, written without an exponent.
pub(super) fn fixed(digits: &str, exponent: i32) -> String {
    if exponent < 0 {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("0.{zeros}{digits}");
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        format!("{digits}{}", "0".repeat(whole - digits.len()))
    } else {
        format!("{}.{}", &digits[..whole], &digits[whole..])
    }
}

/// Digits of which the first has the weight `10**exponent`, written with an exponent of at least
/// two digits; `point` keeps the point where nothing follows it.
pub(super) fn scientific(digits: &str, exponent: i32, letter: char, point: bool) -> String {
    let (first, rest) = digits.split_at(1);
    let point = if point || !rest.is_empty() { "." } else { "" };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}{letter}{sign}{:02}", exponent.abs())
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
