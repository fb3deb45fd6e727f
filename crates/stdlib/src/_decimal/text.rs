//! Numbers as text, and text as numbers.
//! Source: General Decimal Arithmetic specification, "Conversions".

use rpy_vm::{PyResult, Vm};

use super::coefficient::Coefficient;
use super::number::{Kind, Number, count};
use super::settings::{Settings, status};

/// Bytes that a text may have without an allocation.
const OWN: usize = 80;

/// Where the text of a number is put together: on the stack as far as it goes.
pub(super) struct Text {
    own: [u8; OWN],
    length: usize,
    more: Vec<u8>,
}

impl Text {
    fn new(room: usize, vm: &mut Vm) -> PyResult<Text> {
        let more = match room > OWN {
            true => vm.new_buffer(room)?,
            false => Vec::new(),
        };
        Ok(Text {
            own: [0; OWN],
            length: 0,
            more,
        })
    }

    fn push(&mut self, piece: &[u8]) {
        if self.more.capacity() > 0 {
            self.more.extend_from_slice(piece);
        } else {
            let end = self.length + piece.len();
            self.own[self.length..end].copy_from_slice(piece);
            self.length = end;
        }
    }

    fn push_zeros(&mut self, count: i64) {
        for _ in 0..count {
            self.push(b"0");
        }
    }

    fn push_number(&mut self, number: i64) {
        let mut digits = [0; 20];
        let mut place = digits.len();
        let mut rest = number.unsigned_abs();
        loop {
            place -= 1;
            digits[place] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.push(&digits[place..]);
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        let bytes = match self.more.capacity() > 0 {
            true => &self.more[..],
            false => &self.own[..self.length],
        };
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// How numbers are written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// Exponents are multiples of three.
    pub(super) engineering: bool,
    /// Exponents are written as `E`.
    pub(super) capitals: bool,
}

/// A number as text, in scientific or engineering notation.
pub(super) fn write(number: &Number, style: Style, vm: &mut Vm) -> PyResult<Text> {
    let length = number.length();
    let is_plain = number.is_finite() && number.exponent <= 0 && number.adjusted() >= -6;
    // A sign, a point, zeros before the digits, an exponent of 20 digits.
    let mut text = Text::new(length as usize + 32, vm)?;
    if number.negative {
        text.push(b"-");
    }
    match number.kind {
        Kind::Finite => {}
        Kind::Infinite => {
            text.push(b"Infinity");
            return Ok(text);
        }
        Kind::Quiet | Kind::Signalling => {
            text.push(match number.kind {
                Kind::Quiet => b"NaN",
                _ => b"sNaN",
            });
            if !number.digits.is_zero() {
                number.digits.write(|piece| text.push(piece));
            }
            return Ok(text);
        }
    }
    // Digits before the point, zeros that are not there included.
    let integral = number.exponent + length;
    let before = if is_plain {
        integral
    } else if !style.engineering {
        1
    } else if number.digits.is_zero() {
        (integral + 1).rem_euclid(3) - 1
    } else {
        (integral - 1).rem_euclid(3) + 1
    };
    if before <= 0 {
        text.push(b"0.");
        text.push_zeros(-before);
    }
    let mut written = 0;
    number.digits.write(|piece| {
        let left = before - written;
        if 0 < left && left < piece.len() as i64 {
            let (whole, part) = piece.split_at(left as usize);
            text.push(whole);
            text.push(b".");
            text.push(part);
        } else {
            if left == 0 && written > 0 {
                text.push(b".");
            }
            text.push(piece);
        }
        written += piece.len() as i64;
    });
    text.push_zeros(before - length);
    let exponent = integral - before;
    if exponent != 0 {
        text.push(if style.capitals { b"E" } else { b"e" });
        text.push(if exponent < 0 { b"-" } else { b"+" });
        text.push_number(exponent);
    }
    Ok(text)
}

/// Bounds of exponents that are read: those beyond are out of every context.
const MOST: i128 = 4_000_000_000_000_000_000;

/// A number of a text in ASCII; nothing if it is none.
pub(super) fn parse(text: &[u8], vm: &mut Vm) -> PyResult<Option<Number>> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let digit_count = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (whole, rest) = text.split_at(digit_count(text));
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => rest.split_at(digit_count(rest)),
        _ => (&rest[..0], rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return parse_special(text, negative, vm);
    }
    let mut exponent = -(fraction.len() as i128);
    if let [mark, rest @ ..] = rest {
        if !matches!(mark, b'e' | b'E') {
            return Ok(None);
        }
        let (is_down, digits) = match rest {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, rest),
        };
        if digits.is_empty() || digit_count(digits) != digits.len() {
            return Ok(None);
        }
        let value = digits.iter().fold(0, |value: i128, digit| {
            (value * 10 + i128::from(digit - b'0')).min(100 * MOST)
        });
        exponent += if is_down { -value } else { value };
    }
    let exponent = exponent.clamp(-MOST, MOST) as i64;
    let digits = if whole.len() + fraction.len() <= 19 {
        let all = whole.iter().chain(fraction);
        let value = all.fold(0, |value: u64, digit| value * 10 + u64::from(digit - b'0'));
        Coefficient::small(u128::from(value))
    } else if fraction.is_empty() {
        Coefficient::parse(whole, vm)?
    } else {
        let mut all = vm.new_buffer(whole.len() + fraction.len())?;
        all.extend_from_slice(whole);
        all.extend_from_slice(fraction);
        Coefficient::parse(&all, vm)?
    };
    Ok(Some(Number::finite(negative, digits, exponent)))
}

fn parse_special(text: &[u8], negative: bool, vm: &mut Vm) -> PyResult<Option<Number>> {
    if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") {
        return Ok(Some(Number::infinity(negative)));
    }
    let starts_with =
        |start: &[u8]| text.len() >= start.len() && text[..start.len()].eq_ignore_ascii_case(start);
    let (kind, payload) = if starts_with(b"nan") {
        (Kind::Quiet, &text[3..])
    } else if starts_with(b"snan") {
        (Kind::Signalling, &text[4..])
    } else {
        return Ok(None);
    };
    if !payload.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    let digits = Coefficient::parse(payload, vm)?;
    Ok(Some(Number {
        digits,
        ..Number::special(negative, kind)
    }))
}

/// A number of a text, made to fit.
pub(super) fn parse_fitted(
    text: &[u8],
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    match parse(text, vm)? {
        Some(number) if number.is_nan() && !fits_payload(&number, settings) => {
            *noted |= status::CONVERSION_SYNTAX;
            Ok(Number::NAN)
        }
        Some(number) => number.fit(settings, noted, vm),
        None => {
            *noted |= status::CONVERSION_SYNTAX;
            Ok(Number::NAN)
        }
    }
}

/// Whether a NaN carries no more digits than settings allow.
pub(super) fn fits_payload(number: &Number, settings: &Settings) -> bool {
    let most = settings.precision - i64::from(settings.clamp);
    number.digits.is_zero() || number.digits.digits() <= count(most)
}
