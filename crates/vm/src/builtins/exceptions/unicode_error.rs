//! `UnicodeEncodeError`, `UnicodeDecodeError` and `UnicodeTranslateError`.

use rpy_macros::native_class;

use crate::builtins::exceptions::base;
use crate::builtins::exceptions::fields::field;
use crate::builtins::exceptions::value::{BaseException, exception_payload};
use crate::builtins::str::Str;
use crate::function::args::Args;
use crate::function::native::NativeMember;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

const ENCODING: usize = 0;
const OBJECT: usize = 1;
const START: usize = 2;
const END: usize = 3;
const REASON: usize = 4;

const FIELDS: &[NativeMember] = &[
    field::<ENCODING>("encoding", "The encoding."),
    field::<OBJECT>("object", "What was to be converted."),
    field::<START>("start", "Where the bad part starts."),
    field::<END>("end", "Where the bad part ends."),
    field::<REASON>("reason", "Why it is bad."),
];

/// The class `UnicodeEncodeError`.
pub(crate) struct UnicodeEncodeError;

/// Text cannot be encoded.
#[native_class(
    payload = BaseException,
    registry = exceptions.unicode_encode_error,
    flags(base, dict),
    methods(FIELDS)
)]
impl UnicodeEncodeError {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        init(this, args, &[ENCODING, OBJECT, START, END, REASON], vm)
    }

    #[slot]
    fn str(this: &Value, vm: &mut Vm) -> PyResult {
        characters_str(this, true, vm)
    }
}

/// The class `UnicodeDecodeError`.
pub(crate) struct UnicodeDecodeError;

/// Bytes cannot be decoded.
#[native_class(
    payload = BaseException,
    registry = exceptions.unicode_decode_error,
    flags(base, dict),
    methods(FIELDS)
)]
impl UnicodeDecodeError {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        init(this, args, &[ENCODING, OBJECT, START, END, REASON], vm)
    }

    #[slot]
    fn str(this: &Value, vm: &mut Vm) -> PyResult {
        bytes_str(this, vm)
    }
}

/// The class `UnicodeTranslateError`.
pub(crate) struct UnicodeTranslateError;

/// Text cannot be translated.
#[native_class(
    payload = BaseException,
    registry = exceptions.unicode_translate_error,
    flags(base, dict),
    methods(FIELDS)
)]
impl UnicodeTranslateError {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        init(this, args, &[OBJECT, START, END, REASON], vm)
    }

    #[slot]
    fn str(this: &Value, vm: &mut Vm) -> PyResult {
        characters_str(this, false, vm)
    }
}

fn init(this: &Value, args: Args<'_>, fields: &[usize], vm: &mut Vm) -> PyResult<()> {
    base::init(this, args, vm)?;
    let exception = exception_payload(this, vm)?.clone();
    let (values, count) = (args.values(), fields.len());
    if values.len() != count {
        let given = values.len();
        return Err(vm.type_error(format!(
            "function takes exactly {count} arguments ({given} given)"
        )));
    }
    for (place, (&index, value)) in fields.iter().zip(values).enumerate() {
        let value = match index {
            START | END => value.index(vm)?,
            ENCODING | REASON if !value.has_payload::<Str>() => {
                return Err(bad_argument(place, value, vm));
            }
            _ => value.clone(),
        };
        exception.set_field(index, value, vm);
    }
    Ok(())
}

fn bad_argument(place: usize, value: &Value, vm: &mut Vm) -> Raised {
    let (place, name) = (place + 1, value.type_name(vm));
    vm.type_error(format!("argument {place} must be str, not {name}"))
}

/// Start and end, brought into an object of `length` items.
fn range(exception: &Ref<BaseException>, length: usize, vm: &Vm) -> (usize, usize) {
    let number = |index| {
        let value = exception.field(index, vm).as_small_int();
        usize::try_from(value.unwrap_or(0)).unwrap_or(0)
    };
    let start = number(START).min(length.saturating_sub(1));
    (start, number(END).clamp(1, length.max(1)))
}

/// The text of a field.
fn text(exception: &Ref<BaseException>, index: usize, vm: &mut Vm) -> PyResult<String> {
    let value = exception.field(index, vm);
    Ok(value.str(vm)?.to_string_lossy().into_owned())
}

/// `'\xe4'`, as the messages show a character.
fn escaped(character: u32) -> String {
    match character {
        0..=0xff => format!("\\x{character:02x}"),
        0x100..=0xffff => format!("\\u{character:04x}"),
        _ => format!("\\U{character:08x}"),
    }
}

