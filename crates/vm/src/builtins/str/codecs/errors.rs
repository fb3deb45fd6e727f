//! What becomes of characters that an encoding does not have, and of bytes that are not one of it.
//! Reference: <https://docs.python.org/3.14/library/codecs.html#error-handlers>

use std::fmt::Write as _;
use std::ops::Range;

use crate::builtins::bytes::Bytes;
use crate::builtins::exceptions::BaseException;
use crate::builtins::str::codecs::{Encoding, Width, registry_function, wide};
use crate::builtins::str::{Str, StrBuilder, utf8};
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// An error handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorHandler {
    /// Raises.
    Strict,
    /// Leaves it out.
    Ignore,
    /// Puts `?` or U+FFFD in its place.
    Replace,
    /// Puts an escape in its place.
    BackslashReplace,
    /// Puts an XML character reference in its place.
    XmlCharRefReplace,
    /// Bytes become lone surrogates, and back.
    SurrogateEscape,
    /// Surrogates are encoded like other code points.
    SurrogatePass,
    /// One that `codecs.register_error` has made known, looked up when it is needed.
    Named(String),
}

/// What takes the place of what could not be encoded.
pub(super) enum Replacement {
    Bytes(Vec<u8>),
    Text(Ref<Str>),
}

impl ErrorHandler {
    /// The handler with this name. Whether there is one is found out when it is needed.
    pub fn new(name: &str) -> ErrorHandler {
        match name {
            "strict" => ErrorHandler::Strict,
            "ignore" => ErrorHandler::Ignore,
            "replace" => ErrorHandler::Replace,
            "backslashreplace" => ErrorHandler::BackslashReplace,
            "xmlcharrefreplace" => ErrorHandler::XmlCharRefReplace,
            "surrogateescape" => ErrorHandler::SurrogateEscape,
            "surrogatepass" => ErrorHandler::SurrogatePass,
            _ => ErrorHandler::Named(name.to_owned()),
        }
    }

    /// Appends the escape of a code point, if the handler writes escapes.
    pub(super) fn push_escape(&self, code_point: u32, written: &mut StrBuilder) {
        match (self, code_point) {
            (ErrorHandler::XmlCharRefReplace, _) => write!(written, "&#{code_point};"),
            (ErrorHandler::BackslashReplace, 0..0x100) => write!(written, "\\x{code_point:02x}"),
            (ErrorHandler::BackslashReplace, 0x100..0x1_0000) => {
                write!(written, "\\u{code_point:04x}")
            }
            (ErrorHandler::BackslashReplace, _) => write!(written, "\\U{code_point:08x}"),
            _ => Ok(()),
        }
        .expect("builders take all text");
    }

    /// Handles code points `range` of `text`, which cannot be encoded. Returns what takes their
    /// place and the position to go on from.
    pub(super) fn encode_error(
        &self,
        text: &Ref<Str>,
        range: Range<usize>,
        encoding: Encoding,
        reason: &str,
        vm: &mut Vm,
    ) -> PyResult<(Replacement, usize)> {
        let bytes = text.as_bytes();
        let bytes = &bytes[text.byte_offset(range.start)..text.byte_offset(range.end)];
        let code_points = utf8::CodePoints::new(bytes);
        let mut written = StrBuilder::new();
        match self {
            ErrorHandler::Ignore => {}
            ErrorHandler::Replace => written.push_repeated(u32::from('?'), range.len()),
            ErrorHandler::BackslashReplace | ErrorHandler::XmlCharRefReplace => {
                for code_point in code_points {
                    self.push_escape(code_point, &mut written);
                }
            }
            ErrorHandler::SurrogateEscape => {
                // Those in front that stand for bytes; the others are reported by themselves.
                let escaped: Vec<u8> = code_points
                    .map_while(|code_point| match code_point {
                        0xdc80..0xdd00 => Some((code_point - 0xdc00) as u8),
                        _ => None,
                    })
                    .collect();
                if !escaped.is_empty() {
                    let next = range.start + escaped.len();
                    return Ok((Replacement::Bytes(escaped), next));
                }
                return Err(encode_exception(text, range, encoding, reason, vm)?);
            }
            ErrorHandler::SurrogatePass => {
                let surrogates = code_points.clone().all(utf8::is_surrogate);
                let passed = match encoding {
                    Encoding::Utf8 if surrogates => bytes.to_vec(),
                    Encoding::Wide(width, order) if surrogates => {
                        let mut passed = Vec::new();
                        for unit in code_points {
                            wide::push_unit(unit, width, order, &mut passed);
                        }
                        passed
                    }
                    _ => return Err(encode_exception(text, range, encoding, reason, vm)?),
                };
                return Ok((Replacement::Bytes(passed), range.end));
            }
            ErrorHandler::Strict => {
                return Err(encode_exception(text, range, encoding, reason, vm)?);
            }
            ErrorHandler::Named(name) => {
                let raised = encode_exception(text, range, encoding, reason, vm)?;
                let length = text.length();
                let (replacement, position) = call_handler(name, raised, length, vm)?;
                if let Some(bytes) = replacement.downcast::<Bytes>() {
                    let bytes = bytes.as_slice().to_vec();
                    return Ok((Replacement::Bytes(bytes), position));
                }
                return match replacement.downcast_into::<Str>() {
                    Ok(text) => Ok((Replacement::Text(text), position)),
                    Err(_) => Err(
                        vm.type_error("encoding error handler must return (str/bytes, int) tuple")
                    ),
                };
            }
        }
        Ok((Replacement::Text(written.finish(vm)), range.end))
    }

