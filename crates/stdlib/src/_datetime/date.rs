//! The class `date`, and what objects of `datetime` have in common with it.

use std::cell::Cell;

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::float::Float;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::calendar::{
    Clock, DAY, Day, MAX_ORDINAL, MAX_YEAR, MIN_YEAR, days_in_month, has_iso_week, iso_first_monday,
};
use super::delta::{Delta, hash_of, ordered, shown_class};
use super::format::{Formatted, day_text, plain_text, struct_time};
use super::iso_calendar::IsoCalendarDate;
use super::{date_time, parse};

/// A day of the Gregorian calendar: date(year, month, day).
#[derive(Payload)]
pub(crate) struct Date {
    #[payload(skip)]
    pub(crate) day: Day,
    /// The time of a datetime, midnight of a date.
    #[payload(skip)]
    pub(crate) clock: Clock,
    /// Whether it is the second of two equal times.
    pub(crate) fold: bool,
    /// Whether it is a datetime.
    pub(crate) is_moment: bool,
    pub(crate) zone: Option<Value>,
    #[payload(skip)]
    pub(super) hash: Cell<Option<i64>>,
}

/// An argument that is an int of 32 bits.
pub(super) fn int(value: &Value, vm: &mut Vm) -> PyResult<i32> {
    let number = i64::from_argument(value, vm)?;
    i32::try_from(number).map_err(|_| {
        let how = if number < 0 {
            "less than minimum"
        } else {
            "greater than maximum"
        };
        vm.overflow_error(format!("signed integer is {how}"))
    })
}

/// As [`int`], for an argument that may be missing.
pub(super) fn int_or(value: Option<&Value>, default: i32, vm: &mut Vm) -> PyResult<i32> {
    match value {
        Some(value) => int(value, vm),
        None => Ok(default),
    }
}

/// The error of a missing argument.
pub(super) fn missing(name: &str, position: usize, vm: &mut Vm) -> Raised {
    vm.type_error(format!(
        "function missing required argument '{name}' (pos {position})"
    ))
}

/// Raises `ValueError` for a day that does not exist.
pub(super) fn check_day(day: Day, vm: &mut Vm) -> PyResult<()> {
    let Day { year, month, day } = day;
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
        let message = format!("year must be in {MIN_YEAR}..{MAX_YEAR}, not {year}");
        return Err(vm.value_error(message));
    }
    if !(1..=12).contains(&month) {
        return Err(vm.value_error(format!("month must be in 1..12, not {month}")));
    }
    let most = days_in_month(year, month);
    if !(1..=most).contains(&day) {
        return Err(vm.value_error(format!(
            "day {day} must be in range 1..{most} for month {month} in year {year}"
        )));
    }
    Ok(())
}

/// The state of a pickle: bytes of that length, or a str of Python 2 that they were.
pub(super) fn state_of(value: &Value, length: usize) -> Option<Vec<u8>> {
    let bytes = if let Some(bytes) = value.downcast::<Bytes>() {
        bytes.as_slice().to_vec()
    } else {
        let text = value
            .downcast::<Str>()
            .filter(|text| text.length() == length)?;
        let points = text.code_points();
        points.map(u8::try_from).collect::<Result<_, _>>().ok()?
    };
    (bytes.len() == length).then_some(bytes)
}

/// An object of `date` itself.
pub(super) fn plain_date(day: Day, vm: &mut Vm) -> Ref<Date> {
    let class = Date::class(vm).clone();
    with_class(day, &class, vm)
}

fn with_class(day: Day, class: &Ref<Type>, vm: &mut Vm) -> Ref<Date> {
    let date = Date {
        day,
        clock: Clock::default(),
        fold: false,
        is_moment: false,
        zone: None,
        hash: Cell::new(None),
    };
    Ref::with_class(date, class, vm)
}

/// A day as an object of the class, which is called if it is a subclass.
pub(super) fn build(day: Day, class: &Ref<Type>, vm: &mut Vm) -> PyResult {
    if class.is(Date::class(vm)) {
        check_day(day, vm)?;
        return Ok(with_class(day, class, vm).into_value());
    }
    if date_time::is_own(class, vm) {
        check_day(day, vm)?;
        let moment = date_time::plain(day, Clock::default(), false, None, vm);
        return Ok(moment.into_value());
    }
    let parts = [day.year, day.month, day.day].map(Value::from_i32);
    class.as_value().call_positional(&parts, vm)
}

/// The day of an ordinal.
///
/// Raises `OverflowError` if there is none.
pub(super) fn day_of(ordinal: i64, vm: &mut Vm) -> PyResult<Day> {
    match (1..=MAX_ORDINAL).contains(&ordinal) {
        true => Ok(Day::from_ordinal(ordinal)),
        false => Err(vm.overflow_error("date value out of range")),
    }
}