/// The code point at `position` of WTF-8.
fn code_point_at(text: &Ref<Str>, position: usize) -> u32 {
    let bytes = &text.as_bytes()[text.byte_offset(position)..];
    let (first, length) = match bytes.first() {
        None => return 0,
        Some(&byte) if byte < 0x80 => return u32::from(byte),
        Some(&byte) if byte < 0xe0 => (u32::from(byte & 0x1f), 2),
        Some(&byte) if byte < 0xf0 => (u32::from(byte & 0x0f), 3),
        Some(&byte) => (u32::from(byte & 0x07), 4),
    };
    let rest = bytes[1..length].iter();
    rest.fold(first, |code, &byte| code << 6 | u32::from(byte & 0x3f))
}

fn characters_str(this: &Value, encodes: bool, vm: &mut Vm) -> PyResult {
    let exception = exception_payload(this, vm)?.clone();
    let object = exception.field(OBJECT, vm);
    let Some(object) = object.downcast::<Str>() else {
        // `__init__` was not called.
        return Ok(vm.names.empty.to_value());
    };
    let reason = text(&exception, REASON, vm)?;
    let what = if encodes {
        format!("'{}' codec can't encode", text(&exception, ENCODING, vm)?)
    } else {
        "can't translate".to_owned()
    };
    let (start, end) = range(&exception, object.length(), vm);
    let message = if end == start + 1 && start < object.length() {
        let character = escaped(code_point_at(object, start));
        format!("{what} character '{character}' in position {start}: {reason}")
    } else {
        let last = end - 1;
        format!("{what} characters in position {start}-{last}: {reason}")
    };
    Ok(vm.new_str(&message))
}

fn bytes_str(this: &Value, vm: &mut Vm) -> PyResult {
    let exception = exception_payload(this, vm)?.clone();
    let object = exception.field(OBJECT, vm);
    if object.is_none() {
        return Ok(vm.names.empty.to_value());
    }
    let (encoding, reason) = (
        text(&exception, ENCODING, vm)?,
        text(&exception, REASON, vm)?,
    );
    let length = object.length(vm)?;
    let (start, end) = range(&exception, length, vm);
    let message = if end == start + 1 && start < length {
        let byte = object.subscript(&Value::from_usize(start), vm)?;
        let byte = byte.as_small_int().unwrap_or(0);
        format!("'{encoding}' codec can't decode byte 0x{byte:02x} in position {start}: {reason}")
    } else {
        let last = end - 1;
        format!("'{encoding}' codec can't decode bytes in position {start}-{last}: {reason}")
    };
    Ok(vm.new_str(&message))
}

impl Vm {
    /// `UnicodeEncodeError`: `start` and `end` count code points of `object`.
    #[cold]
    pub fn unicode_encode_error(
        &mut self,
        encoding: &str,
        object: &Ref<Str>,
        start: usize,
        end: usize,
        reason: &str,
    ) -> Raised {
        let class = self.types.exceptions.unicode_encode_error.clone();
        let object = object.to_value();
        self.conversion_error(&class, encoding, object, start, end, reason)
    }

    /// `UnicodeDecodeError`: `start` and `end` count bytes of `object`, a bytes object.
    #[cold]
    pub fn unicode_decode_error(
        &mut self,
        encoding: &str,
        object: Value,
        start: usize,
        end: usize,
        reason: &str,
    ) -> Raised {
        let class = self.types.exceptions.unicode_decode_error.clone();
        self.conversion_error(&class, encoding, object, start, end, reason)
    }

    fn conversion_error(
        &mut self,
        class: &Ref<crate::builtins::type_::Type>,
        encoding: &str,
        object: Value,
        start: usize,
        end: usize,
        reason: &str,
    ) -> Raised {
        let (start, end) = (Value::from_usize(start), Value::from_usize(end));
        let (encoding, reason) = (self.new_str(encoding), self.new_str(reason));
        let fields = vec![encoding, object, start, end, reason];
        let exception = self.new_exception(class, fields.clone());
        exception.fields.replace(fields, self);
        Raised::new(exception)
    }

    /// The error for the first lone surrogate of a text that must be UTF-8.
    #[cold]
    pub fn surrogates_error(&mut self, text: &Ref<Str>) -> Raised {
        let mut position = 0;
        let mut surrogates = 0;
        for index in 0..text.length() {
            let is_surrogate = (0xd800..0xe000).contains(&code_point_at(text, index));
            if is_surrogate && surrogates == 0 {
                position = index;
            }
            if is_surrogate {
                surrogates += 1;
            } else if surrogates > 0 {
                break;
            }
        }
        let end = position + surrogates;
        self.unicode_encode_error("utf-8", text, position, end, "surrogates not allowed")
    }
}
