//! `template % values`, for strings and for bytes.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#printf-style-string-formatting>

use std::ops::Range;

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::Bytes;
use crate::builtins::dict::table::is_exact_str;
use crate::builtins::float::{FloatStyle, float_text};
use crate::builtins::int::{Int, magnitude_digits};
use crate::builtins::str::{Str, StrBuilder, utf8};
use crate::builtins::tuple::Tuple;
use crate::function::convert::FromArgument;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The values to format.
pub(crate) struct Arguments {
    /// The operand itself, or the item that a key has just named.
    current: Value,
    /// The items, if the operand is a tuple.
    items: Option<Ref<Tuple>>,
    /// How many have been taken.
    taken: usize,
    /// The operand, if it can be asked for keys.
    mapping: Option<Value>,
}

impl Arguments {
    /// The right operand of `%`.
    pub(crate) fn new(operand: &Value, is_bytes: bool, vm: &Vm) -> Arguments {
        let text = operand.has_payload::<Str>()
            || is_bytes && (operand.has_payload::<Bytes>() || operand.has_payload::<ByteArray>());
        let items = operand.downcast::<Tuple>().cloned();
        let is_mapping =
            !text && items.is_none() && operand.class(vm).slots(vm).subscript.is_some();
        Arguments {
            current: operand.clone(),
            items,
            taken: 0,
            mapping: is_mapping.then(|| operand.clone()),
        }
    }

    /// The next value.
    pub(crate) fn next(&mut self, vm: &mut Vm) -> PyResult {
        let value = match &self.items {
            Some(items) => items.as_slice().get(self.taken).cloned(),
            None if self.taken == 0 => Some(self.current.clone()),
            None => None,
        };
        self.taken += 1;
        value.ok_or_else(|| vm.type_error("not enough arguments for format string"))
    }

    /// Makes the item of a key the only value.
    fn select(&mut self, key: &Value, vm: &mut Vm) -> PyResult<()> {
        let mapping = self.mapping.clone().expect("the caller has looked");
        self.current = mapping.subscript(key, vm)?;
        self.items = None;
        self.taken = 0;
        Ok(())
    }

    /// Whether values are left that should have been formatted.
    pub(crate) fn has_rest(&self) -> bool {
        let count = self.items.as_ref().map_or(1, |items| items.length());
        self.mapping.is_none() && self.taken < count
    }
}

/// The flags of a directive.
#[derive(Clone, Copy, Default)]
pub(crate) struct Flags {
    /// `-`
    pub(crate) left: bool,
    /// `+`
    pub(crate) plus: bool,
    /// A space.
    pub(crate) space: bool,
    /// `#`
    pub(crate) alternate: bool,
    /// `0`
    pub(crate) zero: bool,
}

/// One directive, such as `%-5.2f`.
pub(crate) struct Directive {
    pub(crate) flags: Flags,
    pub(crate) width: usize,
    pub(crate) precision: Option<usize>,
    /// The code point that says how to format.
    pub(crate) kind: u32,
    /// Offset of that code point.
    pub(crate) offset: usize,
}

/// Reads a template.
pub(crate) struct Scanner<'a> {
    pub(crate) bytes: &'a [u8],
    /// Offset of what comes next.
    pub(crate) position: usize,
    /// Whether the bytes are the text of a `str`.
    pub(crate) is_text: bool,
}

