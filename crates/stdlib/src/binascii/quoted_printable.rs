//! Quoted-printable data, RFC 2045 section 6.7.

/// Characters of a line, with the `=` of a soft line break.
const MAX_LINE: usize = 76;

/// How bytes are encoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    /// Whether spaces and tabs are quoted.
    pub(super) quote_tabs: bool,
    /// Whether line breaks stay.
    pub(super) is_text: bool,
    /// Whether a space becomes an underscore.
    pub(super) is_header: bool,
}

/// The text of bytes.
pub(super) fn encode(bytes: &[u8], options: Options) -> Vec<u8> {
    // Line breaks that are added look like the first of the text.
    let first = memchr::memchr(b'\n', bytes);
    let line_break: &[u8] = match first {
        Some(at) if at > 0 && bytes[at - 1] == b'\r' => b"\r\n",
        _ => b"\n",
    };
    let mut text = Vec::with_capacity(bytes.len());
    let (mut at, mut length) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        if is_quoted(byte, next, length == 0, options) {
            if length + 3 >= MAX_LINE {
                text.push(b'=');
                text.extend_from_slice(line_break);
                length = 0;
            }
            text.extend(quoted(byte));
            at += 1;
            length += 3;
        } else if options.is_text && (byte == b'\n' || byte == b'\r' && next == Some(b'\n')) {
            // White space at the end of a line would be lost.
            if let Some(&last @ (b' ' | b'\t')) = text.last() {
                text.pop();
                text.extend(quoted(last));
            }
            text.extend_from_slice(line_break);
            at += if byte == b'\r' { 2 } else { 1 };
            length = 0;
        } else {
            if next.is_some_and(|next| next != b'\n') && length + 1 >= MAX_LINE {
                text.push(b'=');
                text.extend_from_slice(line_break);
                length = 0;
            }
            let is_space = options.is_header && byte == b' ';
            text.push(if is_space { b'_' } else { byte });
            at += 1;
            length += 1;
        }
    }
    text
}

fn is_quoted(byte: u8, next: Option<u8>, line_start: bool, options: Options) -> bool {
    match byte {
        127.. | b'=' => true,
        b'_' => options.is_header,
        // A line of a single full stop ends messages on their way.
        b'.' => line_start && matches!(next, None | Some(b'\n' | b'\r' | 0)),
        b'\r' | b'\n' => !options.is_text,
        b'\t' | b' ' => next.is_none() || options.quote_tabs,
        0..33 => true,
        _ => false,
    }
}

fn quoted(byte: u8) -> [u8; 3] {
    let digit = |value: u8| b"0123456789ABCDEF"[usize::from(value)];
    [b'=', digit(byte >> 4), digit(byte & 15)]
}

/// The bytes of a text.
pub(super) fn decode(text: &[u8], is_header: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let value = |at: usize| text.get(at).and_then(|&it| char::from(it).to_digit(16));
    let mut at = 0;
    while let Some(&character) = text.get(at) {
        at += 1;
        if character != b'=' {
            let is_space = is_header && character == b'_';
            bytes.push(if is_space { b' ' } else { character });
            continue;
        }
        match text.get(at) {
            None => break,
            // A soft line break, with whatever stands between its ends.
            Some(b'\n' | b'\r') => {
                let end = memchr::memchr(b'\n', &text[at..]);
                at = end.map_or(text.len(), |end| at + end + 1);
            }
            Some(b'=') => {
                bytes.push(b'=');
                at += 1;
            }
            Some(_) => match (value(at), value(at + 1)) {
                (Some(high), Some(low)) => {
                    bytes.push((high << 4 | low) as u8);
                    at += 2;
                }
                _ => bytes.push(b'='),
            },
        }
    }
    bytes
}
