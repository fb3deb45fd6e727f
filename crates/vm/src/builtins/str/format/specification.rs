//! `str.__format__`
//! Reference: <https://docs.python.org/3.14/library/string.html#format-specification-mini-language>

use crate::builtins::str::Str;
use crate::builtins::str::methods::pad;
use crate::format_spec::{Align, FormatSpec, Sign, unknown_kind_message};
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

/// Formats text as a specification says.
///
/// Raises `ValueError` if that is not one for strings.
pub(crate) fn format_str(text: &Ref<Str>, spec: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return text.as_value().str(vm);
    }
    let written = spec.to_string_lossy();
    let spec = match FormatSpec::parse(&written, Some('s'), false) {
        Ok(spec) => spec,
        Err(error) => {
            let class = text.as_value().type_name(vm);
            return Err(vm.value_error(error.message(&written, &class)));
        }
    };
    if let Some(kind) = spec.kind.filter(|&kind| kind != 's') {
        let class = text.as_value().type_name(vm);
        return Err(vm.value_error(unknown_kind_message(kind, &class)));
    }
    let refused = match spec.sign {
        Some(Sign::Space) => Some("Space not allowed in string format specifier"),
        Some(_) => Some("Sign not allowed in string format specifier"),
        None if spec.coerce_negative_zero => {
            Some("Negative zero coercion (z) not allowed in string format specifier")
        }
        None if spec.alternate => Some("Alternate form (#) not allowed in string format specifier"),
        None if spec.align == Some(Align::AfterSign) => {
            Some("'=' alignment not allowed in string format specifier")
        }
        None => None,
    };
    if let Some(message) = refused {
        return Err(vm.value_error(message));
    }
    let length = text.length();
    let kept = spec
        .precision
        .map_or(length, |precision| precision.min(length));
    let text = Str::substring(text, 0, kept, vm);
    let missing = spec.missing(kept);
    let left = match spec.align {
        Some(Align::Right) => missing,
        Some(Align::Center) => missing / 2,
        _ => 0,
    };
    pad(&text, left, missing - left, u32::from(spec.fill), vm)
}
