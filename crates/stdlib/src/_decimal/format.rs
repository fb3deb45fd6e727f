//! `Decimal.__format__`.
//! Reference: <https://docs.python.org/3.14/library/string.html#format-specification-mini-language>

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::coefficient::Coefficient;
use super::current;
use super::decimal::Decimal;
use super::number::{Kind, Number, count};
use super::settings::{MAX_PRECISION, Rounding, Settings};

/// A format specification.
struct Spec {
    fill: String,
    /// `<`, `>`, `^` or `=`.
    align: char,
    sign: char,
    /// `z`: a negative zero loses its sign.
    positive_zero: bool,
    /// Zeros between sign and digits.
    zero_pad: bool,
    width: usize,
    precision: Option<i64>,
    kind: char,
    punctuation: Punctuation,
}

/// What stands between digits.
#[derive(Clone)]
struct Punctuation {
    point: String,
    separator: String,
    /// Lengths of groups, from the point on; the last one is repeated, unless 0 follows it, and none
    /// means no groups.
    groups: Vec<usize>,
    repeats: bool,
}

impl Punctuation {
    fn plain() -> Punctuation {
        Punctuation {
            point: ".".to_owned(),
            separator: String::new(),
            groups: Vec::new(),
            repeats: true,
        }
    }
}

fn invalid(vm: &mut Vm) -> Raised {
    vm.value_error("invalid format string")
}

