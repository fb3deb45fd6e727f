//! Reading and writing code objects as bytes.
//!
//! All numbers are little-endian and of fixed width, so the bytes are the same on every machine. A
//! marshalled file, or *unit*, is
//!
//! ```text
//! filename      string, shared by all code of the unit
//! string table  u32 count, u32 × (count + 1) offsets, bytes
//! code          names, numbers, tables, constants; nested code with its length before it
//! ```
//!
//! A string is one u32: an index into the table, or, with the highest bit set, the length of the
//! bytes that follow. Only strings of up to [`MAX_SHARED_STRING`] bytes lie in the table: so no
//! small file can ask for much memory by naming a long string often.
//!
//! Instructions are written without their inline caches, which are all zero.
//!
//! Because nested code states its length, only its names and numbers are read, and the rest is decoded
//! when first used ([`LazyCode`](crate::LazyCode)). Every code object is verified when it is decoded.

mod bytes;
mod error;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use bytes::SharedBytes;
pub use error::MarshalError;
pub use read::{decode, decode_as, decode_trusted};
pub use write::encode;

pub(crate) use read::{Unit, decode_code};

/// Longest string, in bytes, that is shared through the string table.
pub const MAX_SHARED_STRING: usize = 96;

/// How deep constants may nest, in tuples. Source cannot nest parentheses that deep.
pub const MAX_CONSTANT_DEPTH: u32 = 400;

/// Bit of a string reference that says that the string itself follows.
const INLINE: u32 = 1 << 31;

/// First byte of a marshalled constant.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Tag {
    None = b'N',
    False = b'F',
    True = b'T',
    Ellipsis = b'.',
    Int = b'i',
    BigInt = b'l',
    Float = b'g',
    Complex = b'y',
    Str = b's',
    Bytes = b'b',
    Tuple = b'(',
    FrozenSet = b'>',
    Slice = b':',
    Code = b'c',
}

impl Tag {
    fn from_byte(byte: u8) -> Option<Tag> {
        Some(match byte {
            b'N' => Tag::None,
            b'F' => Tag::False,
            b'T' => Tag::True,
            b'.' => Tag::Ellipsis,
            b'i' => Tag::Int,
            b'l' => Tag::BigInt,
            b'g' => Tag::Float,
            b'y' => Tag::Complex,
            b's' => Tag::Str,
            b'b' => Tag::Bytes,
            b'(' => Tag::Tuple,
            b'>' => Tag::FrozenSet,
            b':' => Tag::Slice,
            b'c' => Tag::Code,
            _ => return None,
        })
    }
}
