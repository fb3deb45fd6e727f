//! The methods of `str`, by what they are for; the class lists them in `slots.rs`.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#string-methods>

pub(super) mod case;
pub(super) mod classes;
pub(super) mod coding;
pub(super) mod layout;
pub(super) mod search;
pub(super) mod split;
pub(super) mod strip;
pub(super) mod translate;

pub(super) use layout::pad;
