//! Algorithms on bytes that `bytes`, `bytearray` and the text of `str` share.
//!
//! UTF-8 lets text use them as it is: the bytes of one text occur in another only where its code
//! points do. Positions are byte offsets.

mod ascii;
mod search;
mod split;

pub(crate) use ascii::{
    expand_tabs, is_alnum, is_alpha, is_digit, is_lower, is_space, is_title, is_upper, make_title,
};
pub(crate) use search::{Refused, allowed_buffer, count, each_byte, find, replace, rfind};
pub(crate) use split::{
    Ranges, rsplit, rsplit_whitespace, split, split_lines, split_whitespace, strip_range,
};
