//! Constants as Python's `repr` writes them.

use std::fmt::Write;

use crate::code::Constant;

/// The constant as Python's `repr` writes it; code objects without their address. Non-ASCII
/// characters are all taken for printable.
pub fn constant_repr(constant: &Constant) -> String {
    let mut out = String::new();
    write_constant(constant, &mut out);
    out
}

fn write_constant(constant: &Constant, out: &mut String) {
    match constant {
        Constant::None => out.push_str("None"),
        Constant::Bool(true) => out.push_str("True"),
        Constant::Bool(false) => out.push_str("False"),
        Constant::Ellipsis => out.push_str("Ellipsis"),
        Constant::Int(value) => {
            let _ = write!(out, "{value}");
        }
        Constant::BigInt(value) => {
            let _ = write!(out, "{value}");
        }
        Constant::Float(value) => out.push_str(&float_repr(*value)),
        Constant::Complex(real, imaginary) => out.push_str(&complex_repr(*real, *imaginary)),
        Constant::Str(text) => write_str(text, out),
        Constant::Bytes(bytes) => {
            out.push('b');
            write_quoted(bytes.iter().map(|&byte| Unit::Byte(byte)), out);
        }
        Constant::Tuple(items) => {
            out.push('(');
            write_items(items, out);
            out.push_str(if items.len() == 1 { ",)" } else { ")" });
        }
        Constant::FrozenSet(items) if items.is_empty() => out.push_str("frozenset()"),
        Constant::FrozenSet(items) => {
            out.push_str("frozenset({");
            write_items(items, out);
            out.push_str("})");
        }
        Constant::Slice(parts) => {
            out.push_str("slice(");
            write_items(&parts[..], out);
            out.push(')');
        }
        Constant::Code(code) => match code.get() {
            Ok(code) => {
                let _ = write!(
                    out,
                    "<code object {}, file \"{}\", line {}>",
                    code.name, code.filename, code.first_line
                );
            }
            Err(_) => out.push_str("<broken code object>"),
        },
    }
}

fn write_items(items: &[Constant], out: &mut String) {
    for (index, item) in items.iter().enumerate() {
        if index != 0 {
            out.push_str(", ");
        }
        write_constant(item, out);
    }
}

/// `repr` of a float: the shortest digits that read back, with an exponent from 1e16 and below
/// 1e-4.
fn float_repr(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "nan".to_owned()
        } else if value > 0.0 {
            "inf".to_owned()
        } else {
            "-inf".to_owned()
        };
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific
        .split_once('e')
        .expect("this format has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is a small number");
    if (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        if plain.contains('.') {
            plain
        } else {
            plain + ".0"
        }
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{digits}e{sign}{:02}", exponent.abs())
    }
}

fn complex_repr(real: f64, imaginary: f64) -> String {
    let short = |value: f64| {
        let text = float_repr(value);
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    if real == 0.0 && real.is_sign_positive() {
        return format!("{}j", short(imaginary));
    }
    let sign = if imaginary.is_sign_negative() && !imaginary.is_nan() {
        ""
    } else {
        "+"
    };
    format!("({}{sign}{}j)", short(real), short(imaginary))
}

/// A part of a string or bytes object.
#[derive(Clone, Copy)]
enum Unit {
    Char(char),
    /// A byte of a bytes object.
    Byte(u8),
    /// A lone surrogate.
    Surrogate(u32),
}

fn write_str(mut text: &[u8], out: &mut String) {
    let mut units = Vec::new();
    while !text.is_empty() {
        let valid = match std::str::from_utf8(text) {
            Ok(valid) => valid,
            Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default(),
        };
        units.extend(valid.chars().map(Unit::Char));
        text = &text[valid.len()..];
        if let [0xed, second, third, rest @ ..] = text {
            let low = u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f);
            units.push(Unit::Surrogate(0xd000 | low));
            text = rest;
        } else if let [byte, rest @ ..] = text {
            units.push(Unit::Byte(*byte));
            text = rest;
        }
    }
    write_quoted(units.into_iter(), out);
}

fn write_quoted(units: impl Iterator<Item = Unit> + Clone, out: &mut String) {
    let has = |wanted: char| {
        units.clone().any(|unit| match unit {
            Unit::Char(char) => char == wanted,
            Unit::Byte(byte) => char::from(byte) == wanted,
            Unit::Surrogate(_) => false,
        })
    };
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    out.push(quote);
    for unit in units {
        let _ = match unit {
            Unit::Surrogate(code) => write!(out, "\\u{code:04x}"),
            Unit::Byte(byte) if !byte.is_ascii() => write!(out, "\\x{byte:02x}"),
            Unit::Byte(byte) => write_char(byte.into(), quote, out),
            Unit::Char(char) => write_char(char, quote, out),
        };
    }
    out.push(quote);
}

fn write_char(char: char, quote: char, out: &mut String) -> std::fmt::Result {
    match char {
        '\\' => out.write_str("\\\\"),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        _ if char == quote => write!(out, "\\{char}"),
        _ if char.is_control() => write!(out, "\\x{:02x}", u32::from(char)),
        _ => out.write_char(char),
    }
}
