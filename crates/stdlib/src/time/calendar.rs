//! The calendar: moments as tuples, and as text.

use std::ffi::CString;

use num_bigint::BigInt;
use rpy_macros::struct_sequence;
use rpy_vm::builtins::module::Module;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::system::{self, Moment};

/// A time of a calendar: what gmtime(), localtime() and strptime() return, and asctime(), mktime()
/// and strftime() take. It is a tuple of nine numbers with names.
///
/// Years are whole ones, and January is month 1, other than in C.
#[struct_sequence(name = "time.struct_time", flags(mutable))]
pub(super) struct struct_time {
    /// the year with all its digits
    tm_year: i64,
    /// the month: 1 to 12
    tm_mon: i32,
    /// the day in its month: 1 to 31
    tm_mday: i32,
    /// 0 to 23
    tm_hour: i32,
    /// 0 to 59
    tm_min: i32,
    /// 0 to 60, 61 for old times' sake
    tm_sec: i32,
    /// the weekday: 0, Monday, to 6
    tm_wday: i32,
    /// the day in its year: 1 to 366
    tm_yday: i32,
    /// whether it is summer time: 1, 0, or -1 for not known
    tm_isdst: i32,
    /// how the time zone is called
    #[hidden]
    tm_zone: String,
    /// how many seconds the zone is ahead of UTC
    #[hidden]
    tm_gmtoff: i64,
}

impl From<Moment> for struct_time {
    fn from(moment: Moment) -> struct_time {
        struct_time {
            tm_year: moment.year,
            tm_mon: moment.month + 1,
            tm_mday: moment.day,
            tm_hour: moment.hour,
            tm_min: moment.minute,
            tm_sec: moment.second,
            tm_wday: (moment.week_day + 6) % 7,
            tm_yday: moment.year_day + 1,
            tm_isdst: moment.summer,
            tm_zone: moment.zone.to_string_lossy().into_owned(),
            tm_gmtoff: moment.offset,
        }
    }
}

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Whole seconds of a number, rounded down; the present where there is none.
///
/// Errors: `ValueError` for NaN, `OverflowError` for what no clock can show.
fn whole_seconds(time: Option<&Value>, vm: &mut Vm) -> PyResult<i64> {
    let out_of_range = "timestamp out of range for platform time_t";
    let Some(time) = time else {
        return super::time::current(vm);
    };
    if (time.class(vm)).is_subclass_of(&vm.types.float, vm) {
        let seconds = f64::from_argument(time, vm)?.floor();
        if seconds.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        // Both bounds are exact: 2**63 is the first number too large.
        if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&seconds) {
            return Err(vm.overflow_error(out_of_range));
        }
        return Ok(seconds as i64);
    }
    let seconds = BigInt::from_argument(time, vm)?;
    i64::try_from(&seconds).map_err(|_| vm.overflow_error(out_of_range))
}

/// A moment of the local zone, or an error of the system.
fn local(time: i64, vm: &mut Vm) -> PyResult<Moment> {
    system::local(time).map_err(|error| vm.io_error(&error, None))
}

/// A C int, as parts of tuples are read.
fn c_int(value: &Value, vm: &mut Vm) -> PyResult<i32> {
    let index = value.index(vm)?;
    let Some(int) = index.as_int() else {
        unreachable!("`index` gives ints");
    };
    let number = int.as_i64().and_then(|number| i32::try_from(number).ok());
    number.ok_or_else(|| {
        vm.overflow_error(match int.is_negative() {
            true => "signed integer is less than minimum",
            false => "signed integer is greater than maximum",
        })
    })
}

