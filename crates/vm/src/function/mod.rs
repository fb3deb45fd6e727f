//! Calling: arguments, and the description of native functions.

pub mod args;
pub mod native;
