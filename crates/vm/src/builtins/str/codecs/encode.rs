//! From text to bytes.

use std::ops::Range;

use crate::builtins::str::codecs::errors::{Replacement, encode_exception};
use crate::builtins::str::codecs::{Encoding, ErrorHandler, Order, Width, runs, wide};
use crate::builtins::str::{Str, StrBuilder, utf8};
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

/// Encodes text.
///
/// Raises `UnicodeEncodeError` where the handler does, `LookupError` if it is needed and unknown.
pub fn encode(
    text: &Ref<Str>,
    encoding: Encoding,
    handler: &ErrorHandler,
    vm: &mut Vm,
) -> PyResult<Vec<u8>> {
    // Of most characters not more bytes come than of wide ones.
    vm.check_allocation(text.byte_length().saturating_mul(match encoding {
        Encoding::Wide(..) => 6,
        _ => 1,
    }))?;
    let fits: fn(u32) -> bool = match encoding {
        _ if text.is_ascii() && !matches!(encoding, Encoding::Wide(..)) => {
            return Ok(text.as_bytes().to_vec());
        }
        Encoding::Utf8 if text.as_str().is_some() => return Ok(text.as_bytes().to_vec()),
        Encoding::Utf8 | Encoding::Wide(..) => |code_point| !utf8::is_surrogate(code_point),
        Encoding::Ascii => |code_point| code_point < 0x80,
        Encoding::Latin1 => |code_point| code_point < 0x100,
    };
    let mut result = Vec::with_capacity(match encoding {
        // With a mark in front.
        Encoding::Wide(Width::Two, _) => {
            2 * (1 + text.length() + utf8::count_astral(text.as_bytes()))
        }
        Encoding::Wide(Width::Four, _) => 4 * (1 + text.length()),
        _ => text.byte_length(),
    });
    if let Encoding::Wide(width, order @ Order::Marked) = encoding {
        wide::push_unit(0xfeff, width, order, &mut result);
    }
    let mut position = 0;
    let mut offset = 0;
    while offset < text.byte_length() {
        let whole = runs::encode(&text.as_bytes()[offset..], encoding, &mut result);
        if offset + whole == text.byte_length() {
            break;
        }
        position += utf8::count(&text.as_bytes()[offset..offset + whole]);
        offset += whole;
        let bad = bad_run(text, offset, encoding, fits);
        if let Some(end) = replace(text, offset, bad, handler, encoding, &mut result, vm)? {
            position += bad;
            offset = end;
            continue;
        }
        let range = position..position + bad;
        let reason = reason(encoding);
        let (replacement, next) =
            handler.encode_error(text, range.clone(), encoding, reason, vm)?;
        match replacement {
            Replacement::Bytes(bytes) if bytes.len() % unit_size(encoding) == 0 => {
                vm.extend_to(&mut result, &bytes)?;
            }
            Replacement::Text(replacement)
                if replacement.is_ascii()
                    || matches!(encoding, Encoding::Latin1)
                        && replacement.code_points().all(fits) =>
            {
                vm.make_room(&mut result, replacement.length() * unit_size(encoding))?;
                for code_point in replacement.code_points() {
                    push(code_point, encoding, &mut result);
                }
            }
            _ => return Err(encode_exception(text, range, encoding, reason, vm)?),
        }
        position = next;
        offset = text.byte_offset(next);
    }
    Ok(result)
}

/// Writes what the handlers that need nothing but the code points put in their place: `count` of them from `offset`
/// on. Returns where they end, `None` if the handler is another one.
fn replace(
    text: &Ref<Str>,
    offset: usize,
    count: usize,
    handler: &ErrorHandler,
    encoding: Encoding,
    result: &mut Vec<u8>,
    vm: &mut Vm,
) -> PyResult<Option<usize>> {
    let bytes = text.as_bytes();
    let end = utf8::skip(bytes, offset, count);
    match handler {
        ErrorHandler::Ignore => {}
        ErrorHandler::Replace => {
            vm.make_room(result, count * unit_size(encoding))?;
            for _ in 0..count {
                push(u32::from('?'), encoding, result);
            }
        }
        ErrorHandler::BackslashReplace | ErrorHandler::XmlCharRefReplace => {
            // An escape has ten units at most.
            vm.make_room(result, 10 * count * unit_size(encoding))?;
            let mut escape = StrBuilder::new();
            for code_point in utf8::CodePoints::new(&bytes[offset..end]) {
                escape.clear();
                handler.push_escape(code_point, &mut escape);
                for &byte in escape.as_bytes() {
                    push(u32::from(byte), encoding, result);
                }
            }
        }
        _ => return Ok(None),
    }
    Ok(Some(end))
}

/// How many code points from `offset` on are reported as one error: UTF-16 and UTF-32 have each by
/// itself.
fn bad_run(text: &Ref<Str>, offset: usize, encoding: Encoding, fits: fn(u32) -> bool) -> usize {
    if matches!(encoding, Encoding::Wide(..)) {
        return 1;
    }
    let rest = Range {
        start: offset,
        end: text.byte_length(),
    };
    utf8::CodePoints::new(&text.as_bytes()[rest])
        .take_while(|&code_point| !fits(code_point))
        .count()
}

/// Bytes of a code unit, of which what a handler gives must be whole ones.
fn unit_size(encoding: Encoding) -> usize {
    match encoding {
        Encoding::Wide(Width::Two, _) => 2,
        Encoding::Wide(Width::Four, _) => 4,
        _ => 1,
    }
}

fn reason(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 | Encoding::Wide(..) => "surrogates not allowed",
        Encoding::Ascii => "ordinal not in range(128)",
        Encoding::Latin1 => "ordinal not in range(256)",
    }
}

fn push(code_point: u32, encoding: Encoding, result: &mut Vec<u8>) {
    match encoding {
        Encoding::Utf8 => {
            let mut buffer = [0; 4];
            result.extend_from_slice(utf8::encode(code_point, &mut buffer));
        }
        Encoding::Ascii | Encoding::Latin1 => result.push(code_point as u8),
        Encoding::Wide(width, order) => wide::push(code_point, width, order, result),
    }
}
