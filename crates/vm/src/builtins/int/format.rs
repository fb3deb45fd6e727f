//! `int.__format__`.
//! Reference: <https://docs.python.org/3.14/library/string.html#format-specification-mini-language>

use num_bigint::BigUint;

use crate::builtins::float::format_float;
use crate::builtins::int::value::IntView;
use crate::format_number::NumberText;
use crate::format_spec::{FormatSpec, unknown_kind_message};
use crate::result::PyResult;
use crate::vm::Vm;

/// `format(value, spec)` for an int; `type_name` is for messages.
///
/// Raises `ValueError` for what ints do not have, `OverflowError` for `c` and a number that is no
/// character.
pub(crate) fn format_int(
    value: IntView<'_>,
    spec: &FormatSpec,
    type_name: &str,
    vm: &mut Vm,
) -> PyResult<String> {
    let kind = spec.kind.unwrap_or('d');
    let radix = match kind {
        'd' | 'n' | 'c' => 10,
        'b' => 2,
        'o' => 8,
        'x' | 'X' => 16,
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => {
            let Some(float) = value.to_f64() else {
                return Err(vm.overflow_error("int too large to convert to float"));
            };
            return format_float(float, spec, type_name, vm);
        }
        _ => return Err(vm.value_error(unknown_kind_message(kind, type_name))),
    };
    if spec.precision.is_some() {
        return Err(vm.value_error("Precision not allowed in integer format specifier"));
    }
    if spec.coerce_negative_zero {
        return Err(
            vm.value_error("Negative zero coercion (z) not allowed in integer format specifier")
        );
    }
    if kind == 'c' {
        return format_character(value, spec, vm);
    }
    let mut number = NumberText {
        negative: value.is_negative(),
        whole: magnitude(value, radix, vm)?,
        ..NumberText::default()
    };
    if kind == 'X' {
        number.whole.make_ascii_uppercase();
    }
    if spec.alternate {
        number.prefix = match kind {
            'b' => "0b",
            'o' => "0o",
            'x' => "0x",
            'X' => "0X",
            _ => "",
        };
    }
    number.layout(spec, if radix == 10 { 3 } else { 4 }, vm)
}

/// The digits of the magnitude.
fn magnitude(value: IntView<'_>, radix: u32, vm: &mut Vm) -> PyResult<String> {
    Ok(match (value, radix) {
        (value, 10) => {
            let mut text = vm.int_to_string(value)?;
            if value.is_negative() {
                text.remove(0);
            }
            text
        }
        (value, radix) => magnitude_digits(value, radix, vm)?,
    })
}

/// The digits of the magnitude in base 2, 8 or 16.
///
/// Raises `MemoryError` if there is no room for them.
pub(crate) fn magnitude_digits(value: IntView<'_>, radix: u32, vm: &mut Vm) -> PyResult<String> {
    let magnitude = match value {
        IntView::Small(small) => u128::from(small.unsigned_abs()),
        IntView::Wide(wide) => wide.unsigned_abs(),
        IntView::Big(big) => return large_digits(big.magnitude(), radix.trailing_zeros(), vm),
    };
    Ok(match radix {
        2 => format!("{magnitude:b}"),
        8 => format!("{magnitude:o}"),
        _ => format!("{magnitude:x}"),
    })
}

/// The digits of a number, each of `width` bits.
fn large_digits(number: &BigUint, width: u32, vm: &mut Vm) -> PyResult<String> {
    let count = number.bits().div_ceil(u64::from(width)) as usize;
    let mut digits: Vec<u8> = vm.new_buffer(count)?;
    // Bits that are not written yet.
    let (mut rest, mut bits) = (0u128, 0);
    let digit = |rest: u128| b"0123456789abcdef"[rest as usize & ((1 << width) - 1)];
    for word in number.iter_u64_digits() {
        rest |= u128::from(word) << bits;
        bits += u64::BITS;
        while bits >= width && digits.len() < count {
            digits.push(digit(rest));
            rest >>= width;
            bits -= width;
        }
    }
    if digits.len() < count {
        digits.push(digit(rest));
    }
    digits.reverse();
    Ok(String::from_utf8(digits).expect("digits are ASCII"))
}

