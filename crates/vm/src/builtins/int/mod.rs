//! `int`: integers of any size.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#numeric-types-int-float-complex>

mod arithmetic;
mod bytes;
mod convert;
mod format;
mod methods;
mod parse;
mod power;
mod shift;
mod slots;
#[cfg(test)]
mod tests;
mod text;
mod value;

pub(crate) use arithmetic::{and, or, scale_rounded, xor};
pub use convert::IndexOverflow;
pub use format::radix_text;
pub(crate) use methods::parse_spec;
pub use parse::{ParseIntError, decimal_digit, is_python_whitespace, parse_int};
pub(crate) use text::DEFAULT_MAX_DIGITS;
pub(crate) use value::HASH_MODULUS;
pub use value::{Int, IntView, hash_big_int, hash_small_int};

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;

/// The type `int`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "int",
    doc: "int([x]) -> integer\nint(x, base=10) -> integer\n\n\
        Converts a number or string to an integer, or gives 0 without arguments. A float is \
        truncated towards zero.\n\nIf x is not a number, or if base is given, then x must be a \
        string, bytes, or bytearray that holds an integer literal in the given base: optional \
        space around it, a sign, single underscores between digits. Base 0 takes the base from \
        the prefix of the literal.",
    payload: Int::INFO,
    flags: TypeFlags::BASE.union(TypeFlags::MATCH_SELF),
    slots: slots::SLOTS,
    members: &[Int::MEMBERS],
};
