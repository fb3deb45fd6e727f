//! `_json`: the fast part of `json`.
//! Reference: <https://docs.python.org/3.14/library/json.html>

mod encoder;
mod escape;
mod numbers;
mod scanner;
mod strings;

pub use _json::MODULE;

/// What makes json fast.
#[rpy_macros::native_module(
    name = "_json",
    classes(
        super::scanner::Scanner as "make_scanner",
        super::encoder::Encoder as "make_encoder"
    )
)]
mod _json {
    use rpy_vm::builtins::str::Str;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::{escape, strings};

    /// The string of an argument.
    pub(super) fn text<'a>(value: &'a Value, vm: &mut Vm) -> PyResult<&'a Ref<Str>> {
        match value.downcast::<Str>() {
            Some(text) => Ok(text),
            None => {
                let class = value.type_name(vm);
                Err(vm.type_error(format!("first argument must be a string, not {class}")))
            }
        }
    }

    /// Returns a string as JSON.
    #[function(signature = "(object, /)", text = "($self, object, /)")]
    fn encode_basestring(object: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let text = text(object, vm)?;
        Ok(escape::escaped(text, false).finish(vm))
    }

    /// Returns a string as JSON of ASCII alone.
    #[function(signature = "(object, /)", text = "($self, object, /)")]
    fn encode_basestring_ascii(object: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let text = text(object, vm)?;
        Ok(escape::escaped(text, true).finish(vm))
    }

    /// scanstring(string, end, strict=True) -> (string, end)
    ///
    /// Reads a string in JSON. end is the index behind its first quote, and, in the result, that
    /// behind its last. Control characters are refused, unless strict is false.
    #[function(signature = "(string, end, strict=True, /)", hidden)]
    fn scanstring(
        string: &Value,
        end: isize,
        strict: bool,
        vm: &mut Vm,
    ) -> PyResult<(Ref<Str>, usize)> {
        let text = text(string, vm)?;
        let Some(start) = usize::try_from(end).ok().filter(|&it| it <= text.length()) else {
            return Err(vm.value_error("end is out of bounds"));
        };
        let offset = text.byte_offset(start);
        let (found, end) = strings::scan(text, offset, strict, vm)?;
        Ok((found, text.position_of(end)))
    }
}

/// Raises `json.JSONDecodeError` about what stands at an offset in bytes.
#[cold]
fn decode_error(
    message: &str,
    text: &rpy_vm::Ref<rpy_vm::builtins::str::Str>,
    offset: usize,
    vm: &mut rpy_vm::Vm,
) -> rpy_vm::Raised {
    let position = text.position_of(offset.min(text.byte_length()));
    decode_error_at(message, text, position, vm)
}

/// As [`decode_error`], with a position in code points.
#[cold]
fn decode_error_at(
    message: &str,
    text: &rpy_vm::Ref<rpy_vm::builtins::str::Str>,
    position: usize,
    vm: &mut rpy_vm::Vm,
) -> rpy_vm::Raised {
    let raised = (|| {
        let name = vm.intern("json.decoder");
        let module = vm.import_name(&name)?;
        let name = vm.intern("JSONDecodeError");
        let class = module.get_attribute(&name, vm)?;
        let message = vm.new_str(message);
        let position = vm.new_length(position);
        class.call_positional(&[message, text.to_value(), position], vm)
    })();
    match raised {
        Ok(exception) => vm.normalize_raise(&exception, None),
        Err(raised) => raised,
    }
}
