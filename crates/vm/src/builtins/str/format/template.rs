//! `str.format`: text with fields in braces.
//! Reference: <https://docs.python.org/3.14/library/string.html#format-string-syntax>

use std::ops::Range;

use crate::builtins::str::format::format_str;
use crate::builtins::str::{Str, StrBuilder, unicode, utf8};
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Templates inside the specifications of fields, the outermost counted.
const MAX_DEPTH: u32 = 2;

/// Where fields get their values.
pub(crate) enum Source<'a> {
    /// The arguments of `format`.
    Arguments(Args<'a>),
    /// The mapping of `format_map`.
    Mapping(&'a Value),
}

/// How fields without a number get one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Undecided,
    Manual,
    Automatic(usize),
}

/// Replaces the fields of a template.
///
/// Raises `ValueError` if it is malformed, and whatever looking up and formatting values raises.
pub(crate) fn template(text: &Ref<Str>, source: Source<'_>, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let mut numbering = Numbering::Undecided;
    let all = 0..text.byte_length();
    let result = expand(text, all, &source, MAX_DEPTH, &mut numbering, vm)?;
    Ok(result.finish(vm))
}

fn expand(
    text: &Ref<Str>,
    range: Range<usize>,
    source: &Source<'_>,
    depth: u32,
    numbering: &mut Numbering,
    vm: &mut Vm,
) -> PyResult<StrBuilder> {
    if depth == 0 {
        return Err(vm.value_error("Max string recursion exceeded"));
    }
    let mut parser = Parser {
        text,
        position: range.start,
        end: range.end,
    };
    let mut result = StrBuilder::with_capacity(range.len() * 2);
    while parser.position < parser.end {
        let (literal, has_field) = parser.literal(vm)?;
        result.push_range(text, literal.start, literal.end);
        if !has_field {
            continue;
        }
        let field = parser.field(vm)?;
        let value = field_value(text, &field.name, source, numbering, vm)?;
        let value = match field.conversion {
            None => value,
            Some(0x72) => value.repr(vm)?.into_value(),
            Some(0x73) => value.str(vm)?.into_value(),
            Some(0x61) => value.ascii(vm)?.into_value(),
            Some(other) => return Err(unknown_conversion(other, vm)),
        };
        let spec = if field.nested {
            expand(text, field.spec, source, depth - 1, numbering, vm)?.finish(vm)
        } else {
            Str::byte_slice(text, field.spec.start, field.spec.end, vm)
        };
        let formatted = match value.downcast::<Str>() {
            Some(text) if text.class().is(&vm.types.str) => format_str(text, &spec, vm)?,
            _ => value.format(&spec, vm)?,
        };
        result.push_text(&formatted);
        result.check(vm)?;
    }
    Ok(result)
}

#[cold]
fn unknown_conversion(conversion: u32, vm: &mut Vm) -> crate::result::Raised {
    let shown = match char::from_u32(conversion) {
        Some(shown @ '!'..='~') => shown.to_string(),
        _ => format!("\\x{conversion:x}"),
    };
    vm.value_error(format!("Unknown conversion specifier {shown}"))
}

/// A field in braces; ranges are byte offsets.
struct Field {
    name: Range<usize>,
    /// The code point behind `!`.
    conversion: Option<u32>,
    spec: Range<usize>,
    /// Whether the specification has fields itself.
    nested: bool,
}

struct Parser<'a> {
    text: &'a Ref<Str>,
    position: usize,
    end: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = *self.text.as_bytes()[..self.end].get(self.position)?;
        self.position += 1;
        Some(byte)
    }

    /// Literal text, with doubled braces as one, and whether a field follows.
    fn literal(&mut self, vm: &mut Vm) -> PyResult<(Range<usize>, bool)> {
        let start = self.position;
        let rest = &self.text.as_bytes()[start..self.end];
        let Some(offset) = memchr::memchr2(b'{', b'}', rest) else {
            self.position = self.end;
            return Ok((start..self.end, false));
        };
        let brace = rest[offset];
        let following = rest.get(offset + 1).copied();
        self.position = start + offset + 1;
        if following == Some(brace) {
            self.position += 1;
            return Ok((start..start + offset + 1, false));
        }
        if brace == b'}' {
            return Err(vm.value_error("Single '}' encountered in format string"));
        }
        if following.is_none() {
            return Err(vm.value_error("Single '{' encountered in format string"));
        }
        Ok((start..start + offset, true))
    }

    /// The field whose brace has just been passed.
    fn field(&mut self, vm: &mut Vm) -> PyResult<Field> {
        let start = self.position;
        let terminator = loop {
            match self.next() {
                Some(b'{') => return Err(vm.value_error("unexpected '{' in field name")),
                Some(b'[') => {
                    let rest = &self.text.as_bytes()[self.position..self.end];
                    self.position += memchr::memchr(b']', rest).unwrap_or(rest.len());
                }
                Some(byte @ (b'}' | b':' | b'!')) => break byte,
                Some(_) => {}
                None => return Err(vm.value_error("expected '}' before end of string")),
            }
        };
        let name = start..self.position - 1;
        let mut field = Field {
            name,
            conversion: None,
            spec: self.position..self.position,
            nested: false,
        };
        if terminator == b'}' {
            return Ok(field);
        }
        if terminator == b'!' {
            if self.position >= self.end {
                return Err(vm.value_error("end of string while looking for conversion specifier"));
            }
            let (conversion, width) = utf8::decode(self.text.as_bytes(), self.position);
            self.position += width;
            field.conversion = Some(conversion);
            match self.next() {
                Some(b'}') => return Ok(field),
                Some(b':') | None => {}
                Some(_) => {
                    return Err(vm.value_error("expected ':' after conversion specifier"));
                }
            }
        }
        field.spec.start = self.position;
        let mut depth = 1;
        while let Some(byte) = self.next() {
            match byte {
                b'{' => {
                    field.nested = true;
                    depth += 1;
                }
                b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        field.spec.end = self.position - 1;
                        return Ok(field);
                    }
                }
                _ => {}
            }
        }
        Err(vm.value_error("unmatched '{' in format spec"))
    }
}