impl Scanner<'_> {
    /// The literal part in front of the next directive, whose `%` is passed; `false` at the end.
    pub(crate) fn literal(&mut self) -> (Range<usize>, bool) {
        let start = self.position;
        match memchr::memchr(b'%', &self.bytes[start..]) {
            Some(length) => {
                self.position = start + length + 1;
                (start..start + length, true)
            }
            None => {
                self.position = self.bytes.len();
                (start..self.bytes.len(), false)
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// Passes a second `%`.
    pub(crate) fn accept_percent(&mut self) -> bool {
        let found = self.peek() == Some(b'%');
        self.position += usize::from(found);
        found
    }

    /// The directive whose `%` has been passed. Takes the values that stand for `*`.
    pub(crate) fn directive(
        &mut self,
        arguments: &mut Arguments,
        make_key: impl Fn(Range<usize>, &mut Vm) -> Value,
        vm: &mut Vm,
    ) -> PyResult<Directive> {
        if self.peek() == Some(b'(') {
            if arguments.mapping.is_none() {
                return Err(vm.type_error("format requires a mapping"));
            }
            let key = self.key(vm)?;
            let key = make_key(key, vm);
            arguments.select(&key, vm)?;
        }
        let mut flags = Flags::default();
        while let Some(byte) = self.peek() {
            match byte {
                b'-' => flags.left = true,
                b'+' => flags.plus = true,
                b' ' => flags.space = true,
                b'#' => flags.alternate = true,
                b'0' => flags.zero = true,
                _ => break,
            }
            self.position += 1;
        }
        let mut width = 0;
        if self.peek() == Some(b'*') {
            self.position += 1;
            let given = isize::from_argument(&star(arguments, vm)?, vm)?;
            flags.left |= given < 0;
            width = given.unsigned_abs();
        } else if let Some(digits) = self.digits(isize::MAX as usize) {
            width = digits.ok_or_else(|| vm.value_error("width too big"))?;
        }
        let mut precision = None;
        if self.peek() == Some(b'.') {
            self.position += 1;
            precision = Some(0);
            if self.peek() == Some(b'*') {
                self.position += 1;
                let given = i32::from_argument(&star(arguments, vm)?, vm)?;
                precision = Some(usize::try_from(given).unwrap_or(0));
            } else if let Some(digits) = self.digits(i32::MAX as usize) {
                let digits = digits.ok_or_else(|| vm.value_error("precision too big"))?;
                precision = Some(digits);
            }
        }
        if matches!(self.peek(), Some(b'h' | b'l' | b'L')) {
            self.position += 1;
        }
        if self.position >= self.bytes.len() {
            return Err(vm.value_error("incomplete format"));
        }
        let offset = self.position;
        let (kind, length) = if self.is_text {
            utf8::decode(self.bytes, offset)
        } else {
            (u32::from(self.bytes[offset]), 1)
        };
        self.position += length;
        Ok(Directive {
            flags,
            width,
            precision,
            kind,
            offset,
        })
    }

    /// The key between balanced parentheses.
    fn key(&mut self, vm: &mut Vm) -> PyResult<Range<usize>> {
        self.position += 1;
        let start = self.position;
        let mut depth = 1;
        while let Some(byte) = self.peek() {
            self.position += 1;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(start..self.position - 1);
            }
        }
        Err(vm.value_error("incomplete format key"))
    }

    /// Decimal digits, if there are any; `None` inside if they stand for more than `limit`.
    fn digits(&mut self, limit: usize) -> Option<Option<usize>> {
        let mut number: Option<usize> = None;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            self.position += 1;
            let next = number.unwrap_or(0).checked_mul(10);
            let next = next.and_then(|next| next.checked_add(usize::from(byte - b'0')));
            match next.filter(|&next| next <= limit) {
                Some(next) => number = Some(next),
                None => return Some(None),
            }
        }
        number.map(Some)
    }
}

/// The value that stands for `*`.
fn star(arguments: &mut Arguments, vm: &mut Vm) -> PyResult {
    let value = arguments.next(vm)?;
    if !is_int(&value) {
        return Err(vm.type_error("* wants int"));
    }
    Ok(value)
}

fn is_int(value: &Value) -> bool {
    value.is_small_int() || value.as_bool().is_some() || value.has_payload::<Int>()
}

impl Directive {
    /// Raises the error of a kind that there is not. `index` counts as the template does.
    #[cold]
    pub(crate) fn unsupported(&self, index: usize, vm: &mut Vm) -> Raised {
        let shown = char::from_u32(self.kind).filter(|shown| (' '..='~').contains(shown));
        let shown = shown.unwrap_or('?');
        vm.value_error(format!(
            "unsupported format character '{shown}' ({:#x}) at index {index}",
            self.kind
        ))
    }

    /// The kind as a byte; zero if it is beyond ASCII.
    pub(crate) fn kind_byte(&self) -> u8 {
        u8::try_from(self.kind).unwrap_or(0)
    }

