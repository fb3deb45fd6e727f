//! Encoding of runs of code points that an encoding has, many at a time.
//!
//! The loops go by index: they are quick even where the compiler, for lack of counts, inlines nothing.

use crate::builtins::str::codecs::{Encoding, Order, Width};
use crate::builtins::str::utf8;

/// Bytes of text that are looked at together.
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

/// Whether a block of text begins at an offset that is all ASCII.
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
    loop {
        if let Some(block) = ascii_block(text, offset) {
            result.extend_from_slice(block);
            offset += BLOCK;
            continue;
        }
        // Up to where the next block may begin.
        let (mut bytes, mut length) = ([0; BLOCK], 0);
        while length < BLOCK && offset < text.len() {
            let first = text[offset];
            bytes[length] = match first {
                0..0x80 => first,
                0xc2..0xc4 if offset + 1 < text.len() => {
                    offset += 1;
                    first << 6 | text[offset] & 0x3f
                }
                _ => break,
            };
            length += 1;
            offset += 1;
        }
        result.extend_from_slice(&bytes[..length]);
        if length < BLOCK {
            return offset;
        }
    }
}

/// Encodes text up to the first surrogate, in units of `SIZE` bytes: by blocks where it is ASCII, by code points
/// elsewhere. `unit` gives the units of a code point, and how many bytes of them count.
#[inline(always)]
fn wide<const SIZE: usize>(
    text: &[u8],
    unit: impl Fn(u32) -> ([u8; 4], usize),
    result: &mut Vec<u8>,
) -> usize {
    let mut offset = 0;
    let mut bytes = [0; 4 * BLOCK];
    while offset < text.len() {
        if let Some(block) = ascii_block(text, offset) {
            let mut index = 0;
            while index < BLOCK {
                let (unit, _) = unit(block[index] as u32);
                let mut byte = 0;
                while byte < SIZE {
                    bytes[SIZE * index + byte] = unit[byte];
                    byte += 1;
                }
                index += 1;
            }
            result.extend_from_slice(&bytes[..SIZE * BLOCK]);
            offset += BLOCK;
            continue;
        }
        // Not more code points than there is room for.
        let end = text.len().min(offset + BLOCK - 3);
        let mut length = 0;
        let mut is_whole = true;
        while offset < end {
            let (code_point, width) = utf8::decode(text, offset);
            if utf8::is_surrogate(code_point) {
                is_whole = false;
                break;
            }
            let (unit, count) = unit(code_point);
            assert!(length <= 4 * BLOCK - 4);
            bytes[length] = unit[0];
            bytes[length + 1] = unit[1];
            bytes[length + 2] = unit[2];
            bytes[length + 3] = unit[3];
            length += count;
            offset += width;
        }
        result.extend_from_slice(&bytes[..length]);
        if !is_whole {
            return offset;
        }
    }
    offset
}

#[inline(always)]
fn utf_16(text: &[u8], to_bytes: impl Fn(u16) -> [u8; 2], result: &mut Vec<u8>) -> usize {
    let unit = |code_point: u32| {
        if code_point < 0x1_0000 {
            let [first, second] = to_bytes(code_point as u16);
            return ([first, second, 0, 0], 2);
        }
        let bits = code_point - 0x1_0000;
        let high = to_bytes(0xd800 | (bits >> 10) as u16);
        let low = to_bytes(0xdc00 | (bits & 0x3ff) as u16);
        ([high[0], high[1], low[0], low[1]], 4)
    };
    wide::<2>(text, unit, result)
}

#[inline(always)]
fn utf_32(text: &[u8], to_bytes: impl Fn(u32) -> [u8; 4], result: &mut Vec<u8>) -> usize {
    wide::<4>(text, |code_point| (to_bytes(code_point), 4), result)
}
