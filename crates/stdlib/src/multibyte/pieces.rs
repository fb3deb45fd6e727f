//! What is encoded or decoded in pieces: units that wait for those behind them, and the state between two pieces.

use std::cell::{Cell, RefCell};

use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::codec::{encoding_of, text_of};
use super::convert::{self, Errors};
use super::encoding::{SharedEncoding, State};

/// How many characters may wait for those behind them.
pub(super) const MOST_CHARS: usize = 2;

/// How many bytes may wait for those behind them.
pub(super) const MOST_BYTES: usize = 8;

pub(super) fn unicode_error(message: &str, vm: &mut Vm) -> Raised {
    let class = vm.types.exceptions.unicode_error.clone();
    vm.raise(&class, message)
}

/// A text or bytes that come in pieces. A `Unit` is what waits: a code point that is to be encoded, or a byte that is
/// to be decoded.
pub(super) struct Pieces<Unit> {
    pub(super) encoding: SharedEncoding,
    pub(super) state: Cell<State>,
    pub(super) pending: RefCell<Vec<Unit>>,
    errors: RefCell<Errors>,
}

impl<Unit> Pieces<Unit> {
    fn new(encoding: SharedEncoding, state: State, errors: Option<&str>) -> Pieces<Unit> {
        Pieces {
            encoding,
            state: Cell::new(state),
            pending: RefCell::default(),
            errors: RefCell::new(Errors::of(errors)),
        }
    }

    /// The value of the attribute `errors`.
    pub(super) fn errors(&self) -> String {
        self.errors.borrow().name().to_owned()
    }

    /// Sets the attribute `errors`, or deletes it.
    ///
    /// Raises `TypeError` if the value is no str, `AttributeError` if it is to be deleted.
    pub(super) fn set_errors(&self, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.attribute_error("cannot delete attribute"));
        };
        let Some(name) = value.downcast::<Str>() else {
            return Err(vm.type_error("errors must be a string"));
        };
        *self.errors.borrow_mut() = Errors::of(Some(&name.to_string_lossy()));
        Ok(())
    }
}

impl Pieces<u32> {
    /// What encodes by the encoding of a class.
    ///
    /// Raises what looking for the encoding does.
    pub(super) fn to_encode(
        class: &Ref<Type>,
        errors: Option<&str>,
        vm: &mut Vm,
    ) -> PyResult<Pieces<u32>> {
        let encoding = encoding_of(class, vm)?;
        let state = encoding.initial();
        Ok(Pieces::new(encoding, state, errors))
    }

    /// Encodes a piece behind the characters that waited. Gives the bytes.
    ///
    /// Raises what encoding does, and `UnicodeError` if too many characters wait.
    pub(super) fn encode(&self, input: &Value, last: bool, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let input = text_of(input, vm)?;
        let text = if self.pending.borrow().is_empty() {
            input
        } else {
            let mut all = self.pending_text();
            all.push_text(&input);
            all.finish(vm)
        };
        let errors = self.errors.borrow().clone();
        let (mut now, mut out) = (self.state.get(), Vec::new());
        let encoding = &*self.encoding;
        let taken = convert::encode(encoding, &mut now, &text, &errors, last, &mut out, vm)?;
        let left: Vec<u32> = text.code_points().skip(taken).collect();
        if left.len() > MOST_CHARS {
            return Err(unicode_error("pending buffer overflow", vm));
        }
        if last {
            encoding.reset(&mut now, &mut out);
        }
        *self.pending.borrow_mut() = left;
        self.state.set(now);
        Ok(out)
    }

    /// The characters that wait.
    pub(super) fn pending_text(&self) -> StrBuilder {
        let mut text = StrBuilder::new();
        self.pending
            .borrow()
            .iter()
            .for_each(|char| text.push(*char));
        text
    }

    /// Goes back to the beginning.
    pub(super) fn reset(&self) {
        let mut state = self.state.get();
        self.encoding.reset(&mut state, &mut Vec::new());
        self.state.set(state);
        self.pending.borrow_mut().clear();
    }
}

impl Pieces<u8> {
    /// What decodes by the encoding of a class.
    ///
    /// Raises what looking for the encoding does.
    pub(super) fn to_decode(
        class: &Ref<Type>,
        errors: Option<&str>,
        vm: &mut Vm,
    ) -> PyResult<Pieces<u8>> {
        let encoding = encoding_of(class, vm)?;
        let state = encoding.initial_decoding();
        Ok(Pieces::new(encoding, state, errors))
    }

    /// Decodes a piece behind the bytes that waited.
    ///
    /// Raises what decoding does, and `UnicodeDecodeError` if too many bytes wait.
    pub(super) fn decode(&self, input: &[u8], last: bool, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let mut bytes = self.pending.borrow().clone();
        bytes.extend_from_slice(input);
        let errors = self.errors.borrow().clone();
        let (mut now, mut out) = (self.state.get(), StrBuilder::new());
        let encoding = &*self.encoding;
        let taken = convert::decode(encoding, &mut now, &bytes, &errors, last, &mut out, vm)?;
        if bytes.len() - taken > MOST_BYTES {
            let length = bytes.len();
            let object = vm.new_bytes(&bytes);
            let reason = "pending buffer overflow";
            return Err(vm.unicode_decode_error(encoding.name(), object, 0, length, reason));
        }
        bytes.drain(..taken);
        *self.pending.borrow_mut() = bytes;
        self.state.set(now);
        Ok(out.finish(vm))
    }

    /// Goes back to the beginning.
    pub(super) fn reset(&self) {
        let mut state = self.state.get();
        self.encoding.reset_decoding(&mut state);
        self.state.set(state);
        self.pending.borrow_mut().clear();
    }
}