/// The date that a value is, if it is no datetime.
fn date_of(value: &Value) -> Option<&Ref<Date>> {
    value.downcast::<Date>().filter(|date| !date.is_moment)
}

/// Whole seconds of a timestamp, rounded down.
fn timestamp_seconds(value: &Value, vm: &mut Vm) -> PyResult<i64> {
    let too_large = "timestamp out of range for platform time_t";
    if value.as_small_float().is_some() || value.has_payload::<Float>() {
        let number = f64::from_argument(value, vm)?;
        if number.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let number = number.floor();
        if !(-9.2e18..9.2e18).contains(&number) {
            return Err(vm.overflow_error(too_large));
        }
        return Ok(number as i64);
    }
    let index = value.index(vm)?;
    i64::from_argument(&index, vm).map_err(|_| vm.overflow_error(too_large))
}

/// Which part of an ISO date a message is about.
fn check_iso(year: i32, week: i64, week_day: i64, vm: &mut Vm) -> PyResult<Day> {
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
        let message = format!("year must be in {MIN_YEAR}..{MAX_YEAR}, not {year}");
        return Err(vm.value_error(message));
    }
    if !has_iso_week(year, week) {
        return Err(vm.value_error(format!("Invalid week: {week}")));
    }
    if !(1..=7).contains(&week_day) {
        return Err(vm.value_error(format!("Invalid weekday: {week_day} (range is [1, 7])")));
    }
    let ordinal = iso_first_monday(year) + (week - 1) * 7 + week_day - 1;
    if !(1..=MAX_ORDINAL).contains(&ordinal) {
        let year = if ordinal < 1 { 0 } else { MAX_YEAR + 1 };
        let message = format!("year must be in {MIN_YEAR}..{MAX_YEAR}, not {year}");
        return Err(vm.value_error(message));
    }
    Ok(Day::from_ordinal(ordinal))
}

/// A str argument of a function, with its position in the message.
pub(super) fn text<'a>(
    value: &'a Value,
    function: &str,
    position: usize,
    vm: &mut Vm,
) -> PyResult<&'a Ref<Str>> {
    match value.downcast::<Str>() {
        Some(text) => Ok(text),
        None => {
            let given = match value.is_none() {
                true => "None".to_owned(),
                false => value.type_name(vm),
            };
            Err(vm.type_error(format!(
                "{function}() argument {position} must be str, not {given}"
            )))
        }
    }
}

/// The error of a text that is no date or time.
pub(super) fn invalid_text(text: &Ref<Str>, vm: &mut Vm) -> Raised {
    match text.as_value().repr(vm) {
        Ok(shown) => {
            let message = format!("Invalid isoformat string: {}", shown.to_string_lossy());
            vm.value_error(message)
        }
        Err(raised) => raised,
    }
}

/// Calls a function of `_strptime`.
pub(super) fn parsed(
    function: &str,
    class: &Ref<Type>,
    string: &Value,
    format: &Value,
    vm: &mut Vm,
) -> PyResult {
    text(string, "strptime", 1, vm)?;
    text(format, "strptime", 2, vm)?;
    let (module, function) = (vm.intern("_strptime"), vm.intern(function));
    let module = vm.import_name(&module)?;
    let args = [class.to_value(), string.clone(), format.clone()];
    module.call_method(&function, &args, vm)
}

/// `format(object, text)`
pub(super) fn formatted(object: &Value, format: &Value, vm: &mut Vm) -> PyResult {
    let format = text(format, "__format__", 1, vm)?;
    if format.is_empty() {
        return Ok(object.str(vm)?.into_value());
    }
    let name = vm.intern("strftime");
    object.call_method(&name, &[format.to_value()], vm)
}

