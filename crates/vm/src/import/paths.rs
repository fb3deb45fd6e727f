//! File names as `str`: UTF-8, and other bytes as lone surrogates (PEP 383).

use std::path::{Path, PathBuf};

use crate::builtins::str::{Str, StrBuilder};
use crate::object::reference::Ref;
use crate::vm::Vm;

/// The lone surrogate that stands for byte 0.
const ESCAPE: u32 = 0xdc00;

/// The path that a `str` names.
pub fn to_path(text: &Str) -> PathBuf {
    match text.as_str() {
        Some(text) => PathBuf::from(text),
        None => path_of_bytes(unescape(text)),
    }
}

/// The `str` that names a path.
pub fn path_str(path: &Path, vm: &mut Vm) -> Ref<Str> {
    if let Some(text) = path.to_str() {
        return Str::new(text, vm);
    }
    let mut builder = StrBuilder::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        builder.push_str(chunk.valid());
        for &byte in chunk.invalid() {
            builder.push(ESCAPE + u32::from(byte));
        }
    }
    builder.finish(vm)
}

/// The bytes of a text with lone surrogates; those that stand for no byte are kept as they are.
fn unescape(text: &Str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.byte_length());
    for code_point in text.code_points() {
        if (ESCAPE + 0x80..=ESCAPE + 0xff).contains(&code_point) {
            bytes.push((code_point - ESCAPE) as u8);
        } else {
            let mut buffer = [0; 4];
            let code_point = char::from_u32(code_point).unwrap_or(char::REPLACEMENT_CHARACTER);
            bytes.extend_from_slice(code_point.encode_utf8(&mut buffer).as_bytes());
        }
    }
    bytes
}

#[cfg(unix)]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn any_path_survives_being_a_str() {
        let mut vm = crate::interpreter::TestVm::new();
        for bytes in [&b"plain"[..], "h\u{e4}".as_bytes(), b"a\xffb\x80"] {
            let path = Path::new(std::ffi::OsStr::from_bytes(bytes));
            let text = path_str(path, &mut vm);
            assert_eq!(to_path(&text), path);
        }
    }
}
