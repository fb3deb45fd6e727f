//! Calling: arguments, and the description of native functions.

pub mod args;
pub(crate) mod arguments;
pub mod bind;
pub mod convert;
mod module;
pub mod native;

#[cfg(test)]
mod tests;
