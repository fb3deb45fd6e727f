//! `int`: integers of any size.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#numeric-types-int-float-complex>

mod arithmetic;
mod bytes;
mod convert;
mod few;
mod format;
pub mod large;
mod methods;
mod parse;
mod power;
mod shift;
mod slots;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod words;

pub(crate) use arithmetic::{and, or, scale_rounded, xor};
pub use convert::IndexOverflow;
pub(crate) use format::{magnitude_digits, radix_text};
pub(crate) use methods::parse_spec;
pub use parse::{ParseIntError, ParsedInt, decimal_digit, is_python_whitespace, parse_int};
pub(crate) use text::DEFAULT_MAX_DIGITS;
pub(crate) use value::HASH_MODULUS;
pub use value::{Int, IntView, hash_big_int, hash_small_int};
