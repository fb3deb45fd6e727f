//! `type`: classes.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#custom-classes>

mod annotations;
pub(crate) mod attributes;
mod bases;
mod build_class;
mod call;
mod create;
mod inheritance;
mod layout;
mod members;
mod mro;
mod native;
#[cfg(test)]
mod python_tests;
#[cfg(test)]
mod tests;
mod value;

pub use build_class::{BUILD_CLASS, build_class, resolve_bases};
pub(crate) use call::{call_class, is_new_wrapper};
pub(crate) use layout::same_layout;
pub(crate) use members::{basic_size, class_names};
pub(crate) use mro::compute_mro;
pub(crate) use native::fill_native_type;
pub(crate) use value::TypeParts;
pub use value::{Layout, Type, TypeFlags};
