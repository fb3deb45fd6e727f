//! `_codecs_native`: what `_codecs` does by itself for texts where nothing is special.

/// Codecs by a map.
#[rpy_macros::native_module(name = "_codecs_native")]
pub mod _codecs_native {
    use rpy_vm::builtins::bytes::Bytes;
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    /// What stands in a table for a byte that stands for nothing.
    const UNDEFINED: char = '\u{fffe}';
    /// Code points below this are asked for once.
    const REMEMBERED: usize = 0x600;
    /// What is not known of a code point yet.
    const UNKNOWN: u16 = u16::MAX;

    /// Returns the text that bytes stand for, None if one of them stands for nothing.
    #[function(signature = "(data, table, /)")]
    fn decode_by_table(data: &Value, table: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let (Some(data), Some(table)) = (data.downcast::<Bytes>(), table.downcast::<Str>()) else {
            return Ok(None);
        };
        let Some(table) = table.as_str() else {
            return Ok(None);
        };
        let mut known = [None; 256];
        for (entry, character) in known.iter_mut().zip(table.chars()) {
            *entry = Some(character).filter(|it| *it != UNDEFINED);
        }
        let mut text = vm.new_buffer(data.length())?;
        let mut buffer = [0; 4];
        for &byte in data.as_slice() {
            match known[usize::from(byte)] {
                Some(character) if character.is_ascii() => text.push(character as u8),
                Some(character) => {
                    text.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
                }
                None => return Ok(None),
            }
        }
        Ok(std::str::from_utf8(&text).ok().map(|text| vm.new_str(text)))
    }

    /// Returns the bytes that a text stands for, None unless each of its characters has one in the map.
    #[function(signature = "(text, map, /)")]
    fn encode_by_map(text: &Value, map: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let (Some(text), Some(map)) = (text.downcast::<Str>(), map.downcast::<Dict>()) else {
            return Ok(None);
        };
        let mut known = [UNKNOWN; REMEMBERED];
        let mut bytes = vm.new_buffer(text.length())?;
        for code_point in text.code_points() {
            let index = code_point as usize;
            if let Some(&byte) = known.get(index).filter(|byte| **byte != UNKNOWN) {
                bytes.push(byte as u8);
                continue;
            }
            let Some(byte) = byte_for(index, map, vm)? else {
                return Ok(None);
            };
            bytes.push(byte);
            if let Some(entry) = known.get_mut(index) {
                *entry = u16::from(byte);
            }
        }
        Ok(Some(Bytes::from_vec(bytes, vm).into_value()))
    }

    fn byte_for(code_point: usize, map: &Ref<Dict>, vm: &mut Vm) -> PyResult<Option<u8>> {
        let found = map.get_item(&Value::from_usize(code_point), vm)?;
        let number = found.as_ref().and_then(Value::as_small_int);
        Ok(number.and_then(|number| u8::try_from(number).ok()))
    }
}