    /// Formats an int by `d`, `i`, `u`, `o`, `x` or `X`, padded.
    pub(crate) fn integer(&self, value: &Value, vm: &mut Vm) -> PyResult<String> {
        let kind = self.kind_byte();
        let decimal = matches!(kind, b'd' | b'i' | b'u');
        let int = match to_int(value, decimal, vm)? {
            Some(int) => int,
            None => {
                let class = value.type_name(vm);
                let wanted = if decimal {
                    "a real number"
                } else {
                    "an integer"
                };
                let kind = char::from(kind);
                return Err(
                    vm.type_error(format!("%{kind} format: {wanted} is required, not {class}"))
                );
            }
        };
        let mut number = if decimal {
            let text = int.repr(vm)?;
            let text = text.to_string_lossy();
            Number::signed(&text)
        } else {
            radix_digits(&int, kind, vm)?
        };
        if let Some(precision) = self.precision {
            let missing = precision.saturating_sub(number.digits.len());
            // The zeros, and the digits with them, which may grow to twice that.
            vm.check_allocation(missing.saturating_mul(4))?;
            number.digits.insert_str(0, &"0".repeat(missing));
        }
        if self.flags.alternate {
            number.prefix = match kind {
                b'o' => "0o",
                b'x' => "0x",
                b'X' => "0X",
                _ => "",
            };
        }
        self.pad_number(&number, vm)
    }

    /// Formats a float by `e`, `f`, `g` or their capitals, padded.
    pub(crate) fn float(&self, value: f64, vm: &mut Vm) -> PyResult<String> {
        let precision = self.precision.unwrap_or(6);
        // The text may grow to twice its length, and is copied.
        vm.check_allocation(precision.saturating_mul(4))?;
        let kind = self.kind_byte();
        let style = match kind.to_ascii_lowercase() {
            b'e' => FloatStyle::Exponent(precision),
            b'f' => FloatStyle::Fixed(precision),
            _ => FloatStyle::General(precision),
        };
        let mut text = float_text(value, style, self.flags.alternate, false);
        if kind.is_ascii_uppercase() {
            text.make_ascii_uppercase();
        }
        if self.is_bare() {
            return Ok(text);
        }
        self.pad_number(&Number::signed(&text), vm)
    }

    /// Whether there are no flags and no width.
    fn is_bare(&self) -> bool {
        let Flags {
            left,
            plus,
            space,
            alternate,
            zero,
        } = self.flags;
        self.width == 0 && !(left || plus || space || alternate || zero)
    }

    /// Appends a small int or a string, if the directive asks for nothing but that; false if it does.
    fn push_bare(&self, value: &Value, result: &mut StrBuilder) -> bool {
        if !self.is_bare() || self.precision.is_some() {
            return false;
        }
        match self.kind_byte() {
            b'd' | b'i' | b'u' | b's' | b'r' if let Some(int) = value.as_small_int() => {
                result.push_ascii(itoa::Buffer::new().format(int).as_bytes());
                true
            }
            b's' if is_exact_str(value)
                && let Some(text) = value.downcast::<Str>() =>
            {
                result.push_text(text);
                true
            }
            _ => false,
        }
    }

    fn pad_number(&self, number: &Number, vm: &mut Vm) -> PyResult<String> {
        let sign = match number.negative {
            true => "-",
            false if self.flags.plus => "+",
            false if self.flags.space => " ",
            false => "",
        };
        let length = sign.len() + number.prefix.len() + number.digits.len();
        let missing = self.width.saturating_sub(length);
        let whole = missing.saturating_add(length);
        // It is copied once more into the result, which may grow to twice that.
        vm.check_allocation(whole.saturating_mul(4))?;
        let Number { prefix, digits, .. } = number;
        let zeros = self.flags.zero && !self.flags.left;
        let fill = |text: &mut String, with: char| text.extend(std::iter::repeat_n(with, missing));
        let mut text = String::with_capacity(whole);
        if !zeros && !self.flags.left {
            fill(&mut text, ' ');
        }
        text.push_str(sign);
        text.push_str(prefix);
        if zeros {
            fill(&mut text, '0');
        }
        text.push_str(digits);
        if self.flags.left {
            fill(&mut text, ' ');
        }
        Ok(text)
    }
}

/// A number as text in parts.
pub(crate) struct Number {
    negative: bool,
    prefix: &'static str,
    digits: String,
}

impl Number {
    /// Takes the sign off.
    fn signed(text: &str) -> Number {
        let digits = text.strip_prefix('-');
        Number {
            negative: digits.is_some(),
            prefix: "",
            digits: digits.unwrap_or(text).to_owned(),
        }
    }
}

fn radix_digits(int: &Value, kind: u8, vm: &mut Vm) -> PyResult<Number> {
    let view = int.as_int().expect("the value is an int");
    let mut digits = magnitude_digits(view, if kind == b'o' { 8 } else { 16 }, vm)?;
    if kind == b'X' {
        digits.make_ascii_uppercase();
    }
    Ok(Number {
        negative: view.is_negative(),
        prefix: "",
        digits,
    })
}

