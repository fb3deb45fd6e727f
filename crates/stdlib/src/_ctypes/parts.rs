//! Reading and setting parts of objects: fields, items, what pointers point to.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::code::{Code, WIDE, text_of, wide_of};
use super::data::{CData, Spot, data_of};
use super::info::{Kind, concrete, info_of, info_of_object, is_simple_subclass};
use super::keep;

/// How a part is accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// As its type says.
    Plain,
    /// Characters, as `bytes` up to a zero.
    Characters,
    /// Wide characters, as `str` up to a zero.
    Wide,
    /// Bits of an integer: the lowest, and how many.
    Bits(u32, u32),
}

/// A part of an object.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) class: &'a Ref<Type>,
    pub(super) access: Access,
    /// The key under which what it refers to is kept.
    pub(super) index: isize,
    pub(super) spot: Spot,
    /// Number of bytes.
    pub(super) size: usize,
}

fn code_of(class: &Ref<Type>, vm: &mut Vm) -> PyResult<Code> {
    let info = concrete(class, vm)?;
    match info.get(vm).code {
        Some(code) => Ok(code),
        None => Err(vm.type_error("abstract class")),
    }
}

/// The characters of an array up to a zero.
pub(super) fn until_zero(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memchr(0, bytes).unwrap_or(bytes.len())]
}

/// The wide characters of an array up to a zero.
pub(super) fn until_wide_zero(bytes: &[u8]) -> &[u8] {
    let mut characters = bytes.chunks_exact(WIDE);
    let count = characters.position(|character| character == [0; WIDE]);
    &bytes[..count.unwrap_or(bytes.len() / WIDE) * WIDE]
}

/// The value of a part.
pub(super) fn get(from: &Ref<CData>, part: Part<'_>, vm: &mut Vm) -> PyResult {
    match part.access {
        Access::Characters => {
            let bytes = from.read(part.spot, part.size, vm)?;
            Ok(vm.new_bytes(until_zero(&bytes)))
        }
        Access::Wide => {
            let bytes = from.read(part.spot, part.size, vm)?;
            text_of(until_wide_zero(&bytes), vm)
        }
        Access::Bits(offset, count) => {
            let code = code_of(part.class, vm)?;
            let bytes = from.read(part.spot, code.size(), vm)?;
            Ok(code.decode_bits(&bytes, offset, count, vm))
        }
        Access::Plain => {
            let info = concrete(part.class, vm)?;
            if let Some(code) = info.get(vm).code
                && !is_simple_subclass(&info, vm)
            {
                let bytes = from.read(part.spot, code.size(), vm)?;
                return code.decode(&bytes, vm);
            }
            let part = CData::part(part.class, from, part.index, part.spot, vm)?;
            Ok(part.into_value())
        }
    }
}

/// Sets a part, and keeps alive what it refers to.
pub(super) fn set(of: &Ref<CData>, part: Part<'_>, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let kept = put(of, part, value, vm)?;
    keep::keep(of, part.index, kept, vm)
}

