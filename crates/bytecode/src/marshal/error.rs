//! Why bytes are no code object.

use std::fmt;

use crate::verifier::VerifyError;

/// Why bytes are no code object. Offsets count bytes from the start of the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MarshalError {
    /// The bytes end at `offset`, in the middle of something, or a length points past their end.
    Truncated {
        /// Where more bytes were expected.
        offset: usize,
    },
    /// No constant starts with this byte.
    BadTag {
        /// The byte.
        tag: u8,
        /// Where it stands.
        offset: usize,
    },
    /// A string is not in the table, too long for it, or no text.
    BadString {
        /// Where it is used or stands.
        offset: usize,
    },
    /// A number has a value that is never written there.
    BadValue {
        /// Where it stands.
        offset: usize,
    },
    /// Constants nest too deep.
    TooDeep {
        /// Where the limit is passed.
        offset: usize,
    },
    /// Something follows the end of the code.
    TrailingBytes {
        /// Where the code ends.
        offset: usize,
    },
    /// The code is well-formed but must not run.
    Unverifiable(VerifyError),
}

impl fmt::Display for MarshalError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MarshalError::Truncated { offset } => write!(formatter, "truncated at byte {offset}"),
            MarshalError::BadTag { tag, offset } => {
                write!(formatter, "unknown tag {tag:#04x} at byte {offset}")
            }
            MarshalError::BadString { offset } => write!(formatter, "bad string at byte {offset}"),
            MarshalError::BadValue { offset } => write!(formatter, "bad value at byte {offset}"),
            MarshalError::TooDeep { offset } => {
                write!(formatter, "constants nest too deep at byte {offset}")
            }
            MarshalError::TrailingBytes { offset } => {
                write!(formatter, "code ends early, at byte {offset}")
            }
            MarshalError::Unverifiable(error) => write!(formatter, "invalid code: {error}"),
        }
    }
}

impl std::error::Error for MarshalError {}

impl From<VerifyError> for MarshalError {
    fn from(error: VerifyError) -> MarshalError {
        MarshalError::Unverifiable(error)
    }
}
