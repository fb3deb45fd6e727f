//! Cutting apart and joining.

use std::ops::Range;

use rpy_macros::methods;

use crate::builtins::bytes::algorithms::{self, Ranges};
use crate::builtins::bytes::arguments::Limit;
use crate::builtins::bytes::operations::{Direction, in_rounds};
use crate::builtins::list::List;
use crate::builtins::str::{Str, unicode, utf8};
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(crate) struct Methods;

/// The parts as a list of strings: see [`in_rounds`].
fn parts(
    this: &Ref<Str>,
    limit: usize,
    direction: Direction,
    cut: impl Fn(&[u8], usize) -> Ranges,
    vm: &mut Vm,
) -> PyResult<Ref<List>> {
    let bytes = this.as_bytes();
    let cut = |range: Range<usize>, limit, _: &Vm| cut(&bytes[range], limit);
    let make = |range: Range<usize>, vm: &mut Vm| {
        Str::byte_slice(this, range.start, range.end, vm).into_value()
    };
    in_rounds(bytes.len(), limit, direction, cut, make, vm)
}

/// Characters of a string of which each may be a part without more being asked for.
const SHORT: usize = 1 << 14;

/// Parts for which there is room from the start.
const FEW: usize = 8;

/// As [`algorithms::split`] of a short string at an ASCII character, without a list of ranges between.
fn split_at_byte(this: &Ref<Str>, separator: u8, limit: usize, vm: &mut Vm) -> Ref<List> {
    let bytes = this.as_bytes();
    let mut items = Vec::with_capacity(FEW.min(limit.saturating_add(1)));
    let mut start = 0;
    algorithms::each_byte(bytes, separator, |offset| {
        if items.len() == limit {
            return false;
        }
        items.push(Str::byte_slice(this, start, offset, vm).into_value());
        start = offset + 1;
        true
    });
    items.push(Str::byte_slice(this, start, bytes.len(), vm).into_value());
    List::new(items, vm)
}

/// As [`algorithms::rsplit`] of a short string at an ASCII character, likewise.
fn rsplit_at_byte(this: &Ref<Str>, separator: u8, limit: usize, vm: &mut Vm) -> Ref<List> {
    let bytes = this.as_bytes();
    let mut items = Vec::with_capacity(FEW.min(limit.saturating_add(1)));
    let mut end = bytes.len();
    while items.len() < limit
        && let Some(offset) = memchr::memrchr(separator, &bytes[..end])
    {
        items.push(Str::byte_slice(this, offset + 1, end, vm).into_value());
        end = offset;
    }
    items.push(Str::byte_slice(this, 0, end, vm).into_value());
    items.reverse();
    List::new(items, vm)
}

/// As [`algorithms::split_whitespace`] of a short string that is ASCII, likewise.
fn split_at_spaces(this: &Ref<Str>, limit: usize, vm: &mut Vm) -> Ref<List> {
    let bytes = this.as_bytes();
    let mut items = Vec::with_capacity(FEW.min(limit.saturating_add(1)));
    let mut rest = bytes.iter();
    while rest.any(|&byte| !is_ascii_space(byte)) {
        let start = bytes.len() - rest.len() - 1;
        let end = match items.len() == limit {
            true => bytes.len(),
            false => match rest.any(|&byte| is_ascii_space(byte)) {
                true => bytes.len() - rest.len() - 1,
                false => bytes.len(),
            },
        };
        items.push(Str::byte_slice(this, start, end, vm).into_value());
        if end == bytes.len() {
            break;
        }
    }
    List::new(items, vm)
}

/// The separator; `None` for white space.
///
/// Raises `TypeError` if it is neither None nor a string, `ValueError` if it is empty.
fn separator<'a>(value: Option<&'a Value>, vm: &mut Vm) -> PyResult<Option<&'a Ref<Str>>> {
    let Some(value) = value.filter(|value| !value.is_none()) else {
        return Ok(None);
    };
    let Some(text) = value.downcast::<Str>() else {
        let class = value.type_name(vm);
        return Err(vm.type_error(format!("must be str or None, not {class}")));
    };
    if text.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    Ok(Some(text))
}

/// White space of a string that is ASCII.
#[inline(always)]
const fn is_ascii_space(byte: u8) -> bool {
    /// A bit for each byte up to the blank.
    const SPACES: u64 = 1 << b' ' | 0x1f << 0x09 | 0x0f << 0x1c;
    byte <= b' ' && SPACES >> byte & 1 != 0
}

