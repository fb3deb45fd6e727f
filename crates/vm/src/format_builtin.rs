//! `format()` of ints, floats and strs themselves, not of subclasses, as f-strings mostly need it:
//! laid out straight into the result, without a look-up of `__format__`.
//! Reference: <https://docs.python.org/3.14/library/string.html#format-specification-mini-language>

use crate::builtins::float::fixed_text;
use crate::builtins::str::Str;
use crate::format_spec::{Align, FormatSpec, Sign};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The text of a value of one of these classes. `None` for any other, for specifications that ask
/// for more than a width, a sign or digits after the point, and for faulty ones.
///
/// Raises `MemoryError` for a width that there is no memory for.
pub(crate) fn format_builtin(
    value: &Value,
    spec: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult<Option<Ref<Str>>> {
    if let Some(number) = value.as_small_int() {
        let mut buffer = itoa::Buffer::new();
        return format_int(buffer.format(number), spec, vm);
    }
    if let Some(text) = value.downcast::<Str>() {
        if !text.is_ascii() || !text.class().is(&vm.types.str) {
            return Ok(None);
        }
        return format_str(text, spec, vm);
    }
    match value.as_exact_float(vm) {
        Some(number) if number.is_finite() => format_float(number, spec, vm),
        _ => Ok(None),
    }
}

fn format_int(digits: &str, spec: &Ref<Str>, vm: &mut Vm) -> PyResult<Option<Ref<Str>>> {
    if spec.byte_length() == 0 {
        return Ok(Some(Str::new(digits, vm)));
    }
    let Some(spec) = parse(spec, 'd', true) else {
        return Ok(None);
    };
    if !matches!(spec.kind, None | Some('d')) || spec.precision.is_some() {
        return Ok(None);
    }
    lay_out_number(digits, &spec, vm).map(Some)
}

fn format_float(number: f64, spec: &Ref<Str>, vm: &mut Vm) -> PyResult<Option<Ref<Str>>> {
    let Some(spec) = parse(spec, '\0', true) else {
        return Ok(None);
    };
    if spec.kind != Some('f') {
        return Ok(None);
    }
    match fixed_text(number, spec.precision.unwrap_or(6)) {
        Some(digits) => lay_out_number(&digits, &spec, vm).map(Some),
        None => Ok(None),
    }
}

fn format_str(text: &Ref<Str>, spec: &Ref<Str>, vm: &mut Vm) -> PyResult<Option<Ref<Str>>> {
    let Some(spec) = parse(spec, 's', false) else {
        return Ok(None);
    };
    if !matches!(spec.kind, None | Some('s'))
        || spec.precision.is_some()
        || spec.sign.is_some()
        || spec.align == Some(Align::AfterSign)
    {
        return Ok(None);
    }
    let align = spec.align.unwrap_or(Align::Left);
    let text = text.as_str().expect("the text is ASCII");
    lay_out("", text, &spec, align, vm).map(Some)
}

/// A specification that asks for nothing special.
fn parse(spec: &Ref<Str>, default_kind: char, numeric: bool) -> Option<FormatSpec> {
    let default_kind = Some(default_kind).filter(|&kind| kind != '\0');
    let spec = FormatSpec::parse(spec.as_str()?, default_kind, numeric).ok()?;
    let plain = !spec.alternate
        && !spec.coerce_negative_zero
        && spec.grouping.is_none()
        && spec.fraction_grouping.is_none();
    plain.then_some(spec)
}

fn lay_out_number(digits: &str, spec: &FormatSpec, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let (sign, digits) = match (digits.strip_prefix('-'), spec.sign) {
        (Some(digits), _) => ("-", digits),
        (None, Some(Sign::Plus)) => ("+", digits),
        (None, Some(Sign::Space)) => (" ", digits),
        (None, _) => ("", digits),
    };
    let align = spec.align.unwrap_or(Align::Right);
    lay_out(sign, digits, spec, align, vm)
}

fn lay_out(
    sign: &str,
    body: &str,
    spec: &FormatSpec,
    align: Align,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    let missing = spec.missing(sign.len() + body.len());
    let whole =
        (sign.len() + body.len()).saturating_add(missing.saturating_mul(spec.fill.len_utf8()));
    // The text, and the result.
    vm.check_allocation(whole.saturating_mul(2))?;
    let (left, inner) = match align {
        Align::Left => (0, 0),
        Align::Right => (missing, 0),
        Align::Center => (missing / 2, 0),
        Align::AfterSign => (0, missing),
    };
    let mut text = String::with_capacity(whole);
    let fill = |count| std::iter::repeat_n(spec.fill, count);
    text.extend(fill(left));
    text.push_str(sign);
    text.extend(fill(inner));
    text.push_str(body);
    text.extend(fill(missing - left - inner));
    Ok(Str::new(&text, vm))
}
