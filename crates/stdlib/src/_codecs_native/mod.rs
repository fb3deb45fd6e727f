//! `_codecs_native`: what `_codecs` does by itself for texts where nothing is special.
//!
//! Functions that give a place have gone up to there: `_codecs` does what stands there, and goes on behind it.

mod escapes;
mod utf_7;

/// Codecs by a map, of escapes, of UTF-7, and of parts of texts.
#[rpy_macros::native_module(name = "_codecs_native")]
pub mod _codecs_native {
    use rpy_vm::builtins::bytes::Bytes;
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::str::codecs::{Encoding, ErrorHandler, Order, decode};
    use rpy_vm::builtins::str::{Str, StrBuilder};
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::{escapes, utf_7};

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
        let keeps_ascii =
            (0..0x80_u8).all(|byte| known[usize::from(byte)] == Some(char::from(byte)));
        let mut text = StrBuilder::with_capacity(data.length());
        let mut rest = data.as_slice();
        while !rest.is_empty() {
            if let Some((block, behind)) = rest.split_first_chunk::<16>()
                && keeps_ascii
                && block.is_ascii()
            {
                text.push_ascii(block);
                rest = behind;
                continue;
            }
            let (block, behind) = rest.split_at(rest.len().min(16));
            if text.push_by_table(block, &known) < block.len() {
                return Ok(None);
            }
            rest = behind;
        }
        text.check(vm)?;
        Ok(Some(text.finish(vm).into_value()))
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

    /// Decodes the bytes of an encoding that is built in: all of them, but for what is not whole at the end where
    /// nothing says that they are the last. Returns the text and how many bytes it is of.
    #[function(signature = "(data, encoding, errors, last, /)")]
    fn decode_part(
        data: &Ref<Bytes>,
        encoding: &str,
        errors: &str,
        last: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        let Some(encoding) = Encoding::by_name(encoding) else {
            return Err(vm.lookup_error(format!("unknown encoding: {encoding}")));
        };
        let mut bytes = data.as_slice();
        if let ([whole @ .., 0xed, 0xa0..0xc0], Encoding::Utf8, false) = (bytes, encoding, last) {
            // The start of a surrogate, which an error handler may let pass.
            bytes = whole;
        }
        let decoded = decode(bytes, encoding, &ErrorHandler::new(errors), last, vm)?;
        let order = match decoded.order {
            Order::Big => 1,
            _ => -1,
        };
        let consumed = Value::from_usize(decoded.consumed);
        let order = vm.new_int(order);
        Ok(Tuple::from_array(
            [decoded.text.into_value(), consumed, order],
            vm,
        ))
    }

    /// Encodes a text as the inside of a literal.
    #[function(signature = "(text, /)")]
    fn escape_text(text: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let mut bytes = vm.new_buffer(text.byte_length())?;
        for code_point in text.code_points() {
            vm.make_room(&mut bytes, 10)?;
            escapes::push_text(code_point, &mut bytes);
        }
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Encodes a text as the inside of a raw literal once was.
    #[function(signature = "(text, /)")]
    fn escape_raw_text(text: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        if text.is_ascii() {
            return Ok(Bytes::new(text.as_bytes(), vm));
        }
        let mut bytes = vm.new_buffer(text.byte_length())?;
        for code_point in text.code_points() {
            vm.make_room(&mut bytes, 10)?;
            match u8::try_from(code_point) {
                Ok(byte) => bytes.push(byte),
                Err(_) => escapes::push_escape(code_point, &mut bytes),
            }
        }
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Encodes bytes as the inside of a bytes literal.
    #[function(signature = "(data, /)")]
    fn escape_bytes(data: &Ref<Bytes>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let mut bytes = vm.new_buffer(data.length())?;
        for &byte in data.as_slice() {
            vm.make_room(&mut bytes, 4)?;
            match byte {
                b'\'' => bytes.extend_from_slice(b"\\'"),
                _ => escapes::push_text(u32::from(byte), &mut bytes),
            }
        }
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Decodes the inside of a str literal from a place on. Returns the text and the next place.
    #[function(signature = "(data, place, /)")]
    fn unescape_text(data: &Ref<Bytes>, place: usize, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        unescape(data, place, escapes::decode_text, vm)
    }

    /// Decodes the inside of what once was a raw str literal from a place on. Returns the text and the next place.
    #[function(signature = "(data, place, /)")]
    fn unescape_raw_text(data: &Ref<Bytes>, place: usize, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        unescape(data, place, escapes::decode_raw_text, vm)
    }

    fn unescape(
        data: &Ref<Bytes>,
        place: usize,
        decode: fn(&[u8], usize, &mut StrBuilder) -> usize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        let place = place.min(data.length());
        let mut text = StrBuilder::new();
        let next = decode(data.as_slice(), place, &mut text);
        text.check(vm)?;
        let text = text.finish(vm).into_value();
        Ok(Tuple::from_array([text, Value::from_usize(next)], vm))
    }

    /// Decodes the inside of a bytes literal from a place on. Returns the bytes and the next place.
    #[function(signature = "(data, place, /)")]
    fn unescape_bytes(data: &Ref<Bytes>, place: usize, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let place = place.min(data.length());
        let mut bytes = vm.new_buffer(data.length() - place)?;
        let next = escapes::decode_bytes(data.as_slice(), place, &mut bytes);
        let bytes = Bytes::from_vec(bytes, vm).into_value();
        Ok(Tuple::from_array([bytes, Value::from_usize(next)], vm))
    }

    /// Encodes a text as UTF-7.
    #[function(signature = "(text, /)")]
    fn encode_utf_7(text: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let mut bytes = vm.new_buffer(text.byte_length())?;
        let mut encoder = utf_7::Encoder::default();
        for code_point in text.code_points() {
            vm.make_room(&mut bytes, utf_7::Encoder::MOST)?;
            encoder.push(code_point, &mut bytes);
        }
        vm.make_room(&mut bytes, utf_7::Encoder::MOST)?;
        encoder.finish(&mut bytes);
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Decodes UTF-7. Returns the text and how many bytes it is of; None if they are not well formed.
    #[function(signature = "(data, last, /)")]
    fn decode_utf_7(data: &Ref<Bytes>, last: bool, vm: &mut Vm) -> PyResult<Option<Ref<Tuple>>> {
        let mut text = StrBuilder::with_capacity(data.length());
        let Some(consumed) = utf_7::decode(data.as_slice(), last, &mut text) else {
            return Ok(None);
        };
        text.check(vm)?;
        let text = text.finish(vm).into_value();
        Ok(Some(Tuple::from_array(
            [text, Value::from_usize(consumed)],
            vm,
        )))
    }
}
