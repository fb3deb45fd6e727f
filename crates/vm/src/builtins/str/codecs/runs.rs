//! Encoding of runs of code points that an encoding has, many at a time.
//!
//! The loops go by index: they are quick even where the compiler, for lack of counts, inlines nothing.

use crate::builtins::str::codecs::{Encoding, Order, Width};
use crate::builtins::str::utf8;

/// Units that are collected before they are appended, and a few more.
const BATCH: usize = 256;
/// Bytes of ASCII that are encoded at once.
const BLOCK: usize = 32;

/// Encodes text up to its end or the first code point that the encoding does not have. Returns how many bytes
/// of the text that were.
pub(super) fn encode(text: &[u8], encoding: Encoding, result: &mut Vec<u8>) -> usize {
    match encoding {
        Encoding::Utf8 => utf_8(text, result),
        Encoding::Ascii => {
            let length = text.iter().position(|byte| !byte.is_ascii());
            let length = length.unwrap_or(text.len());
            result.extend_from_slice(&text[..length]);
            length
        }
        Encoding::Latin1 => latin_1(text, result),
        Encoding::Wide(Width::Two, Order::Big) => utf_16(text, u16::to_be_bytes, result),
        Encoding::Wide(Width::Two, _) => utf_16(text, u16::to_le_bytes, result),
        Encoding::Wide(Width::Four, Order::Big) => utf_32(text, u32::to_be_bytes, result),
        Encoding::Wide(Width::Four, _) => utf_32(text, u32::to_le_bytes, result),
    }
}

fn utf_8(text: &[u8], result: &mut Vec<u8>) -> usize {
    let length = match std::str::from_utf8(text) {
        Ok(_) => text.len(),
        Err(error) => error.valid_up_to(),
    };
    result.extend_from_slice(&text[..length]);
    length
}

/// How many of eight bytes in front are ASCII.
#[inline(always)]
fn ascii_prefix(chunk: [u8; 8]) -> usize {
    let high = u64::from_le_bytes(chunk) & 0x8080_8080_8080_8080;
    high.trailing_zeros() as usize / 8
}

/// A block of text at an offset, if it is all ASCII.
#[inline(always)]
fn ascii_block(text: &[u8], offset: usize) -> Option<&[u8; BLOCK]> {
    let block = text[offset..].first_chunk::<BLOCK>()?;
    let (mut all, mut index) = (0, 0);
    while index < BLOCK {
        all |= block[index];
        index += 1;
    }
    (all < 0x80).then_some(block)
}

fn latin_1(text: &[u8], result: &mut Vec<u8>) -> usize {
    let mut offset = 0;
    let mut bytes = [0; BATCH + 16];
    while offset < text.len() {
        let mut length = 0;
        let mut is_whole = true;
        while offset < text.len() && length <= BATCH {
            if let Some(chunk) = text[offset..].first_chunk::<8>() {
                // Written as if all were ASCII: what is not will be overwritten.
                bytes[length..length + 8].copy_from_slice(chunk);
                let plain = ascii_prefix(*chunk);
                length += plain;
                offset += plain;
                if plain == 8 {
                    continue;
                }
            }
            match text[offset..] {
                [first @ 0..0x80, ..] => bytes[length] = first,
                [first @ 0xc2..0xc4, second, ..] => {
                    bytes[length] = first << 6 | second & 0x3f;
                    offset += 1;
                }
                _ => {
                    is_whole = false;
                    break;
                }
            }
            offset += 1;
            length += 1;
        }
        result.extend_from_slice(&bytes[..length]);
        if !is_whole {
            return offset;
        }
    }
    offset
}

/// Encodes text up to the first surrogate, in units of `SIZE` bytes: eight bytes at a time where it is ASCII, by
/// code points elsewhere. `units` gives the units of a code point, and how many of them count.
#[inline(always)]
fn wide<const SIZE: usize>(
    text: &[u8],
    units: impl Fn(u32) -> ([[u8; SIZE]; 2], usize),
    result: &mut Vec<u8>,
) -> usize {
    let mut offset = 0;
    let mut batch = [[0; SIZE]; BATCH + 16];
    while offset < text.len() {
        let mut length = 0;
        let mut is_whole = true;
        'batch: while offset < text.len() && length <= BATCH {
            if let Some(chunk) = text[offset..].first_chunk::<8>()
                && let Some(target) = batch[length..].first_chunk_mut::<8>()
            {
                // Written as if all were ASCII: what is not will be overwritten.
                let mut index = 0;
                while index < 8 {
                    target[index] = units(chunk[index] as u32 & 0x7f).0[0];
                    index += 1;
                }
                let plain = ascii_prefix(*chunk);
                length += plain;
                offset += plain;
                if plain == 8 {
                    while let Some(block) = ascii_block(text, offset)
                        && let Some(target) = batch[length..].first_chunk_mut::<BLOCK>()
                    {
                        let mut index = 0;
                        while index < BLOCK {
                            target[index] = units(block[index] as u32 & 0x7f).0[0];
                            index += 1;
                        }
                        length += BLOCK;
                        offset += BLOCK;
                    }
                    continue;
                }
            }
            loop {
                let (code_point, width) = utf8::decode(text, offset);
                if utf8::is_surrogate(code_point) {
                    is_whole = false;
                    break 'batch;
                }
                let ([first, second], count) = units(code_point);
                batch[length] = first;
                batch[length + 1] = second;
                length += count;
                offset += width;
                // The next is likely to be of the same kind.
                if length > BATCH || offset >= text.len() || text[offset] < 0x80 {
                    break;
                }
            }
        }
        result.extend_from_slice(batch[..length].as_flattened());
        if !is_whole {
            return offset;
        }
    }
    offset
}

#[inline(always)]
fn utf_16(text: &[u8], to_bytes: impl Fn(u16) -> [u8; 2], result: &mut Vec<u8>) -> usize {
    let units = |code_point: u32| {
        if code_point < 0x1_0000 {
            let unit = to_bytes(code_point as u16);
            return ([unit, unit], 1);
        }
        let bits = code_point - 0x1_0000;
        let high = to_bytes(0xd800 | (bits >> 10) as u16);
        let low = to_bytes(0xdc00 | (bits & 0x3ff) as u16);
        ([high, low], 2)
    };
    wide::<2>(text, units, result)
}

#[inline(always)]
fn utf_32(text: &[u8], to_bytes: impl Fn(u32) -> [u8; 4], result: &mut Vec<u8>) -> usize {
    let units = |code_point| {
        let unit = to_bytes(code_point);
        ([unit, unit], 1)
    };
    wide::<4>(text, units, result)
}