    /// Handles bytes `range`, which cannot be decoded: appends what takes their place and returns
    /// the offset to go on from. `object` is the bytes as exceptions show them, once they were needed.
    #[expect(clippy::too_many_arguments, reason = "what an exception shows")]
    pub(super) fn decode_error(
        &self,
        bytes: &[u8],
        object: &mut Option<Value>,
        range: Range<usize>,
        encoding: Encoding,
        reason: &str,
        result: &mut StrBuilder,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        let bad = &bytes[range.clone()];
        match self {
            ErrorHandler::Ignore => return Ok(range.end),
            ErrorHandler::Replace => {
                result.push(0xfffd);
                return Ok(range.end);
            }
            ErrorHandler::BackslashReplace => {
                for byte in bad {
                    write!(result, "\\x{byte:02x}").expect("builders take all text");
                }
                return Ok(range.end);
            }
            ErrorHandler::SurrogateEscape => {
                let escaped = bad.iter().take(4).take_while(|&&byte| byte >= 0x80);
                let mut count = 0;
                for &byte in escaped {
                    result.push(0xdc00 + u32::from(byte));
                    count += 1;
                }
                if count != 0 {
                    return Ok(range.start + count);
                }
            }
            ErrorHandler::SurrogatePass => {
                let rest = &bytes[range.start..];
                let found = match encoding {
                    Encoding::Utf8 => match rest {
                        [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..] => Some(utf8::decode(rest, 0)),
                        _ => None,
                    },
                    Encoding::Wide(width, order) => wide::unit_at(rest, width, order)
                        .map(|unit| (unit, if width == Width::Two { 2 } else { 4 })),
                    _ => None,
                };
                if let Some((code_point, width)) = found
                    && utf8::is_surrogate(code_point)
                {
                    result.push(code_point);
                    return Ok(range.start + width);
                }
            }
            ErrorHandler::XmlCharRefReplace => {
                return Err(
                    vm.type_error("don't know how to handle UnicodeDecodeError in error callback")
                );
            }
            ErrorHandler::Strict => {}
            ErrorHandler::Named(name) => {
                let raised = decode_exception(bytes, object, range, encoding, reason, vm)?;
                let (replacement, position) = call_handler(name, raised, bytes.len(), vm)?;
                let Some(text) = replacement.downcast::<Str>() else {
                    return Err(
                        vm.type_error("decoding error handler must return (str, int) tuple")
                    );
                };
                result.push_text(text);
                return Ok(position);
            }
        }
        Err(decode_exception(
            bytes, object, range, encoding, reason, vm,
        )?)
    }
}

/// Calls a handler that Python code has registered, or one that is not known here.
fn call_handler(
    name: &str,
    raised: Raised,
    length: usize,
    vm: &mut Vm,
) -> PyResult<(Value, usize)> {
    let argument = vm.new_str(name);
    let Some(lookup) = registry_function("lookup_error", vm)? else {
        let class = vm.types.exceptions.lookup_error.clone();
        return Err(vm.raise(&class, &format!("unknown error handler name '{name}'")));
    };
    let handler = lookup.call_positional(&[argument], vm)?;
    let exception = raised.into_exception().into_value();
    let encoding =
        exception.is_instance(&vm.types.exceptions.unicode_encode_error.to_value(), vm)?;
    let result = handler.call_positional(&[exception], vm)?;
    let wrong = if encoding {
        "encoding error handler must return (str/bytes, int) tuple"
    } else {
        "decoding error handler must return (str, int) tuple"
    };
    let items = result.downcast::<Tuple>().map(Ref::as_slice);
    let Some([replacement, position]) = items else {
        return Err(vm.type_error(wrong));
    };
    let Some(position) = position.as_small_int() else {
        return Err(vm.type_error(wrong));
    };
    let from_start = if position < 0 {
        position + length as i64
    } else {
        position
    };
    if !(0..=length as i64).contains(&from_start) {
        return Err(vm.index_error(format!(
            "position {position} from error handler out of bounds"
        )));
    }
    Ok((replacement.clone(), from_start as usize))
}

/// The `UnicodeEncodeError`; `range` counts code points. Fails if making it fails.
pub(super) fn encode_exception(
    text: &Ref<Str>,
    range: Range<usize>,
    encoding: Encoding,
    reason: &str,
    vm: &mut Vm,
) -> PyResult<Raised> {
    let class = vm.types.exceptions.unicode_encode_error.clone();
    exception(&class, encoding, text.to_value(), range, reason, vm)
}

/// The `UnicodeDecodeError`; `range` counts bytes. Fails if making it fails.
fn decode_exception(
    bytes: &[u8],
    object: &mut Option<Value>,
    range: Range<usize>,
    encoding: Encoding,
    reason: &str,
    vm: &mut Vm,
) -> PyResult<Raised> {
    let class = vm.types.exceptions.unicode_decode_error.clone();
    let object = object.get_or_insert_with(|| vm.new_bytes(bytes)).clone();
    exception(&class, encoding, object, range, reason, vm)
}

fn exception(
    class: &Ref<Type>,
    encoding: Encoding,
    object: Value,
    range: Range<usize>,
    reason: &str,
    vm: &mut Vm,
) -> PyResult<Raised> {
    let arguments = [
        vm.new_str(encoding.name()),
        object,
        Value::from_usize(range.start),
        Value::from_usize(range.end),
        vm.new_str(reason),
    ];
    let exception = class.as_value().call_positional(&arguments, vm)?;
    let exception = exception.downcast_into::<BaseException>();
    Ok(Raised::new(
        exception.expect("a built-in class makes its instances"),
    ))
}
