//! Text of bytes and code units of other encodings, many at a time.
//!
//! The loops go by index: they are quick even where the compiler, for lack of counts, inlines nothing.

use super::StrBuilder;

/// Units that are looked at together.
const BLOCK: usize = 32;
/// Bytes that are collected before they are appended.
const BATCH: usize = 512;

/// Encoded code points on their way to a builder.
struct Batch<'a> {
    builder: &'a mut StrBuilder,
    bytes: [u8; BATCH],
    length: usize,
}

impl<'a> Batch<'a> {
    fn new(builder: &'a mut StrBuilder) -> Batch<'a> {
        Batch {
            builder,
            bytes: [0; BATCH],
            length: 0,
        }
    }

    fn flush(&mut self) {
        self.builder.append(&self.bytes[..self.length]);
        self.length = 0;
    }

    /// Appends a code point in UTF-8, all of whose forms are written as four bytes.
    #[inline(always)]
    fn push(&mut self, code_point: u32) {
        if self.length > BATCH - 4 {
            self.flush();
        }
        let tail = |shift: u32| 0x80 | (code_point >> shift & 0x3f) as u8;
        let (encoded, width) = match code_point {
            0..0x80 => ([code_point as u8, 0, 0, 0], 1),
            0x80..0x800 => ([0xc0 | (code_point >> 6) as u8, tail(0), 0, 0], 2),
            0x800..0x1_0000 => ([0xe0 | (code_point >> 12) as u8, tail(6), tail(0), 0], 3),
            _ => (
                [0xf0 | (code_point >> 18) as u8, tail(12), tail(6), tail(0)],
                4,
            ),
        };
        let at = self.length;
        assert!(at <= BATCH - 4);
        self.bytes[at] = encoded[0];
        self.bytes[at + 1] = encoded[1];
        self.bytes[at + 2] = encoded[2];
        self.bytes[at + 3] = encoded[3];
        self.length = at + width;
    }

    /// Appends units below 128, as many as a block has.
    #[inline(always)]
    fn push_block(&mut self, unit: impl Fn(usize) -> u8) {
        if self.length > BATCH - BLOCK {
            self.flush();
        }
        let at = self.length;
        assert!(at <= BATCH - BLOCK);
        let mut index = 0;
        while index < BLOCK {
            self.bytes[at + index] = unit(index);
            index += 1;
        }
        self.length = at + BLOCK;
    }
}

/// Whether all bytes are below 128.
#[inline(always)]
fn is_ascii(block: &[u8; BLOCK]) -> bool {
    let (mut all, mut index) = (0, 0);
    while index < BLOCK {
        all |= block[index];
        index += 1;
    }
    all < 0x80
}

impl StrBuilder {
    /// Appends the code points below 256 that bytes are numbers of.
    pub fn push_latin_1(&mut self, mut bytes: &[u8]) {
        let mut batch = Batch::new(self);
        while let Some((block, rest)) = bytes.split_first_chunk::<BLOCK>() {
            if is_ascii(block) {
                batch.push_block(|index| block[index]);
            } else {
                if batch.length > BATCH - 2 * BLOCK - 1 {
                    batch.flush();
                }
                let (mut at, mut index) = (batch.length, 0);
                while index < BLOCK {
                    let byte = block[index];
                    let wide = byte >> 7;
                    let first = if wide == 0 { byte } else { 0xc0 | byte >> 6 };
                    // The second byte of those that have one, written for all of them.
                    batch.bytes[at] = first;
                    batch.bytes[at + 1] = 0x80 | byte & 0x3f;
                    at += 1 + wide as usize;
                    index += 1;
                }
                batch.length = at;
            }
            bytes = rest;
        }
        for &byte in bytes {
            batch.push(u32::from(byte));
        }
        batch.flush();
    }

    /// Appends text in UTF-16, whose bytes `unit` brings into order, up to the end or the first unit that is
    /// no character by itself or with the next. Returns how many bytes that were.
    #[inline(always)]
    pub(in super::super) fn push_utf_16(
        &mut self,
        bytes: &[u8],
        unit: impl Fn([u8; 2]) -> u16,
    ) -> usize {
        let mut batch = Batch::new(self);
        let mut rest = bytes;
        'blocks: while let Some((block, behind)) = rest.split_first_chunk::<{ 2 * BLOCK }>() {
            let (mut units, mut all, mut index) = ([0; BLOCK], 0, 0);
            while index < BLOCK {
                units[index] = unit([block[2 * index], block[2 * index + 1]]);
                all |= units[index];
                index += 1;
            }
            if all < 0x80 {
                batch.push_block(|index| units[index] as u8);
                rest = behind;
                continue;
            }
            index = 0;
            while index < BLOCK {
                if units[index] & 0xf800 == 0xd800 {
                    rest = &rest[2 * index..];
                    break 'blocks;
                }
                batch.push(units[index] as u32);
                index += 1;
            }
            rest = behind;
        }
        while let Some((first, behind)) = rest.split_first_chunk() {
            let first = u32::from(unit(*first));
            if first & 0xf800 != 0xd800 {
                batch.push(first);
                rest = behind;
                continue;
            }
            let Some((second, behind)) = behind.split_first_chunk() else {
                break;
            };
            let second = u32::from(unit(*second));
            if first >= 0xdc00 || second & 0xfc00 != 0xdc00 {
                break;
            }
            batch.push(0x1_0000 + ((first & 0x3ff) << 10 | second & 0x3ff));
            rest = behind;
        }
        batch.flush();
        bytes.len() - rest.len()
    }

    /// Appends text in UTF-32, as [`StrBuilder::push_utf_16`].
    #[inline(always)]
    pub(in super::super) fn push_utf_32(
        &mut self,
        bytes: &[u8],
        unit: impl Fn([u8; 4]) -> u32,
    ) -> usize {
        let mut batch = Batch::new(self);
        let mut rest = bytes;
        while let Some((block, behind)) = rest.split_first_chunk::<{ 4 * BLOCK }>() {
            let (mut units, mut all, mut valid, mut index) = ([0; BLOCK], 0, true, 0);
            while index < BLOCK {
                let at = 4 * index;
                let value = unit([block[at], block[at + 1], block[at + 2], block[at + 3]]);
                units[index] = value;
                all |= value;
                valid &= value < 0x11_0000 && value & 0xffff_f800 != 0xd800;
                index += 1;
            }
            if all < 0x80 {
                batch.push_block(|index| units[index] as u8);
            } else if valid {
                index = 0;
                while index < BLOCK {
                    batch.push(units[index]);
                    index += 1;
                }
            } else {
                break;
            }
            rest = behind;
        }
        while let Some((quad, behind)) = rest.split_first_chunk() {
            let unit = unit(*quad);
            if char::from_u32(unit).is_none() {
                break;
            }
            batch.push(unit);
            rest = behind;
        }
        batch.flush();
        bytes.len() - rest.len()
    }
}