fn put(of: &Ref<CData>, part: Part<'_>, value: &Value, vm: &mut Vm) -> PyResult {
    match part.access {
        Access::Characters => return put_characters(of, part, value, vm),
        Access::Wide => return put_wide(of, part, value, vm),
        Access::Bits(offset, count) => {
            let code = code_of(part.class, vm)?;
            let bits = code.bits_of(value, vm)?;
            let old = of.read(part.spot, code.size(), vm)?;
            let encoded = code.encode_bits(&old, bits, (offset, count));
            of.write(part.spot, encoded.as_slice(), vm)?;
            return Ok(Value::NONE);
        }
        Access::Plain => {}
    }
    let info = concrete(part.class, vm)?;
    let Some(source) = data_of(value) else {
        if let Some(code) = info.get(vm).code {
            let encoded = code.encode(value, vm)?;
            of.write(part.spot, encoded.as_slice(), vm)?;
            return Ok(encoded.keep);
        }
        if let Some(items) = value.downcast::<Tuple>() {
            let arguments = items.as_slice().to_vec();
            let made = part.class.as_value().call_positional(&arguments, vm);
            let made = match made {
                Ok(made) => made,
                Err(raised) => {
                    let prefix = format!("({}) ", part.class.shown_name(vm));
                    let class = vm.types.exceptions.runtime_error.clone();
                    return Err(extended(&raised, &class, &prefix, vm));
                }
            };
            if data_of(&made).is_none() {
                return Err(expected(part.class, &made, vm));
            }
            return put(of, part, &made, vm);
        }
        if value.is_none() && info.kind == Kind::Pointer {
            of.write(part.spot, &0_usize.to_ne_bytes(), vm)?;
            return Ok(Value::NONE);
        }
        return Err(expected(part.class, value, vm));
    };
    if value.is_instance(part.class.as_value(), vm)? {
        let bytes = source.read(Spot::In(0), part.size, vm)?;
        of.write(part.spot, &bytes, vm)?;
        return Ok(keep::kept(source, vm));
    }
    if info.kind == Kind::Pointer
        && let Some(given) = info_of_object(value, vm)
        && given.kind == Kind::Array
    {
        let (item, own) = (given.get(vm).item.clone(), info.get(vm).item.clone());
        let is_same = match (&item, &own) {
            (Some(item), Some(own)) => item.is(own),
            _ => false,
        };
        if is_same {
            let address = source.address(vm);
            of.write(part.spot, &address.to_ne_bytes(), vm)?;
            // The array itself has to stay alive, too.
            let kept = keep::kept(source, vm);
            return Ok(Tuple::from_array([kept, value.clone()], vm).into_value());
        }
    }
    let (given, wanted) = (value.type_name(vm), part.class.shown_name(vm));
    Err(vm.type_error(format!(
        "incompatible types, {given} instance instead of {wanted} instance"
    )))
}

fn expected(class: &Ref<Type>, value: &Value, vm: &mut Vm) -> Raised {
    let (wanted, given) = (class.shown_name(vm), value.type_name(vm));
    vm.type_error(format!("expected {wanted} instance, got {given}"))
}

fn put_characters(of: &Ref<CData>, part: Part<'_>, value: &Value, vm: &mut Vm) -> PyResult {
    let Some(bytes) = value.downcast::<Bytes>() else {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!("expected bytes, {given} found")));
    };
    let text = until_zero(bytes.as_slice());
    if text.len() > part.size {
        let (given, most) = (text.len(), part.size);
        return Err(vm.value_error(format!("bytes too long ({given}, maximum length {most})")));
    }
    let mut text = text.to_vec();
    if text.len() < part.size {
        text.push(0);
    }
    of.write(part.spot, &text, vm)?;
    Ok(Value::NONE)
}

fn put_wide(of: &Ref<CData>, part: Part<'_>, value: &Value, vm: &mut Vm) -> PyResult {
    let Some(text) = value.downcast::<Str>() else {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!(
            "unicode string expected instead of {given} instance"
        )));
    };
    let mut wide = wide_of(text);
    if wide.len() > part.size {
        let (given, most) = (wide.len() / WIDE, part.size / WIDE);
        return Err(vm.value_error(format!("string too long ({given}, maximum length {most})")));
    }
    if wide.len() < part.size {
        wide.extend([0; WIDE]);
    }
    of.write(part.spot, &wide, vm)?;
    Ok(value.clone())
}

/// An exception of another class that tells of the first in its message.
pub(super) fn extended(raised: &Raised, class: &Ref<Type>, prefix: &str, vm: &mut Vm) -> Raised {
    let exception = raised.exception().to_value();
    let name = raised.exception().class().name(vm);
    let text = match exception.str(vm) {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(_) => "???".to_owned(),
    };
    vm.raise(class, &format!("{prefix}{name}: {text}"))
}

/// How a field of this type is accessed: arrays of characters are strings.
pub(super) fn access_of(class: &Ref<Type>, vm: &mut Vm) -> Access {
    let letter = item_code(class, vm).map(|code| code.letter);
    match letter {
        Some(b'c') => Access::Characters,
        Some(b'u') => Access::Wide,
        _ => Access::Plain,
    }
}

/// The code of the items of an array type, if they are simple.
pub(super) fn item_code(class: &Ref<Type>, vm: &mut Vm) -> Option<Code> {
    let info = info_of(class.as_value(), vm)?;
    if info.kind != Kind::Array {
        return None;
    }
    let item = info.get(vm).item.clone()?;
    let item = info_of(item.as_value(), vm)?;
    item.get(vm).code
}
