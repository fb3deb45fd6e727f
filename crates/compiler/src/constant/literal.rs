//! Literals of the syntax tree as constants.

use num_bigint::BigInt;
use num_traits::Num;
use rpy_bytecode::{Constant, Text};
use rustpython_ast::{Number, StringLiteral};

use super::integer;

/// Digits a decimal int literal may have (`sys.int_info.default_max_str_digits`).
const MAX_DIGITS: usize = 4300;

/// A number literal; the error is a message.
pub(crate) fn number(value: &Number) -> Result<Constant, String> {
    Ok(match value {
        Number::Int(value) => match value.as_i64() {
            Some(small) => Constant::Int(small),
            None => integer(big_integer(&value.to_string())?),
        },
        Number::Float(value) => Constant::Float(*value),
        Number::Complex { real, imag } => Constant::Complex(*real, *imag),
    })
}

fn big_integer(token: &str) -> Result<BigInt, String> {
    let digits: String = token.chars().filter(|it| *it != '_').collect();
    let lower = digits.to_ascii_lowercase();
    let (radix, body) = match lower.get(..2) {
        Some("0x") => (16, &lower[2..]),
        Some("0o") => (8, &lower[2..]),
        Some("0b") => (2, &lower[2..]),
        _ => (10, &lower[..]),
    };
    if radix == 10 && body.len() > MAX_DIGITS {
        return Err(format!(
            "Exceeds the limit ({MAX_DIGITS} digits) for integer string conversion: value has {} \
             digits; use sys.set_int_max_str_digits() to increase the limit - Consider \
             hexadecimal for huge integer literals to avoid decimal conversion limits.",
            body.len()
        ));
    }
    BigInt::from_str_radix(body, radix).map_err(|_| "invalid integer literal".to_owned())
}

/// Bytes of a string literal in WTF-8.
///
/// The parser replaces lone surrogates, so a literal with a replacement character is read anew
/// from its source text.
pub(crate) fn string_literal(source: &str, literal: &StringLiteral) -> Text {
    if !literal.value.contains(char::REPLACEMENT_CHARACTER) || literal.flags.prefix().is_raw() {
        return literal.value.as_bytes().into();
    }
    unescape(&source[literal.content_range()]).into()
}

/// Decodes the escapes of a string, lone surrogates included.
pub(crate) fn unescape(text: &str) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            push_code_point(&mut result, u32::from(character));
            continue;
        }
        let Some(escape) = rest.next() else { break };
        let code = match escape {
            '\n' => continue,
            'a' => 0x07,
            'b' => 0x08,
            'f' => 0x0C,
            'n' => 0x0A,
            'r' => 0x0D,
            't' => 0x09,
            'v' => 0x0B,
            '\\' | '\'' | '"' => u32::from(escape),
            'x' => take_hex(&mut rest, 2),
            'u' => take_hex(&mut rest, 4),
            'U' => take_hex(&mut rest, 8),
            'N' => {
                let text = rest.as_str();
                let end = text.find('}').unwrap_or(text.len());
                let name = text.get(1..end).unwrap_or_default();
                let value = named_character(name);
                rest = text.get(end + 1..).unwrap_or_default().chars();
                value
            }
            '0'..='7' => {
                let mut value = escape.to_digit(8).unwrap_or_default();
                for _ in 0..2 {
                    let mut ahead = rest.clone();
                    let Some(digit) = ahead.next().and_then(|it| it.to_digit(8)) else {
                        break;
                    };
                    value = value * 8 + digit;
                    rest = ahead;
                }
                value
            }
            other => {
                result.push(b'\\');
                u32::from(other)
            }
        };
        push_code_point(&mut result, code);
    }
    result
}

/// The character that the parser finds under a Unicode name.
fn named_character(name: &str) -> u32 {
    let literal = format!("'\\N{{{name}}}'");
    let parsed = rustpython_parser::parse_expression(&literal).ok();
    let value = parsed.and_then(|it| match it.expr() {
        rustpython_ast::Expr::StringLiteral(literal) => literal.value.chars().next(),
        _ => None,
    });
    u32::from(value.unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn take_hex(rest: &mut std::str::Chars<'_>, digits: usize) -> u32 {
    let mut value = 0;
    for _ in 0..digits {
        let digit = rest
            .next()
            .and_then(|it| it.to_digit(16))
            .unwrap_or_default();
        value = value << 4 | digit;
    }
    value
}

/// Appends a code point, surrogates included, in (generalised) UTF-8.
fn push_code_point(bytes: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(character) => {
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        None => bytes.extend([
            0xE0 | (code >> 12) as u8,
            0x80 | (code >> 6 & 0x3F) as u8,
            0x80 | (code & 0x3F) as u8,
        ]),
    }
}

/// Content of a bytes literal with its parts joined.
pub(crate) fn bytes_literal(value: &rustpython_ast::BytesLiteralValue) -> Constant {
    Constant::Bytes(value.bytes().collect())
}
