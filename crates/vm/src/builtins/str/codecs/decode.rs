//! From bytes to text.

use std::ops::Range;

use crate::builtins::str::codecs::{Encoding, ErrorHandler, Order, Width, wide};
use crate::builtins::str::{Str, StrBuilder};
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

/// Decoded text.
pub struct Decoded {
    /// The text.
    pub text: Ref<Str>,
    /// How many bytes were used: all of them, unless more may follow.
    pub consumed: usize,
    /// The byte order found, if the encoding has a mark for it.
    pub order: Order,
}

/// Why bytes are not text.
struct Problem {
    range: Range<usize>,
    reason: &'static str,
    /// Whether bytes that follow could make it whole.
    incomplete: bool,
}

/// Decodes bytes. Unless `is_final`, an incomplete character at the end is left for later.
///
/// Raises `UnicodeDecodeError` where the handler does, `LookupError` if it is needed and unknown.
pub fn decode(
    bytes: &[u8],
    encoding: Encoding,
    handler: &ErrorHandler,
    is_final: bool,
    vm: &mut Vm,
) -> PyResult<Decoded> {
    let whole = |text, order| Decoded {
        text,
        consumed: bytes.len(),
        order,
    };
    let (mut offset, mut order) = (0, Order::Little);
    if let Encoding::Wide(width, given) = encoding {
        (offset, order) = byte_order(bytes, width, given);
    }
    if !matches!(encoding, Encoding::Wide(..))
        && (bytes.is_ascii() || encoding == Encoding::Utf8)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Ok(whole(Str::new(text, vm), order));
    }
    let mut result = StrBuilder::with_capacity(bytes.len());
    let mut object = None;
    while offset < bytes.len() {
        let (next, problem) = match encoding {
            Encoding::Utf8 => utf_8(bytes, offset, &mut result),
            Encoding::Ascii => ascii(bytes, offset, &mut result),
            Encoding::Latin1 => latin_1(bytes, offset, &mut result),
            Encoding::Wide(Width::Two, _) => utf_16(bytes, offset, order, &mut result),
            Encoding::Wide(Width::Four, _) => utf_32(bytes, offset, order, &mut result),
        };
        offset = next;
        let Some(problem) = problem else { continue };
        if problem.incomplete && !is_final {
            break;
        }
        // A mark in front decides how the rest is read; the exception tells what was found.
        let shown = match encoding {
            Encoding::Wide(width, _) => Encoding::Wide(width, order),
            other => other,
        };
        offset = handler.decode_error(
            bytes,
            &mut object,
            problem.range,
            shown,
            problem.reason,
            &mut result,
            vm,
        )?;
    }
    Ok(Decoded {
        text: result.finish(vm),
        consumed: offset,
        order,
    })
}

/// Where the text starts and in which order its bytes are.
fn byte_order(bytes: &[u8], width: Width, given: Order) -> (usize, Order) {
    if given != Order::Marked {
        return (0, given);
    }
    let size = match width {
        Width::Two => 2,
        Width::Four => 4,
    };
    for order in [Order::Little, Order::Big] {
        if wide::unit_at(bytes, width, order) == Some(0xfeff) {
            return (size, order);
        }
    }
    (0, Order::Little)
}

/// Each reads as much as it can, and returns where it stopped and why, if not at the end.
type Progress = (usize, Option<Problem>);

fn problem(range: Range<usize>, reason: &'static str, incomplete: bool) -> Progress {
    let next = range.start;
    let problem = Problem {
        range,
        reason,
        incomplete,
    };
    (next, Some(problem))
}

fn utf_8(bytes: &[u8], offset: usize, result: &mut StrBuilder) -> Progress {
    let error = match std::str::from_utf8(&bytes[offset..]) {
        Ok(text) => {
            result.push_str(text);
            return (bytes.len(), None);
        }
        Err(error) => error,
    };
    let start = offset + error.valid_up_to();
    let valid = std::str::from_utf8(&bytes[offset..start]).expect("just found valid");
    result.push_str(valid);
    match error.error_len() {
        None => problem(start..bytes.len(), "unexpected end of data", true),
        Some(_) if matches!(bytes[start], 0x80..0xc2 | 0xf5..) => {
            problem(start..start + 1, "invalid start byte", false)
        }
        Some(length) => problem(start..start + length, "invalid continuation byte", false),
    }
}

fn ascii(bytes: &[u8], offset: usize, result: &mut StrBuilder) -> Progress {
    let rest = &bytes[offset..];
    let length = rest.iter().position(|byte| !byte.is_ascii());
    let end = offset + length.unwrap_or(rest.len());
    result.push_ascii(&bytes[offset..end]);
    match length {
        Some(_) => problem(end..end + 1, "ordinal not in range(128)", false),
        None => (end, None),
    }
}

fn latin_1(bytes: &[u8], offset: usize, result: &mut StrBuilder) -> Progress {
    result.push_latin_1(&bytes[offset..]);
    (bytes.len(), None)
}

fn utf_16(bytes: &[u8], mut offset: usize, order: Order, result: &mut StrBuilder) -> Progress {
    offset += match order {
        Order::Big => result.push_utf_16(&bytes[offset..], u16::from_be_bytes),
        _ => result.push_utf_16(&bytes[offset..], u16::from_le_bytes),
    };
    let rest = &bytes[offset..];
    match wide::unit_at(rest, Width::Two, order) {
        None if rest.is_empty() => (offset, None),
        None => problem(offset..bytes.len(), "truncated data", true),
        Some(0xdc00..0xe000) => problem(offset..offset + 2, "illegal encoding", false),
        Some(_) if rest.len() < 4 => problem(offset..bytes.len(), "unexpected end of data", true),
        Some(_) => problem(offset..offset + 2, "illegal UTF-16 surrogate", false),
    }
}

fn utf_32(bytes: &[u8], mut offset: usize, order: Order, result: &mut StrBuilder) -> Progress {
    offset += match order {
        Order::Big => result.push_utf_32(&bytes[offset..], u32::from_be_bytes),
        _ => result.push_utf_32(&bytes[offset..], u32::from_le_bytes),
    };
    let rest = &bytes[offset..];
    let reason = match wide::unit_at(rest, Width::Four, order) {
        None if rest.is_empty() => return (offset, None),
        None => return problem(offset..bytes.len(), "truncated data", true),
        Some(0..0x11_0000) => "code point in surrogate code point range(0xd800, 0xe000)",
        Some(_) => "code point not in range(0x110000)",
    };
    problem(offset..offset + 4, reason, false)
}
