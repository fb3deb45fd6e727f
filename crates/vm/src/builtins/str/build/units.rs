//! Text of bytes and code units of other encodings, many at a time.
//!
//! The loops go by index: they are quick even where the compiler, for lack of counts, inlines nothing.

use super::StrBuilder;

/// Units below 128 that are appended at once.
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

    /// Appends a block of units below 128.
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

    /// Appends the first so many of eight bytes, which are ASCII.
    #[inline(always)]
    fn push_ascii(&mut self, bytes: [u8; 8], count: usize) {
        if self.length > BATCH - 8 {
            self.flush();
        }
        let at = self.length;
        assert!(at <= BATCH - 8 && count <= 8);
        self.bytes[at..at + 8].copy_from_slice(&bytes);
        self.length = at + count;
    }
}

/// The lowest byte of each of four units.
#[inline(always)]
fn narrow(units: u64) -> u32 {
    let pairs = (units | units >> 8) & 0x0000_ffff_0000_ffff;
    (pairs | pairs >> 16) as u32
}

impl StrBuilder {
    /// Appends the code points below 256 that bytes are numbers of.
    pub fn push_latin_1(&mut self, mut bytes: &[u8]) {
        let mut batch = Batch::new(self);
        while let Some(chunk) = bytes.first_chunk::<8>() {
            let high = u64::from_le_bytes(*chunk) & 0x8080_8080_8080_8080;
            let plain = high.trailing_zeros() as usize / 8;
            batch.push_ascii(*chunk, plain);
            bytes = &bytes[plain..];
            while let Some((&byte @ 0x80.., rest)) = bytes.split_first() {
                batch.push(u32::from(byte));
                bytes = rest;
            }
        }
        for &byte in bytes {
            batch.push(u32::from(byte));
        }
        batch.flush();
    }

    /// Appends the code points that a table has for bytes, up to the first that it has none for. Returns how many
    /// bytes that were.
    ///
    /// # Panics
    ///
    /// If one is above U+10FFFF.
    pub fn push_by_table(&mut self, bytes: &[u8], table: &[Option<char>; 256]) -> usize {
        let mut batch = Batch::new(self);
        let mut at = 0;
        while at < bytes.len()
            && let Some(character) = table[usize::from(bytes[at])]
        {
            batch.push(u32::from(character));
            at += 1;
        }
        batch.flush();
        at
    }

    /// Appends text in UTF-16, whose bytes `unit` brings into order, up to the end or the first unit that is
    /// no character by itself or with the next. Returns how many bytes that were.
    #[inline(always)]
    pub(in super::super) fn push_utf_16(
        &mut self,
        bytes: &[u8],
        unit: impl Fn([u8; 2]) -> u16,
    ) -> usize {
        const WIDE: u64 = 0xff80_ff80_ff80_ff80;
        let mut batch = Batch::new(self);
        let mut rest = bytes;
        loop {
            if let Some(block) = rest.first_chunk::<16>() {
                let (mut words, mut index) = ([0; 2], 0);
                while index < 8 {
                    let unit = unit([block[2 * index], block[2 * index + 1]]);
                    words[index / 4] |= u64::from(unit) << (index % 4 * 16);
                    index += 1;
                }
                let plain = if words[0] & WIDE != 0 {
                    (words[0] & WIDE).trailing_zeros() / 16
                } else {
                    4 + (words[1] & WIDE).trailing_zeros() / 16
                };
                let bytes = u64::from(narrow(words[0])) | u64::from(narrow(words[1])) << 32;
                batch.push_ascii(bytes.to_le_bytes(), plain as usize);
                rest = &rest[2 * plain as usize..];
                if plain == 8 {
                    while let Some(block) = rest.first_chunk::<{ 2 * BLOCK }>() {
                        let (mut units, mut all, mut index) = ([0; BLOCK], 0, 0);
                        while index < BLOCK {
                            units[index] = unit([block[2 * index], block[2 * index + 1]]);
                            all |= units[index];
                            index += 1;
                        }
                        if all >= 0x80 {
                            break;
                        }
                        batch.push_block(|index| units[index] as u8);
                        rest = &rest[2 * BLOCK..];
                    }
                    continue;
                }
            }
            loop {
                let Some((first, behind)) = rest.split_first_chunk() else {
                    batch.flush();
                    return bytes.len() - rest.len();
                };
                let first = u32::from(unit(*first));
                if first & 0xf800 != 0xd800 {
                    batch.push(first);
                    rest = behind;
                } else {
                    let second = behind.first_chunk().map(|second| u32::from(unit(*second)));
                    let Some(second @ 0xdc00..0xe000) = second.filter(|_| first < 0xdc00) else {
                        batch.flush();
                        return bytes.len() - rest.len();
                    };
                    batch.push(0x1_0000 + ((first & 0x3ff) << 10 | second & 0x3ff));
                    rest = &behind[2..];
                }
                // The next is likely to be of the same kind.
                if first < 0x80 {
                    break;
                }
            }
        }
    }

    /// Appends text in UTF-32, as [`StrBuilder::push_utf_16`].
    #[inline(always)]
    pub(in super::super) fn push_utf_32(
        &mut self,
        bytes: &[u8],
        unit: impl Fn([u8; 4]) -> u32,
    ) -> usize {
        let mut batch = Batch::new(self);
        let (units, _) = bytes.as_chunks::<4>();
        let mut at = 0;
        while at < units.len() {
            if let Some(block) = units[at..].first_chunk::<8>() {
                let (mut narrow, mut all, mut index) = ([0; 8], 0, 0);
                while index < 8 {
                    let unit = unit(block[index]);
                    all |= unit;
                    narrow[index] = unit as u8;
                    index += 1;
                }
                if all < 0x80 {
                    batch.push_ascii(narrow, 8);
                    at += 8;
                    while let Some(block) = units[at..].first_chunk::<BLOCK>() {
                        let (mut units, mut all, mut index) = ([0; BLOCK], 0, 0);
                        while index < BLOCK {
                            units[index] = unit(block[index]);
                            all |= units[index];
                            index += 1;
                        }
                        if all >= 0x80 {
                            break;
                        }
                        batch.push_block(|index| units[index] as u8);
                        at += BLOCK;
                    }
                    continue;
                }
            }
            // Not more than a block, behind which ASCII may follow.
            let end = units.len().min(at + 8);
            while at < end {
                let unit = unit(units[at]);
                if unit >= 0x11_0000 || unit & 0xffff_f800 == 0xd800 {
                    batch.flush();
                    return 4 * at;
                }
                batch.push(unit);
                at += 1;
            }
        }
        batch.flush();
        4 * at
    }
}
