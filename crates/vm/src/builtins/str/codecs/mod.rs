//! The encodings that are built in, and what becomes of text and bytes that do not fit them.
//! Reference: <https://docs.python.org/3.14/library/codecs.html>

mod decode;
mod encode;
mod errors;
mod names;
mod runs;
mod wide;

pub use decode::{Decoded, decode};
pub use encode::encode;
pub use errors::ErrorHandler;
pub use names::{Encoding, Order, Width};

use crate::builtins::bytes::Bytes;
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// `text.encode(encoding, errors)`. Encodings that are not built in are asked of `_codecs`, so
/// that the result may be of any type.
///
/// Raises `LookupError` for unknown encodings and error handlers, `UnicodeEncodeError` where the
/// handler does.
pub fn encode_by_name(
    text: &Ref<Str>,
    encoding: &str,
    errors: &str,
    vm: &mut Vm,
) -> PyResult<Value> {
    check_handler(errors, vm)?;
    match Encoding::by_name(encoding) {
        Some(encoding) if text.is_ascii() && !matches!(encoding, Encoding::Wide(..)) => {
            Ok(Bytes::new(text.as_bytes(), vm).into_value())
        }
        Some(encoding) => {
            let handler = ErrorHandler::new(errors);
            let bytes = encode(text, encoding, &handler, vm)?;
            Ok(Bytes::from_vec(bytes, vm).into_value())
        }
        None => by_registry("_encode_text", text.to_value(), encoding, errors, vm),
    }
}

/// `bytes.decode(encoding, errors)`, as [`encode_by_name`].
pub fn decode_by_name(bytes: &[u8], encoding: &str, errors: &str, vm: &mut Vm) -> PyResult<Value> {
    check_handler(errors, vm)?;
    match Encoding::by_name(encoding) {
        Some(encoding) => {
            let handler = ErrorHandler::new(errors);
            let decoded = decode(bytes, encoding, &handler, true, vm)?;
            Ok(decoded.text.into_value())
        }
        None => {
            let bytes = vm.new_bytes(bytes);
            by_registry("_decode_text", bytes, encoding, errors, vm)
        }
    }
}

/// In the mode for development, raises `LookupError` for unknown error handlers though none is needed.
fn check_handler(errors: &str, vm: &mut Vm) -> PyResult<()> {
    if vm.dev_mode
        && errors != "strict"
        && let Some(lookup) = registry_function("lookup_error", vm)?
    {
        let name = vm.new_str(errors);
        lookup.call_positional(&[name], vm)?;
    }
    Ok(())
}

/// Calls a function of `_codecs`, if there is that module.
fn by_registry(
    function: &str,
    object: Value,
    encoding: &str,
    errors: &str,
    vm: &mut Vm,
) -> PyResult<Value> {
    let Some(function) = registry_function(function, vm)? else {
        return Err(unknown_encoding(encoding, vm));
    };
    let arguments = [object, vm.new_str(encoding), vm.new_str(errors)];
    function.call_positional(&arguments, vm)
}

/// A function of the module `_codecs`.
fn registry_function(name: &str, vm: &mut Vm) -> PyResult<Option<Value>> {
    let key = vm.intern("_codecs");
    // Without a library there is no registry.
    if vm.imports.frozen.get("_codecs").is_none() && vm.modules.get_str(&key, vm).is_none() {
        return Ok(None);
    }
    let module = vm.import_name(&key)?;
    let name = vm.intern(name);
    module.get_attribute_optional(&name, vm)
}

#[cold]
fn unknown_encoding(encoding: &str, vm: &mut Vm) -> Raised {
    let class = vm.types.exceptions.lookup_error.clone();
    vm.raise(&class, &format!("unknown encoding: {encoding}"))
}
