//! The modules of hash functions: `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`, and what is built of
//! them: `_hashlib`, `_hmac`.
//! Reference: <https://docs.python.org/3.14/library/hashlib.html>

pub mod _blake2;
pub mod _hashlib;
pub mod _hmac;
pub mod _md5;
pub mod _sha1;
pub mod _sha2;
pub mod _sha3;
mod any;
mod code;
mod fixed;
mod shared;

use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::str::Str;
use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{PyResult, Value, Vm};

/// Data of at least so many bytes are hashed while other threads run.
const LONG: usize = 2048;

/// The bytes of an argument that is to be hashed.
fn data_of<'a>(value: &'a Value, vm: &mut Vm) -> PyResult<BytesLike<'a>> {
    if let Some(data) = value.bytes_like(vm)? {
        return Ok(data);
    }
    Err(vm.type_error(match value.has_payload::<Str>() {
        true => "Strings must be encoded before hashing",
        false => "object supporting the buffer API required",
    }))
}

/// Gives the data of a new hash object to `absorb`: those of either argument, `string` being the old
/// name of `data`.
fn absorb_first(
    data: Option<&Value>,
    string: Option<&Value>,
    mut absorb: impl FnMut(&[u8]) + Send,
    vm: &mut Vm,
) -> PyResult<()> {
    let data = match (data, string) {
        (Some(_), Some(_)) => {
            return Err(vm.type_error(
                "'data' and 'string' are mutually exclusive and support for 'string' keyword \
                 parameter is slated for removal in a future version.",
            ));
        }
        (Some(data), None) | (None, Some(data)) => data,
        (None, None) => return Ok(()),
    };
    if data_of(data, vm)?.as_bytes(vm).len() < LONG {
        let data = data_of(data, vm)?;
        absorb(data.as_bytes(vm));
        return Ok(());
    }
    let data = PinnedBytes::new(data, vm)?;
    let data = data.as_slice();
    vm.allow_threads(|| absorb(data));
    Ok(())
}

/// Two hexadecimal digits a byte.
fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 15)]);
    let pairs = bytes.iter().map(|&byte| [digit(byte >> 4), digit(byte)]);
    pairs.flatten().collect()
}
