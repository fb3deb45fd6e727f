//! Paths as arguments: `str`, `bytes`, `os.PathLike`, descriptors; and errors that name them.

use std::ffi::{CStr, CString, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::str::codecs::encode_by_name;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::import::paths::{path_str, to_path};
use rpy_vm::{PyResult, Raised, Value, Vm};

use super::system;
use crate::descriptor::warn_of_bool;

/// A path that was given to a function.
pub(crate) struct PathArgument {
    /// The descriptor, or the `str` or `bytes` that the path stands for, for messages and audit hooks.
    pub(crate) value: Value,
    /// For the system; empty if it is a descriptor.
    pub(crate) text: CString,
    /// The descriptor, where one is allowed and given.
    pub(crate) fd: Option<i32>,
    /// Whether it was given as `bytes`, so that results are too.
    pub(crate) is_bytes: bool,
}

impl PathArgument {
    /// Converts an argument. `function` and `name` are for messages; `with_fd` says whether it may
    /// be a descriptor.
    pub(crate) fn new(
        value: &Value,
        function: &str,
        name: &str,
        with_fd: bool,
        vm: &mut Vm,
    ) -> PyResult<PathArgument> {
        let is_index = value.class(vm).slots(vm).index.is_some();
        if with_fd && is_index {
            warn_of_bool(value, vm)?;
            return Ok(PathArgument {
                value: value.clone(),
                text: CString::default(),
                fd: Some(i32::from_argument(value, vm)?),
                is_bytes: false,
            });
        }
        let Some(path) = fs_path(value, vm)? else {
            let allowed = if with_fd {
                "string, bytes, os.PathLike or integer"
            } else {
                "string, bytes or os.PathLike"
            };
            let given = value.type_name(vm);
            let message = format!("{function}: {name} should be {allowed}, not {given}");
            return Err(vm.type_error(message));
        };
        let is_bytes = path.downcast::<Bytes>().is_some();
        let Some(text) = system::c_string(bytes_of(&path, vm)?) else {
            let message = format!("{function}: embedded null character in {name}");
            return Err(vm.value_error(message));
        };
        Ok(PathArgument {
            value: path,
            text,
            fd: None,
            is_bytes,
        })
    }

    /// The text for the system.
    pub(crate) fn c_str(&self) -> &CStr {
        &self.text
    }

    /// A file name of the kind that the argument has.
    pub(crate) fn name(&self, bytes: &[u8], vm: &mut Vm) -> Value {
        if self.is_bytes {
            vm.new_bytes(bytes)
        } else {
            text_of(bytes, vm)
        }
    }
}

/// Bytes of the system as `str`.
pub(crate) fn text_of(bytes: &[u8], vm: &mut Vm) -> Value {
    path_str(Path::new(OsStr::from_bytes(bytes)), vm).into_value()
}

/// The bytes of a `str` or `bytes`.
pub(crate) fn bytes_of(path: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    if let Some(bytes) = path.downcast::<Bytes>() {
        return Ok(bytes.as_slice().to_vec());
    }
    let Some(text) = path.downcast::<Str>() else {
        let given = path.type_name(vm);
        return Err(vm.type_error(format!("expected str or bytes, not {given}")));
    };
    if text.as_str().is_none() {
        // Only escaped bytes can be encoded.
        let bytes = encode_by_name(text, "utf-8", "surrogateescape", vm)?;
        return Ok(bytes
            .downcast::<Bytes>()
            .map_or_else(Vec::new, |it| it.as_slice().to_vec()));
    }
    Ok(to_path(text).as_os_str().as_bytes().to_vec())
}

/// `os.fspath` without its error: `None` if it is no path.
pub(crate) fn fs_path(value: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    if value.downcast::<Str>().is_some() || value.downcast::<Bytes>().is_some() {
        return Ok(Some(value.clone()));
    }
    let name = vm.intern("__fspath__");
    let Some(path) = value.call_special(&name, &[], vm)? else {
        return Ok(None);
    };
    if path.downcast::<Str>().is_none() && path.downcast::<Bytes>().is_none() {
        let (of, given) = (value.type_name(vm), path.type_name(vm));
        return Err(vm.type_error(format!(
            "expected {of}.__fspath__() to return str or bytes, not {given}"
        )));
    }
    Ok(Some(path))
}

/// A `str`, `bytes` or path as a C string.
pub(crate) fn fs_text(value: &Value, vm: &mut Vm) -> PyResult<CString> {
    let Some(path) = fs_path(value, vm)? else {
        let given = value.class(vm).name(vm);
        let message = format!("expected str, bytes or os.PathLike object, not {given}");
        return Err(vm.type_error(message));
    };
    match system::c_string(bytes_of(&path, vm)?) {
        Some(text) => Ok(text),
        None => Err(vm.value_error("embedded null byte")),
    }
}

/// Calls the system, which may block. A call that a signal interrupted is made again, unless the
/// signal's handler raises.
pub(crate) fn blocking<T: Send>(
    vm: &mut Vm,
    mut call: impl FnMut() -> io::Result<T> + Send,
) -> PyResult<io::Result<T>> {
    loop {
        match vm.allow_threads(&mut call) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => vm.check_signals()?,
            result => return Ok(result),
        }
    }
}

/// The `OSError` for a failed call, which names the paths that it was given.
#[cold]
pub(crate) fn failed(error: &io::Error, names: &[&Value], vm: &mut Vm) -> Raised {
    let number = error.raw_os_error().unwrap_or_default();
    let mut arguments = vec![
        Value::from_i32(number),
        vm.new_str(&system::error_text(number)),
    ];
    match names {
        [] => {}
        [name] => arguments.push((*name).clone()),
        [name, other, ..] => {
            arguments.extend([(*name).clone(), Value::NONE, (*other).clone()]);
        }
    }
    let class = vm.types.exceptions.os_error.to_value();
    match class.call_positional(&arguments, vm) {
        Ok(exception) => vm.normalize_raise(&exception, None),
        Err(raised) => raised,
    }
}

/// [`blocking`], with the error raised.
pub(crate) fn call<T: Send>(
    names: &[&Value],
    vm: &mut Vm,
    call: impl FnMut() -> io::Result<T> + Send,
) -> PyResult<T> {
    match blocking(vm, call)? {
        Ok(result) => Ok(result),
        Err(error) => Err(failed(&error, names, vm)),
    }
}
