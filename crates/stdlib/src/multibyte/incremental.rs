//! Encoding and decoding in pieces.

use num_bigint::{BigInt, Sign};
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::encoding::State;
use super::pieces::{MOST_BYTES, MOST_CHARS, Pieces, unicode_error};

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
    pieces: Pieces<u32>,
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
        let pieces = Pieces::to_encode(class, errors, vm)?;
        Ok(Ref::with_class(
            MultibyteIncrementalEncoder { pieces },
            class,
            vm,
        ))
    }

    // `new` has taken them; classes in Python hand theirs on.
    #[init(signature = "(*args, **kwargs)")]
    fn init(_this: &Ref<MultibyteIncrementalEncoder>, _args: Args<'_>) {}

    /// Encodes a piece of a text; with final, the last one.
    #[method(signature = "($self, /, input, final=False)")]
    fn encode(
        this: &Ref<MultibyteIncrementalEncoder>,
        input: &Value,
        r#final: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        let bytes = this.pieces.encode(input, r#final, vm)?;
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Returns the state as a number.
    #[method(signature = "($self, /)")]
    fn getstate(this: &Ref<MultibyteIncrementalEncoder>, vm: &mut Vm) -> PyResult {
        let pending = this.pieces.pending_text();
        let mut bytes = vec![pending.byte_length() as u8];
        bytes.extend_from_slice(pending.as_bytes());
        bytes.extend_from_slice(&this.pieces.state.get());
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
        *this.pieces.pending.borrow_mut() = pending.into_iter().flatten().collect();
        let start = 1 + length;
        this.pieces
            .state
            .set(state_of(&bytes[start..start + size_of::<State>()]));
        Ok(())
    }

    /// Goes back to the beginning.
    #[method(signature = "($self, /)")]
    fn reset(this: &Ref<MultibyteIncrementalEncoder>) {
        this.pieces.reset();
    }

    /// How errors are treated.
    #[getter]
    fn errors(this: &Ref<MultibyteIncrementalEncoder>) -> String {
        this.pieces.errors()
    }

    #[setter(errors)]
    fn set_errors(
        this: &Ref<MultibyteIncrementalEncoder>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.pieces.set_errors(value, vm)
    }
}

/// What decodes in pieces: bytes that wait, and the state.
#[derive(Payload)]
pub(crate) struct MultibyteIncrementalDecoder {
    #[payload(skip)]
    pieces: Pieces<u8>,
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
        let pieces = Pieces::to_decode(class, errors, vm)?;
        Ok(Ref::with_class(
            MultibyteIncrementalDecoder { pieces },
            class,
            vm,
        ))
    }

    // `new` has taken them; classes in Python hand theirs on.
    #[init(signature = "(*args, **kwargs)")]
    fn init(_this: &Ref<MultibyteIncrementalDecoder>, _args: Args<'_>) {}

    /// Decodes a piece; with final, the last one.
    #[method(signature = "($self, /, input, final=False)")]
    fn decode(
        this: &Ref<MultibyteIncrementalDecoder>,
        input: BytesLike<'_>,
        r#final: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Str>> {
        let bytes = input.as_bytes(vm).to_vec();
        this.pieces.decode(&bytes, r#final, vm)
    }

    /// Returns the bytes that wait, and the state as a number.
    #[method(signature = "($self, /)")]
    fn getstate(this: &Ref<MultibyteIncrementalDecoder>, vm: &mut Vm) -> Ref<Tuple> {
        let pending = vm.new_bytes(&this.pieces.pending.borrow());
        let state = number_of(&this.pieces.state.get(), vm);
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
            let (name, object) = (this.pieces.encoding.name(), pending.to_value());
            let reason = "pending buffer too large";
            return Err(vm.unicode_decode_error(name, object, 0, pending.length(), reason));
        }
        *this.pieces.pending.borrow_mut() = pending.as_slice().to_vec();
        this.pieces.state.set(state_of(&bytes));
        Ok(())
    }

    /// Goes back to the beginning.
    #[method(signature = "($self, /)")]
    fn reset(this: &Ref<MultibyteIncrementalDecoder>) {
        this.pieces.reset();
    }

    /// How errors are treated.
    #[getter]
    fn errors(this: &Ref<MultibyteIncrementalDecoder>) -> String {
        this.pieces.errors()
    }

    #[setter(errors)]
    fn set_errors(
        this: &Ref<MultibyteIncrementalDecoder>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.pieces.set_errors(value, vm)
    }
}
