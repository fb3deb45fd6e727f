//! `string.templatelib`: what t-strings give (PEP 750).
//! Reference: <https://docs.python.org/3.14/library/string.templatelib.html>
//!
//! The types are made when they are first needed.

mod interpolation;
mod iter;
mod value;

pub(crate) use interpolation::Interpolation;
pub(crate) use value::Template;
