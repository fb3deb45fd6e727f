//! `repr(b"...")`

use std::fmt::Write as _;

/// The literal that gives these bytes.
pub(crate) fn literal(bytes: &[u8]) -> String {
    let quote = crate::builtins::str::quote_for(bytes);
    literal_quoted(bytes, quote, quote)
}

/// As [`literal`], in these quotes, with `escaped` escaped.
pub(crate) fn literal_quoted(bytes: &[u8], quote: u8, escaped: u8) -> String {
    let mut result = String::with_capacity(literal_length(bytes, escaped));
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

/// The length of a literal, which is to be asked for before it is made.
pub(crate) fn literal_length(bytes: &[u8], escaped: u8) -> usize {
    let widths = bytes.iter().map(|&byte| match byte {
        b'\\' | b'\t' | b'\n' | b'\r' => 2,
        _ if byte == escaped => 2,
        b' '..=b'~' => 1,
        _ => 4,
    });
    widths.sum::<usize>() + "b''".len()
}
