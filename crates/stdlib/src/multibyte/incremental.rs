//! Encoding and decoding in pieces.

use std::cell::{Cell, RefCell};

use num_bigint::{BigInt, Sign};
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::codec::{encoding_of, text_of};
use super::convert::{self, Errors};
use super::encoding::{SharedEncoding, State};

/// How many characters may wait for those behind them.
const MOST_CHARS: usize = 2;

/// How many bytes may wait for those behind them.
pub(super) const MOST_BYTES: usize = 8;

pub(super) fn unicode_error(message: &str, vm: &mut Vm) -> Raised {
    let class = vm.types.exceptions.unicode_error.clone();
    vm.raise(&class, message)
}

/// The value of an attribute `errors` that a program sets.
///
/// Raises `TypeError` if it is no str.
pub(super) fn errors_of(value: Option<Value>, vm: &mut Vm) -> PyResult<Errors> {
    let Some(value) = value else {
        let message = "cannot delete attribute";
        return Err(vm.attribute_error(message));
    };
    match value.downcast::<Str>() {
        Some(name) => Ok(Errors::of(Some(&name.to_string_lossy()))),
        None => Err(vm.type_error("errors must be a string")),
    }
}

/// A number as little-endian bytes of this length.
///
/// Raises `OverflowError` if it is too large.
fn number_bytes(number: &BigInt, length: usize, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let (sign, mut bytes) = number.to_bytes_le();
    if sign == Sign::Minus {
        return Err(vm.overflow_error("can't convert negative int to unsigned"));
    }
    if bytes.len() > length {
        return Err(vm.overflow_error("int too big to convert"));
    }
    bytes.resize(length, 0);
    Ok(bytes)
}

fn number_of(bytes: &[u8], vm: &mut Vm) -> Value {
    vm.new_big_int(BigInt::from_bytes_le(Sign::Plus, bytes))
}

fn state_of(bytes: &[u8]) -> State {
    State::try_from(bytes).expect("the caller gives eight bytes")
}

/// What encodes in pieces: a text, what is left of it, and the state.
#[derive(Payload)]
pub(crate) struct MultibyteIncrementalEncoder {
    #[payload(skip)]
    encoding: SharedEncoding,
    #[payload(skip)]
    state: Cell<State>,
    #[payload(skip)]
    pending: RefCell<Vec<u32>>,
    #[payload(skip)]
    errors: RefCell<Errors>,
}

/// Encodes a piece behind the characters that waited. Gives the bytes.
///
/// Raises what encoding does, and `UnicodeError` if too many characters wait.
pub(super) fn encode_piece(
    encoding: &SharedEncoding,
    (state, pending): (&Cell<State>, &RefCell<Vec<u32>>),
    input: &Value,
    errors: &Errors,
    last: bool,
    vm: &mut Vm,
) -> PyResult<Vec<u8>> {
    let input = text_of(input, vm)?;
    let text = if pending.borrow().is_empty() {
        input
    } else {
        let mut all = StrBuilder::new();
        pending.borrow().iter().for_each(|char| all.push(*char));
        all.push_text(&input);
        all.finish(vm)
    };
    let (mut now, mut out) = (state.get(), Vec::new());
    let taken = convert::encode(&**encoding, &mut now, &text, errors, last, &mut out, vm)?;
    let left: Vec<u32> = text.code_points().skip(taken).collect();
    if left.len() > MOST_CHARS {
        return Err(unicode_error("pending buffer overflow", vm));
    }
    if last {
        encoding.reset(&mut now, &mut out);
    }
    *pending.borrow_mut() = left;
    state.set(now);
    Ok(out)
}

#[native_class(
    name = "_multibytecodec.MultibyteIncrementalEncoder",
    flags(base),
    undocumented
)]
impl MultibyteIncrementalEncoder {
    #[new(signature = "(errors='strict')", hidden)]
    fn new(
        class: &Ref<Type>,
        errors: Option<&str>,
        vm: &mut Vm,
    ) -> PyResult<Ref<MultibyteIncrementalEncoder>> {
        let encoding = encoding_of(class, vm)?;
        let encoder = MultibyteIncrementalEncoder {
            state: Cell::new(encoding.initial()),
            encoding,
            pending: RefCell::default(),
            errors: RefCell::new(Errors::of(errors)),
        };
        Ok(Ref::with_class(encoder, class, vm))
    }