/// An int in base 2, 8 or 16 with its prefix, as `bin`, `oct` and `hex` write it.
///
/// Raises `MemoryError` if there is no room for the text.
pub(crate) fn radix_text(value: IntView<'_>, radix: u32, vm: &mut Vm) -> PyResult<String> {
    let prefix = match radix {
        2 => "0b",
        8 => "0o",
        _ => "0x",
    };
    let digits = magnitude_digits(value, radix, vm)?;
    let sign = if value.is_negative() { "-" } else { "" };
    vm.check_allocation(digits.len())?;
    Ok(format!("{sign}{prefix}{digits}"))
}

fn format_character(value: IntView<'_>, spec: &FormatSpec, vm: &mut Vm) -> PyResult<String> {
    if spec.sign.is_some() {
        return Err(vm.value_error("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(
            vm.value_error("Alternate form (#) not allowed with integer format specifier 'c'")
        );
    }
    let code = value.as_i64().and_then(|code| u32::try_from(code).ok());
    let number = match code {
        Some(code) if code <= u32::from(char::MAX) => match char::from_u32(code) {
            Some(char) => NumberText {
                suffix: char.to_string(),
                ..NumberText::default()
            },
            None => {
                return Err(vm.value_error("formatting a lone surrogate is not supported"));
            }
        },
        _ if value.as_i64().is_none() => {
            return Err(vm.overflow_error("Python int too large to convert to C long"));
        }
        _ => return Err(vm.overflow_error("%c arg not in range(0x110000)")),
    };
    number.layout(spec, 3, vm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;

    fn format(value: &BigInt, spec: &str) -> String {
        let vm = &mut crate::interpreter::TestVm::new();
        let parsed = FormatSpec::parse(spec, Some('d'), true).expect("a valid specification");
        match format_int(IntView::of(value), &parsed, "int", vm) {
            Ok(text) => text,
            Err(raised) => raised.exception().class().name(vm),
        }
    }

    #[test]
    fn formats_are_those_of_cpython() {
        for (value, spec, expected) in [
            (1, "06,d", "00,001"),
            (-1, "06,d", "-0,001"),
            (1234567, "010,d", "01,234,567"),
            (1234567, "+010,d", "+1,234,567"),
            (65, "c", "A"),
            (65, "05c", "0000A"),
            (65, "5c", "    A"),
            (-1, "c", "OverflowError"),
            (255, "#b", "0b11111111"),
            (255, "#o", "0o377"),
            (255, "#X", "0XFF"),
            (-255, "#010x", "-0x00000ff"),
            (1 << 40, "_x", "100_0000_0000"),
            (5, "012_b", "00_0000_0101"),
            (0, "#x", "0x0"),
            (5, "=+8", "+      5"),
            (5, "*^+8", "***+5***"),
            (1234567, "_^+#20_x", "_____+0x12_d687_____"),
            (5, ".2f", "5.00"),
            (1, "#.3g", "1.00"),
            (3, "%", "300.000000%"),
            (5, ".2d", "ValueError"),
            (5, "zd", "ValueError"),
            (5, "s", "ValueError"),
            (5, "+c", "ValueError"),
            (i64::MIN, ",", "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!(
                format(&BigInt::from(value), spec),
                expected,
                "format({value}, {spec:?})"
            );
        }
        let big = BigInt::from(1) << 70;
        assert_eq!(format(&big, "_x"), "40_0000_0000_0000_0000");
        assert_eq!(format(&big, ","), "1,180,591,620,717,411,303,424");
        let vm = &mut crate::interpreter::TestVm::new();
        let text = radix_text(IntView::of(&-big), 8, vm).ok();
        assert_eq!(text.as_deref(), Some("-0o200000000000000000000000"));
    }
}
