//! `hex` and `fromhex`.

use crate::builtins::bytes::Bytes;
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The two digits of each byte.
static PAIRS: [[u8; 2]; 256] = {
    let digits = b"0123456789abcdef";
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        pairs[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    pairs
};

/// What is no digit.
const NONE: u8 = 0xff;

/// The values of digits.
static VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut digit = 0;
    while digit < 16 {
        let character = b"0123456789abcdef"[digit];
        values[character as usize] = digit as u8;
        values[character.to_ascii_uppercase() as usize] = digit as u8;
        digit += 1;
    }
    values
};

/// The digits of bytes, two for each, with a separator between groups. A positive group size counts from the end, a
/// negative one from the start; without one there are no groups.
///
/// Raises `MemoryError` if there is no room for them.
pub fn digits(bytes: &[u8], separator: Option<u8>, group: isize, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let size = group.unsigned_abs();
    let Some(separator) = separator.filter(|_| size != 0) else {
        let mut pairs = vm.new_buffer(bytes.len().saturating_mul(2))?;
        for block in bytes.chunks(32) {
            let mut digits = [[0; 2]; 32];
            for (pair, &byte) in digits.iter_mut().zip(block) {
                *pair = PAIRS[usize::from(byte)];
            }
            pairs.extend_from_slice(digits[..block.len()].as_flattened());
        }
        return Ok(pairs);
    };
    let mut result = vm.new_buffer(bytes.len().saturating_mul(3))?;
    // Groups that count from the end begin with a smaller one.
    let first = match group > 0 {
        true => bytes.len() % size,
        false => 0,
    };
    let (first, rest) = bytes.split_at(first);
    let groups = Some(first).filter(|first| !first.is_empty());
    for group in groups.into_iter().chain(rest.chunks(size)) {
        if !result.is_empty() {
            result.push(separator);
        }
        for &byte in group {
            result.extend_from_slice(&PAIRS[usize::from(byte)]);
        }
    }
    Ok(result)
}

/// Appends the bytes that pairs of digits in front stand for, and gives how many digits that are.
pub fn pop_hex(digits: &[u8], result: &mut Vec<u8>) -> usize {
    let (pairs, _) = digits.as_chunks::<2>();
    let before = result.len();
    let values = pairs.iter().map_while(|[high, low]| {
        let (high, low) = (VALUES[usize::from(*high)], VALUES[usize::from(*low)]);
        ((high | low) != NONE).then_some(high << 4 | low)
    });
    result.extend(values);
    2 * (result.len() - before)
}

/// As [`digits`], with the separator that a program gives, as a str.
pub(crate) fn hex(
    bytes: &[u8],
    separator: Option<&Value>,
    group: isize,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    let separator = match separator {
        Some(separator) => Some(separator_byte(separator, vm)?),
        None => None,
    };
    let digits = digits(bytes, separator, group, vm)?;
    let text = std::str::from_utf8(&digits).expect("digits and separators are ASCII");
    Ok(Str::new(text, vm))
}

fn separator_byte(separator: &Value, vm: &mut Vm) -> PyResult<u8> {
    if separator.length(vm)? != 1 {
        return Err(vm.value_error("sep must be length 1."));
    }
    let byte = match separator.downcast::<Str>() {
        Some(text) => text.as_bytes()[0],
        None => match separator.downcast::<Bytes>() {
            Some(bytes) => bytes.as_slice()[0],
            None => return Err(vm.type_error("sep must be str or bytes.")),
        },
    };
    if !byte.is_ascii() {
        return Err(vm.value_error("sep must be ASCII."));
    }
    Ok(byte)
}

/// The bytes that pairs of digits stand for; white space may stand between the pairs.
pub(crate) fn from_hex(text: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    if let Some(text) = text.downcast::<Str>() {
        // In front of what is not ASCII, which is no digit, places are the same in code points and in bytes.
        return from_digits(text.as_bytes(), vm);
    }
    match text.bytes_like(vm)? {
        Some(bytes) => {
            let digits = bytes.as_bytes(vm).to_vec();
            from_digits(&digits, vm)
        }
        None => {
            let class = text.type_name(vm);
            Err(vm.type_error(format!(
                "fromhex() argument must be str or bytes-like, not {class}"
            )))
        }
    }
}

fn from_digits(digits: &[u8], vm: &mut Vm) -> PyResult<Vec<u8>> {
    let mut result = vm.new_buffer(digits.len() / 2)?;
    let mut position = 0;
    loop {
        position += pop_hex(&digits[position..], &mut result);
        let Some(&next) = digits.get(position) else {
            return Ok(result);
        };
        if super::algorithms::is_space(next) {
            position += 1;
            continue;
        }
        if VALUES[usize::from(next)] == NONE {
            return Err(not_a_digit(position, vm));
        }
        return Err(match digits.len() - position {
            1 => vm.value_error("fromhex() arg must contain an even number of hexadecimal digits"),
            _ => not_a_digit(position + 1, vm),
        });
    }
}

fn not_a_digit(position: usize, vm: &mut Vm) -> crate::result::Raised {
    vm.value_error(format!(
        "non-hexadecimal number found in fromhex() arg at position {position}"
    ))
}