    #[init(signature = "(*args, **kwargs)")]
    fn init(_this: &Ref<MultibyteIncrementalEncoder>, args: rpy_vm::Args<'_>) {
        let _ = args;
    }

    /// Encodes a piece of a text; with final, the last one.
    #[method(signature = "($self, /, input, final=False)")]
    fn encode(
        this: &Ref<MultibyteIncrementalEncoder>,
        input: &Value,
        r#final: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        let errors = this.errors.borrow().clone();
        let place = (&this.state, &this.pending);
        let bytes = encode_piece(&this.encoding, place, input, &errors, r#final, vm)?;
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Returns the state as a number.
    #[method(signature = "($self, /)")]
    fn getstate(this: &Ref<MultibyteIncrementalEncoder>, vm: &mut Vm) -> PyResult {
        let mut pending = StrBuilder::new();
        let waiting = this.pending.borrow();
        waiting.iter().for_each(|char| pending.push(*char));
        let mut bytes = vec![pending.byte_length() as u8];
        bytes.extend_from_slice(pending.as_bytes());
        bytes.extend_from_slice(&this.state.get());
        Ok(number_of(&bytes, vm))
    }

    /// Sets the state to what getstate() has returned.
    #[method(signature = "($self, state, /)")]
    fn setstate(
        this: &Ref<MultibyteIncrementalEncoder>,
        state: BigInt,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let bytes = number_bytes(&state, 1 + MOST_CHARS * 4 + size_of::<State>(), vm)?;
        let length = usize::from(bytes[0]);
        if length > MOST_CHARS * 4 {
            return Err(unicode_error("pending buffer too large", vm));
        }
        let pending = vm.new_bytes(&bytes[1..=length]);
        let (decode, encoding) = (vm.intern("decode"), vm.new_str("utf-8"));
        let pending = pending.call_method(&decode, &[encoding], vm)?;
        let pending = pending.downcast::<Str>().map(|text| text.code_points());
        *this.pending.borrow_mut() = pending.into_iter().flatten().collect();
        let start = 1 + length;
        this.state
            .set(state_of(&bytes[start..start + size_of::<State>()]));
        Ok(())
    }

    /// Goes back to the beginning.
    #[method(signature = "($self, /)")]
    fn reset(this: &Ref<MultibyteIncrementalEncoder>) {
        let mut state = this.state.get();
        this.encoding.reset(&mut state, &mut Vec::new());
        this.state.set(state);
        this.pending.borrow_mut().clear();
    }

    /// How errors are treated.
    #[getter]
    fn errors(this: &Ref<MultibyteIncrementalEncoder>) -> String {
        this.errors.borrow().name().to_owned()
    }

    #[setter(errors)]
    fn set_errors(
        this: &Ref<MultibyteIncrementalEncoder>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let errors = errors_of(value, vm)?;
        *this.errors.borrow_mut() = errors;
        Ok(())
    }
}

/// What decodes in pieces: bytes that wait, and the state.
#[derive(Payload)]
pub(crate) struct MultibyteIncrementalDecoder {
    #[payload(skip)]
    encoding: SharedEncoding,
    #[payload(skip)]
    state: Cell<State>,
    #[payload(skip)]
    pending: RefCell<Vec<u8>>,
    #[payload(skip)]
    errors: RefCell<Errors>,
}

/// Decodes a piece behind the bytes that waited.
///
/// Raises what decoding does, and `UnicodeError` if too many bytes wait.
pub(super) fn decode_piece(
    encoding: &SharedEncoding,
    (state, pending): (&Cell<State>, &RefCell<Vec<u8>>),
    input: &[u8],
    errors: &Errors,
    last: bool,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    let mut bytes = pending.borrow().clone();
    bytes.extend_from_slice(input);
    let (mut now, mut out) = (state.get(), StrBuilder::new());
    let taken = convert::decode(&**encoding, &mut now, &bytes, errors, last, &mut out, vm)?;
    bytes.drain(..taken);
    if bytes.len() > MOST_BYTES {
        return Err(unicode_error("pending buffer overflow", vm));
    }
    *pending.borrow_mut() = bytes;
    state.set(now);
    Ok(out.finish(vm))
}

#[native_class(
    name = "_multibytecodec.MultibyteIncrementalDecoder",
    flags(base),
    undocumented
)]
impl MultibyteIncrementalDecoder {
    #[new(signature = "(errors='strict')", hidden)]
    fn new(
        class: &Ref<Type>,
        errors: Option<&str>,
        vm: &mut Vm,
    ) -> PyResult<Ref<MultibyteIncrementalDecoder>> {
        let encoding = encoding_of(class, vm)?;
        let decoder = MultibyteIncrementalDecoder {
            state: Cell::new(encoding.initial_decoding()),
            encoding,
            pending: RefCell::default(),
            errors: RefCell::new(Errors::of(errors)),
        };
        Ok(Ref::with_class(decoder, class, vm))
    }

