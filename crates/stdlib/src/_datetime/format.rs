//! Writing dates and times: `strftime` and times in the formats of ISO 8601.

use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::calendar::{Clock, DAY_NAMES, Day, MONTH_NAMES};
use super::delta::Delta;
use super::zone::{name_by, offset_by, offset_text};

/// A time as text, as precise as is asked for; `None` if that is no word for it.
pub(super) fn clock_text(clock: Clock, precision: &str) -> Option<String> {
    let Clock {
        hour,
        minute,
        second,
        microsecond,
    } = clock;
    Some(match precision {
        "auto" if microsecond == 0 => format!("{hour:02}:{minute:02}:{second:02}"),
        "auto" | "microseconds" => format!("{hour:02}:{minute:02}:{second:02}.{microsecond:06}"),
        "hours" => format!("{hour:02}"),
        "minutes" => format!("{hour:02}:{minute:02}"),
        "seconds" => format!("{hour:02}:{minute:02}:{second:02}"),
        "milliseconds" => {
            format!(
                "{hour:02}:{minute:02}:{second:02}.{:03}",
                microsecond / 1000
            )
        }
        _ => return None,
    })
}

/// A date as text.
pub(super) fn day_text(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

/// Date and time as `ctime` writes them.
pub(super) fn plain_text(day: Day, clock: Clock) -> String {
    format!(
        "{} {} {:2} {:02}:{:02}:{:02} {:04}",
        DAY_NAMES[day.week_day() as usize],
        MONTH_NAMES[(day.month - 1) as usize],
        day.day,
        clock.hour,
        clock.minute,
        clock.second,
        day.year
    )
}

/// A `time.struct_time`.
pub(super) fn struct_time(day: Day, clock: Clock, summer: i32, vm: &mut Vm) -> PyResult {
    let parts = [
        day.year,
        day.month,
        day.day,
        clock.hour,
        clock.minute,
        clock.second,
        day.week_day() as i32,
        day.in_year() as i32,
        summer,
    ];
    let parts = parts.iter().map(|&part| Value::from_i32(part)).collect();
    let parts = Tuple::new(parts, vm).into_value();
    let (module, name) = (vm.intern("time"), vm.intern("struct_time"));
    let module = vm.import_name(&module)?;
    module.call_method(&name, &[parts], vm)
}

/// What a format asks of the object itself.
pub(super) struct Formatted<'a> {
    pub(super) object: &'a Value,
    pub(super) zone: Option<&'a Value>,
    /// What the zone is asked about: the object, or None for times.
    pub(super) argument: &'a Value,
    pub(super) microsecond: i32,
    pub(super) year: i32,
}

impl Formatted<'_> {
    fn offset(&self, between: &str, vm: &mut Vm) -> PyResult<String> {
        let offset = offset_by(self.zone, "utcoffset", self.argument, vm)?;
        Ok(offset.map_or(String::new(), |offset: Ref<Delta>| {
            offset_text(&offset, between)
        }))
    }

    /// The object in a format. What only it knows is put into the format first; `time.strftime` does
    /// the rest, with the fields of `tuple`.
    pub(super) fn text(&self, format: &Ref<Str>, tuple: &Value, vm: &mut Vm) -> PyResult {
        let bytes = format.as_bytes();
        let mut text = StrBuilder::new();
        let (mut start, mut index) = (0, 0);
        while let Some(offset) = memchr::memchr(b'%', &bytes[index..]) {
            let at = index + offset;
            let (width, replaced) = match (bytes.get(at + 1), bytes.get(at + 2)) {
                (Some(b'z'), _) => (2, Some(self.offset("", vm)?)),
                (Some(b':'), Some(b'z')) => (3, Some(self.offset(":", vm)?)),
                (Some(b'Z'), _) => {
                    let name = name_by(self.zone, self.argument, vm)?;
                    append(&mut text, &bytes[start..at]);
                    append(&mut text, &escaped(&name, vm)?);
                    start = at + 2;
                    (2, None)
                }
                (Some(b'f'), _) => (2, Some(format!("{:06}", self.microsecond))),
                (Some(b'Y'), _) if self.year < 1000 => (2, Some(format!("{:04}", self.year))),
                (Some(b'G'), _) if self.year < 1000 => {
                    let iso = vm.intern("isocalendar");
                    let year = match self.object.get_attribute_optional(&iso, vm)? {
                        Some(method) => {
                            let parts = method.call_positional(&[], vm)?;
                            let year = parts.subscript(&Value::from_i32(0), vm)?;
                            year.as_small_int().unwrap_or(self.year.into())
                        }
                        None => self.year.into(),
                    };
                    (2, Some(format!("{year:04}")))
                }
                (Some(b'C'), _) if self.year < 1000 => (2, Some(format!("{:02}", self.year / 100))),
                (Some(b'F'), _) if self.year < 1000 => (2, Some(format!("{:04}-%m-%d", self.year))),
                (Some(_), _) => (2, None),
                (None, _) => (1, None),
            };
            if let Some(replaced) = replaced {
                append(&mut text, &bytes[start..at]);
                text.push_str(&replaced);
                start = at + width;
            }
            index = (at + width).min(bytes.len());
        }
        append(&mut text, &bytes[start.min(bytes.len())..]);
        let format = text.finish(vm).into_value();
        let (module, name) = (vm.intern("time"), vm.intern("strftime"));
        let module = vm.import_name(&module)?;
        module.call_method(&name, &[format, tuple.clone()], vm)
    }
}

/// The name of a zone for a format: per cents are doubled, by the name's own method. The bytes are
/// those of a str.
fn escaped(name: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let Some(text) = name.downcast::<Str>() else {
        return Ok(Vec::new());
    };
    if text.class().is(&vm.types.str) {
        let mut bytes = Vec::with_capacity(text.byte_length());
        for &byte in text.as_bytes() {
            bytes.push(byte);
            if byte == b'%' {
                bytes.push(byte);
            }
        }
        return Ok(bytes);
    }
    let (method, one, two) = (vm.intern("replace"), vm.new_str("%"), vm.new_str("%%"));
    let replaced = name.call_method(&method, &[one, two], vm)?;
    match replaced.downcast::<Str>() {
        Some(replaced) => Ok(replaced.as_bytes().to_vec()),
        None => Err(vm.type_error("tzname.replace() did not return a string")),
    }
}

/// Appends a part of a string's bytes, which begins and ends between characters.
fn append(text: &mut StrBuilder, bytes: &[u8]) {
    for chunk in rpy_vm::builtins::str::utf8::CodePoints::new(bytes) {
        text.push(chunk);
    }
}
