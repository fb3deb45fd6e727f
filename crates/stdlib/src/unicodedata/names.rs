//! Names of characters.

use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::tables::Tables;
use super::version::Version;

/// No name is longer than this.
const MAX_LENGTH: usize = 256;

/// The name of a character.
pub(super) fn name(code_point: u32) -> Option<String> {
    let name = unicode_names2::name(char::from_u32(code_point)?)?;
    Some(name.to_string())
}

/// `lookup(name)`. The old version has neither aliases nor sequences, but all names of characters.
///
/// Raises `KeyError` if there is no such name.
pub(super) fn lookup(version: Version, name: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let bytes = match name.downcast::<Str>() {
        Some(text) => text.as_bytes().to_vec(),
        None => {
            let bytes = rpy_vm::builtins::bytes::BytesLike::from_argument(name, vm)?;
            bytes.as_bytes(vm).to_vec()
        }
    };
    if bytes.len() > MAX_LENGTH {
        let message = vm.new_str("name too long");
        return Err(vm.key_error(message));
    }
    let text = String::from_utf8_lossy(&bytes);
    let upper = text.to_ascii_uppercase();
    if let Some(character) = of_name(&upper) {
        return Ok(vm.char_str(character.into()));
    }
    if version == Version::New && !upper.contains('_') {
        let key = upper.replace(' ', "_");
        let tables = vm.module_state::<Tables>();
        let found = tables.aliases().get(&key);
        let found = found.or_else(|| tables.sequences().get(&key));
        if let Some(found) = found {
            let mut sequence = StrBuilder::new();
            for &code_point in found {
                sequence.push(code_point);
            }
            return Ok(sequence.finish(vm));
        }
    }
    let message = vm.new_str(&format!("undefined character name '{text}'"));
    Err(vm.key_error(message))
}

/// The character that has exactly this name, in upper case. (The crate finds similar ones, too, and not
/// all that are named by their numbers.)
fn of_name(name: &str) -> Option<char> {
    let has_name = |character: &char| {
        unicode_names2::name(*character).is_some_and(|own| own.to_string() == name)
    };
    let by_number = || {
        let (_, number) = name.rsplit_once('-')?;
        char::from_u32(u32::from_str_radix(number, 16).ok()?)
    };
    let found = unicode_names2::character(name).filter(has_name);
    found.or_else(|| by_number().filter(has_name))
}
