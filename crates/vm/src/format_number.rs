//! Putting the parts of a formatted number together: sign, grouping, padding.

use crate::format_spec::{Align, FormatSpec, Sign};
use crate::result::PyResult;
use crate::vm::Vm;

/// The text of a number in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberText {
    /// Whether a minus sign stands before it.
    pub negative: bool,
    /// `0x` and the like.
    pub prefix: &'static str,
    /// Digits before the point; empty for infinities and NaN.
    pub whole: String,
    /// The point and the digits after it; `None` without a point.
    pub fraction: Option<String>,
    /// What follows: exponent, per cent sign, or the text of what has no digits.
    pub suffix: String,
}

impl NumberText {
    /// Takes the text of a decimal number apart.
    pub fn parse(text: &str) -> NumberText {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, rest) = split_digits(text);
        let (fraction, suffix) = match rest.strip_prefix('.') {
            Some(rest) => {
                let (fraction, suffix) = split_digits(rest);
                (Some(fraction.to_owned()), suffix)
            }
            None => (None, rest),
        };
        NumberText {
            negative,
            prefix: "",
            whole: whole.to_owned(),
            fraction,
            suffix: suffix.to_owned(),
        }
    }

    /// Whether all digits are zeros.
    pub fn is_zero(&self) -> bool {
        let mut digits = self
            .whole
            .chars()
            .chain(self.fraction.iter().flat_map(|text| text.chars()));
        !self.whole.is_empty() && digits.all(|digit| digit == '0')
    }

    /// Groups the digits and pads to the width as the specification says. `group` is the number
    /// of digits of the integer part between separators.
    ///
    /// Raises `MemoryError` for a width that there is no memory for.
    pub fn layout(&self, spec: &FormatSpec, group: usize, vm: &mut Vm) -> PyResult<String> {
        let sign = match (self.negative, spec.sign) {
            (true, _) => "-",
            (false, Some(Sign::Plus)) => "+",
            (false, Some(Sign::Space)) => " ",
            _ => "",
        };
        let mut rest = String::new();
        if let Some(fraction) = &self.fraction {
            rest.push('.');
            rest.push_str(&group_from_left(fraction, spec.fraction_grouping));
        }
        rest.push_str(&self.suffix);
        let fixed = sign.len() + self.prefix.len() + rest.chars().count();
        let align = spec.align.unwrap_or(Align::Right);
        let width = spec.width.unwrap_or(0);
        // The digits are grouped, laid out and copied; separators come to no more than a third of them.
        let bytes = width.saturating_mul(spec.fill.len_utf8());
        vm.check_allocation(bytes.saturating_add(self.whole.len()).saturating_mul(4))?;
        let zeros = spec.fill == '0' && align == Align::AfterSign && !self.whole.is_empty();
        let least = if zeros {
            width.saturating_sub(fixed)
        } else {
            0
        };
        let whole = group_from_right(&self.whole, spec.grouping, group, least);
        let missing = width.saturating_sub(fixed + whole.len());
        let (left, inner) = match align {
            Align::Left => (0, 0),
            Align::Right => (missing, 0),
            Align::Center => (missing / 2, 0),
            Align::AfterSign => (0, missing),
        };
        let mut result =
            String::with_capacity(fixed + whole.len() + missing * spec.fill.len_utf8());
        let fill = |count| std::iter::repeat_n(spec.fill, count);
        result.extend(fill(left));
        result.push_str(sign);
        result.push_str(self.prefix);
        result.extend(fill(inner));
        result.push_str(&whole);
        result.push_str(&rest);
        result.extend(fill(missing - left - inner));
        Ok(result)
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|char: char| !char.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}

/// Digits of a fraction with a separator between groups of three.
fn group_from_left(digits: &str, separator: Option<char>) -> String {
    let Some(separator) = separator else {
        return digits.to_owned();
    };
    let mut result = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index != 0 && index % 3 == 0 {
            result.push(separator);
        }
        result.push(digit);
    }
    result
}

/// Digits of an integer part with a separator between groups counted from the right, and zeros in
/// front until the text has `least` characters; a separator never comes first.
fn group_from_right(digits: &str, separator: Option<char>, group: usize, least: usize) -> String {
    let Some(separator) = separator else {
        return format!("{}{digits}", "0".repeat(least.saturating_sub(digits.len())));
    };
    let mut reversed = Vec::with_capacity(least.max(digits.len() * 4 / 3));
    let mut source = digits.bytes().rev();
    let mut count = 0;
    loop {
        let digit = match source.next() {
            Some(digit) => digit,
            None if reversed.len() < least => b'0',
            None => break,
        };
        if count != 0 && count % group == 0 {
            reversed.push(separator as u8);
        }
        reversed.push(digit);
        count += 1;
    }
    reversed.reverse();
    String::from_utf8(reversed).expect("digits and separators are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_grouped_and_no_separator_comes_first() {
        assert_eq!(group_from_right("1", Some(','), 3, 6), "00,001");
        assert_eq!(group_from_right("1", Some(','), 3, 5), "0,001");
        assert_eq!(group_from_right("1", Some(','), 3, 4), "0,001");
        assert_eq!(group_from_right("1234567", Some('_'), 4, 0), "123_4567");
        assert_eq!(group_from_right("12", None, 3, 5), "00012");
        assert_eq!(group_from_left("5678901", Some(',')), "567,890,1");
    }

    #[test]
    fn numbers_are_taken_apart() {
        let parts = NumberText::parse("-1.25e+05");
        let expected = NumberText {
            negative: true,
            prefix: "",
            whole: "1".into(),
            fraction: Some("25".into()),
            suffix: "e+05".into(),
        };
        assert_eq!(parts, expected);
        let infinity = NumberText::parse("inf");
        assert_eq!(
            (infinity.whole.as_str(), infinity.suffix.as_str()),
            ("", "inf")
        );
    }
}
