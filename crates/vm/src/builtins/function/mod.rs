//! `function`: functions written in Python.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#user-defined-functions>

mod attributes;
mod slots;
mod value;

pub use value::Function;
