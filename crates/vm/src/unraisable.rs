//! Exceptions that cannot be raised where they occur, and what is written to `sys.stderr`.
//! Reference: <https://docs.python.org/3.14/library/sys.html#sys.unraisablehook>

use rpy_macros::struct_sequence;

use crate::builtins::exceptions::BaseException;
use crate::builtins::tuple::Tuple;
use crate::function::native::NativeClass;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// What `sys.unraisablehook` is called with.
#[struct_sequence(name = "UnraisableHookArgs")]
pub(crate) struct UnraisableHookArgs {
    /// The class of the exception.
    pub(crate) exc_type: Value,
    /// The exception.
    pub(crate) exc_value: Value,
    /// Its traceback, or None.
    pub(crate) exc_traceback: Value,
    /// What happened, or None for "Exception ignored in".
    pub(crate) err_msg: Value,
    /// What caused it, or None.
    pub(crate) object: Value,
}

impl Vm {
    /// Reports an exception that cannot be raised where it occurred, by `sys.unraisablehook`. The
    /// message says what happened, with a colon at its end.
    pub fn report_unraisable(&mut self, message: &str, raised: &Raised) {
        let message = message.strip_suffix(':').unwrap_or(message);
        let exception = raised.exception();
        self.complete_traceback(exception);
        let err_msg = self.new_str(message);
        let arguments = UnraisableHookArgs {
            exc_type: exception.class().to_value(),
            exc_value: exception.to_value(),
            exc_traceback: exception.traceback(self),
            err_msg,
            object: Value::NONE,
        };
        let Ok(arguments) = self.new_native_struct_sequence(arguments) else {
            return;
        };
        let name = self.intern("unraisablehook");
        let hook = self.sys_attribute(&name).filter(|hook| !hook.is_none());
        let Some(hook) = hook else {
            let _ = self.write_unraisable(&arguments);
            return;
        };
        let result = self
            .audit("sys.unraisablehook", |_| [hook.clone(), arguments.clone()])
            .and_then(|()| hook.call_positional(std::slice::from_ref(&arguments), self));
        let Err(raised) = result else {
            return;
        };
        // The hook itself failed: nothing of the program's is called any more.
        let hook = hook.repr(self);
        let hook = hook.map(|hook| hook.to_string_lossy().into_owned());
        let text = format!(
            "Exception ignored in sys.unraisablehook: {}\n{}",
            hook.unwrap_or_default(),
            self.format_exception(raised.exception())
        );
        self.write_error(&text);
    }

    /// What `sys.unraisablehook` does by default: writes what it is called with.
    ///
    /// Raises `TypeError` if that is something else.
    pub fn write_unraisable(&mut self, arguments: &Value) -> PyResult<()> {
        let class = UnraisableHookArgs::class(self).clone();
        let items = match arguments.downcast::<Tuple>() {
            Some(tuple) if tuple.class().is(&class) => tuple.as_slice().to_vec(),
            _ => {
                return Err(
                    self.type_error("sys.unraisablehook argument type must be UnraisableHookArgs")
                );
            }
        };
        let [class, value, traceback, message, object] = items.as_slice() else {
            return Ok(());
        };
        let mut text = match (message.is_none(), object.is_none()) {
            (false, _) => message.str(self)?.to_string_lossy().into_owned(),
            (true, false) => "Exception ignored in".to_owned(),
            (true, true) => String::new(),
        };
        if !object.is_none() {
            let object = object.repr(self);
            let object = object.map(|object| object.to_string_lossy().into_owned());
            let object = object.unwrap_or_else(|_| "<object repr() failed>".to_owned());
            text.push_str(&format!(": {object}"));
        } else if !text.is_empty() {
            text.push(':');
        }
        if !text.is_empty() {
            text.push('\n');
        }
        match value.downcast::<BaseException>() {
            Some(exception) => text.push_str(&self.format_ignored(&exception.clone(), traceback)),
            None => {
                text.push_str(&class.str(self)?.to_string_lossy());
                text.push('\n');
            }
        }
        self.write_error(&text);
        Ok(())
    }

    /// Writes to `sys.stderr`, or to the process's stream if that fails or is missing. Where it is
    /// None, nothing is written.
    pub fn write_error(&mut self, text: &str) {
        let (stderr, write) = (self.names.stderr.clone(), self.names.write.clone());
        let written = match self.sys_attribute(&stderr) {
            Some(stream) if stream.is_none() => true,
            Some(stream) => {
                let value = self.new_str(text);
                let flush = self.names.flush.clone();
                stream.call_method(&write, &[value], self).is_ok()
                    && stream.call_method(&flush, &[], self).is_ok()
            }
            None => false,
        };
        if !written {
            self.host().report(text);
        }
    }
}
