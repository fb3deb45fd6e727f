//! What can be said of paths by their text alone.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::{PyResult, Value, Vm};

use super::path::fs_path;

/// The functions of `os.path` that are native.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod lexical {
    use super::*;

    /// Returns a path without '.', '..' and empty parts, as far as it can be told from the text.
    #[function(signature = "(path)")]
    fn _path_normpath(path: &Value, vm: &mut Vm) -> PyResult {
        let path = Path::of(path, "_path_normpath", vm)?;
        let normal = normal_path(path.bytes());
        Ok(path.same_kind(&normal, vm))
    }

    /// Splits a path into drive, root and the rest.
    #[function(signature = "(p)")]
    fn _path_splitroot_ex(p: &Value, vm: &mut Vm) -> PyResult<(Value, Value, Value)> {
        let path = Path::of(p, "_path_splitroot_ex", vm)?;
        let (root, rest) = path.bytes().split_at(root_length(path.bytes()));
        Ok((
            path.same_kind(b"", vm),
            path.same_kind(root, vm),
            path.same_kind(rest, vm),
        ))
    }
}

/// A path that is looked at and not used: it may have characters in it that cannot be encoded.
struct Path(Value);

impl Path {
    fn of(value: &Value, function: &str, vm: &mut Vm) -> PyResult<Path> {
        match fs_path(value, vm)? {
            Some(path) => Ok(Path(path)),
            None => {
                let given = value.type_name(vm);
                let message =
                    format!("{function}: path should be string, bytes or os.PathLike, not {given}");
                Err(vm.type_error(message))
            }
        }
    }

    /// The bytes, or the text as UTF-8 in which surrogates may occur.
    fn bytes(&self) -> &[u8] {
        let text = self.0.downcast::<Str>().map(|text| text.as_bytes());
        let bytes = self.0.downcast::<Bytes>().map(|bytes| bytes.as_slice());
        text.or(bytes).unwrap_or_default()
    }

    /// A part of such bytes as an object of the path's kind.
    fn same_kind(&self, part: &[u8], vm: &mut Vm) -> Value {
        if self.0.has_payload::<Bytes>() {
            return vm.new_bytes(part);
        }
        let text = StrBuilder::from_bytes(part.to_vec()).unwrap_or_default();
        text.finish(vm).into_value()
    }
}

/// The length of the slashes that are a root: two have a meaning of their own, three or more are one.
fn root_length(path: &[u8]) -> usize {
    match path.iter().take_while(|&&byte| byte == b'/').count() {
        0 => 0,
        2 => 2,
        _ => 1,
    }
}

fn normal_path(path: &[u8]) -> Vec<u8> {
    let root = &path[..root_length(path)];
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|last| *last != b"..") => drop(parts.pop()),
            b".." if !root.is_empty() => {}
            part => parts.push(part),
        }
    }
    let normal = [root, &parts.join(&b'/')].concat();
    match normal.is_empty() {
        true => b".".to_vec(),
        false => normal,
    }
}
