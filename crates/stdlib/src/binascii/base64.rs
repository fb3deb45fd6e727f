//! Base64, RFC 4648.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD: u8 = b'=';
/// What [`VALUES`] has for characters that are no digits.
const NONE: u8 = 0xff;

/// The value of each digit.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < 64 {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// The text of bytes, with a line feed at its end if that is wanted.
pub(crate) fn encode(bytes: &[u8], newline: bool) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4 + 1);
    let digit = |word: u32, shift: u32| ALPHABET[(word >> shift) as usize & 63];
    let mut groups = bytes.chunks_exact(3);
    for group in groups.by_ref() {
        let word = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        text.extend([18, 12, 6, 0].map(|shift| digit(word, shift)));
    }
    match *groups.remainder() {
        [a] => {
            let word = u32::from(a) << 16;
            text.extend([digit(word, 18), digit(word, 12), PAD, PAD]);
        }
        [a, b] => {
            let word = u32::from(a) << 16 | u32::from(b) << 8;
            text.extend([digit(word, 18), digit(word, 12), digit(word, 6), PAD]);
        }
        _ => {}
    }
    if newline {
        text.push(b'\n');
    }
    text
}

/// The bytes of a text, or what is wrong with it.
pub(crate) fn decode(text: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len().div_ceil(4) * 3);
    let rest = decode_groups(text, &mut bytes);
    // Digits of the group so far, their bits, and the padding behind them.
    let (mut digits, mut bits, mut pads) = (0, 0u32, 0);
    let mut is_padded = false;
    if strict && text.first() == Some(&PAD) {
        return Err("Leading padding not allowed".to_owned());
    }
    for &character in rest {
        if character == PAD {
            is_padded = true;
            if strict && digits == 1 {
                return Err(lone_digit(&bytes));
            }
            if digits >= 2 {
                pads += 1;
            }
            if strict && (digits == 0 || digits + pads > 4) {
                return Err("Excess padding not allowed".to_owned());
            }
            continue;
        }
        let value = VALUES[usize::from(character)];
        if value == NONE {
            if strict {
                return Err("Only base64 data is allowed".to_owned());
            }
            continue;
        }
        if strict && is_padded {
            let what = match digits + pads {
                4 => "Excess data after padding",
                _ => "Discontinuous padding not allowed",
            };
            return Err(what.to_owned());
        }
        // Padding in the midst of data is passed over.
        pads = 0;
        bits = bits << 6 | u32::from(value);
        match digits {
            0 => {}
            1 => bytes.push((bits >> 4) as u8),
            2 => bytes.push((bits >> 2) as u8),
            _ => bytes.push(bits as u8),
        }
        digits = (digits + 1) % 4;
    }
    match digits {
        0 => Ok(bytes),
        1 => Err(lone_digit(&bytes)),
        _ if digits + pads >= 4 => Ok(bytes),
        _ => Err("Incorrect padding".to_owned()),
    }
}

/// What is wrong with a digit that has no other in its group.
fn lone_digit(bytes: &[u8]) -> String {
    let count = bytes.len() / 3 * 4 + 1;
    format!(
        "Invalid base64-encoded string: number of data characters ({count}) cannot be 1 more than \
         a multiple of 4"
    )
}

/// Decodes groups of four digits as long as there is nothing else, and gives what is left.
fn decode_groups<'a>(text: &'a [u8], bytes: &mut Vec<u8>) -> &'a [u8] {
    let mut groups = text.chunks_exact(4);
    let mut decoded = 0;
    for group in groups.by_ref() {
        let [a, b, c, d] = [0, 1, 2, 3].map(|index| VALUES[usize::from(group[index])]);
        if a | b | c | d == NONE {
            break;
        }
        let word = u32::from(a) << 18 | u32::from(b) << 12 | u32::from(c) << 6 | u32::from(d);
        bytes.extend_from_slice(&word.to_be_bytes()[1..]);
        decoded += 4;
    }
    &text[decoded..]
}
