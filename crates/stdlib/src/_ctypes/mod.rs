//! `_ctypes`: data of C, and functions of libraries.
//! Reference: <https://docs.python.org/3.14/library/ctypes.html>
//!
//! A class that stands for a type of C has a metaclass with a value behind it, its [`info::TypeInfo`]. An
//! object of such a class is a [`data::CData`]: memory of its own, a part of another's, what a buffer
//! shows, or what lies at an address. `code` puts simple values into memory, `parts` fields and items.
//! Calls go through libffi (`call`), and come back through closures (`closure`, `callback`).

mod argument;
mod array;
mod call;
mod callback;
mod capsule;
mod closure;
mod code;
mod data;
mod errno;
mod extended;
mod field;
mod function;
mod function_type;
mod info;
mod intrinsic;
mod keep;
mod library;
mod memory;
mod meta;
mod module;
mod outparam;
mod parts;
mod pointer;
mod scalar;
mod simple;
mod structure;
mod system;

pub use module::_ctypes::MODULE;

use rpy_vm::{Payload, Ref};

/// The address of an object, as `repr` shows it.
fn object_address<T: Payload>(object: &Ref<T>) -> usize {
    std::ptr::from_ref(object.header()).addr()
}
