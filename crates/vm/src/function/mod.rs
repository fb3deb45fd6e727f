//! Calling: arguments, and the description of native functions.

pub mod args;
pub(crate) mod arguments;
pub mod bind;
pub mod convert;
pub mod default;
mod module;
pub mod native;
pub(crate) mod registry;
pub mod slot;

#[cfg(test)]
mod tests;
