//! What a format comes to: which items lie where.

use std::rc::Rc;

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::{Str, codecs};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::_struct::{State, error};

/// How many layouts are remembered.
const MAX_CACHED: usize = 100;

/// Items side by side of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// The character of the type.
    pub(super) code: u8,
    /// Where the first item is, in bytes.
    pub(super) offset: usize,
    /// Bytes of an item.
    pub(super) size: usize,
    /// How many items there are.
    pub(super) count: usize,
}

/// Bytes of a format from which on its layout is not remembered.
const LONG: usize = 4096;

/// A struct in bytes.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The format, which is ASCII.
    pub(super) format: Box<str>,
    /// What lies in it, but for padding.
    pub(super) fields: Vec<Field>,
    /// Bytes of all.
    pub(super) size: usize,
    /// How many values there are.
    pub(super) values: usize,
    /// Whether numbers begin with their highest byte.
    pub(super) big_endian: bool,
}

/// The layout of a format. Those used last are remembered.
///
/// Raises `struct.error` if it is none, `TypeError` if it is no text.
pub(super) fn cached(format: &Value, vm: &mut Vm) -> PyResult<Rc<Layout>> {
    let text = if let Some(text) = format.downcast::<Str>() {
        text.as_bytes()
    } else if let Some(bytes) = format.downcast::<Bytes>() {
        bytes.as_slice()
    } else {
        return new(format, vm).map(Rc::new);
    };
    if let Some(layout) = vm.module_state::<State>().layouts.get(text) {
        return Ok(layout.clone());
    }
    let layout = Rc::new(new(format, vm)?);
    if text.len() > LONG {
        return Ok(layout);
    }
    let layouts = &mut vm.module_state::<State>().layouts;
    if layouts.len() >= MAX_CACHED {
        layouts.clear();
    }
    layouts.insert(text.into(), layout.clone());
    Ok(layout)
}

/// As [`cached`], anew.
pub(super) fn new(format: &Value, vm: &mut Vm) -> PyResult<Layout> {
    let text = ascii(format, vm)?;
    let text = text.as_str().expect("ASCII has no surrogates");
    // At most so many fields.
    vm.check_allocation(text.len().saturating_mul(size_of::<Field>()))?;
    Layout::parse(text).map_err(|message| vm.native_error::<error>(message))
}

/// The text of a format.
fn ascii(format: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let text = if let Some(text) = format.downcast::<Str>() {
        text.clone()
    } else if let Some(bytes) = format.downcast::<Bytes>() {
        let text = codecs::decode_by_name(bytes.as_slice(), "ascii", "surrogateescape", vm)?;
        text.downcast_into().expect("decoding gives text")
    } else {
        let class = format.type_name(vm);
        return Err(vm.type_error(format!(
            "Struct() argument 1 must be a str or bytes object, not {class}"
        )));
    };
    if !text.is_ascii() {
        codecs::encode_by_name(&text, "ascii", "strict", vm)?;
    }
    Ok(text)
}

impl Layout {
    /// The layout that a format describes, or what is wrong with it.
    fn parse(format: &str) -> Result<Layout, &'static str> {
        const TOO_LONG: &str = "total struct size too long";
        let mut layout = Layout {
            format: format.into(),
            fields: Vec::new(),
            size: 0,
            values: 0,
            big_endian: cfg!(target_endian = "big"),
        };
        let mut native = true;
        let mut characters = format.as_bytes();
        if let Some((&first @ (b'@' | b'=' | b'<' | b'>' | b'!'), rest)) = characters.split_first()
        {
            characters = rest;
            native = first == b'@';
            match first {
                b'<' => layout.big_endian = false,
                b'>' | b'!' => layout.big_endian = true,
                _ => {}
            }
        }
        if characters.contains(&0) {
            return Err("embedded null character");
        }
        while let Some((&code, rest)) = characters.split_first() {
            characters = rest;
            if code.is_ascii_whitespace() || code == 0x0b {
                continue;
            }
            let (mut code, mut count) = (code, 1);
            if code.is_ascii_digit() {
                count = usize::from(code - b'0');
                loop {
                    let Some((&next, rest)) = characters.split_first() else {
                        return Err("repeat count given without format specifier");
                    };
                    characters = rest;
                    code = next;
                    if !code.is_ascii_digit() {
                        break;
                    }
                    let digit = usize::from(code - b'0');
                    let larger = count.checked_mul(10).and_then(|it| it.checked_add(digit));
                    count = larger
                        .filter(|&count| count <= isize::MAX as usize)
                        .ok_or(TOO_LONG)?;
                }
            }
            let (size, alignment) = item_size(code, native).ok_or("bad char in struct format")?;
            let offset = layout.size.checked_next_multiple_of(alignment);
            let offset = offset.ok_or(TOO_LONG)?;
            let length = count.checked_mul(size).ok_or(TOO_LONG)?;
            layout.size = offset
                .checked_add(length)
                .filter(|&size| size <= isize::MAX as usize)
                .ok_or(TOO_LONG)?;
            let (size, count) = match code {
                b'x' => continue,
                b's' | b'p' => (count, 1),
                _ => (size, count),
            };
            layout.values += count;
            layout.fields.push(Field {
                code,
                offset,
                size,
                count,
            });
        }
        Ok(layout)
    }
}

/// Bytes of an item, and what its offset is a multiple of.
fn item_size(code: u8, native: bool) -> Option<(usize, usize)> {
    let size = match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' if !native => 4,
        b'l' | b'L' => size_of::<libc::c_long>(),
        b'q' | b'Q' | b'd' => 8,
        b'n' | b'N' | b'P' if native => size_of::<usize>(),
        b'F' => return Some((8, if native { 4 } else { 1 })),
        b'D' => return Some((16, if native { align_of::<f64>() } else { 1 })),
        _ => return None,
    };
    let alignment = match code {
        _ if !native => 1,
        b'q' | b'Q' => align_of::<i64>(),
        b'd' => align_of::<f64>(),
        _ => size,
    };
    Some((size, alignment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_aligned_natively_only() {
        let native = Layout::parse("bq").expect("a format");
        assert_eq!((native.size, native.fields[1].offset), (16, 8));
        let standard = Layout::parse("<bq").expect("a format");
        assert_eq!((standard.size, standard.fields[1].offset), (9, 1));
        assert_eq!(Layout::parse("i0q").expect("a format").size, 8);
    }

    #[test]
    fn counts_are_lengths_of_strings() {
        let layout = Layout::parse("3s 2h").expect("a format");
        assert_eq!((layout.values, layout.size), (3, 8));
    }
}