/// What a tuple of nine numbers says, as it stands; `function` is for messages.
fn moment(tuple: &Value, function: &str, vm: &mut Vm) -> PyResult<Moment> {
    let Some(items) = tuple.downcast::<Tuple>() else {
        return Err(vm.type_error("Tuple or struct_time argument required"));
    };
    let items = items.as_slice().to_vec();
    let [year, rest @ ..] = items.as_slice() else {
        return Err(illegal(function, vm));
    };
    if rest.len() != 8 {
        return Err(illegal(function, vm));
    }
    let year = c_int(year, vm)?;
    let mut numbers = [0_i32; 8];
    for (number, item) in numbers.iter_mut().zip(rest) {
        *number = c_int(item, vm)?;
    }
    if year < i32::MIN + 1900 {
        return Err(vm.overflow_error("year out of range"));
    }
    let [month, day, hour, minute, second, week_day, year_day, summer] = numbers;
    let mut zone = CString::default();
    let mut offset = 0;
    let class = struct_time::class(vm).clone();
    if tuple.class(vm).is(&class) {
        let name = vm.intern("tm_zone");
        let text = tuple.get_attribute(&name, vm)?;
        if let Some(text) = text.downcast::<Str>() {
            zone = CString::new(text.as_bytes()).unwrap_or_default();
        }
        let name = vm.intern("tm_gmtoff");
        let seconds = tuple.get_attribute(&name, vm)?;
        if !seconds.is_none() {
            offset = i64::from_argument(&seconds, vm)?;
        }
    }
    Ok(Moment {
        year: i64::from(year),
        month: month.wrapping_sub(1),
        day,
        hour,
        minute,
        second,
        week_day: week_day.wrapping_add(1) % 7,
        year_day: year_day.wrapping_sub(1),
        summer,
        zone,
        offset,
    })
}

fn illegal(function: &str, vm: &mut Vm) -> Raised {
    vm.type_error(format!("{function}(): illegal time tuple argument"))
}

/// Takes zeros for the first month, day and day of the year, and refuses numbers that no field of
/// the calendar has.
fn checked(mut moment: Moment, vm: &mut Vm) -> PyResult<Moment> {
    if moment.month == -1 {
        moment.month = 0;
    }
    if moment.day == 0 {
        moment.day = 1;
    }
    if moment.year_day == -1 {
        moment.year_day = 0;
    }
    let what = if !(0..12).contains(&moment.month) {
        "month"
    } else if !(1..=31).contains(&moment.day) {
        "day of month"
    } else if !(0..24).contains(&moment.hour) {
        "hour"
    } else if !(0..60).contains(&moment.minute) {
        "minute"
    } else if !(0..=61).contains(&moment.second) {
        "seconds"
    } else if moment.week_day < 0 {
        "day of week"
    } else if !(0..=365).contains(&moment.year_day) {
        "day of year"
    } else {
        return Ok(moment);
    };
    Err(vm.value_error(format!("{what} out of range")))
}

/// `Sat Jun  6 16:26:11 1998`
fn plain_text(moment: &Moment) -> String {
    format!(
        "{} {}{:3} {:02}:{:02}:{:02} {}",
        DAYS[moment.week_day as usize],
        MONTHS[moment.month as usize],
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.year
    )
}

/// Puts into the module what is known of the local zone: in the middle of winter and of summer, as
/// one of them has summer time if there is such a thing.
pub(super) fn set_zone(module: &Ref<Module>, vm: &mut Vm) {
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    let now = super::time::current(vm).unwrap_or_default();
    let start = now / YEAR * YEAR;
    let zone = |time| match system::local(time) {
        Ok(moment) => (-moment.offset, moment.zone.to_string_lossy().into_owned()),
        Err(_) => (0, "UTC".to_owned()),
    };
    let (january, july) = (zone(start), zone(start + YEAR / 2));
    let daylight = january.0 != july.0;
    // South of the equator, January is in summer.
    let (standard, summer) = if january.0 < july.0 {
        (july, january)
    } else {
        (january, july)
    };
    let names = vec![vm.new_str(&standard.1), vm.new_str(&summer.1)];
    let names = Tuple::new(names, vm).into_value();
    let (timezone, altzone) = (vm.new_int(standard.0), vm.new_int(summer.0));
    module.add("timezone", timezone, vm);
    module.add("altzone", altzone, vm);
    module.add("daylight", Value::from_i32(i32::from(daylight)), vm);
    module.add("tzname", names, vm);
}

/// The functions.
#[rpy_macros::native_module(name = "time", part, classes(struct_time))]
pub(super) mod calendar {
    use super::*;

    /// localtime([seconds]) -> struct_time in the local zone, by default of the present.
    #[function(signature = "(seconds=None, /)", hidden)]
    fn localtime(seconds: Option<&Value>, vm: &mut Vm) -> PyResult<struct_time> {
        let time = whole_seconds(seconds, vm)?;
        local(time, vm).map(struct_time::from)
    }

