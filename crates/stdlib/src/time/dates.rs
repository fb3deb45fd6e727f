//! Dates: `struct_time`, times in parts and back, and texts of them.

use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::str::{Str, StrBuilder, codecs};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Value, Vm};

use super::system::{self, Parts};
use super::time::struct_time;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The whole seconds of an argument; without one, those of now.
///
/// Raises `OverflowError` if the system has no such time.
pub(super) fn whole_seconds(value: Option<&Value>, vm: &mut Vm) -> PyResult<i64> {
    let Some(value) = value.filter(|value| !value.is_none()) else {
        return Ok(super::time::now().as_secs() as i64);
    };
    let out_of_range = "timestamp out of range for platform time_t";
    if let Some(float) = value.as_float() {
        if float.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let whole = float.floor();
        if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&whole) {
            return Err(vm.overflow_error(out_of_range));
        }
        return Ok(whole as i64);
    }
    let index = value.index(vm)?;
    match index.as_int().and_then(IntView::as_i64) {
        Some(seconds) => Ok(seconds),
        None => Err(vm.overflow_error(out_of_range)),
    }
}

/// A date as Python has it.
pub(super) fn of_parts(parts: &Parts, vm: &mut Vm) -> PyResult<struct_time> {
    let zone = match parts.zone() {
        Some(zone) => vm.new_str(&zone),
        None => Value::NONE,
    };
    let tm = &parts.0;
    Ok(struct_time {
        tm_year: i64::from(tm.tm_year) + 1900,
        tm_mon: tm.tm_mon + 1,
        tm_mday: tm.tm_mday,
        tm_hour: tm.tm_hour,
        tm_min: tm.tm_min,
        tm_sec: tm.tm_sec,
        tm_wday: (tm.tm_wday + 6) % 7,
        tm_yday: tm.tm_yday + 1,
        tm_isdst: tm.tm_isdst,
        tm_zone: zone,
        tm_gmtoff: Value::small_int(tm.tm_gmtoff).unwrap_or(Value::NONE),
    })
}

/// A date that was given, and the name of its zone, which its parts refer to.
pub(super) struct Given {
    pub(super) parts: Parts,
    /// Keeps the name alive.
    _zone: Option<std::ffi::CString>,
}

