//! How a text stream is set up: by `__init__`, by `open`, and again by `reconfigure`.

use rpy_vm::builtins::str::Str;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::coder::{Coder, ask};
use super::{State, TextIoWrapper};
use crate::_io::errors::{call, offset, optional_attribute, unsupported};
use crate::_io::newlines::{Newline, Translator};
use crate::_io::standard::note_writer;
use crate::sys::text_settings;

/// The name of the encoding if none is given: that of the locale, or of the UTF-8 mode.
fn default_encoding(vm: &mut Vm) -> Ref<Str> {
    if text_settings(vm).is_utf8_mode {
        vm.intern("utf-8")
    } else {
        vm.intern("UTF-8")
    }
}

/// How a text stream reads and writes.
pub(in crate::_io) struct Settings {
    pub(in crate::_io) encoding: Option<Ref<Str>>,
    pub(in crate::_io) errors: Option<Ref<Str>>,
    pub(in crate::_io) newline: Newline,
    pub(in crate::_io) line_buffering: bool,
    pub(in crate::_io) write_through: bool,
}

/// A parameter that is a string or None.
pub(in crate::_io) fn text_or_none(
    value: Option<&Value>,
    (function, name): (&str, &str),
    vm: &mut Vm,
) -> PyResult<Option<Ref<Str>>> {
    let Some(value) = value.filter(|value| !value.is_none()) else {
        return Ok(None);
    };
    match value.downcast::<Str>() {
        Some(text) if text.as_bytes().contains(&0) => {
            Err(vm.value_error("embedded null character"))
        }
        Some(text) => Ok(Some(text.clone())),
        None => {
            let class = value.type_name(vm);
            Err(vm.type_error(format!(
                "{function}() argument '{name}' must be str or None, not {class}"
            )))
        }
    }
}

/// Reads the parameter `newline`.
pub(in crate::_io) fn newline_argument(
    value: Option<&Value>,
    function: &str,
    vm: &mut Vm,
) -> PyResult<Newline> {
    let text = text_or_none(value, (function, "newline"), vm)?;
    match Newline::parse(text.as_ref().map(|text| text.as_bytes())) {
        Some(newline) => Ok(newline),
        None => {
            let text = text.map(|text| text.to_string_lossy().into_owned());
            let text = text.unwrap_or_default();
            Err(vm.value_error(format!("illegal newline value: {text}")))
        }
    }
}

/// Raises `UnicodeEncodeError` for the name of an encoding or an error handler with surrogates.
fn check_name(encoding: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
    match encoding.as_str() {
        Some(_) => Ok(()),
        None => Err(vm.surrogates_error(encoding)),
    }
}

impl TextIoWrapper {
    /// Puts text over a file of this module: a buffered one, or a raw one that is written to.
    pub(in crate::_io) fn of_binary(
        binary: &Value,
        modes: (bool, bool),
        seekable: bool,
        settings: Settings,
        vm: &mut Vm,
    ) -> PyResult<Ref<TextIoWrapper>> {
        let class = TextIoWrapper::class(vm).clone();
        let this = Ref::with_class(TextIoWrapper::empty(), &class, vm);
        this.prepare(binary, modes, settings, vm)?;
        this.seekable.set(seekable);
        this.telling.set(seekable);
        this.has_read1.set(true);
        this.state.set(State::Ready);
        this.place_encoder(vm)?;
        Ok(this)
    }

    /// `__init__`
    pub(super) fn initialize(
        &self,
        buffer: &Value,
        settings: Settings,
        vm: &mut Vm,
    ) -> PyResult<()> {
        self.state.set(State::Uninitialized);
        if let Some(errors) = &settings.errors {
            check_name(errors, vm)?;
        }
        if let Some(encoding) = &settings.encoding
            && encoding.as_bytes() != b"locale"
        {
            check_name(encoding, vm)?;
            // An encoding that does not exist is reported before the stream is looked at.
            let encoding = encoding.to_string_lossy().into_owned();
            drop(Coder::find(&encoding, "strict", (false, false), vm)?);
        }
        let readable = ask(buffer, "readable", vm)?;
        let writable = ask(buffer, "writable", vm)?;
        self.prepare(buffer, (readable, writable), settings, vm)?;
        let seekable = ask(buffer, "seekable", vm)?;
        self.seekable.set(seekable);
        self.telling.set(seekable);
        let has_read1 = optional_attribute(buffer, "read1", vm)?.is_some();
        self.has_read1.set(has_read1);
        self.state.set(State::Ready);
        self.place_encoder(vm)
    }

