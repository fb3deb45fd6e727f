//! `repr(text)`: the text in quotes, with escapes for what is not printable.

use std::fmt::Write as _;

use crate::builtins::str::{Str, StrBuilder, unicode};
use crate::object::reference::Ref;
use crate::vm::Vm;

/// The quotes of a literal: single ones, unless there are such inside and no double ones.
pub(crate) fn quote_for(bytes: &[u8]) -> u8 {
    if memchr::memchr(b'\'', bytes).is_some() && memchr::memchr(b'"', bytes).is_none() {
        b'"'
    } else {
        b'\''
    }
}

/// Writes a code point as literals escape it: `\n`, `\x1f`, `\u2028`, `\U000e0001`.
pub(crate) fn push_escape(code_point: u32, result: &mut StrBuilder) {
    let written = match code_point {
        0x09 => result.write_str("\\t"),
        0x0a => result.write_str("\\n"),
        0x0d => result.write_str("\\r"),
        0x5c => result.write_str("\\\\"),
        0..0x100 => write!(result, "\\x{code_point:02x}"),
        0x100..0x1_0000 => write!(result, "\\u{code_point:04x}"),
        _ => write!(result, "\\U{code_point:08x}"),
    };
    written.expect("builders take all text");
}

/// `repr(text)`
pub(super) fn repr(text: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
    let bytes = text.as_bytes();
    let quote = quote_for(bytes);
    let mut result = StrBuilder::with_capacity(bytes.len() + 2);
    result.push(u32::from(quote));
    let plain = |byte: &u8| matches!(byte, 0x20..0x7f) && *byte != b'\\' && *byte != quote;
    if text.is_ascii() && bytes.iter().all(plain) {
        result.push_text(text);
    } else {
        for code_point in text.code_points() {
            if code_point == u32::from(quote) {
                result.push(u32::from('\\'));
                result.push(code_point);
            } else if code_point == u32::from('\\') || !unicode::is_printable(code_point) {
                push_escape(code_point, &mut result);
            } else {
                result.push(code_point);
            }
        }
    }
    result.push(u32::from(quote));
    result.finish(vm)
}