impl Given {
    /// The date now, in the local zone.
    pub(super) fn now(vm: &mut Vm) -> PyResult<Given> {
        let seconds = whole_seconds(None, vm)?;
        match system::local(seconds) {
            Ok(parts) => Ok(Given { parts, _zone: None }),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// The date that a tuple or `struct_time` is.
    ///
    /// Raises `TypeError` if it is none; `function` is for the message.
    pub(super) fn of(value: &Value, function: &str, vm: &mut Vm) -> PyResult<Given> {
        let Some(tuple) = value.downcast::<Tuple>() else {
            return Err(vm.type_error("Tuple or struct_time argument required"));
        };
        let class = struct_time::class(vm).clone();
        let is_own = value.class(vm).is(&class);
        let items = tuple.as_slice();
        if items.len() != 9 && !is_own {
            return Err(vm.type_error(format!("{function}(): illegal time tuple argument")));
        }
        let mut numbers = [0; 9];
        for (number, item) in numbers.iter_mut().zip(items) {
            *number = c_int(item, vm)?;
        }
        let mut parts = Parts::zero();
        let tm = &mut parts.0;
        let Some(year) = numbers[0].checked_sub(1900) else {
            return Err(vm.overflow_error("year out of range"));
        };
        tm.tm_year = year;
        tm.tm_mon = numbers[1].wrapping_sub(1);
        tm.tm_mday = numbers[2];
        tm.tm_hour = numbers[3];
        tm.tm_min = numbers[4];
        tm.tm_sec = numbers[5];
        tm.tm_wday = numbers[6].wrapping_add(1) % 7;
        tm.tm_yday = numbers[7].wrapping_sub(1);
        tm.tm_isdst = numbers[8];
        let mut zone = None;
        if is_own {
            let name = vm.intern("tm_zone");
            let name = value.get_attribute(&name, vm)?;
            if let Some(name) = name.downcast::<Str>() {
                zone = std::ffi::CString::new(name.as_bytes()).ok();
            }
            let offset = vm.intern("tm_gmtoff");
            let offset = value.get_attribute(&offset, vm)?;
            if !offset.is_none() {
                tm.tm_gmtoff = i64::from_argument(&offset, vm)?;
            }
        }
        if let Some(zone) = &zone {
            tm.tm_zone = zone.as_ptr();
        }
        Ok(Given { parts, _zone: zone })
    }

    /// Raises `ValueError` if a part is out of the range in which the C library formats it. Zero
    /// stands for the first month and day.
    pub(super) fn check(&mut self, vm: &mut Vm) -> PyResult<()> {
        let tm = &mut self.parts.0;
        if tm.tm_mon == -1 {
            tm.tm_mon = 0;
        }
        if tm.tm_mday == 0 {
            tm.tm_mday = 1;
        }
        if tm.tm_yday == -1 {
            tm.tm_yday = 0;
        }
        let wrong = if !(0..12).contains(&tm.tm_mon) {
            "month out of range"
        } else if !(1..=31).contains(&tm.tm_mday) {
            "day of month out of range"
        } else if !(0..24).contains(&tm.tm_hour) {
            "hour out of range"
        } else if !(0..60).contains(&tm.tm_min) {
            "minute out of range"
        } else if !(0..=61).contains(&tm.tm_sec) {
            "seconds out of range"
        } else if tm.tm_wday < 0 {
            "day of week out of range"
        } else if !(0..366).contains(&tm.tm_yday) {
            "day of year out of range"
        } else {
            return Ok(());
        };
        Err(vm.value_error(wrong))
    }
}

/// A C int.
fn c_int(value: &Value, vm: &mut Vm) -> PyResult<i32> {
    let index = value.index(vm)?;
    let Some(int) = index.as_int() else {
        unreachable!("`index` gives ints");
    };
    match int.as_i64().and_then(|number| i32::try_from(number).ok()) {
        Some(number) => Ok(number),
        None if int.is_negative() => Err(vm.overflow_error("signed integer is less than minimum")),
        None => Err(vm.overflow_error("signed integer is greater than maximum")),
    }
}

/// A date as `asctime` writes it.
pub(super) fn text(parts: &Parts) -> String {
    let tm = &parts.0;
    let day = DAYS[(tm.tm_wday + 6) as usize % 7];
    let month = MONTHS[tm.tm_mon as usize % 12];
    let year = i64::from(tm.tm_year) + 1900;
    format!(
        "{day} {month}{:3} {:02}:{:02}:{:02} {year}",
        tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec
    )
}

/// A date by a format. What is not ASCII, and zeros, are not shown to the C library.
pub(super) fn formatted(format: &Str, parts: &Parts, vm: &mut Vm) -> PyResult {
    let mut result = StrBuilder::with_capacity(format.byte_length() * 2);
    let bytes = format.as_bytes();
    let is_shown = |byte: &u8| byte.is_ascii() && *byte != 0;
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..].iter().take_while(|it| is_shown(it)).count();
        if length > 0 {
            let shown = str::from_utf8(&bytes[start..start + length]).expect("it is ASCII");
            let written = system::format(shown, parts);
            let written = codecs::decode_by_name(&written, "utf-8", "surrogateescape", vm)?;
            result.push_text(written.downcast::<Str>().expect("decoding gives text"));
            start += length;
        }
        let others = bytes[start..].iter().take_while(|it| !is_shown(it)).count();
        result.push_range(format, start, start + others);
        start += others;
    }
    Ok(result.finish(vm).into_value())
}
