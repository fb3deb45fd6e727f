//! `UnicodeEncodeError`, `UnicodeDecodeError` and `UnicodeTranslateError`.

use rpy_macros::native_class;

use crate::builtins::bytes::Bytes;
use crate::builtins::exceptions::base;
use crate::builtins::exceptions::value::{BaseException, exception_payload};
use crate::builtins::str::Str;
use crate::function::args::Args;
use crate::function::convert::FromArgument;
use crate::function::convert::type_name_or_none;
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
    number::<START>("start", "Where the bad part starts."),
    number::<END>("end", "Where the bad part ends."),
    field::<REASON>("reason", "Why it is bad."),
];

/// The member for a field that may be missing, which is shown as None.
const fn field<const INDEX: usize>(name: &'static str, doc: &'static str) -> NativeMember {
    NativeMember::Property {
        name,
        doc,
        get: |this, vm| Ok(known(exception_payload(this, vm)?, INDEX, vm).unwrap_or(Value::NONE)),
        set: Some(|this, value, vm| {
            let exception = exception_payload(this, vm)?.clone();
            exception.set_field(INDEX, value.unwrap_or(Value::UNBOUND), vm);
            Ok(())
        }),
        is_member: true,
    }
}

/// The member for a position.
const fn number<const INDEX: usize>(name: &'static str, doc: &'static str) -> NativeMember {
    NativeMember::Property {
        name,
        doc,
        get: |this, vm| {
            let position = position(exception_payload(this, vm)?, INDEX, vm);
            Ok(vm.new_int(position))
        },
        set: Some(|this, value, vm| {
            let exception = exception_payload(this, vm)?.clone();
            let Some(value) = value else {
                return Err(vm.type_error("can't delete numeric/char attribute"));
            };
            if !value.class(vm).is_subclass_of(&vm.types.int, vm) {
                return Err(vm.type_error("an integer is required"));
            }
            let number = isize::from_argument(&value, vm)?;
            let value = vm.new_int(number as i64);
            exception.set_field(INDEX, value, vm);
            Ok(())
        }),
        is_member: true,
    }
}

/// A field, unless it was never set or has been deleted.
fn known(exception: &Ref<BaseException>, index: usize, vm: &Vm) -> Option<Value> {
    let fields = exception.fields.get(vm);
    fields.get(index).filter(|it| !it.is_unbound()).cloned()
}

/// A position, 0 if it was never set.
fn position(exception: &Ref<BaseException>, index: usize, vm: &Vm) -> i64 {
    let value = known(exception, index, vm);
    value.and_then(|it| it.as_small_int()).unwrap_or(0)
}

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
        init(
            this,
            args,
            &[ENCODING, OBJECT, START, END, REASON],
            false,
            vm,
        )
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
        init(
            this,
            args,
            &[ENCODING, OBJECT, START, END, REASON],
            true,
            vm,
        )
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
        init(this, args, &[OBJECT, START, END, REASON], false, vm)
    }

    #[slot]
    fn str(this: &Value, vm: &mut Vm) -> PyResult {
        characters_str(this, false, vm)
    }
}

fn init(
    this: &Value,
    args: Args<'_>,
    fields: &[usize],
    decodes: bool,
    vm: &mut Vm,
) -> PyResult<()> {
    base::init(this, args.again(), vm)?;
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
            START | END => {
                let number = isize::from_argument(value, vm)?;
                vm.new_int(number as i64)
            }
            OBJECT if decodes && value.has_payload::<Bytes>() => value.clone(),
            OBJECT if decodes => match value.try_bytes_like(vm) {
                Some(bytes) => {
                    let bytes = bytes.as_bytes(vm).to_vec();
                    Bytes::new(&bytes, vm).into_value()
                }
                None => return Err(vm.not_bytes_like(value)),
            },
            _ if !value.has_payload::<Str>() => {
                return Err(bad_argument(place, value, vm));
            }
            _ => value.clone(),
        };
        exception.set_field(index, value, vm);
    }
    Ok(())
}

fn bad_argument(place: usize, value: &Value, vm: &mut Vm) -> Raised {
    let name = type_name_or_none(value, vm);
    let place = place + 1;
    vm.type_error(format!("argument {place} must be str, not {name}"))
}

/// The text of a field.
fn text(exception: &Ref<BaseException>, index: usize, vm: &mut Vm) -> PyResult<String> {
    match known(exception, index, vm) {
        Some(value) => Ok(value.str(vm)?.to_string_lossy().into_owned()),
        None => Ok("<NULL>".to_owned()),
    }
}

/// The object, which looking at the other fields may have changed. Raises TypeError if it is gone or `fits`
/// does not hold.
fn object(
    exception: &Ref<BaseException>,
    fits: impl FnOnce(&Value) -> bool,
    kind: &str,
    vm: &mut Vm,
) -> PyResult {
    match known(exception, OBJECT, vm) {
        None => Err(vm.type_error("UnicodeError 'object' attribute is not set")),
        Some(object) if fits(&object) => Ok(object),
        Some(_) => Err(vm.type_error(format!("UnicodeError 'object' attribute must be a {kind}"))),
    }
}

/// The place of the one bad item that the fields tell of; `None` if there are several, or none.
fn single(exception: &Ref<BaseException>, length: usize, vm: &Vm) -> Option<usize> {
    let start = position(exception, START, vm);
    let end = position(exception, END, vm);
    let place = usize::try_from(start).ok()?;
    (place < length && end == start + 1).then_some(place)
}

/// Start and end as the messages tell them.
fn span(exception: &Ref<BaseException>, vm: &Vm) -> String {
    let last = position(exception, END, vm).wrapping_sub(1);
    format!("{}-{last}", position(exception, START, vm))
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
    if known(&exception, OBJECT, vm).is_none() {
        // `__init__` was not called.
        return Ok(vm.names.empty.to_value());
    }
    let reason = text(&exception, REASON, vm)?;
    let what = if encodes {
        format!("'{}' codec can't encode", text(&exception, ENCODING, vm)?)
    } else {
        "can't translate".to_owned()
    };
    let object = object(&exception, Value::has_payload::<Str>, "string", vm)?;
    let object = object.downcast::<Str>().expect("it was looked at");
    let message = match single(&exception, object.length(), vm) {
        Some(place) => {
            let character = escaped(code_point_at(object, place));
            format!("{what} character '{character}' in position {place}: {reason}")
        }
        None => {
            let span = span(&exception, vm);
            format!("{what} characters in position {span}: {reason}")
        }
    };
    Ok(vm.new_str(&message))
}

fn bytes_str(this: &Value, vm: &mut Vm) -> PyResult {
    let exception = exception_payload(this, vm)?.clone();
    if known(&exception, OBJECT, vm).is_none() {
        return Ok(vm.names.empty.to_value());
    }
    let reason = text(&exception, REASON, vm)?;
    let encoding = text(&exception, ENCODING, vm)?;
    let object = object(&exception, Value::has_payload::<Bytes>, "bytes", vm)?;
    let object = object.downcast::<Bytes>().expect("it was looked at");
    let message = match single(&exception, object.as_slice().len(), vm) {
        Some(place) => {
            let byte = object.as_slice()[place];
            format!(
                "'{encoding}' codec can't decode byte 0x{byte:02x} in position {place}: {reason}"
            )
        }
        None => {
            let span = span(&exception, vm);
            format!("'{encoding}' codec can't decode bytes in position {span}: {reason}")
        }
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
