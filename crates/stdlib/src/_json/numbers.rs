//! Reading numbers.

/// A number in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// The offset behind it.
    pub(super) end: usize,
    /// Whether it has a fraction or an exponent.
    pub(super) is_float: bool,
}

/// The number that begins at an offset; `None` if there is none.
pub(super) fn scan(bytes: &[u8], start: usize) -> Option<Number> {
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or(&[]);
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let first = start + usize::from(bytes.get(start) == Some(&b'-'));
    let mut end = match bytes.get(first)? {
        b'0' => first + 1,
        b'1'..=b'9' => first + digits(first),
        _ => return None,
    };
    let mut is_float = false;
    if bytes.get(end) == Some(&b'.') {
        let count = digits(end + 1);
        if count > 0 {
            end += 1 + count;
            is_float = true;
        }
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let sign = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        let from = end + 1 + usize::from(sign);
        let count = digits(from);
        if count > 0 {
            end = from + count;
            is_float = true;
        }
    }
    Some(Number { end, is_float })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_ends_where_the_grammar_says() {
        let length = |text: &str| scan(text.as_bytes(), 0).map(|number| number.end);
        assert_eq!(length("012"), Some(1));
        assert_eq!(length("-1.5e+3x"), Some(7));
        assert_eq!(length("1.e5"), Some(1));
        assert_eq!(length("1e+"), Some(1));
        assert_eq!(length("-"), None);
        assert_eq!(length("+1"), None);
    }
}