/// As [`algorithms::split_whitespace`], for text that is not ASCII.
fn split_unicode_whitespace(bytes: &[u8], limit: usize) -> Ranges {
    let mut parts = Ranges::new();
    let mut start = None;
    let mut offset = 0;
    while offset < bytes.len() {
        let (code_point, width) = utf8::decode(bytes, offset);
        match (unicode::is_space(code_point), start) {
            (true, Some(begin)) => {
                parts.push(begin..offset);
                start = None;
            }
            (false, None) => {
                if parts.len() == limit {
                    parts.push(offset..bytes.len());
                    return parts;
                }
                start = Some(offset);
            }
            _ => {}
        }
        offset += width;
    }
    parts.extend(start.map(|begin| begin..bytes.len()));
    parts
}

/// As [`algorithms::rsplit_whitespace`], for text that is not ASCII.
fn rsplit_unicode_whitespace(bytes: &[u8], limit: usize) -> Ranges {
    let mut parts = Ranges::new();
    let mut end = None;
    let mut offset = bytes.len();
    while offset > 0 {
        let (code_point, width) = utf8::decode_before(bytes, offset);
        match (unicode::is_space(code_point), end) {
            (true, Some(finish)) => {
                parts.push(offset..finish);
                end = None;
            }
            (false, None) => {
                if parts.len() == limit {
                    parts.push(0..offset);
                    parts.reverse();
                    return parts;
                }
                end = Some(offset);
            }
            _ => {}
        }
        offset -= width;
    }
    parts.extend(end.map(|finish| 0..finish));
    parts.reverse();
    parts
}

/// Bytes of the line end at an offset; zero if there is none.
fn line_end(bytes: &[u8], offset: usize) -> usize {
    let byte = bytes[offset];
    if byte == b'\r' && bytes.get(offset + 1) == Some(&b'\n') {
        return 2;
    }
    if byte < 0x80 {
        return usize::from(unicode::is_line_break(u32::from(byte)));
    }
    if utf8::is_continuation(byte) {
        return 0;
    }
    let (code_point, width) = utf8::decode(bytes, offset);
    if unicode::is_line_break(code_point) {
        width
    } else {
        0
    }
}

/// The separator of `partition`.
fn text_separator<'a>(value: &'a Value, vm: &mut Vm) -> PyResult<&'a Ref<Str>> {
    let Some(text) = value.downcast::<Str>() else {
        let class = value.type_name(vm);
        return Err(vm.type_error(format!("must be str, not {class}")));
    };
    if text.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    Ok(text)
}

#[methods]
impl Methods {
    /// Returns a list of the parts between occurrences of the separator, from the left.
    ///
    /// Without a separator, runs of white space separate, and none is in the parts. At most
    /// maxsplit cuts are made, if that is not negative.
    #[method(signature = "($self, /, sep=None, maxsplit=-1)")]
    fn split(
        this: &Ref<Str>,
        sep: Option<&Value>,
        maxsplit: Limit,
        vm: &mut Vm,
    ) -> PyResult<Ref<List>> {
        let limit = maxsplit.0;
        let forwards = Direction::Forwards;
        match separator(sep, vm)? {
            Some(separator) if separator.byte_length() == 1 && this.byte_length() <= SHORT => {
                Ok(split_at_byte(this, separator.as_bytes()[0], limit, vm))
            }
            Some(separator) => {
                let cut =
                    |bytes: &[u8], limit| algorithms::split(bytes, separator.as_bytes(), limit);
                parts(this, limit, forwards, cut, vm)
            }
            None if this.is_ascii() && this.byte_length() <= SHORT => {
                Ok(split_at_spaces(this, limit, vm))
            }
            None if this.is_ascii() => {
                let cut = |bytes: &[u8], limit| {
                    algorithms::split_whitespace(bytes, limit, is_ascii_space)
                };
                parts(this, limit, forwards, cut, vm)
            }
            None => parts(this, limit, forwards, split_unicode_whitespace, vm),
        }
    }