#[native_class(name = "datetime.date", flags(base))]
impl Date {
    #[new(
        signature = "(year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>)",
        hidden
    )]
    fn new(
        class: &Ref<Type>,
        year: Option<&Value>,
        month: Option<&Value>,
        day: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Date>> {
        let Some(year) = year else {
            return Err(missing("year", 1, vm));
        };
        if month.is_none()
            && day.is_none()
            && let Some(state) = state_of(year, 4)
            && (1..=12).contains(&state[2])
        {
            let day = Day {
                year: i32::from(state[0]) * 256 + i32::from(state[1]),
                month: state[2].into(),
                day: state[3].into(),
            };
            return Ok(with_class(day, class, vm));
        }
        if month.is_none() && day.is_none() && year.has_payload::<Bytes>() {
            int(year, vm)?;
        }
        let Some(month) = month else {
            return Err(missing("month", 2, vm));
        };
        let Some(day) = day else {
            return Err(missing("day", 3, vm));
        };
        let day = Day {
            year: int(year, vm)?,
            month: int(month, vm)?,
            day: int(day, vm)?,
        };
        check_day(day, vm)?;
        Ok(with_class(day, class, vm))
    }

    #[slot]
    fn repr(this: &Ref<Date>, vm: &mut Vm) -> String {
        let class = shown_class(this.class(), "date", vm);
        let Day { year, month, day } = this.day;
        format!("{class}({year}, {month}, {day})")
    }

    #[slot]
    fn str(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        // A subclass may have another `isoformat`.
        let name = vm.intern("isoformat");
        this.as_value().call_method(&name, &[], vm)
    }

    #[slot]
    fn hash(this: &Ref<Date>) -> i64 {
        hash_of(i128::from(this.day.ordinal()))
    }

    #[slot]
    fn compare(this: &Ref<Date>, other: &Value, op: CompareOperator) -> Value {
        match date_of(other) {
            Some(other) => Value::bool(ordered(this.day.cmp(&other.day), op)),
            None => Value::NOT_IMPLEMENTED,
        }
    }

    #[slot]
    fn add(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let (date, delta) = match (date_of(left), date_of(right)) {
            (Some(date), None) => (date, right.downcast::<Delta>()),
            (None, Some(date)) => (date, left.downcast::<Delta>()),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        let Some(delta) = delta else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let day = day_of(date.day.ordinal() + i64::from(delta.days), vm)?;
        build(day, &date.class().clone(), vm)
    }

    #[slot]
    fn subtract(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let Some(date) = date_of(left) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if let Some(other) = date_of(right) {
            let days = date.day.ordinal() - other.day.ordinal();
            return Ok(Delta::of(i128::from(days) * DAY, vm)?.into_value());
        }
        match right.downcast::<Delta>() {
            Some(delta) => {
                let day = day_of(date.day.ordinal() - i64::from(delta.days), vm)?;
                build(day, &date.class().clone(), vm)
            }
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// Returns the local day of a timestamp: seconds since 1970, as time.time() has them.
    #[class_method(signature = "($type, timestamp, /)")]
    fn fromtimestamp(class: &Ref<Type>, timestamp: &Value, vm: &mut Vm) -> PyResult {
        let seconds = timestamp_seconds(timestamp, vm)?;
        let (day, _) = date_time::local_fields(seconds, vm)?;
        build(day, class, vm)
    }

    /// Returns the present, as fromtimestamp() of the class makes it from time.time().
    #[class_method(signature = "($type, /)")]
    fn today(class: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let (module, name) = (vm.intern("time"), vm.intern("time"));
        let time = vm.import_name(&module)?.call_method(&name, &[], vm)?;
        let name = vm.intern("fromtimestamp");
        class.as_value().call_method(&name, &[time], vm)
    }

    /// Returns the day with the given number, where 1 is the first of January of the year 1.
    #[class_method(signature = "($type, ordinal, /)", hidden)]
    fn fromordinal(class: &Ref<Type>, ordinal: &Value, vm: &mut Vm) -> PyResult {
        let ordinal = int(ordinal, vm)?;
        if ordinal < 1 {
            return Err(vm.value_error("ordinal must be >= 1"));
        }
        if i64::from(ordinal) > MAX_ORDINAL {
            let year = Day::from_ordinal(ordinal.into()).year;
            let message = format!("year must be in {MIN_YEAR}..{MAX_YEAR}, not {year}");
            return Err(vm.value_error(message));
        }
        build(Day::from_ordinal(ordinal.into()), class, vm)
    }

    /// Returns the date that a string describes in a format of ISO 8601.
    #[class_method(signature = "($type, object, /)")]
    fn fromisoformat(class: &Ref<Type>, object: &Value, vm: &mut Vm) -> PyResult {
        let Some(text) = object.downcast::<Str>() else {
            return Err(vm.type_error("fromisoformat: argument must be str"));
        };
        match parse::date(text.as_bytes()) {
            Some(day) => build(day, class, vm),
            None => Err(invalid_text(text, vm)),
        }
    }

    /// Returns the date of a weekday in a week of a year, as isocalendar() counts them.
    #[class_method(signature = "($type, year, week, day)", hidden)]
    fn fromisocalendar(
        class: &Ref<Type>,
        year: &Value,
        week: &Value,
        day: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let mut part = |value: &Value| {
            let index = value.index(vm)?;
            match index
                .as_int()
                .and_then(IntView::as_i64)
                .and_then(|part| i32::try_from(part).ok())
            {
                Some(part) => Ok(part),
                None => Err(vm.value_error("ISO calendar component out of range")),
            }
        };
        let (year, week, day) = (part(year)?, part(week)?, part(day)?);
        let day = check_iso(year, week.into(), day.into(), vm)?;
        build(day, class, vm)
    }

    /// Reads a date from a string by the format, whose codes are those of time.strptime().
    #[class_method(signature = "($type, string, format, /)", hidden)]
    fn strptime(class: &Ref<Type>, string: &Value, format: &Value, vm: &mut Vm) -> PyResult {
        parsed("_strptime_datetime_date", class, string, format, vm)
    }

    /// Returns a text like 'Wed Dec  4 00:00:00 2002'.
    #[method(signature = "($self, /)")]
    fn ctime(this: &Ref<Date>) -> String {
        plain_text(this.day, this.clock)
    }

    /// Returns a text made by the format, whose codes are those of time.strftime().
    #[method(signature = "($self, format)", hidden)]
    fn strftime(this: &Ref<Date>, format: &Value, vm: &mut Vm) -> PyResult {
        let format = text(format, "strftime", 1, vm)?;
        let object = this.as_value();
        // A subclass may have another `timetuple`.
        let name = vm.intern("timetuple");
        let tuple = object.call_method(&name, &[], vm)?;
        let zone = this.zone.clone();
        let formatted = Formatted {
            object,
            zone: zone.as_ref(),
            argument: object,
            microsecond: this.clock.microsecond,
            year: this.day.year,
        };
        formatted.text(format, &tuple, vm)
    }

    /// Returns strftime() of the format, or str() where that is empty.
    #[method(signature = "($self, format_spec, /)", hidden)]
    fn __format__(this: &Ref<Date>, format_spec: &Value, vm: &mut Vm) -> PyResult {
        formatted(this.as_value(), format_spec, vm)
    }

    /// Returns a time.struct_time, as time.localtime() makes it.
    #[method(signature = "($self, /)")]
    fn timetuple(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        struct_time(this.day, Clock::default(), -1, vm)
    }

    /// Returns year, week and weekday as ISO 8601 counts them, with names.
    #[method(signature = "($self, /)")]
    fn isocalendar(this: &Ref<Date>) -> IsoCalendarDate {
        let (year, week, weekday) = this.day.iso();
        IsoCalendarDate {
            year,
            week,
            weekday,
        }
    }

    /// Returns the date as YYYY-MM-DD.
    #[method(signature = "($self, /)")]
    fn isoformat(this: &Ref<Date>) -> String {
        day_text(this.day)
    }

    /// Returns the number of the weekday, from 1 for Monday to 7 for Sunday.
    #[method(signature = "($self, /)")]
    fn isoweekday(this: &Ref<Date>) -> i64 {
        this.day.week_day() + 1
    }

    /// Returns the number of the day, where 1 is the first of January of the year 1.
    #[method(signature = "($self, /)")]
    fn toordinal(this: &Ref<Date>) -> i64 {
        this.day.ordinal()
    }

    /// Returns the number of the weekday, from 0 for Monday to 6 for Sunday.
    #[method(signature = "($self, /)")]
    fn weekday(this: &Ref<Date>) -> i64 {
        this.day.week_day()
    }

    /// Returns a copy of the date in which the given fields are other ones.
    #[method(
        signature = "($self, /, year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>)",
        text = "($self, /, year=unchanged, month=unchanged, day=unchanged)"
    )]
    #[method(
        name = "__replace__",
        signature = "($self, /, year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>)",
        text = "($self, /, **changes)"
    )]
    fn replace(
        this: &Ref<Date>,
        year: Option<&Value>,
        month: Option<&Value>,
        day: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let day = Day {
            year: int_or(year, this.day.year, vm)?,
            month: int_or(month, this.day.month, vm)?,
            day: int_or(day, this.day.day, vm)?,
        };
        build(day, &this.class().clone(), vm)
    }

    /// __reduce__() -> (cls, state)
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        let Day { year, month, day } = this.day;
        let state = vm.new_bytes(&[(year / 256) as u8, year as u8, month as u8, day as u8]);
        let state = Tuple::new(vec![state], vm).into_value();
        let parts = vec![this.class().to_value(), state];
        Ok(Tuple::new(parts, vm).into_value())
    }

    #[getter]
    fn year(this: &Ref<Date>) -> i32 {
        this.day.year
    }

    #[getter]
    fn month(this: &Ref<Date>) -> i32 {
        this.day.month
    }

    #[getter]
    fn day(this: &Ref<Date>) -> i32 {
        this.day.day
    }
}