fn digits_at_start(text: &str) -> (&str, &str) {
    let end = text
        .find(|char: char| !char.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}

/// Reads a specification; nothing if it is beyond what numbers here know.
fn parse(text: &str) -> Option<Spec> {
    let is_align = |char: char| matches!(char, '<' | '>' | '^' | '=');
    let mut spec = Spec {
        fill: " ".to_owned(),
        align: '>',
        sign: '-',
        positive_zero: false,
        zero_pad: false,
        width: 0,
        precision: None,
        kind: '\0',
        punctuation: Punctuation::plain(),
    };
    let mut rest = text;
    let mut has_align = false;
    let mut chars = text.chars();
    if let (Some(fill), Some(align)) = (chars.next(), chars.next())
        && is_align(align)
    {
        spec.fill = fill.to_string();
        spec.align = align;
        has_align = true;
        rest = chars.as_str();
    } else if let Some(align) = text.chars().next().filter(|&char| is_align(char)) {
        spec.align = align;
        has_align = true;
        rest = &text[1..];
    }
    if let Some(sign) = rest
        .chars()
        .next()
        .filter(|char| matches!(char, '+' | '-' | ' '))
    {
        spec.sign = sign;
        rest = &rest[1..];
    }
    if let Some(after) = rest.strip_prefix('z') {
        spec.positive_zero = true;
        rest = after;
    }
    if let Some(after) = rest.strip_prefix('0') {
        if has_align {
            return None;
        }
        spec.zero_pad = true;
        spec.fill = "0".to_owned();
        spec.align = '=';
        rest = after;
    }
    let (width, after) = digits_at_start(rest);
    if !width.is_empty() {
        spec.width = width.parse().ok()?;
    }
    rest = after;
    let mut has_groups = false;
    if let Some(after) = rest.strip_prefix(',') {
        has_groups = true;
        spec.punctuation.separator = ",".to_owned();
        spec.punctuation.groups = vec![3];
        rest = after;
    }
    if let Some(after) = rest.strip_prefix('.') {
        let (digits, after) = digits_at_start(after);
        spec.precision = Some(digits.parse().ok()?);
        rest = after;
    }
    let mut chars = rest.chars();
    if let Some(kind) = chars.next() {
        if !matches!(kind, 'E' | 'e' | 'F' | 'f' | 'G' | 'g' | 'n' | 'N' | '%') {
            return None;
        }
        if matches!(kind, 'n' | 'N') && has_groups {
            return None;
        }
        spec.kind = kind;
    }
    chars.next().is_none().then_some(spec)
}

/// A text of a mapping, if it is there.
fn text_of(dict: &Ref<Dict>, key: &str, vm: &mut Vm) -> PyResult<Option<String>> {
    let key = vm.intern(key);
    let Some(value) = dict.get_str(&key, vm).cloned() else {
        return Ok(None);
    };
    match value.downcast::<Str>().and_then(|text| text.as_str()) {
        Some(text) => Ok(Some(text.to_owned())),
        None => Err(vm.type_error("bad argument type for built-in operation")),
    }
}

/// The lengths of groups of a text, a character each.
fn groups_of(lengths: impl Iterator<Item = u32>) -> (Vec<usize>, bool) {
    let mut groups = Vec::new();
    for length in lengths {
        match length {
            0 => return (groups, true),
            127 | 255 => return (groups, false),
            length => groups.push(length as usize),
        }
    }
    (groups, true)
}

/// The punctuation that the second argument of `__format__` asks for.
fn overridden(dict: &Value, punctuation: &mut Punctuation, vm: &mut Vm) -> PyResult<()> {
    let Some(dict) = dict.downcast::<Dict>() else {
        return Err(vm.type_error("optional argument must be a dict"));
    };
    let dict = dict.clone();
    if let Some(point) = text_of(&dict, "decimal_point", vm)? {
        punctuation.point = point;
    }
    if let Some(separator) = text_of(&dict, "thousands_sep", vm)? {
        punctuation.separator = separator;
    }
    if let Some(grouping) = text_of(&dict, "grouping", vm)? {
        if grouping.chars().any(|char| u32::from(char) > 127) {
            return Err(vm.value_error("invalid override dict"));
        }
        (punctuation.groups, punctuation.repeats) = groups_of(grouping.chars().map(u32::from));
    }
    let too_long = |text: &str| text.chars().count() > 4 || text.len() > 4;
    if punctuation.point.is_empty()
        || too_long(&punctuation.point)
        || too_long(&punctuation.separator)
    {
        return Err(vm.value_error("invalid override dict"));
    }
    Ok(())
}

/// The punctuation of the locale.
fn of_locale(vm: &mut Vm) -> PyResult<Punctuation> {
    let name = vm.intern("_locale");
    let module = vm.import_name(&name)?;
    let name = vm.intern("localeconv");
    let found = module.call_method(&name, &[], vm)?;
    let mut punctuation = Punctuation::plain();
    let Some(dict) = found.downcast::<Dict>() else {
        return Ok(punctuation);
    };
    let dict = dict.clone();
    if let Some(point) = text_of(&dict, "decimal_point", vm)?.filter(|point| !point.is_empty()) {
        punctuation.point = point;
    }
    punctuation.separator = text_of(&dict, "thousands_sep", vm)?.unwrap_or_default();
    let key = vm.intern("grouping");
    let grouping = dict.get_str(&key, vm).cloned();
    if let Some(grouping) = grouping.as_ref().and_then(|value| value.downcast::<List>()) {
        let lengths: Vec<u32> = grouping
            .items(vm)
            .iter()
            .map(|length| length.as_small_int().unwrap_or(0) as u32)
            .collect();
        (punctuation.groups, punctuation.repeats) = groups_of(lengths.into_iter());
    }
    Ok(punctuation)
}

/// Rounds a number to so many digits.
fn round_to(number: &mut Number, digits: i64, rounding: Rounding, vm: &mut Vm) -> PyResult<()> {
    if number.length() > digits {
        let settings = Settings {
            precision: digits,
            ..Settings::LARGEST.rounding(rounding)
        };
        let rounded = number.fitted(&settings, &mut 0, vm)?;
        *number = rounded;
    }
    Ok(())
}

/// Gives a number another exponent.
fn rescale(number: &mut Number, exponent: i64, rounding: Rounding, vm: &mut Vm) -> PyResult<()> {
    if number.digits.is_zero() {
        number.exponent = exponent;
        return Ok(());
    }
    let shift = number.exponent - exponent;
    number.exponent = exponent;
    if shift >= 0 {
        number.digits = number.digits.shift_left(count(shift), vm)?;
        return Ok(());
    }
    let (digits, rest) = number.digits.shift_right(count(-shift), vm)?;
    number.digits = digits;
    number.round_by(rest, rounding, vm)
}

/// Puts separators between groups of digits, and zeros before them up to a width.
fn grouped(digits: &str, punctuation: &Punctuation, width: usize) -> String {
    let mut rest = digits;
    let mut width = width as i64;
    let separator = punctuation.separator.chars().count() as i64;
    let mut groups: Vec<String> = Vec::new();
    let mut index = 0;
    loop {
        let length = match punctuation.groups.get(index) {
            Some(&length) => length,
            None if punctuation.repeats && !punctuation.groups.is_empty() => {
                punctuation.groups[punctuation.groups.len() - 1]
            }
            None => usize::MAX,
        };
        index += 1;
        let most = rest.len().max(width.max(1) as usize);
        let length = length.min(most);
        let (before, taken) = rest.split_at(rest.len().saturating_sub(length));
        groups.push(format!("{}{taken}", "0".repeat(length - taken.len())));
        rest = before;
        width -= length as i64;
        if rest.is_empty() && width <= 0 {
            break;
        }
        width -= separator;
    }
    groups.reverse();
    groups.join(&punctuation.separator)
}

/// The digits of a number as text.
fn digits_of(digits: &Coefficient, vm: &mut Vm) -> PyResult<String> {
    let mut text = vm.new_buffer(digits.digits())?;
    digits.write(|piece| text.extend_from_slice(piece));
    Ok(String::from_utf8(text).unwrap_or_default())
}

/// The number without its sign: digits before the point, and what follows.
fn body(number: &Number, spec: &Spec, kind: char, vm: &mut Vm) -> PyResult<(String, String)> {
    let digits = digits_of(&number.digits, vm)?;
    let length = digits.len() as i64;
    let integral = number.exponent + length;
    let before = match kind {
        'e' | 'E' => match spec.precision {
            Some(precision) if number.digits.is_zero() => 1 - precision,
            _ => 1,
        },
        'f' | 'F' | '%' => integral,
        _ if number.exponent <= 0 && integral > -6 => integral,
        _ => 1,
    };
    let outside = before.unsigned_abs().max(length.unsigned_abs()) as usize;
    vm.check_allocation(outside.saturating_mul(4))?;
    let (whole, fraction) = if before < 0 {
        let zeros = "0".repeat(count(-before));
        ("0".to_owned(), zeros + &digits)
    } else if before > length {
        (digits + &"0".repeat(count(before - length)), String::new())
    } else {
        let (whole, fraction) = digits.split_at(count(before));
        let whole = if whole.is_empty() { "0" } else { whole };
        (whole.to_owned(), fraction.to_owned())
    };
    let mut after = match fraction.is_empty() {
        true => String::new(),
        false => format!("{}{fraction}", spec.punctuation.point),
    };
    let exponent = integral - before;
    if exponent != 0 || matches!(kind, 'e' | 'E') {
        let mark = if kind.is_ascii_uppercase() { 'E' } else { 'e' };
        after += &format!("{mark}{exponent:+}");
    }
    if kind == '%' {
        after.push('%');
    }
    Ok((whole, after))
}

/// Puts the text of a number together.
fn layout(sign: &str, whole: &str, after: &str, spec: &Spec, vm: &mut Vm) -> PyResult {
    vm.check_allocation(spec.width.saturating_mul(spec.fill.len() + 8))?;
    let fixed = sign.chars().count() + after.chars().count();
    let whole = match (spec.zero_pad, spec.punctuation.separator.is_empty()) {
        (true, _) => grouped(whole, &spec.punctuation, spec.width.saturating_sub(fixed)),
        (false, false) if !spec.punctuation.groups.is_empty() => {
            grouped(whole, &spec.punctuation, 0)
        }
        _ => whole.to_owned(),
    };
    let text = pad(sign, &format!("{whole}{after}"), spec);
    Ok(vm.new_str(&text))
}

fn pad(sign: &str, text: &str, spec: &Spec) -> String {
    let length = sign.chars().count() + text.chars().count();
    let missing = spec.width.saturating_sub(length);
    let left = match spec.align {
        '<' => 0,
        '^' => missing / 2,
        _ => missing,
    };
    let (before, after) = (spec.fill.repeat(left), spec.fill.repeat(missing - left));
    match spec.align {
        '=' => format!("{sign}{before}{text}"),
        _ => format!("{before}{sign}{text}{after}"),
    }
}

/// `Decimal.__format__`
pub(super) fn format(
    decimal: &Ref<Decimal>,
    text: &Ref<Str>,
    dict: Option<&Value>,
    vm: &mut Vm,
) -> PyResult {
    let context = current::context(vm)?;
    let settings = context.settings.get();
    let Some(mut spec) = text.as_str().and_then(parse) else {
        return fall_back(decimal, text, vm);
    };
    if spec.kind == 'N' {
        let category = vm.types.exceptions.deprecation_warning.clone();
        let message = "Format specifier 'N' is deprecated and slated for removal in Python 3.18";
        vm.warn(&category, message)?;
    }
    if matches!(spec.kind, 'n' | 'N') {
        spec.punctuation = of_locale(vm)?;
        spec.kind = if spec.kind == 'n' { 'g' } else { 'G' };
    }
    let most = MAX_PRECISION;
    if spec.width as u64 > most as u64 || spec.precision.is_some_and(|digits| digits > most) {
        let message = "format specification exceeds internal limits of _decimal";
        return Err(vm.value_error(message));
    }
    if let Some(dict) = dict {
        overridden(dict, &mut spec.punctuation, vm)?;
    }
    let kind = match (spec.kind, settings.capitals) {
        ('\0', true) => 'G',
        ('\0', false) => 'g',
        (kind, _) => kind,
    };
    let mut number = decimal.number.copied(vm)?;
    if number.is_finite() {
        if kind == '%' {
            number.exponent += 2;
        }
        if let Some(precision) = spec.precision {
            match kind {
                'e' | 'E' => {
                    let digits = precision + 1;
                    round_to(&mut number, digits, settings.rounding, vm)?;
                    // Zeros are put behind fewer digits.
                    if !number.digits.is_zero() {
                        let exponent = number.adjusted() + 1 - digits;
                        rescale(&mut number, exponent, settings.rounding, vm)?;
                    }
                }
                'f' | 'F' | '%' => rescale(&mut number, -precision, settings.rounding, vm)?,
                _ => round_to(&mut number, precision.max(1), settings.rounding, vm)?,
            }
        }
        if number.digits.is_zero() {
            if number.exponent > 0 && matches!(kind, 'f' | 'F' | '%') {
                number.exponent = 0;
            }
            number.negative &= !spec.positive_zero;
        }
    }
    let sign = match (number.negative, spec.sign) {
        (true, _) => "-",
        (false, '+') => "+",
        (false, ' ') => " ",
        _ => "",
    };
    if number.is_finite() {
        let (whole, after) = body(&number, &spec, kind, vm)?;
        return layout(sign, &whole, &after, &spec, vm);
    }
    let mut shown = match number.kind {
        Kind::Infinite => "Infinity".to_owned(),
        Kind::Signalling => "sNaN".to_owned(),
        _ => "NaN".to_owned(),
    };
    if !number.digits.is_zero() {
        shown += &digits_of(&number.digits, vm)?;
    }
    if kind == '%' {
        shown.push('%');
    }
    if spec.zero_pad {
        spec.fill = " ".to_owned();
        spec.align = '>';
    }
    vm.check_allocation(spec.width.saturating_mul(spec.fill.len()))?;
    let text = pad(sign, &shown, &spec);
    Ok(vm.new_str(&text))
}

/// Leaves what is not known here to the implementation in Python.
fn fall_back(decimal: &Ref<Decimal>, spec: &Ref<Str>, vm: &mut Vm) -> PyResult {
    let name = vm.intern("_pydecimal");
    let module = vm.import_name(&name)?;
    let name = vm.intern("Decimal");
    let class = module.get_attribute(&name, vm)?;
    let text = decimal.as_value().str(vm)?.into_value();
    let other = class.call_positional(&[text], vm)?;
    let settings = current::context(vm)?.settings.get();
    // The rounding and the capitals of the current context count there, too.
    let name = vm.intern("Context");
    let context = module.get_attribute(&name, vm)?;
    let context = context.call_positional(&[], vm)?;
    let (rounding, capitals) = (vm.intern("rounding"), vm.intern("capitals"));
    let value = vm.new_str(settings.rounding.name());
    context.set_attribute(&rounding, value, vm)?;
    let value = Value::from_i32(i32::from(settings.capitals));
    context.set_attribute(&capitals, value, vm)?;
    let name = vm.intern("__format__");
    let result = other.call_method(&name, &[spec.to_value(), context], vm);
    match result {
        Err(raised) if raised.is_instance(&vm.types.exceptions.value_error.clone(), vm) => {
            Err(invalid(vm))
        }
        result => result,
    }
}
