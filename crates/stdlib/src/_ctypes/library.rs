//! Libraries and their symbols.

use std::ffi::CString;

use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::code::address_of;
use super::system;
use crate::posix::path::fs_text;

/// `dlopen`: the handle of a library, or of the program for None.
///
/// Raises `OSError`.
pub(super) fn open(name: &Value, mode: i32, vm: &mut Vm) -> PyResult<usize> {
    let shown = name;
    let name = match name.is_none() {
        true => None,
        false => Some(fs_text(name, vm)?),
    };
    vm.audit("ctypes.dlopen", |_| [shown.clone()])?;
    let mode = mode | libc::RTLD_NOW;
    // Functions of the library may run, and call back.
    let opened = vm.run_foreign(false, move || system::open(name.as_deref(), mode));
    opened.map_err(|message| vm.os_error(message))
}

/// `dlclose`
///
/// Raises `OSError`.
pub(super) fn close(handle: usize, vm: &mut Vm) -> PyResult<()> {
    let closed = vm.run_foreign(false, move || system::close(handle));
    closed.map_err(|message| vm.os_error(message))
}

/// `_handle` of a library.
///
/// Raises `TypeError` if it is no int.
pub(super) fn handle_of(library: &Value, vm: &mut Vm) -> PyResult<usize> {
    let name = vm.intern("_handle");
    let handle = library.get_attribute(&name, vm)?;
    match address_of(&handle, vm) {
        Ok(Some(handle)) => Ok(handle),
        Ok(None) => {
            Err(vm.type_error("the _handle attribute of the second argument must be an integer"))
        }
        Err(_) => Err(vm.value_error("could not convert the _handle attribute to a pointer")),
    }
}

/// The address of a symbol.
///
/// Raises an exception of `class` if there is none, which calls it a `kind` if the loader is silent.
pub(super) fn symbol(
    handle: usize,
    name: &Ref<Str>,
    (class, kind): (&Ref<Type>, &str),
    vm: &mut Vm,
) -> PyResult<usize> {
    let Some(text) = name.as_str() else {
        return Err(vm.surrogates_error(name));
    };
    let Ok(text) = CString::new(text) else {
        return Err(vm.value_error("embedded null character"));
    };
    match system::symbol(handle, &text) {
        Ok(address) => Ok(address),
        Err(Some(message)) => Err(vm.raise(class, &message)),
        Err(None) => {
            let name = name.to_string_lossy();
            Err(vm.raise(class, &format!("{kind} '{name}' not found")))
        }
    }
}
