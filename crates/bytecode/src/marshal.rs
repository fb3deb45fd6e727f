//! Reading and writing code objects as bytes.

use std::ops::Range;
use std::sync::Arc;

use crate::code::CodeObject;

/// Why bytes are no code object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarshalError {
    /// The bytes end at `offset`, in the middle of something.
    Truncated {
        /// Bytes from the start.
        offset: usize,
    },
}

pub(crate) fn decode_code(
    _bytes: &Arc<[u8]>,
    range: Range<usize>,
) -> Result<CodeObject, MarshalError> {
    Err(MarshalError::Truncated { offset: range.end })
}