    #[init(signature = "(*args, **kwargs)")]
    fn init(_this: &Ref<MultibyteIncrementalDecoder>, args: rpy_vm::Args<'_>) {
        let _ = args;
    }

    /// Decodes a piece; with final, the last one.
    #[method(signature = "($self, /, input, final=False)")]
    fn decode(
        this: &Ref<MultibyteIncrementalDecoder>,
        input: BytesLike<'_>,
        r#final: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Str>> {
        let bytes = input.as_bytes(vm).to_vec();
        let errors = this.errors.borrow().clone();
        let place = (&this.state, &this.pending);
        decode_piece(&this.encoding, place, &bytes, &errors, r#final, vm)
    }

    /// Returns the bytes that wait, and the state as a number.
    #[method(signature = "($self, /)")]
    fn getstate(this: &Ref<MultibyteIncrementalDecoder>, vm: &mut Vm) -> Ref<Tuple> {
        let pending = vm.new_bytes(&this.pending.borrow());
        let state = number_of(&this.state.get(), vm);
        Tuple::from_array([pending, state], vm)
    }

    /// Sets the state to what getstate() has returned.
    #[method(signature = "($self, state, /)")]
    fn setstate(
        this: &Ref<MultibyteIncrementalDecoder>,
        state: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(tuple) = state.downcast::<Tuple>() else {
            let given = state.type_name(vm);
            return Err(vm.type_error(format!("setstate() argument must be tuple, not {given}")));
        };
        let [pending, number] = tuple.as_slice() else {
            return Err(vm.type_error("setstate(): illegal state argument"));
        };
        let (Some(pending), Some(number)) = (pending.downcast::<Bytes>(), number.as_int()) else {
            return Err(vm.type_error("setstate(): illegal state argument"));
        };
        let number = number.to_big().into_owned();
        let bytes = number_bytes(&number, size_of::<State>(), vm)?;
        if pending.length() > MOST_BYTES {
            let (name, object) = (this.encoding.name(), pending.to_value());
            let reason = "pending buffer too large";
            return Err(vm.unicode_decode_error(name, object, 0, pending.length(), reason));
        }
        *this.pending.borrow_mut() = pending.as_slice().to_vec();
        this.state.set(state_of(&bytes));
        Ok(())
    }

    /// Goes back to the beginning.
    #[method(signature = "($self, /)")]
    fn reset(this: &Ref<MultibyteIncrementalDecoder>) {
        let mut state = this.state.get();
        this.encoding.reset_decoding(&mut state);
        this.state.set(state);
        this.pending.borrow_mut().clear();
    }

    /// How errors are treated.
    #[getter]
    fn errors(this: &Ref<MultibyteIncrementalDecoder>) -> String {
        this.errors.borrow().name().to_owned()
    }

    #[setter(errors)]
    fn set_errors(
        this: &Ref<MultibyteIncrementalDecoder>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let errors = errors_of(value, vm)?;
        *this.errors.borrow_mut() = errors;
        Ok(())
    }
}
