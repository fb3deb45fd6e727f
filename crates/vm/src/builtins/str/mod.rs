//! `str`: text.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#text-sequence-type-str>

mod build;
pub mod codecs;
pub(crate) mod format;
pub(crate) mod iter;
mod methods;
mod new;
mod repr;
mod slots;
#[cfg(test)]
mod tests;
pub mod unicode;
pub mod utf8;
mod value;

pub(crate) use build::SINGLE_CHARACTERS;
pub use build::StrBuilder;
pub use iter::StrIterator;
pub(crate) use repr::quote_for;
pub(crate) use slots::{compare_bytes, index_argument};
pub use value::Str;
