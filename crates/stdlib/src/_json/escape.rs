//! Strings as JSON.

use rpy_vm::builtins::str::{Str, StrBuilder};

/// What each byte below 128 is written as: itself if 0, `\u00XX` if 1, else the escape of that letter.
const ESCAPES: [u8; 128] = {
    let mut escapes = [0; 128];
    let mut byte = 0;
    while byte < 32 {
        escapes[byte] = 1;
        byte += 1;
    }
    escapes[b'"' as usize] = b'"';
    escapes[b'\\' as usize] = b'\\';
    escapes[b'\n' as usize] = b'n';
    escapes[b'\r' as usize] = b'r';
    escapes[b'\t' as usize] = b't';
    escapes[0x0c] = b'f';
    escapes[0x08] = b'b';
    escapes
};

/// A string as JSON.
pub(super) fn escaped(text: &Str, ascii: bool) -> StrBuilder {
    let mut result = StrBuilder::with_capacity(text.byte_length() + 2);
    push(text, ascii, &mut result);
    result
}

/// Appends a string as JSON.
pub(super) fn push(text: &Str, ascii: bool, result: &mut StrBuilder) {
    result.push_ascii(b"\"");
    let bytes = text.as_bytes();
    let is_plain = |&byte: &u8| match ESCAPES.get(usize::from(byte)) {
        Some(escape) => *escape == 0 && (!ascii || byte != 0x7f),
        None => !ascii,
    };
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..]
            .iter()
            .take_while(|byte| is_plain(byte))
            .count();
        if length > 0 {
            result.push_range(text, start, start + length);
            start += length;
        }
        let Some(&byte) = bytes.get(start) else {
            break;
        };
        if byte < 128 {
            match ESCAPES[usize::from(byte)] {
                0 | 1 => push_unit(byte.into(), result),
                letter => result.push_ascii(&[b'\\', letter]),
            }
            start += 1;
        } else {
            let (code_point, length) = rpy_vm::builtins::str::utf8::decode(bytes, start);
            match u16::try_from(code_point) {
                Ok(unit) => push_unit(unit, result),
                Err(_) => {
                    let above = code_point - 0x1_0000;
                    push_unit(0xd800 | (above >> 10) as u16, result);
                    push_unit(0xdc00 | (above & 0x3ff) as u16, result);
                }
            }
            start += length;
        }
    }
    result.push_ascii(b"\"");
}

fn push_unit(unit: u16, result: &mut StrBuilder) {
    let digit = |shift: u16| b"0123456789abcdef"[usize::from(unit >> shift & 15)];
    result.push_ascii(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
}
