//! The bytes of a string constant.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// How many bytes have room in a [`Text`] itself.
const INLINE: usize = 22;

/// The bytes of a string, WTF-8. Up to 22 need no memory of their own, as most strings in code are
/// short; what is longer is a `Box<[u8]>`.
#[derive(Clone)]
pub struct Text(Form);

#[derive(Clone)]
enum Form {
    Inline { length: u8, bytes: [u8; INLINE] },
    Boxed(Box<[u8]>),
}

impl Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Form::Inline { length, bytes } => &bytes[..usize::from(*length)],
            Form::Boxed(bytes) => bytes,
        }
    }
}

impl From<&[u8]> for Text {
    fn from(text: &[u8]) -> Text {
        if text.len() > INLINE {
            return Text(Form::Boxed(text.into()));
        }
        let mut bytes = [0; INLINE];
        bytes[..text.len()].copy_from_slice(text);
        let length = text.len() as u8;
        Text(Form::Inline { length, bytes })
    }
}

impl<const LENGTH: usize> From<[u8; LENGTH]> for Text {
    fn from(text: [u8; LENGTH]) -> Text {
        Text::from(&text[..])
    }
}

impl<const LENGTH: usize> From<&[u8; LENGTH]> for Text {
    fn from(text: &[u8; LENGTH]) -> Text {
        Text::from(&text[..])
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::from(text.as_bytes())
    }
}

impl From<Box<[u8]>> for Text {
    fn from(text: Box<[u8]>) -> Text {
        match text.len() {
            ..=INLINE => Text::from(&text[..]),
            _ => Text(Form::Boxed(text)),
        }
    }
}

impl From<Vec<u8>> for Text {
    fn from(text: Vec<u8>) -> Text {
        match text.len() {
            ..=INLINE => Text::from(&text[..]),
            _ => Text(Form::Boxed(text.into())),
        }
    }
}

impl From<Text> for Vec<u8> {
    fn from(text: Text) -> Vec<u8> {
        match text.0 {
            Form::Inline { .. } => text.to_vec(),
            Form::Boxed(bytes) => bytes.into(),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self[..] == other[..]
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self[..].hash(state);
    }
}

impl Borrow<[u8]> for Text {
    fn borrow(&self) -> &[u8] {
        self
    }
}

/// As a slice of bytes shows itself.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self[..].fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Constant;

    #[test]
    fn texts_of_all_lengths_are_their_bytes() {
        for length in 0..100 {
            let bytes: Vec<u8> = (0..length).collect();
            let text = Text::from(&bytes[..]);
            assert_eq!(text[..], bytes[..]);
            assert_eq!(text, Text::from(bytes.clone()));
            assert_eq!(text, Text::from(bytes.clone().into_boxed_slice()));
            assert_eq!(Vec::from(text.clone()), bytes);
            assert_eq!(format!("{text:?}"), format!("{bytes:?}"));
            assert_ne!(text, Text::from(&[&bytes[..], b"x"].concat()[..]));
        }
    }

    #[test]
    fn constants_stay_small() {
        assert_eq!(size_of::<Text>(), 24);
        assert_eq!(size_of::<Constant>(), 24);
    }
}
