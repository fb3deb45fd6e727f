//! `function`: functions written in Python.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#user-defined-functions>

mod attributes;
pub(crate) mod foreign_builtins;
mod slots;
mod value;

pub use value::Function;
