//! Reading of DER, in which certificates and keys are written. Nothing is copied, nothing recurs, and
//! everything that is read may come from a stranger.
//! Source: ITU-T X.690.

/// Bytes that are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT: u8 = 0x06;
pub(super) const UTF8_STRING: u8 = 0x0c;
pub(super) const T61_STRING: u8 = 0x14;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const UNIVERSAL_STRING: u8 = 0x1c;
pub(super) const BMP_STRING: u8 = 0x1e;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The tag of a value that is marked by a number in its context.
pub(super) const fn context(number: u8, is_constructed: bool) -> u8 {
    0x80 | number | if is_constructed { 0x20 } else { 0 }
}

/// Values in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Der<'a> {
    rest: &'a [u8],
}

/// One value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// With tag and length.
    pub(super) whole: &'a [u8],
}

impl<'a> Der<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Der<'a> {
        Der { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next value.
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value.
    pub(super) fn item(&mut self) -> Result<Item<'a>, Malformed> {
        let [tag, first, after @ ..] = self.rest else {
            return Err(Malformed);
        };
        // Tags of several bytes are in none of the formats.
        if tag & 0x1f == 0x1f {
            return Err(Malformed);
        }
        let (length, after) = if *first < 0x80 {
            (usize::from(*first), after)
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 4 || after.len() < count {
                return Err(Malformed);
            }
            let (digits, after) = after.split_at(count);
            let length = digits
                .iter()
                .fold(0, |length, digit| length << 8 | usize::from(*digit));
            (length, after)
        };
        if after.len() < length {
            return Err(Malformed);
        }
        let (content, rest) = after.split_at(length);
        let whole = &self.rest[..self.rest.len() - rest.len()];
        self.rest = rest;
        Ok(Item {
            tag: *tag,
            content,
            whole,
        })
    }

    /// The content of the next value, which has this tag.
    pub(super) fn expect(&mut self, tag: u8) -> Result<&'a [u8], Malformed> {
        match self.item()? {
            item if item.tag == tag => Ok(item.content),
            _ => Err(Malformed),
        }
    }

    /// The content of the next value, if it has this tag.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, Malformed> {
        match self.peek() {
            Some(next) if next == tag => self.expect(tag).map(Some),
            _ => Ok(None),
        }
    }

    /// What is in the next value, a sequence.
    pub(super) fn sequence(&mut self) -> Result<Der<'a>, Malformed> {
        self.expect(SEQUENCE).map(Der::new)
    }

    /// The next value, a small number.
    pub(super) fn small(&mut self) -> Result<u32, Malformed> {
        let digits = self.expect(INTEGER)?;
        if digits.is_empty() || digits.len() > 4 || digits[0] & 0x80 != 0 {
            return Err(Malformed);
        }
        Ok(digits
            .iter()
            .fold(0, |number, digit| number << 8 | u32::from(*digit)))
    }
}

/// An object identifier as text: numbers and full stops.
pub(super) fn dotted(object: &[u8]) -> Result<String, Malformed> {
    let mut text = String::new();
    let mut number: u64 = 0;
    let mut is_first = true;
    let mut is_open = false;
    for byte in object {
        if number >> 57 != 0 {
            return Err(Malformed);
        }
        number = number << 7 | u64::from(byte & 0x7f);
        is_open = byte & 0x80 != 0;
        if is_open {
            continue;
        }
        if is_first {
            let first = (number / 40).min(2);
            text = format!("{first}.{}", number - first * 40);
            is_first = false;
        } else {
            text.push('.');
            text.push_str(&number.to_string());
        }
        number = 0;
    }
    if is_first || is_open {
        return Err(Malformed);
    }
    Ok(text)
}

/// A value with tag and length, for tests.
#[cfg(test)]
pub(super) fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut bytes = vec![tag];
    if length < 0x80 {
        bytes.push(length as u8);
    } else {
        let digits = length.to_be_bytes();
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        bytes.push(0x80 | (digits.len() - zeros) as u8);
        bytes.extend_from_slice(&digits[zeros..]);
    }
    bytes.extend_from_slice(content);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const NULL: u8 = 0x05;

    #[test]
    fn values_are_read_one_after_another() {
        let bytes = encode(
            SEQUENCE,
            &[encode(INTEGER, &[5]), encode(NULL, &[])].concat(),
        );
        let mut outer = Der::new(&bytes);
        let mut inner = outer.sequence().unwrap();
        assert_eq!(inner.small(), Ok(5));
        assert_eq!(inner.optional(OBJECT), Ok(None));
        assert_eq!(inner.expect(NULL), Ok(&[][..]));
        assert!(inner.is_empty() && outer.is_empty());
    }

    #[test]
    fn lengths_beyond_the_bytes_are_refused() {
        for bytes in [
            &[0x30][..],
            &[0x30, 5, 1],
            &[0x30, 0x80],
            &[0x30, 0x85, 1, 1, 1, 1, 1],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x1f, 0],
        ] {
            assert!(Der::new(bytes).item().is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn object_identifiers_are_numbers() {
        assert_eq!(dotted(&[0x55, 4, 3]).as_deref(), Ok("2.5.4.3"));
        assert_eq!(
            dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]).as_deref(),
            Ok("1.2.840.113549.1.1.1")
        );
        assert!(dotted(&[]).is_err() && dotted(&[0x55, 0x80]).is_err());
        assert!(dotted(&[0xff; 12]).is_err());
    }

    #[test]
    fn long_values_have_long_lengths() {
        let bytes = encode(OCTET_STRING, &[7; 300]);
        assert_eq!(bytes[..4], [OCTET_STRING, 0x82, 1, 44]);
        assert_eq!(Der::new(&bytes).expect(OCTET_STRING), Ok(&[7; 300][..]));
    }
}
