//! `repr(b"...")`

use std::fmt::Write as _;

/// The literal that gives these bytes.
pub(crate) fn literal(bytes: &[u8]) -> String {
    let quote = crate::builtins::str::quote_for(bytes);
    literal_quoted(bytes, quote, quote)
}

/// As [`literal`], in these quotes, with `escaped` escaped.
pub(crate) fn literal_quoted(bytes: &[u8], quote: u8, escaped: u8) -> String {
    let mut result = String::with_capacity(bytes.len() + 3);
    result.push('b');
    result.push(char::from(quote));
    for &byte in bytes {
        match byte {
            b'\\' => result.push_str("\\\\"),
            b'\t' => result.push_str("\\t"),
            b'\n' => result.push_str("\\n"),
            b'\r' => result.push_str("\\r"),
            _ if byte == escaped => {
                result.push('\\');
                result.push(char::from(byte));
            }
            b' '..=b'~' => result.push(char::from(byte)),
            _ => write!(result, "\\x{byte:02x}").expect("strings grow"),
        }
    }
    result.push(char::from(quote));
    result
}
