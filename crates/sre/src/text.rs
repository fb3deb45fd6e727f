//! The text that is searched, and how its characters lie in it.

/// How characters are encoded in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Each byte is a character of its own: `bytes`.
    Bytes,
    /// A `str` whose code points are all below 128.
    Ascii,
    /// A `str`: UTF-8 in which surrogates are encoded as other code points are.
    Utf8,
}

/// A text. Positions in it are byte offsets.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) encoding: Encoding,
}

impl<'a> Text<'a> {
    /// The content of a `bytes` object.
    pub fn bytes(bytes: &'a [u8]) -> Text<'a> {
        Text {
            bytes,
            encoding: Encoding::Bytes,
        }
    }

    /// The content of a `str`, or what is in front of an end between two code points of it.
    ///
    /// Bytes that are no UTF-8 (surrogates allowed) make for senseless matches, or a panic.
    pub fn utf8(bytes: &'a [u8]) -> Text<'a> {
        Text {
            bytes,
            encoding: Encoding::Utf8,
        }
    }

    /// The content of a `str` that is ASCII.
    pub fn ascii(bytes: &'a [u8]) -> Text<'a> {
        Text {
            bytes,
            encoding: Encoding::Ascii,
        }
    }
}

/// Whether a character is a byte. The engine exists once for each answer.
pub(crate) trait Form {
    /// Whether characters may take several bytes.
    const WIDE: bool;

    /// The offset behind the character that starts at `offset`, where its first byte is `first`.
    #[inline(always)]
    fn behind(first: u8, offset: usize) -> usize {
        if Self::WIDE {
            offset + width(first)
        } else {
            offset + 1
        }
    }

    /// The offset of the character in front of `offset`, which is not zero.
    #[inline(always)]
    fn before(text: &[u8], offset: usize) -> usize {
        let mut offset = offset - 1;
        if Self::WIDE {
            while offset > 0 && is_continuation(text[offset]) {
                offset -= 1;
            }
        }
        offset
    }

    /// The character at `offset`, which is below the length, and the offset behind it.
    #[inline(always)]
    fn decode(text: &[u8], offset: usize) -> (u32, usize) {
        if Self::WIDE {
            decode(text, offset)
        } else {
            (text[offset].into(), offset + 1)
        }
    }
}

/// Each byte is a character.
pub(crate) struct Narrow;
/// UTF-8.
pub(crate) struct Wide;

impl Form for Narrow {
    const WIDE: bool = false;
}

impl Form for Wide {
    const WIDE: bool = true;
}

/// Whether a byte is one behind the first of a character.
#[inline(always)]
pub(crate) fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// Bytes of the character that starts with this byte.
#[inline(always)]
pub(crate) fn width(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

#[inline]
fn decode(text: &[u8], offset: usize) -> (u32, usize) {
    let first = text[offset];
    if first < 0x80 {
        return (first.into(), offset + 1);
    }
    let tail = |index: usize| u32::from(text[offset + index] & 0x3f);
    match width(first) {
        2 => (u32::from(first & 0x1f) << 6 | tail(1), offset + 2),
        3 => {
            let high = u32::from(first & 0x0f) << 12;
            (high | tail(1) << 6 | tail(2), offset + 3)
        }
        _ => {
            let high = u32::from(first & 0x07) << 18 | tail(1) << 12;
            (high | tail(2) << 6 | tail(3), offset + 4)
        }
    }
}

/// Appends a code point in UTF-8, surrogate or not. `None` if there is no such code point.
pub(crate) fn encode(code_point: u32, bytes: &mut Vec<u8>) -> Option<()> {
    let tail = |shift: u32| 0x80 | (code_point >> shift & 0x3f) as u8;
    match code_point {
        0..0x80 => bytes.push(code_point as u8),
        0x80..0x800 => bytes.extend([0xc0 | (code_point >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => bytes.extend([0xe0 | (code_point >> 12) as u8, tail(6), tail(0)]),
        0x1_0000..0x11_0000 => {
            bytes.extend([0xf0 | (code_point >> 18) as u8, tail(12), tail(6), tail(0)])
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_point_round_trips() {
        for code_point in 0..0x11_0000 {
            let mut bytes = Vec::new();
            encode(code_point, &mut bytes).expect("a code point");
            assert_eq!(Wide::decode(&bytes, 0), (code_point, bytes.len()));
            assert_eq!(Wide::before(&bytes, bytes.len()), 0);
            assert_eq!(Wide::behind(bytes[0], 0), bytes.len());
        }
        assert_eq!(encode(0x11_0000, &mut Vec::new()), None);
    }
}
