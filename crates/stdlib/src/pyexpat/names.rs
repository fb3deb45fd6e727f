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

/// The length of the name that a text begins with.
pub(super) fn name_length(text: &str) -> usize {
    if !text.starts_with(is_name_start) {
        return 0;
    }
    text.find(|char| !is_name(char)).unwrap_or(text.len())
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
