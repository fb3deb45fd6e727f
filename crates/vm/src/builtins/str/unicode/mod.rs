//! Properties and case mappings of code points, by Unicode 16.

mod case;
mod properties;

pub(crate) use case::{casefold, lower, title, upper};
pub(crate) use properties::{
    decimal_value, is_alnum, is_alpha, is_case_ignorable, is_cased, is_decimal, is_digit,
    is_identifier_continue, is_identifier_start, is_line_break, is_lower, is_numeric, is_printable,
    is_space, is_title, is_upper,
};