    /// gmtime([seconds]) -> struct_time in UTC, by default of the present.
    #[function(signature = "(seconds=None, /)", hidden)]
    fn gmtime(seconds: Option<&Value>, vm: &mut Vm) -> PyResult<struct_time> {
        let time = whole_seconds(seconds, vm)?;
        match system::universal(time) {
            Ok(moment) => Ok(struct_time::from(moment)),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// mktime(time_tuple) -> seconds since the epoch of a moment of the local zone.
    #[function(signature = "($self, object, /)")]
    fn mktime(object: &Value, vm: &mut Vm) -> PyResult<f64> {
        let moment = moment(object, "mktime", vm)?;
        match system::seconds(&moment) {
            Some(seconds) => Ok(seconds as f64),
            None => Err(vm.overflow_error("mktime argument out of range")),
        }
    }

    /// asctime([time_tuple]) -> text such as 'Sat Jun 06 16:26:11 1998', by default of the present.
    #[function(signature = "(time_tuple=<unrepresentable>, /)", hidden)]
    fn asctime(time_tuple: Option<&Value>, vm: &mut Vm) -> PyResult<String> {
        let moment = match time_tuple {
            Some(tuple) => checked(moment(tuple, "asctime", vm)?, vm)?,
            None => local(whole_seconds(None, vm)?, vm)?,
        };
        Ok(plain_text(&moment))
    }

    /// ctime([seconds]) -> text such as asctime() gives, of a time in seconds since the epoch, by
    /// default of the present.
    #[function(signature = "(seconds=None, /)", hidden)]
    fn ctime(seconds: Option<&Value>, vm: &mut Vm) -> PyResult<String> {
        let time = whole_seconds(seconds, vm)?;
        Ok(plain_text(&local(time, vm)?))
    }

    /// strftime(format[, time_tuple]) -> text of a moment in the format, by default of the present.
    #[function(signature = "(format, time_tuple=<unrepresentable>, /)", hidden)]
    fn strftime(format: &Value, time_tuple: Option<&Value>, vm: &mut Vm) -> PyResult {
        let Some(format) = format.downcast::<Str>() else {
            let found = format.type_name(vm);
            let message = format!("strftime() argument 1 must be str, not {found}");
            return Err(vm.type_error(message));
        };
        let mut moment = match time_tuple {
            Some(tuple) => checked(moment(tuple, "strftime", vm)?, vm)?,
            None => local(whole_seconds(None, vm)?, vm)?,
        };
        moment.summer = moment.summer.clamp(-1, 1);
        // What is not ASCII is no matter of the C library's, whose text has a locale's encoding.
        let is_ours = |byte: &u8| !byte.is_ascii() || *byte == 0;
        let mut text = Vec::new();
        for run in (format.as_bytes()).chunk_by(|a, b| is_ours(a) == is_ours(b)) {
            if is_ours(&run[0]) {
                text.extend_from_slice(run);
                continue;
            }
            let run = CString::new(run).expect("a run without zero bytes");
            match system::format(&run, &moment) {
                Some(part) => text.extend(String::from_utf8_lossy(&part).as_bytes()),
                None => return Err(vm.overflow_error("year out of range")),
            }
        }
        let text = StrBuilder::from_bytes(text).expect("runs of a text and UTF-8 between them");
        Ok(text.finish(vm).into_value())
    }

    /// strptime(string, format) -> struct_time of a text in the format.
    #[function(signature = "(*args)", hidden)]
    fn strptime(args: &[Value], vm: &mut Vm) -> PyResult {
        let name = vm.intern("_strptime");
        let module = vm.import_name(&name)?;
        let name = vm.intern("_strptime_time");
        module.call_method(&name, args, vm)
    }

    /// Reads the zone anew from the environment variable TZ.
    #[function(signature = "($self, /)")]
    fn tzset(vm: &mut Vm) -> PyResult<()> {
        system::reset_zone();
        let name = vm.intern("time");
        let module = vm.import_name(&name)?;
        if let Some(module) = module.downcast::<Module>() {
            set_zone(&module.clone(), vm);
        }
        Ok(())
    }
}
