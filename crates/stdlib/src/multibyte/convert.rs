//! Going through a text: character after character, and error handlers where there is none.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::encoding::{Encoding, State, Stop};

/// What is done about what stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Errors {
    Strict,
    Ignore,
    Replace,
    /// A handler of this name is asked.
    Handler(String),
}

impl Errors {
    pub(super) fn of(name: Option<&str>) -> Errors {
        match name {
            None | Some("strict") => Errors::Strict,
            Some("ignore") => Errors::Ignore,
            Some("replace") => Errors::Replace,
            Some(name) => Errors::Handler(name.to_owned()),
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Errors::Strict => "strict",
            Errors::Ignore => "ignore",
            Errors::Replace => "replace",
            Errors::Handler(name) => name,
        }
    }
}

/// How many there are of what stands for nothing, and the reason that is told.
fn reason(stop: Stop, left: usize) -> (usize, &'static str) {
    match stop {
        Stop::Incomplete => (left, "incomplete multibyte sequence"),
        Stop::Illegal(count) => (count.min(left), "illegal multibyte sequence"),
    }
}

/// Calls an error handler. Gives what it puts into the place, and where to go on.
///
/// Raises `TypeError` if it gives anything else, `IndexError` if that is outside.
fn ask(
    name: &str,
    exception: &Ref<BaseException>,
    length: usize,
    kind: &str,
    vm: &mut Vm,
) -> PyResult<(Value, usize)> {
    let (codecs, lookup) = (vm.intern("_codecs"), vm.intern("lookup_error"));
    let codecs = vm.import_name(&codecs)?;
    let name = vm.new_str(name);
    let handler = codecs.call_method(&lookup, &[name], vm)?;
    let answer = handler.call_positional(&[exception.to_value()], vm)?;
    let wrong = |vm: &mut Vm| {
        let message = format!("{kind} error handler must return (str, int) tuple");
        Err(vm.type_error(message))
    };
    let Some([text, position]) = answer
        .downcast::<Tuple>()
        .and_then(|answer| <&[Value; 2]>::try_from(answer.as_slice()).ok())
    else {
        return wrong(vm);
    };
    let is_text = text.has_payload::<Str>() || kind == "encoding" && text.has_payload::<Bytes>();
    let Some(number) = position.as_int().filter(|_| is_text) else {
        return wrong(vm);
    };
    let place = number.as_i64().map(|number| match number {
        ..0 => number.saturating_add(length as i64),
        _ => number,
    });
    match place.and_then(|place| usize::try_from(place).ok()) {
        Some(place) if place <= length => Ok((text.clone(), place)),
        _ => {
            let position =
                vm.int_to_string(IntView::of_i128(i128::from(place.unwrap_or(i64::MAX))))?;
            let message = format!("position {position} from error handler out of bounds");
            Err(vm.index_error(message))
        }
    }
}

/// Decodes bytes, and gives how many of them. Without `last`, what is incomplete is left over.
///
/// Raises `UnicodeDecodeError`, and what error handlers raise.
pub(super) fn decode(
    encoding: &dyn Encoding,
    state: &mut State,
    bytes: &[u8],
    errors: &Errors,
    last: bool,
    out: &mut StrBuilder,
    vm: &mut Vm,
) -> PyResult<usize> {
    let mut object: Option<Value> = None;
    let mut at = 0;
    while at < bytes.len() {
        let (taken, stop) = encoding.decode_run(state, &bytes[at..], out);
        at += taken;
        let stop = match stop {
            None => break,
            Some(Stop::Incomplete) if !last => break,
            Some(stop) => stop,
        };
        let (count, reason) = reason(stop, bytes.len() - at);
        match errors {
            Errors::Ignore => at += count,
            Errors::Replace => {
                out.push(0xfffd);
                at += count;
            }
            Errors::Strict | Errors::Handler(_) => {
                // The same for all errors, as they may be many.
                let object = object.get_or_insert_with(|| vm.new_bytes(bytes)).clone();
                let (name, end) = (encoding.name(), at + count);
                let raised = vm.unicode_decode_error(name, object, at, end, reason);
                let Errors::Handler(handler) = errors else {
                    return Err(raised);
                };
                let exception = raised.into_exception();
                let (text, place) = ask(handler, &exception, bytes.len(), "decoding", vm)?;
                if let Some(text) = text.downcast::<Str>() {
                    out.push_text(text);
                }
                at = place;
            }
        }
    }
    Ok(at)
}

/// Encodes a text, and gives how many characters of it. Without `last`, those that depend on what follows
/// are left over.
///
/// Raises `UnicodeEncodeError`, and what error handlers raise.
pub(super) fn encode(
    encoding: &dyn Encoding,
    state: &mut State,
    text: &Ref<Str>,
    errors: &Errors,
    last: bool,
    out: &mut Vec<u8>,
    vm: &mut Vm,
) -> PyResult<usize> {
    // The characters, and about as many bytes for each.
    vm.check_allocation(text.length().saturating_mul(2 * size_of::<u32>()))?;
    let chars: Vec<u32> = text.code_points().collect();
    vm.make_room(out, 2 * chars.len())?;
    let mut at = 0;
    while at < chars.len() {
        let (taken, stop) = encoding.encode_run(state, &chars[at..], last, out);
        at += taken;
        let stop = match stop {
            None => break,
            Some(Stop::Incomplete) if !last => break,
            Some(stop) => stop,
        };
        let (count, reason) = reason(stop, chars.len() - at);
        match errors {
            Errors::Ignore => at += count,
            Errors::Replace => {
                if encoding
                    .encode(state, &[u32::from(b'?')], true, out)
                    .is_err()
                {
                    out.push(b'?');
                }
                at += count;
            }
            Errors::Strict | Errors::Handler(_) => {
                let (name, end) = (encoding.name(), at + count);
                let raised = vm.unicode_encode_error(name, text, at, end, reason);
                let Errors::Handler(handler) = errors else {
                    return Err(raised);
                };
                let exception = raised.into_exception();
                let (answer, place) = ask(handler, &exception, chars.len(), "encoding", vm)?;
                if let Some(bytes) = answer.downcast::<Bytes>() {
                    vm.extend_to(out, bytes.as_slice())?;
                } else if let Some(text) = answer.downcast::<Str>() {
                    encode(encoding, state, text, &Errors::Strict, true, out, vm)?;
                }
                at = place;
            }
        }
    }
    Ok(at)
}
