//! Escapes of literals, but for those that somebody must be told of.

use rpy_vm::builtins::str::StrBuilder;

/// What the escapes of one letter stand for.
fn simple(letter: u8) -> Option<u8> {
    Some(match letter {
        b'a' => 7,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        b'\\' | b'\'' | b'"' => letter,
        _ => return None,
    })
}

/// The number of so many hexadecimal digits.
fn hexadecimal(digits: &[u8], count: usize) -> Option<u32> {
    let digits = digits.get(..count)?.iter();
    let mut digits = digits.map(|&digit| char::from(digit).to_digit(16));
    digits.try_fold(0_u32, |number, digit| Some(number << 4 | digit?))
}

/// The number of up to three octal digits, and how many these are.
fn octal(digits: &[u8]) -> (u32, usize) {
    let values = digits.iter().take(3);
    let values = values.map_while(|&digit| char::from(digit).to_digit(8));
    values.fold((0, 0), |(number, count), value| {
        (number << 3 | value, count + 1)
    })
}

/// The digits of an escape, of which there are so many.
fn width(letter: u8) -> usize {
    match letter {
        b'x' => 2,
        b'u' => 4,
        _ => 8,
    }
}

/// Decodes the inside of a str literal from `at` on, up to its end or an escape that is not known, not whole, of a
/// name, or of no character. Returns where that is.
pub(super) fn decode_text(data: &[u8], mut at: usize, out: &mut StrBuilder) -> usize {
    loop {
        let rest = &data[at..];
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        out.push_latin_1(&rest[..plain]);
        at += plain;
        let Some([_, letter, behind @ ..]) = data.get(at..) else {
            return at;
        };
        let (code_point, digits) = match letter {
            b'\n' => {
                at += 2;
                continue;
            }
            b'0'..=b'7' => {
                let (number, count) = octal(&data[at + 1..]);
                (Some(number).filter(|number| *number < 0x100), count - 1)
            }
            b'x' | b'u' | b'U' => {
                let width = width(*letter);
                (hexadecimal(behind, width), width)
            }
            _ => (simple(*letter).map(u32::from), 0),
        };
        let Some(code_point) = code_point.filter(|it| *it < 0x11_0000) else {
            return at;
        };
        out.push(code_point);
        at += 2 + digits;
    }
}

/// As [`decode_text`], where nothing but `\u` and `\U` is an escape.
pub(super) fn decode_raw_text(data: &[u8], mut at: usize, out: &mut StrBuilder) -> usize {
    loop {
        let rest = &data[at..];
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        out.push_latin_1(&rest[..plain]);
        at += plain;
        let Some([slash, letter, behind @ ..]) = data.get(at..) else {
            return at;
        };
        if !matches!(letter, b'u' | b'U') {
            out.push_latin_1(&[*slash, *letter]);
            at += 2;
            continue;
        }
        let code_point = hexadecimal(behind, width(*letter));
        let Some(code_point) = code_point.filter(|it| *it < 0x11_0000) else {
            return at;
        };
        out.push(code_point);
        at += 2 + width(*letter);
    }
}

/// As [`decode_text`], of a bytes literal.
pub(super) fn decode_bytes(data: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
    loop {
        let rest = &data[at..];
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        at += plain;
        let Some([_, letter, behind @ ..]) = data.get(at..) else {
            return at;
        };
        let (byte, digits) = match letter {
            b'\n' => {
                at += 2;
                continue;
            }
            b'0'..=b'7' => {
                let (number, count) = octal(&data[at + 1..]);
                (u8::try_from(number).ok(), count - 1)
            }
            b'x' => (hexadecimal(behind, 2).map(|number| number as u8), 2),
            _ => (simple(*letter), 0),
        };
        let Some(byte) = byte else {
            return at;
        };
        out.push(byte);
        at += 2 + digits;
    }
}

fn push_hexadecimal(number: u32, digits: u32, out: &mut Vec<u8>) {
    for place in (0..digits).rev() {
        out.push(b"0123456789abcdef"[(number >> (4 * place) & 0xf) as usize]);
    }
}

/// Appends the escape of a code point by its number.
pub(super) fn push_escape(code_point: u32, out: &mut Vec<u8>) {
    let (letter, digits) = match code_point {
        0..0x100 => (b'x', 2),
        0x100..0x1_0000 => (b'u', 4),
        _ => (b'U', 8),
    };
    out.extend_from_slice(&[b'\\', letter]);
    push_hexadecimal(code_point, digits, out);
}

/// Appends a code point as it stands inside a literal.
pub(super) fn push_text(code_point: u32, out: &mut Vec<u8>) {
    match code_point {
        0x09 => out.extend_from_slice(b"\\t"),
        0x0a => out.extend_from_slice(b"\\n"),
        0x0d => out.extend_from_slice(b"\\r"),
        0x5c => out.extend_from_slice(b"\\\\"),
        0x20..0x7f => out.push(code_point as u8),
        _ => push_escape(code_point, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_told_of_is_left() {
        for (text, place) in [
            ("ab\\n\\x41\\q", 8),
            ("\\400", 0),
            ("\\377\\x4", 4),
            ("\\N{DIGIT ONE}", 0),
            ("\\U00110000", 0),
            ("a\\", 1),
            ("\\uFFFFx", 7),
        ] {
            let mut out = StrBuilder::new();
            assert_eq!(decode_text(text.as_bytes(), 0, &mut out), place, "{text}");
        }
    }
}
