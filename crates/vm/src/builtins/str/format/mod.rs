//! Formatting: `str.format`, `%`, and `str.__format__`.

mod percent;
mod specification;
mod template;

pub(crate) use percent::{Arguments, Directive, Scanner, pad_ascii, percent};
pub(crate) use specification::format_str;
pub(crate) use template::{Source, template};
