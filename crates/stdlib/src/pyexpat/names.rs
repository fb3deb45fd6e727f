//! The characters of XML.
//! Source: XML 1.0 (fifth edition), 2.2 and 2.3.

/// Whether this is white space.
pub(super) fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r')
}

/// Whether documents may have this character.
pub(super) fn is_char(char: char) -> bool {
    char >= ' ' && !matches!(char, '\u{fffe}' | '\u{ffff}') || matches!(char, '\t' | '\n' | '\r')
}

/// Whether names may begin with this character.
pub(super) fn is_name_start(char: char) -> bool {
    matches!(char,
        'a'..='z' | 'A'..='Z' | '_' | ':' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Whether names may have this character.
pub(super) fn is_name(char: char) -> bool {
    is_name_start(char)
        || matches!(char, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}'
            | '\u{203f}'..='\u{2040}')
}

/// Bytes of ASCII that names may begin with, and those that they may have.
const NAME_START: u8 = 1;
const NAME: u8 = 2;
/// Bytes that end plain text in content.
const MARKUP: u8 = 4;
/// Bytes that a value of an attribute cannot have, or that may belong to such a character.
const NO_VALUE: u8 = 8;
/// Bytes that are replaced in values of attributes.
const REPLACED: u8 = 16;

/// What the bytes of UTF-8 are.
static BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let char = byte as u8;
        if char.is_ascii_alphabetic() || matches!(char, b'_' | b':') {
            table[byte] |= NAME_START | NAME;
        }
        if char.is_ascii_digit() || matches!(char, b'-' | b'.') {
            table[byte] |= NAME;
        }
        if char < b' ' && char != b'\t' || matches!(char, b'<' | b'&' | b']' | 0xef) {
            table[byte] |= MARKUP;
        }
        if char < b' ' && !matches!(char, b'\t' | b'\n' | b'\r') || matches!(char, b'<' | 0xef) {
            table[byte] |= NO_VALUE;
        }
        if matches!(char, b'&' | b'\t' | b'\n' | b'\r') {
            table[byte] |= REPLACED;
        }
        byte += 1;
    }
    table
};

fn has(byte: u8, what: u8) -> bool {
    BYTES[usize::from(byte)] & what != 0
}

/// The length of the name that a text begins with.
pub(super) fn name_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(&first) if has(first, NAME_START) => {}
        Some(128..) if text.starts_with(is_name_start) => {}
        _ => return 0,
    }
    let plain = bytes.iter().take_while(|&&byte| has(byte, NAME)).count();
    match bytes.get(plain) {
        Some(128..) => {
            let rest = &text[plain..];
            plain + rest.find(|char| !is_name(char)).unwrap_or(rest.len())
        }
        _ => plain,
    }
}

/// The length of the white space that a text begins with.
pub(super) fn space_length(text: &str) -> usize {
    let bytes = text.as_bytes().iter();
    bytes
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        .count()
}

/// Where text has a byte that may be something else than plain text: markup, the end of a line, a bracket,
/// or what documents cannot have.
pub(super) fn plain_length(text: &str) -> usize {
    let bytes = text.as_bytes().iter();
    bytes.take_while(|&&byte| !has(byte, MARKUP)).count()
}

/// How far the value of an attribute goes that stands in these quotes, and whether it is to be told as it
/// is. Behind it there are the quotes, or what it cannot have, or nothing.
pub(super) fn value_length(text: &str, quote: u8) -> (usize, bool) {
    let mut is_plain = true;
    let mut length = 0;
    for &byte in text.as_bytes() {
        if byte == quote {
            break;
        }
        if has(byte, NO_VALUE) {
            let is_char = byte == 0xef && text[length..].starts_with(is_char);
            if !is_char {
                break;
            }
        }
        is_plain &= !has(byte, REPLACED);
        length += 1;
    }
    (length, is_plain)
}

/// Ends of lines as one character.
pub(super) fn with_newlines(text: &str) -> String {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n"),
        false => text.to_owned(),
    }
}

/// What a reference stands for.
pub(super) enum Reference<'a> {
    Char(char),
    Entity(&'a str),
    /// The text ends before the reference does.
    Part,
    /// There is no reference: how far it looked like one.
    Bad(usize),
    /// The number of no character.
    BadChar,
}

/// Reads the reference that a text begins with (`&` or `%`), and its length.
pub(super) fn reference(text: &str) -> (Reference<'_>, usize) {
    if let Some(digits) = text.strip_prefix("&#") {
        let (digits, radix, start) = match digits.strip_prefix('x') {
            Some(digits) => (digits, 16, 3),
            None => (digits, 10, 2),
        };
        let end = digits
            .find(|char: char| !char.is_digit(radix))
            .unwrap_or(digits.len());
        return match digits[end..].chars().next() {
            None => (Reference::Part, 0),
            Some(';') if end > 0 => {
                let found = u32::from_str_radix(&digits[..end], radix).ok();
                let found = found.and_then(char::from_u32).filter(|&char| is_char(char));
                match found {
                    Some(char) => (Reference::Char(char), start + end + 1),
                    None => (Reference::BadChar, 0),
                }
            }
            Some(_) => (Reference::Bad(start + end), 0),
        };
    }
    let name = name_length(&text[1..]);
    match text[1 + name..].chars().next() {
        None => (Reference::Part, 0),
        Some(';') if name > 0 => (Reference::Entity(&text[1..=name]), name + 2),
        Some(_) => (Reference::Bad(1 + name), 0),
    }
}

/// The character of an entity that is always there.
pub(super) fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}
