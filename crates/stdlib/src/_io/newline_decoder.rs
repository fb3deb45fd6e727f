//! `IncrementalNewlineDecoder`: translates line ends, behind another decoder or none.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use super::errors::call;
use super::newlines::{Seen, Translator};

/// Makes every end of line a \n, behind another incremental decoder or, with None for that, behind
/// none.
///
/// newlines tells which there were. Without translate they stay as they are; but a \r\n is not cut
/// in two.
#[derive(Payload)]
pub(crate) struct NewlineDecoder {
    /// The decoder in front, or None; nothing before `__init__`.
    decoder: HeapCell<Option<Value>>,
    translate: Cell<bool>,
    translator: Cell<Translator>,
}

/// Passes text on through a translator.
pub(super) fn translated(
    text: &Ref<Str>,
    is_final: bool,
    translate: bool,
    translator: &Cell<Translator>,
    vm: &mut Vm,
) -> Ref<Str> {
    let mut state = translator.get();
    let bytes = text.as_bytes();
    let passed = state.pass(bytes, is_final, translate);
    let unchanged = std::ptr::eq(passed.as_ptr(), bytes.as_ptr()) && passed.len() == bytes.len();
    let result = if unchanged {
        text.to_exact(vm)
    } else {
        let built = StrBuilder::from_bytes(passed.into_owned());
        built.expect("text with other line ends is text").finish(vm)
    };
    translator.set(state);
    result
}

/// `newlines`: None, a string, or a tuple of several.
pub(super) fn shown(seen: Seen, vm: &mut Vm) -> Value {
    let list = seen.list();
    match list[..] {
        [] => Value::NONE,
        [only] => vm.new_str(only),
        _ => {
            let items = list.into_iter().map(|text| vm.new_str(text)).collect();
            Tuple::new(items, vm).into_value()
        }
    }
}

impl NewlineDecoder {
    fn decoder(&self, vm: &mut Vm) -> PyResult<Value> {
        match self.decoder.cloned(vm) {
            Some(decoder) => Ok(decoder),
            None => Err(vm.value_error("IncrementalNewlineDecoder.__init__() not called")),
        }
    }
}

#[native_class(name = "_io.IncrementalNewlineDecoder", flags(base))]
impl NewlineDecoder {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<NewlineDecoder> {
        let payload = NewlineDecoder {
            decoder: HeapCell::new(None),
            translate: Cell::new(false),
            translator: Cell::new(Translator::default()),
        };
        Ref::with_class(payload, class, vm)
    }

    #[init(signature = "(decoder, translate, errors='strict')")]
    fn init(
        this: &Ref<NewlineDecoder>,
        decoder: Value,
        translate: bool,
        errors: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let _ = errors;
        drop(this.decoder.replace(Some(decoder), vm));
        this.translate.set(translate);
        this.translator.set(Translator::default());
        Ok(())
    }

    /// Decodes a piece of input; final says that it is the last.
    #[method(
        signature = "($self, input, final=False)",
        text = "($self, /, input, final=False)"
    )]
    fn decode(
        this: &Ref<NewlineDecoder>,
        input: &Value,
        is_final: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Str>> {
        let decoder = this.decoder(vm)?;
        let output = if decoder.is_none() {
            input.clone()
        } else {
            call(
                &decoder,
                "decode",
                &[input.clone(), Value::bool(is_final)],
                vm,
            )?
        };
        let Some(text) = output.downcast::<Str>() else {
            let class = output.type_name(vm);
            return Err(vm.type_error(format!(
                "decoder should return a string result, not '{class}'"
            )));
        };
        let translate = this.translate.get();
        Ok(translated(text, is_final, translate, &this.translator, vm))
    }

    /// Returns what is kept between calls: bytes and a number.
    #[method(signature = "($self, /)")]
    fn getstate(this: &Ref<NewlineDecoder>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let decoder = this.decoder(vm)?;
        let (bytes, flags) = if decoder.is_none() {
            (vm.new_bytes(b""), 0)
        } else {
            let state = call(&decoder, "getstate", &[], vm)?;
            let (bytes, flags) = decoder_state(&state, vm)?;
            (bytes.into_value(), flags)
        };
        let pending = this.translator.get().pending;
        let flags = vm.new_int_i128(i128::from(flags) << 1 | i128::from(pending));
        Ok(Tuple::from_array([bytes, flags], vm))
    }

    /// Sets what getstate() gave.
    #[method(signature = "($self, state, /)")]
    fn setstate(this: &Ref<NewlineDecoder>, state: &Value, vm: &mut Vm) -> PyResult<()> {
        let decoder = this.decoder(vm)?;
        let Some(items) = state.downcast::<Tuple>() else {
            return Err(vm.type_error("state argument must be a tuple"));
        };
        let [bytes, flags] = items.as_slice() else {
            return Err(vm.type_error("setstate(): illegal state argument"));
        };
        let flags = super::errors::offset(flags, vm)?;
        let mut translator = this.translator.get();
        translator.pending = flags & 1 != 0;
        this.translator.set(translator);
        if decoder.is_none() {
            return Ok(());
        }
        let state = Tuple::from_array([bytes.clone(), vm.new_int(flags >> 1)], vm);
        call(&decoder, "setstate", &[state.into_value()], vm).map(drop)
    }

    /// Forgets everything.
    #[method(signature = "($self, /)")]
    fn reset(this: &Ref<NewlineDecoder>, vm: &mut Vm) -> PyResult<()> {
        let decoder = this.decoder(vm)?;
        this.translator.set(Translator::default());
        if decoder.is_none() {
            return Ok(());
        }
        call(&decoder, "reset", &[], vm).map(drop)
    }

    /// The line ends that have been seen: None, a string, or a tuple of several.
    #[getter]
    fn newlines(this: &Ref<NewlineDecoder>, vm: &mut Vm) -> PyResult {
        this.decoder(vm)?;
        Ok(shown(this.translator.get().seen, vm))
    }
}

/// The parts of what a decoder's `getstate` gave.
pub(super) fn decoder_state(state: &Value, vm: &mut Vm) -> PyResult<(Ref<Bytes>, i64)> {
    let Some(items) = state.downcast::<Tuple>() else {
        return Err(vm.type_error("illegal decoder state"));
    };
    let [bytes, flags] = items.as_slice() else {
        return Err(vm.type_error("illegal decoder state"));
    };
    let Some(bytes) = bytes.downcast::<Bytes>() else {
        let class = bytes.type_name(vm);
        return Err(vm.type_error(format!(
            "illegal decoder state: the first item should be a bytes object, not '{class}'"
        )));
    };
    Ok((bytes.clone(), super::errors::offset(flags, vm)?))
}
