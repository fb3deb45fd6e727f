//! UTF-8 in which surrogates may occur: counting, decoding, encoding, stepping.

/// Whether a byte is one behind the first of a code point.
#[inline(always)]
pub const fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// Number of code points in text.
pub fn count(bytes: &[u8]) -> usize {
    // Sums of bytes fit a byte for 255 rounds, which lets the compiler use vectors.
    bytes
        .chunks(255)
        .map(|chunk| {
            let starts: u8 = chunk.iter().map(|&b| u8::from(!is_continuation(b))).sum();
            usize::from(starts)
        })
        .sum()
}

/// Number of code points above U+FFFF in text.
pub fn count_astral(bytes: &[u8]) -> usize {
    let chunks = bytes.chunks(255);
    let counts = chunks.map(|chunk| {
        let starts: u8 = chunk.iter().map(|&byte| u8::from(byte >= 0xf0)).sum();
        usize::from(starts)
    });
    counts.sum()
}

/// The offset `count` code points behind `offset`, where one starts.
pub fn skip(bytes: &[u8], mut offset: usize, mut count: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // Eight bytes at a time, which may end inside a code point: `count` starts are still to be passed.
    while count >= 8
        && let Some(word) = bytes[offset..].first_chunk()
    {
        let word = u64::from_le_bytes(*word);
        let continuations = (word >> 7) & !(word >> 6) & ONES;
        count -= 8 - (continuations.wrapping_mul(ONES) >> 56) as usize;
        offset += 8;
    }
    while offset < bytes.len() && is_continuation(bytes[offset]) {
        offset += 1;
    }
    for _ in 0..count {
        offset += width(bytes[offset]);
    }
    offset
}

/// Bytes of the code point that starts with this byte.
#[inline(always)]
pub const fn width(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// The code point at `offset` and its width. `offset` is where a code point starts.
#[inline]
pub fn decode(bytes: &[u8], offset: usize) -> (u32, usize) {
    let first = bytes[offset];
    if first < 0x80 {
        return (u32::from(first), 1);
    }
    let tail = |index: usize| u32::from(bytes[offset + index] & 0x3f);
    match width(first) {
        2 => (u32::from(first & 0x1f) << 6 | tail(1), 2),
        3 => (u32::from(first & 0x0f) << 12 | tail(1) << 6 | tail(2), 3),
        _ => {
            let high = u32::from(first & 0x07) << 18 | tail(1) << 12;
            (high | tail(2) << 6 | tail(3), 4)
        }
    }
}

/// The code point in front of `offset` and its width.
#[inline]
pub fn decode_before(bytes: &[u8], offset: usize) -> (u32, usize) {
    let mut start = offset - 1;
    while is_continuation(bytes[start]) {
        start -= 1;
    }
    decode(bytes, start)
}

/// Encodes a code point, surrogate or not.
///
/// # Panics
///
/// If `code_point` is above U+10FFFF.
#[inline]
pub fn encode(code_point: u32, buffer: &mut [u8; 4]) -> &[u8] {
    let tail = |shift: u32| 0x80 | (code_point >> shift & 0x3f) as u8;
    match code_point {
        0..0x80 => {
            buffer[0] = code_point as u8;
            &buffer[..1]
        }
        0x80..0x800 => {
            *buffer = [0xc0 | (code_point >> 6) as u8, tail(0), 0, 0];
            &buffer[..2]
        }
        0x800..0x1_0000 => {
            *buffer = [0xe0 | (code_point >> 12) as u8, tail(6), tail(0), 0];
            &buffer[..3]
        }
        0x1_0000..0x11_0000 => {
            *buffer = [0xf0 | (code_point >> 18) as u8, tail(12), tail(6), tail(0)];
            &buffer[..]
        }
        _ => panic!("code points end at U+10FFFF"),
    }
}

/// Whether a code point is a surrogate.
#[inline(always)]
pub const fn is_surrogate(code_point: u32) -> bool {
    code_point >= 0xd800 && code_point < 0xe000
}

/// The code points of a text, from both ends.
#[derive(Clone)]
pub struct CodePoints<'a> {
    bytes: &'a [u8],
}

impl<'a> CodePoints<'a> {
    /// The code points of `bytes`, which are a text or a slice of one between code points.
    pub fn new(bytes: &'a [u8]) -> CodePoints<'a> {
        CodePoints { bytes }
    }

    /// What is left.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

impl Iterator for CodePoints<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.bytes.is_empty() {
            return None;
        }
        let (code_point, width) = decode(self.bytes, 0);
        self.bytes = &self.bytes[width..];
        Some(code_point)
    }
}

impl DoubleEndedIterator for CodePoints<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        if self.bytes.is_empty() {
            return None;
        }
        let (code_point, width) = decode_before(self.bytes, self.bytes.len());
        self.bytes = &self.bytes[..self.bytes.len() - width];
        Some(code_point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_point_round_trips() {
        let mut buffer = [0; 4];
        for code_point in 0..0x11_0000 {
            let bytes = encode(code_point, &mut buffer);
            assert_eq!(decode(bytes, 0), (code_point, bytes.len()));
            assert_eq!(decode_before(bytes, bytes.len()), (code_point, bytes.len()));
            assert_eq!(count(bytes), 1);
            if let Some(character) = char::from_u32(code_point) {
                assert_eq!(character.to_string().as_bytes(), bytes);
            }
        }
    }
}
