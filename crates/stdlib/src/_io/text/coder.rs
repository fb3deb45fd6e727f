//! From bytes to text and back: by the encodings that are built in, or by those of `codecs`.

use rpy_macros::Traverse;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::str::codecs::{Decoded, Encoding, ErrorHandler, Order, decode, encode};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::TextIoWrapper;
use crate::_io::errors::{attribute, call, optional_attribute, unsupported};
use crate::_io::newline_decoder::{decoder_state, translated};

/// How a stream encodes and decodes.
#[derive(Traverse)]
pub(super) struct Coder {
    #[payload(skip)]
    pub(super) kind: Kind,
    /// Objects of `codecs`, where the encoding is not built in.
    encoder: Option<Value>,
    decoder: Option<Value>,
    /// Whether text can be read.
    pub(super) reads: bool,
    /// Whether text can be written.
    pub(super) writes: bool,
    /// Bytes at the end that were no whole character.
    held: Vec<u8>,
    /// The byte order found by the decoder.
    #[payload(skip)]
    order: Option<Order>,
    /// Whether the encoder has written a byte order mark, or must not.
    pub(super) has_mark: bool,
}

/// Where the encoding comes from.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    BuiltIn(Encoding, ErrorHandler),
    Python,
}

/// What a decoder keeps between calls: bytes, and a number whose lowest bit is that of the line
/// ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DecoderState {
    pub(super) held: Vec<u8>,
    pub(super) flags: i64,
}

impl Coder {
    pub(super) fn none() -> Coder {
        Coder {
            kind: Kind::BuiltIn(Encoding::Utf8, ErrorHandler::Strict),
            encoder: None,
            decoder: None,
            reads: false,
            writes: false,
            held: Vec::new(),
            order: None,
            has_mark: false,
        }
    }

    /// Finds an encoding by its name.
    ///
    /// Raises `LookupError` if there is none, or if it is none of text.
    pub(super) fn find(
        encoding: &str,
        errors: &str,
        (reads, writes): (bool, bool),
        vm: &mut Vm,
    ) -> PyResult<Coder> {
        if let Some(encoding) = Encoding::by_name(encoding) {
            return Ok(Coder {
                kind: Kind::BuiltIn(encoding, ErrorHandler::new(errors)),
                reads,
                writes,
                ..Coder::none()
            });
        }
        let info = look_up(encoding, vm)?;
        let mut make = |factory: &str, wanted: bool| {
            if !wanted {
                return Ok(None);
            }
            let errors = vm.new_str(errors);
            call(&info, factory, &[errors], vm).map(Some)
        };
        let decoder = make("incrementaldecoder", reads)?;
        let encoder = make("incrementalencoder", writes)?;
        Ok(Coder {
            kind: Kind::Python,
            encoder,
            decoder,
            reads,
            writes,
            ..Coder::none()
        })
    }
}

/// The `codecs.CodecInfo` of an encoding.
fn look_up(encoding: &str, vm: &mut Vm) -> PyResult {
    let name = vm.intern("codecs");
    let module = match vm.import_name(&name) {
        Ok(module) => module,
        // `codecs` raises `SystemError` if it has no `_codecs`.
        Err(raised)
            if raised.is_instance(&vm.types.exceptions.import_error, vm)
                || raised.is_instance(&vm.types.exceptions.system_error, vm) =>
        {
            return Err(vm.lookup_error(format!("unknown encoding: {encoding}")));
        }
        Err(raised) => return Err(raised),
    };
    let argument = vm.new_str(encoding);
    let info = call(&module, "lookup", &[argument], vm)?;
    let is_text = match optional_attribute(&info, "_is_text_encoding", vm)? {
        Some(is_text) => is_text.is_true(vm)?,
        None => true,
    };
    if !is_text {
        return Err(vm.lookup_error(format!("'{encoding}' is not a text encoding")));
    }
    Ok(info)
}

/// Raises for a stream that cannot be read.
#[cold]
pub(super) fn not_readable(vm: &mut Vm) -> Raised {
    unsupported("not readable", vm)
}

impl TextIoWrapper {
    /// Decodes bytes that follow those before; `None` for the bytes kept means that there were none.
    pub(super) fn decode(&self, input: &[u8], is_final: bool, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let coder = self.coder.get_mut(vm);
        let text = match &coder.kind {
            Kind::BuiltIn(encoding, handler) => {
                let (mut encoding, handler) = (*encoding, handler.clone());
                if let (Encoding::Wide(width, Order::Marked), Some(order)) = (encoding, coder.order)
                {
                    encoding = Encoding::Wide(width, order);
                }
                let held = std::mem::take(&mut coder.held);
                let joined;
                let bytes = if held.is_empty() {
                    input
                } else {
                    joined = [&held, input].concat();
                    &joined
                };
                let decoded = decode(bytes, encoding, &handler, is_final, vm);
                let Decoded {
                    text,
                    consumed,
                    order,
                } = match decoded {
                    Ok(decoded) => decoded,
                    Err(raised) => {
                        self.coder.get_mut(vm).held = held;
                        return Err(raised);
                    }
                };
                let coder = self.coder.get_mut(vm);
                if consumed < bytes.len() {
                    coder.held = bytes[consumed..].to_vec();
                }
                if consumed > 0 && matches!(encoding, Encoding::Wide(..)) {
                    coder.order = Some(order);
                }
                if is_final {
                    coder.order = None;
                }
                text
            }
            Kind::Python => {
                let Some(decoder) = coder.decoder.clone() else {
                    return Err(not_readable(vm));
                };
                let input = vm.new_bytes(input);
                let text = call(&decoder, "decode", &[input, Value::bool(is_final)], vm)?;
                let class = text.type_name(vm);
                match text.downcast_into::<Str>() {
                    Ok(text) => text,
                    Err(_) => {
                        return Err(vm.type_error(format!(
                            "decoder should return a string result, not '{class}'"
                        )));
                    }
                }
            }
        };
        let newline = self.newline.get();
        if !newline.is_universal() {
            return Ok(text);
        }
        let translate = newline.translates_input();
        Ok(translated(&text, is_final, translate, &self.translator, vm))
    }

