//! `complex.__format__`.

use crate::builtins::complex::value::ComplexNumber;
use crate::builtins::float::number_text;
use crate::format_spec::{Align, FormatSpec, Sign, unknown_kind_message};
use crate::result::PyResult;
use crate::vm::Vm;

/// `format(value, spec)` for a complex number.
pub(super) fn format_complex(
    value: ComplexNumber,
    spec: &FormatSpec,
    vm: &mut Vm,
) -> PyResult<String> {
    if let Some(kind) = spec.kind
        && !matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '\0')
    {
        return Err(vm.value_error(unknown_kind_message(kind, "complex")));
    }
    if spec.fill == '0' {
        return Err(vm.value_error("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == Some(Align::AfterSign) {
        return Err(vm.value_error("'=' alignment flag is not allowed in complex format specifier"));
    }
    let plain = matches!(spec.kind, None | Some('\0'));
    // Without a kind the result looks like `repr`.
    let imaginary_only = plain && value.re == 0.0 && value.re.is_sign_positive();
    let mut part_spec = FormatSpec {
        width: None,
        align: None,
        ..spec.clone()
    };
    let mut text = String::new();
    if !imaginary_only {
        text = number_text(value.re, &part_spec, "complex", vm)?.layout(&part_spec, 3, vm)?;
        part_spec.sign = Some(Sign::Plus);
    }
    text.push_str(&number_text(value.im, &part_spec, "complex", vm)?.layout(&part_spec, 3, vm)?);
    text.push('j');
    if plain && !imaginary_only {
        text = format!("({text})");
    }
    let width = spec.width.unwrap_or(0);
    vm.check_allocation(width.saturating_mul(3 * spec.fill.len_utf8()))?;
    spec.pad(&text, Align::Right)
        .ok_or_else(|| vm.memory_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_those_of_cpython() {
        let vm = &mut crate::interpreter::TestVm::new();
        let value = ComplexNumber::new(-0.04, 2.0);
        for (spec, expected) in [
            (",.3f", "-0.040+2.000j"),
            ("n", "-0.04+2j"),
            ("+", "(-0.04+2j)"),
            ("^40.3f", "             -0.040+2.000j              "),
            (">30", "                    (-0.04+2j)"),
            ("#.3g", "-0.0400+2.00j"),
            ("z.1f", "0.0+2.0j"),
        ] {
            let parsed = FormatSpec::parse(spec, None, true).expect("a valid specification");
            let found = format_complex(value, &parsed, vm).expect("a known kind");
            assert_eq!(found, expected, "{spec:?}");
        }
        for spec in ["010", "=10", "%", "s", "0<10"] {
            let parsed = FormatSpec::parse(spec, None, true).expect("a valid specification");
            assert!(format_complex(value, &parsed, vm).is_err(), "{spec:?}");
        }
    }
}