    /// Returns a list of the parts between occurrences of the separator, from the right.
    ///
    /// Without a separator, runs of white space separate, and none is in the parts. At most
    /// maxsplit cuts are made, if that is not negative.
    #[method(signature = "($self, /, sep=None, maxsplit=-1)")]
    fn rsplit(
        this: &Ref<Str>,
        sep: Option<&Value>,
        maxsplit: Limit,
        vm: &mut Vm,
    ) -> PyResult<Ref<List>> {
        let limit = maxsplit.0;
        let separator = separator(sep, vm)?;
        if let Some(separator) = separator
            && separator.byte_length() == 1
            && this.byte_length() <= SHORT
        {
            return Ok(rsplit_at_byte(this, separator.as_bytes()[0], limit, vm));
        }
        let is_ascii = this.is_ascii();
        let cut = |bytes: &[u8], limit| match separator {
            Some(separator) => algorithms::rsplit(bytes, separator.as_bytes(), limit),
            None if is_ascii => algorithms::rsplit_whitespace(bytes, limit, is_ascii_space),
            None => rsplit_unicode_whitespace(bytes, limit),
        };
        parts(this, limit, Direction::Backwards, cut, vm)
    }

    /// Returns a list of the lines, with their ends if keepends is true.
    #[method(signature = "($self, /, keepends=False)")]
    fn splitlines(this: &Ref<Str>, keepends: Option<bool>, vm: &mut Vm) -> PyResult<Ref<List>> {
        let keep_ends = keepends.unwrap_or(false);
        let cut = |bytes: &[u8], limit| {
            algorithms::split_lines(bytes, keep_ends, limit, |offset| line_end(bytes, offset))
        };
        parts(this, usize::MAX, Direction::Forwards, cut, vm)
    }

    /// Cuts at the first occurrence of the separator: what is before, the separator, what is after.
    ///
    /// If there is none, returns the string and two empty ones.
    #[method(signature = "($self, sep, /)")]
    fn partition(this: &Ref<Str>, sep: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let sep = text_separator(sep, vm)?;
        let empty = vm.names.empty.to_value();
        let items = match algorithms::find(this.as_bytes(), sep.as_bytes()) {
            Some(offset) => around(this, sep, offset, vm),
            None => [this.to_exact(vm).into_value(), empty.clone(), empty],
        };
        Ok(Tuple::from_array(items, vm))
    }

    /// Cuts at the last occurrence of the separator: what is before, the separator, what is after.
    ///
    /// If there is none, returns two empty strings and the string.
    #[method(signature = "($self, sep, /)")]
    fn rpartition(this: &Ref<Str>, sep: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let sep = text_separator(sep, vm)?;
        let empty = vm.names.empty.to_value();
        let items = match algorithms::rfind(this.as_bytes(), sep.as_bytes()) {
            Some(offset) => around(this, sep, offset, vm),
            None => [empty.clone(), empty, this.to_exact(vm).into_value()],
        };
        Ok(Tuple::from_array(items, vm))
    }

    /// Concatenates the strings of an iterable, with this string between them.
    #[method(signature = "($self, iterable, /)")]
    fn join(this: &Ref<Str>, iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        join(this, iterable, vm)
    }
}

fn around(this: &Ref<Str>, separator: &Ref<Str>, offset: usize, vm: &mut Vm) -> [Value; 3] {
    let (after, end) = (offset + separator.byte_length(), this.byte_length());
    [
        Str::byte_slice(this, 0, offset, vm).into_value(),
        separator.to_value(),
        Str::byte_slice(this, after, end, vm).into_value(),
    ]
}

/// `separator.join(iterable)`
fn join(separator: &Ref<Str>, iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let class = iterable.class(vm);
    let collected;
    let items = match (iterable.downcast::<List>(), iterable.downcast::<Tuple>()) {
        // What runs until it is joined cannot change it, so that it needs no copy.
        (Some(list), _) if class.is(&vm.types.list) => list.items(vm).as_slice(),
        (_, Some(tuple)) if class.is(&vm.types.tuple) => tuple.as_slice(),
        _ => {
            collected = vm.collect_or(iterable, "can only join an iterable")?;
            collected.as_slice()
        }
    };
    if let Some(index) = items.iter().position(|item| !item.has_payload::<Str>()) {
        let class = items[index].clone().type_name(vm);
        return Err(vm.type_error(format!(
            "sequence item {index}: expected str instance, {class} found"
        )));
    }
    match items {
        [] => return Ok(vm.names.empty.clone()),
        [only] => {
            let only = only.downcast::<Str>().expect("just checked").clone();
            return Ok(only.to_exact(vm));
        }
        _ => {}
    }
    match Str::join(separator, items, vm) {
        Some(joined) => Ok(joined),
        None => Err(vm.overflow_error("join() result is too long for a Python string")),
    }
}