    /// What the decoder keeps.
    pub(super) fn decoder_state(&self, vm: &mut Vm) -> PyResult<DecoderState> {
        let coder = self.coder.get(vm);
        let (held, flags) = match &coder.kind {
            Kind::BuiltIn(..) => {
                let flags = match coder.order {
                    None | Some(Order::Marked) => 0,
                    Some(Order::Little) => 1,
                    Some(Order::Big) => 2,
                };
                (coder.held.clone(), flags)
            }
            Kind::Python => {
                let Some(decoder) = coder.decoder.clone() else {
                    return Err(not_readable(vm));
                };
                let state = call(&decoder, "getstate", &[], vm)?;
                let (held, flags) = decoder_state(&state, vm)?;
                (held.as_slice().to_vec(), flags)
            }
        };
        let flags = if self.newline.get().is_universal() {
            flags << 1 | i64::from(self.translator.get().pending)
        } else {
            flags
        };
        Ok(DecoderState { held, flags })
    }

    /// Sets what the decoder keeps.
    pub(super) fn set_decoder_state(&self, state: &DecoderState, vm: &mut Vm) -> PyResult<()> {
        let mut flags = state.flags;
        if self.newline.get().is_universal() {
            let mut translator = self.translator.get();
            translator.pending = flags & 1 != 0;
            self.translator.set(translator);
            flags >>= 1;
        }
        let coder = self.coder.get_mut(vm);
        match &coder.kind {
            Kind::BuiltIn(..) => {
                coder.held.clone_from(&state.held);
                coder.order = match flags {
                    1 => Some(Order::Little),
                    2 => Some(Order::Big),
                    _ => None,
                };
                Ok(())
            }
            Kind::Python => {
                let Some(decoder) = coder.decoder.clone() else {
                    return Ok(());
                };
                let (held, flags) = (vm.new_bytes(&state.held), vm.new_int(flags));
                let state = Tuple::from_array([held, flags], vm).into_value();
                call(&decoder, "setstate", &[state], vm).map(drop)
            }
        }
    }

    /// Lets the decoder forget everything.
    pub(super) fn reset_decoder(&self, vm: &mut Vm) -> PyResult<()> {
        let mut translator = self.translator.get();
        translator.pending = false;
        self.translator.set(translator);
        let coder = self.coder.get_mut(vm);
        coder.held.clear();
        coder.order = None;
        match coder.decoder.clone() {
            Some(decoder) => call(&decoder, "reset", &[], vm).map(drop),
            None => Ok(()),
        }
    }

    /// Whether the encoding is one in which text is itself: UTF-8, and how errors are handled.
    pub(super) fn is_utf8(&self, vm: &Vm) -> bool {
        matches!(self.coder.get(vm).kind, Kind::BuiltIn(Encoding::Utf8, _))
    }

    /// Whether ASCII is itself in the encoding.
    pub(super) fn is_ascii_compatible(&self, vm: &Vm) -> bool {
        matches!(
            self.coder.get(vm).kind,
            Kind::BuiltIn(Encoding::Utf8 | Encoding::Ascii | Encoding::Latin1, _)
        )
    }

    /// Encodes text that follows what was written before.
    pub(super) fn encode(&self, text: &Ref<Str>, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let coder = self.coder.get_mut(vm);
        match &coder.kind {
            Kind::BuiltIn(encoding, handler) => {
                let (mut encoding, handler) = (*encoding, handler.clone());
                if let Encoding::Wide(width, Order::Marked) = encoding {
                    if coder.has_mark {
                        encoding = Encoding::Wide(width, Order::Little);
                    }
                    coder.has_mark = true;
                }
                encode(text, encoding, &handler, vm)
            }
            Kind::Python => {
                let Some(encoder) = coder.encoder.clone() else {
                    return Err(unsupported("not writable", vm));
                };
                let bytes = call(&encoder, "encode", &[text.to_value()], vm)?;
                match bytes.downcast::<Bytes>() {
                    Some(bytes) => Ok(bytes.as_slice().to_vec()),
                    None => {
                        let class = bytes.type_name(vm);
                        Err(vm.type_error(format!(
                            "encoder should return a bytes object, not '{class}'"
                        )))
                    }
                }
            }
        }
    }

    /// Tells the encoder whether it is at the start of the stream, where a mark is written.
    pub(super) fn set_encoder_at(&self, start: bool, vm: &mut Vm) -> PyResult<()> {
        let coder = self.coder.get_mut(vm);
        coder.has_mark = !start;
        let Some(encoder) = coder.encoder.clone() else {
            return Ok(());
        };
        if start {
            return call(&encoder, "reset", &[], vm).map(drop);
        }
        call(&encoder, "setstate", &[Value::from_i32(0)], vm).map(drop)
    }
}

/// `this.readable()` of what is below.
pub(super) fn ask(stream: &Value, method: &str, vm: &mut Vm) -> PyResult<bool> {
    call(stream, method, &[], vm)?.is_true(vm)
}

/// `this.closed` and such.
pub(super) fn of_stream(stream: &Value, name: &str, vm: &mut Vm) -> PyResult {
    attribute(stream, name, vm)
}
