//! Tracebacks without the frames of importlib.
//! Source: CPython `Python/import.c`, `remove_importlib_frames`.

use crate::builtins::code::Code;
use crate::import::standard::Progress;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The files of importlib, as its code names them.
const FILES: [&str; 2] = [
    "<frozen importlib._bootstrap>",
    "<frozen importlib._bootstrap_external>",
];

/// The function that calls what is not part of importlib.
const CALLS_OTHERS: &str = "_call_with_frames_removed";

impl Vm {
    /// Takes the frames of importlib out of a traceback: all of them if the exception is an
    /// `ImportError`, else those that called other code.
    pub(super) fn trim_traceback(&mut self, raised: &Raised) {
        let standard = self.imports.standard.as_ref();
        if standard.is_none_or(|it| it.importlib != Progress::Complete)
            || self.host().wants_import_messages()
        {
            return;
        }
        // What cannot be read or set stays as it is.
        let _ = self.trim(raised);
    }

    fn trim(&mut self, raised: &Raised) -> PyResult<()> {
        let import_error = self.types.exceptions.import_error.clone();
        let always = raised.is_instance(&import_error, self);
        let exception = raised.exception().clone();
        let next_name = self.intern("tb_next");
        // The entries that stay, so far; what comes behind is linked to the last of them.
        let mut kept: Vec<Value> = Vec::new();
        // How many of them are outside of the chunk of importlib's frames that is being looked at.
        let mut outside = 0;
        let mut inside = false;
        let mut entry = exception.traceback(self);
        let mut trimmed = false;
        while !entry.is_none() {
            let next = entry.get_attribute(&next_name, self)?;
            let (is_importlib, calls_others) = self.describe(&entry)?;
            if is_importlib && !inside {
                outside = kept.len();
            }
            inside = is_importlib;
            if inside && (always || calls_others) {
                kept.truncate(outside);
                trimmed = true;
            } else {
                kept.push(entry);
            }
            entry = next;
        }
        if !trimmed {
            return Ok(());
        }
        for pair in kept.windows(2) {
            pair[0].set_attribute(&next_name, pair[1].clone(), self)?;
        }
        if let Some(last) = kept.last() {
            last.set_attribute(&next_name, Value::NONE, self)?;
        }
        let first = kept.first().cloned().unwrap_or(Value::NONE);
        exception.set_traceback(first, self);
        Ok(())
    }

    /// Whether an entry is of importlib, and of the function that calls other code.
    fn describe(&mut self, entry: &Value) -> PyResult<(bool, bool)> {
        let (frame, code) = (self.intern("tb_frame"), self.intern("f_code"));
        let frame = entry.get_attribute(&frame, self)?;
        let code = frame.get_attribute(&code, self)?;
        let Some(code) = code.downcast::<Code>() else {
            return Ok((false, false));
        };
        let source = code.source();
        let is_importlib = FILES.contains(&&*source.filename);
        Ok((is_importlib, &*source.name == CALLS_OTHERS))
    }
}