/// The value that a field names: an argument, then attributes and items of it.
fn field_value(
    text: &Ref<Str>,
    name: &Range<usize>,
    source: &Source<'_>,
    numbering: &mut Numbering,
    vm: &mut Vm,
) -> PyResult {
    let bytes = text.as_bytes();
    let whole = &bytes[name.clone()];
    let first_length = memchr::memchr2(b'.', b'[', whole).unwrap_or(whole.len());
    let first = name.start..name.start + first_length;
    let mut index = number(&bytes[first.clone()], vm)?;
    if first.is_empty() || index.is_some() {
        let automatic = first.is_empty();
        if *numbering == Numbering::Undecided {
            *numbering = if automatic {
                Numbering::Automatic(0)
            } else {
                Numbering::Manual
            };
        }
        match (numbering, automatic) {
            (Numbering::Automatic(next), true) => {
                index = Some(*next);
                *next += 1;
            }
            (Numbering::Manual, false) => {}
            (Numbering::Manual | Numbering::Undecided, _) => {
                return Err(vm.value_error(
                    "cannot switch from manual field specification to automatic field numbering",
                ));
            }
            (Numbering::Automatic(_), false) => {
                return Err(vm.value_error(
                    "cannot switch from automatic field numbering to manual field specification",
                ));
            }
        }
    }
    let mut value = match index {
        Some(index) => positional(index, source, vm)?,
        None => {
            let key = Str::byte_slice(text, first.start, first.end, vm);
            named(&key, source, vm)?
        }
    };
    let mut position = first.end;
    while position < name.end {
        let start = position + 1;
        let rest = &bytes[start..name.end];
        match bytes[position] {
            b'.' => {
                let length = memchr::memchr2(b'.', b'[', rest).unwrap_or(rest.len());
                let attribute = part(text, start..start + length, vm)?;
                value = value.get_attribute(&attribute, vm)?;
                position = start + length;
            }
            b'[' => {
                let Some(length) = memchr::memchr(b']', rest) else {
                    return Err(vm.value_error("Missing ']' in format string"));
                };
                let key = part(text, start..start + length, vm)?;
                let key = match number(key.as_bytes(), vm)? {
                    Some(index) => vm.new_length(index),
                    None => key.into_value(),
                };
                value = value.subscript(&key, vm)?;
                position = start + length + 1;
            }
            _ => {
                return Err(
                    vm.value_error("Only '.' or '[' may follow ']' in format field specifier")
                );
            }
        }
    }
    Ok(value)
}

/// The name of an attribute or the key of an item.
fn part(text: &Ref<Str>, range: Range<usize>, vm: &mut Vm) -> PyResult<Ref<Str>> {
    if range.is_empty() {
        return Err(vm.value_error("Empty attribute in format string"));
    }
    Ok(Str::byte_slice(text, range.start, range.end, vm))
}

/// The number that a text of digits stands for; `None` if it has others or none.
fn number(bytes: &[u8], vm: &mut Vm) -> PyResult<Option<usize>> {
    let mut number: usize = 0;
    for code_point in utf8::CodePoints::new(bytes) {
        let Some(digit) = unicode::decimal_value(code_point) else {
            return Ok(None);
        };
        let next = number.checked_mul(10);
        let next = next.and_then(|next| next.checked_add(digit as usize));
        let Some(next) = next.filter(|&next| i64::try_from(next).is_ok()) else {
            return Err(vm.value_error("Too many decimal digits in format string"));
        };
        number = next;
    }
    Ok((!bytes.is_empty()).then_some(number))
}

fn positional(index: usize, source: &Source<'_>, vm: &mut Vm) -> PyResult {
    let Source::Arguments(args) = source else {
        return Err(vm.value_error("Format string contains positional fields"));
    };
    match args.positional().get(index) {
        Some(value) => Ok(value.clone()),
        None => Err(vm.index_error(format!(
            "Replacement index {index} out of range for positional args tuple"
        ))),
    }
}

fn named(key: &Ref<Str>, source: &Source<'_>, vm: &mut Vm) -> PyResult {
    match source {
        Source::Mapping(mapping) => mapping.subscript(key.as_value(), vm),
        Source::Arguments(args) => {
            let is_key = |name: &Value| name.downcast::<Str>().is_some_and(|name| name.equals(key));
            let mut keywords = args.keywords();
            match keywords.find(|(name, _)| is_key(name)) {
                Some((_, value)) => Ok(value.clone()),
                None => Err(vm.key_error(key.to_value())),
            }
        }
    }
}
