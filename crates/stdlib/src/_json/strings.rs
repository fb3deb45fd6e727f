//! Reading strings.

use rpy_vm::builtins::str::{Str, StrBuilder, utf8};
use rpy_vm::{PyResult, Ref, Vm};

use super::{decode_error, decode_error_at};

/// What follows a first quote: where it stops being plain, and why.
pub(super) enum Plain {
    /// The last quote is at this offset.
    Quote(usize),
    /// A backslash is there.
    Backslash(usize),
}

/// Looks for the quote or backslash that comes first from `start` on.
///
/// Raises `JSONDecodeError` for control characters, if `strict`, and if there is none.
pub(super) fn plain(
    text: &Ref<Str>,
    begin: usize,
    start: usize,
    strict: bool,
    vm: &mut Vm,
) -> PyResult<Plain> {
    let bytes = &text.as_bytes()[start..];
    let is_special = |&byte: &u8| byte == b'"' || byte == b'\\' || byte < 32 && strict;
    match bytes.iter().position(is_special) {
        Some(at) => match bytes[at] {
            b'"' => Ok(Plain::Quote(start + at)),
            b'\\' => Ok(Plain::Backslash(start + at)),
            _ => Err(decode_error(
                "Invalid control character at",
                text,
                start + at,
                vm,
            )),
        },
        None => Err(unterminated(text, begin, vm)),
    }
}

fn unterminated(text: &Ref<Str>, begin: usize, vm: &mut Vm) -> rpy_vm::Raised {
    // The quote is in front of where reading began.
    let position = text.position_of(begin).saturating_sub(1);
    decode_error_at("Unterminated string starting at", text, position, vm)
}

/// Reads a string whose first quote is in front of offset `begin`. Gives it, and the offset behind
/// its last quote.
pub(super) fn scan(
    text: &Ref<Str>,
    begin: usize,
    strict: bool,
    vm: &mut Vm,
) -> PyResult<(Ref<Str>, usize)> {
    let at = match plain(text, begin, begin, strict, vm)? {
        Plain::Quote(end) => return Ok((Str::byte_slice(text, begin, end, vm), end + 1)),
        Plain::Backslash(at) => at,
    };
    let mut result = StrBuilder::new();
    result.push_range(text, begin, at);
    let mut at = at;
    loop {
        let (code_point, end) = escape(text, begin, at, vm)?;
        result.push(code_point);
        match plain(text, begin, end, strict, vm)? {
            Plain::Quote(last) => {
                result.push_range(text, end, last);
                return Ok((result.finish(vm), last + 1));
            }
            Plain::Backslash(next) => {
                result.push_range(text, end, next);
                at = next;
            }
        }
    }
}

/// The code point that the escape at an offset stands for, and where it ends.
fn escape(text: &Ref<Str>, begin: usize, at: usize, vm: &mut Vm) -> PyResult<(u32, usize)> {
    let bytes = text.as_bytes();
    let Some(&letter) = bytes.get(at + 1) else {
        return Err(unterminated(text, begin, vm));
    };
    let code_point = match letter {
        b'"' | b'\\' | b'/' => letter.into(),
        b'b' => 8,
        b'f' => 12,
        b'n' => 10,
        b'r' => 13,
        b't' => 9,
        b'u' => return unicode_escape(text, at, vm),
        _ => return Err(decode_error("Invalid \\escape", text, at, vm)),
    };
    Ok((code_point, at + 2))
}

/// As [`escape`], for `\uXXXX`, two of which may be a pair of surrogates.
fn unicode_escape(text: &Ref<Str>, at: usize, vm: &mut Vm) -> PyResult<(u32, usize)> {
    const MESSAGE: &str = "Invalid \\uXXXX escape";
    let bytes = text.as_bytes();
    let digits = at + 2;
    if !has_more(&bytes[digits..], 4) {
        return Err(decode_error(MESSAGE, text, at + 1, vm));
    }
    let Some(high) = hex(bytes, digits) else {
        return Err(decode_error(MESSAGE, text, at + 1, vm));
    };
    let end = digits + 4;
    if !(0xd800..0xdc00).contains(&high)
        || !has_more(&bytes[end..], 6)
        || !bytes[end..].starts_with(b"\\u")
    {
        return Ok((high, end));
    }
    let Some(low) = hex(bytes, end + 2) else {
        return Err(decode_error(MESSAGE, text, end + 1, vm));
    };
    if !(0xdc00..0xe000).contains(&low) {
        return Ok((high, end));
    }
    Ok((0x1_0000 + ((high & 0x3ff) << 10 | low & 0x3ff), end + 6))
}

/// Whether there are more than `count` code points.
fn has_more(bytes: &[u8], count: usize) -> bool {
    utf8::CodePoints::new(bytes).nth(count).is_some()
}

/// Four hexadecimal digits.
fn hex(bytes: &[u8], start: usize) -> Option<u32> {
    let digits = bytes.get(start..start + 4)?;
    digits.iter().try_fold(0, |number, &digit| {
        Some(number << 4 | char::from(digit).to_digit(16)?)
    })
}