/// An exact int; numbers of other types are cut to one if `truncate`. `None`: not a number.
fn to_int(value: &Value, truncate: bool, vm: &mut Vm) -> PyResult<Option<Value>> {
    if is_int(value) || !truncate {
        if !is_int(value) && !value.is_index(vm) {
            return Ok(None);
        }
        let int = value.index(vm);
        return unless_type_error(int, vm);
    }
    let slots = value.class(vm).slots(vm);
    let Some(slot) = slots.int.or(slots.index) else {
        return Ok(None);
    };
    let result = slot(value, vm).and_then(|result| result.index(vm));
    unless_type_error(result, vm)
}

/// `None` for a value whose conversion says that it has the wrong type.
fn unless_type_error(converted: PyResult, vm: &mut Vm) -> PyResult<Option<Value>> {
    match converted {
        Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => Ok(None),
        converted => converted.map(Some),
    }
}

/// Pads what is not a number: always by spaces.
pub(crate) fn pad_ascii(length: usize, directive: &Directive) -> (usize, usize) {
    let missing = directive.width.saturating_sub(length);
    if directive.flags.left {
        (0, missing)
    } else {
        (missing, 0)
    }
}

/// `template % operand`
pub(crate) fn percent(template: &Ref<Str>, operand: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let mut arguments = Arguments::new(operand, false, vm);
    let mut result = StrBuilder::with_capacity(template.byte_length() * 2);
    let mut scanner = Scanner {
        bytes: template.as_bytes(),
        position: 0,
        is_text: true,
    };
    loop {
        let (literal, found) = scanner.literal();
        result.push_range(template, literal.start, literal.end);
        if !found {
            break;
        }
        if scanner.accept_percent() {
            result.push(u32::from('%'));
            continue;
        }
        let make_key = |range: Range<usize>, vm: &mut Vm| {
            Str::byte_slice(template, range.start, range.end, vm).into_value()
        };
        let directive = scanner.directive(&mut arguments, make_key, vm)?;
        let value = arguments.next(vm)?;
        if directive.push_bare(&value, &mut result) {
            continue;
        }
        let text = match directive.kind_byte() {
            b's' => value.str(vm)?,
            b'r' => value.repr(vm)?,
            b'a' => value.ascii(vm)?,
            b'c' => {
                let code_point = character(&value, vm)?;
                vm.char_str(code_point)
            }
            b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
                result.push_str(&directive.integer(&value, vm)?);
                continue;
            }
            b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
                let number = f64::from_argument(&value, vm)?;
                result.push_str(&directive.float(number, vm)?);
                continue;
            }
            _ => return Err(directive.unsupported(template.position_of(directive.offset), vm)),
        };
        push_padded(&text, &directive, &mut result, vm)?;
    }
    if arguments.has_rest() {
        return Err(vm.type_error("not all arguments converted during string formatting"));
    }
    Ok(result.finish(vm))
}

fn push_padded(
    text: &Ref<Str>,
    directive: &Directive,
    result: &mut StrBuilder,
    vm: &mut Vm,
) -> PyResult<()> {
    let length = text.length();
    let shown = match directive.precision {
        Some(precision) if directive.kind_byte() != b'c' => precision.min(length),
        _ => length,
    };
    let (before, after) = pad_ascii(shown, directive);
    // What there is of the result may be copied, to grow to twice its length.
    vm.check_allocation((before + after).saturating_mul(3))?;
    result.push_repeated(u32::from(' '), before);
    result.push_range(text, 0, text.byte_offset(shown));
    result.push_repeated(u32::from(' '), after);
    Ok(())
}

/// The code point of `%c`.
fn character(value: &Value, vm: &mut Vm) -> PyResult<u32> {
    if let Some(text) = value.downcast::<Str>() {
        let length = text.length();
        if length == 1 {
            return Ok(text.code_point_at(0));
        }
        return Err(vm.type_error(format!(
            "%c requires an int or a unicode character, not a string of length {length}"
        )));
    }
    if !value.is_index(vm) && !is_int(value) {
        let class = value.class(vm).clone().full_name(vm);
        return Err(vm.type_error(format!(
            "%c requires an int or a unicode character, not {class}"
        )));
    }
    let ordinal = value.index(vm)?.as_small_int();
    match ordinal.filter(|ordinal| (0..0x11_0000).contains(ordinal)) {
        Some(ordinal) => Ok(ordinal as u32),
        None => Err(vm.overflow_error("%c arg not in range(0x110000)")),
    }
}