    fn prepare(
        &self,
        buffer: &Value,
        modes: (bool, bool),
        settings: Settings,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let encoding = match settings.encoding {
            Some(encoding) if encoding.as_bytes() != b"locale" => encoding,
            _ => default_encoding(vm),
        };
        let errors = match settings.errors {
            Some(errors) => errors,
            None => vm.intern("strict"),
        };
        let (name, handler) = (encoding.to_string_lossy(), errors.to_string_lossy());
        let coder = Coder::find(&name, &handler, modes, vm)?;
        note_writer(coder.writes, vm);
        drop(self.coder.replace(coder, vm));
        drop(self.encoding.replace(Some(encoding.clone()), vm));
        drop(self.errors.replace(Some(errors.clone()), vm));
        self.newline.set(settings.newline);
        self.line_buffering.set(settings.line_buffering);
        self.write_through.set(settings.write_through);
        self.chunk_size.set(super::CHUNK_SIZE);
        self.translator.set(Translator::default());
        self.bytes_per_character.set(0.0);
        self.forget_decoded(vm);
        drop(self.pending.replace(Vec::new(), vm));
        drop(self.buffer.replace(buffer.clone(), vm));
        Ok(())
    }

    /// Tells the encoder where it is: a mark is only written at the start of the stream.
    fn place_encoder(&self, vm: &mut Vm) -> PyResult<()> {
        if !self.seekable.get() || !self.coder.get(vm).writes || self.is_ascii_compatible(vm) {
            return Ok(());
        }
        let stream = self.stream(vm)?;
        let position = call(&stream, "tell", &[], vm)?;
        if offset(&position, vm)? != 0 {
            self.set_encoder_at(false, vm)?;
        }
        Ok(())
    }

    /// `reconfigure`
    pub(super) fn reconfigure_as(
        &self,
        this: &Value,
        [encoding, errors]: [Option<Ref<Str>>; 2],
        newline: Option<Newline>,
        [line_buffering, write_through]: [Option<bool>; 2],
        vm: &mut Vm,
    ) -> PyResult<()> {
        self.stream(vm)?;
        let changes = encoding.is_some() || errors.is_some() || newline.is_some();
        if changes && self.decoded.get(vm).is_some() {
            return Err(unsupported(
                "It is not possible to set the encoding or newline of stream after the first read",
                vm,
            ));
        }
        for name in [&encoding, &errors].into_iter().flatten() {
            check_name(name, vm)?;
        }
        call(this, "flush", &[], vm)?;
        self.translator.set(Translator::default());
        if let Some(line_buffering) = line_buffering {
            self.line_buffering.set(line_buffering);
        }
        if let Some(write_through) = write_through {
            self.write_through.set(write_through);
        }
        if encoding.is_some() || errors.is_some() {
            let errors = match (&encoding, errors) {
                (_, Some(errors)) => errors,
                (Some(_), None) => vm.intern("strict"),
                (None, None) => unreachable!("one of them is given"),
            };
            let encoding = match encoding {
                Some(encoding) if encoding.as_bytes() == b"locale" => default_encoding(vm),
                Some(encoding) => encoding,
                None => {
                    let current = self.encoding.cloned(vm);
                    current.unwrap_or_else(|| default_encoding(vm))
                }
            };
            let modes = (self.coder.get(vm).reads, self.coder.get(vm).writes);
            let (name, handler) = (encoding.to_string_lossy(), errors.to_string_lossy());
            let coder = Coder::find(&name, &handler, modes, vm)?;
            drop(self.coder.replace(coder, vm));
            drop(self.encoding.replace(Some(encoding.clone()), vm));
            drop(self.errors.replace(Some(errors.clone()), vm));
            self.place_encoder(vm)?;
        }
        if let Some(newline) = newline {
            self.newline.set(newline);
        }
        Ok(())
    }
}
