//! The methods of `datetime`.

use std::time::{SystemTime, UNIX_EPOCH};

use num_traits::ToPrimitive;
use rpy_macros::methods;
use rpy_vm::builtins::float::Float;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::calendar::{Clock, DAY, Day, MAX_ORDINAL, SECOND, since_epoch, total};
use super::date::{Date, check_day, int_or, invalid_text, parsed, plain_date, text};
use super::date_time::{DateTime, build, from_local, from_timestamp, moment, moved, offset, plain};
use super::delta::Delta;
use super::format::{clock_text, day_text, struct_time};
use super::parse;
use super::time::{self, Time, at_midnight, fold_argument, state_of_clock};
use super::zone::{fixed_zone, name_by, offset_by, offset_text, utc, zone_argument, zone_of};
use crate::time::system as clock_system;

/// Seconds and microseconds of a timestamp, rounded to the nearest, the even one of two.
fn timestamp(value: &Value, vm: &mut Vm) -> PyResult<(i64, i32)> {
    let too_large = "timestamp out of range for platform time_t";
    if value.as_small_float().is_some() || value.has_payload::<Float>() {
        let number = f64::from_argument(value, vm)?;
        if number.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let mut whole = number.trunc();
        let mut part = (number.fract() * 1e6).round_ties_even();
        if part >= 1e6 {
            part -= 1e6;
            whole += 1.0;
        } else if part < 0.0 {
            part += 1e6;
            whole -= 1.0;
        }
        if !(-9.2e18..9.2e18).contains(&whole) {
            return Err(vm.overflow_error(too_large));
        }
        return Ok((whole as i64, part as i32));
    }
    if !value.is_index(vm) {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!("argument must be int or float, not {given}")));
    }
    let index = value.index(vm)?;
    match i64::from_argument(&index, vm) {
        Ok(seconds) => Ok((seconds, 0)),
        Err(_) => Err(vm.overflow_error(too_large)),
    }
}

/// Seconds and microseconds of the present.
fn present() -> (i64, i32) {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => (since.as_secs() as i64, since.subsec_micros() as i32),
        Err(before) => {
            let micros = -(before.duration().as_micros() as i128);
            let (seconds, rest) = (micros.div_euclid(SECOND), micros.rem_euclid(SECOND));
            (seconds.to_i64().unwrap_or(i64::MIN), rest as i32)
        }
    }
}

/// A moment of a timestamp, as the zone shows it.
fn in_zone(class: &Ref<Type>, at: (i64, i32), zone: &Value, vm: &mut Vm) -> PyResult {
    let zone = zone_argument(zone, vm)?;
    let Some(zone) = zone else {
        return from_timestamp(class, at, None, true, vm);
    };
    let universal = from_timestamp(class, at, Some(zone.clone()), false, vm)?;
    let name = vm.intern("fromutc");
    zone.call_method(&name, &[universal], vm)
}

/// The local zone so many seconds after 1970.
fn local_zone(seconds: i64, vm: &mut Vm) -> PyResult {
    let found = match clock_system::local(seconds) {
        Ok(found) => found,
        Err(error) => return Err(vm.io_error(&error, None)),
    };
    let offset = Delta::of(i128::from(found.offset) * SECOND, vm)?;
    let name = vm.new_str(&found.zone.to_string_lossy());
    let name = name.downcast::<Str>();
    Ok(fixed_zone(&offset, name, vm)?.into_value())
}

fn deprecated(message: &str, vm: &mut Vm) -> PyResult<()> {
    let category = vm.types.exceptions.deprecation_warning.clone();
    vm.warn(&category, message)
}

impl DateTime {
    fn reduced(this: &Ref<Date>, protocol: i64, vm: &mut Vm) -> PyResult {
        let Day { year, month, day } = this.day;
        let mut state = vec![(year / 256) as u8, year as u8, month as u8, day as u8];
        if protocol > 3 && this.fold {
            state[2] |= 0x80;
        }
        state.extend_from_slice(&state_of_clock(this.clock));
        let mut args = vec![vm.new_bytes(&state)];
        args.extend(this.zone.clone());
        let args = Tuple::new(args, vm).into_value();
        let parts = vec![this.class().to_value(), args];
        Ok(Tuple::new(parts, vm).into_value())
    }
}

#[methods(METHODS)]
impl DateTime {
    /// Returns the present moment.
    ///
    ///   tz
    ///     The time zone to tell it in; None for local time, without a zone.
    #[class_method(signature = "($type, /, tz=None)")]
    fn now(class: &Ref<Type>, tz: &Value, vm: &mut Vm) -> PyResult {
        in_zone(class, present(), tz, vm)
    }

    /// Returns the present moment in UTC, but without a time zone.
    #[class_method(signature = "($type, /)")]
    fn utcnow(class: &Ref<Type>, vm: &mut Vm) -> PyResult {
        deprecated(
            "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC).",
            vm,
        )?;
        from_timestamp(class, present(), None, false, vm)
    }

    /// Returns the moment of a timestamp, in the time zone tz or in local time.
    #[class_method(signature = "($type, timestamp, tz=None)", hidden)]
    fn fromtimestamp(class: &Ref<Type>, timestamp: &Value, tz: &Value, vm: &mut Vm) -> PyResult {
        zone_argument(tz, vm)?;
        let at = self::timestamp(timestamp, vm)?;
        in_zone(class, at, tz, vm)
    }

    /// Returns the moment of a timestamp in UTC, but without a time zone.
    #[class_method(signature = "($type, timestamp, /)", hidden)]
    fn utcfromtimestamp(class: &Ref<Type>, timestamp: &Value, vm: &mut Vm) -> PyResult {
        deprecated(
            "datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.fromtimestamp(timestamp, datetime.UTC).",
            vm,
        )?;
        let at = self::timestamp(timestamp, vm)?;
        from_timestamp(class, at, None, false, vm)
    }

    /// Reads a moment from a string by the format, whose codes are those of time.strptime().
    #[class_method(signature = "($type, string, format, /)", hidden)]
    fn strptime(class: &Ref<Type>, string: &Value, format: &Value, vm: &mut Vm) -> PyResult {
        parsed("_strptime_datetime_datetime", class, string, format, vm)
    }

    /// Returns the moment at a time of a day, in the zone of the time if no other is given.
    #[class_method(signature = "($type, date, time, tzinfo=<unrepresentable>)", hidden)]
    fn combine(
        class: &Ref<Type>,
        date: &Value,
        time: &Value,
        tzinfo: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let wrong = |position: usize, wanted: &str, value: &Value, vm: &mut Vm| {
            let given = value.type_name(vm);
            let message =
                format!("combine() argument {position} must be datetime.{wanted}, not {given}");
            vm.type_error(message)
        };
        let Some(date) = date.downcast::<Date>() else {
            return Err(wrong(1, "date", date, vm));
        };
        let Some(time) = time.downcast::<Time>() else {
            return Err(wrong(2, "time", time, vm));
        };
        let zone = match tzinfo {
            Some(zone) => zone_argument(zone, vm)?,
            None => time.zone.clone(),
        };
        build(date.day, time.clock, time.fold, zone, class, vm)
    }

    /// Returns the moment that a string describes in a format of ISO 8601.
    #[class_method(signature = "($type, object, /)")]
    fn fromisoformat(class: &Ref<Type>, object: &Value, vm: &mut Vm) -> PyResult {
        let Some(text) = object.downcast::<Str>() else {
            return Err(vm.type_error("fromisoformat: argument must be str"));
        };
        let Some((mut day, time)) = parse::date_time(text.as_bytes()) else {
            return Err(invalid_text(text, vm));
        };
        let (mut clock, mut zone) = (Clock::default(), None);
        if let Some(time) = time {
            clock = time.clock;
            if let Some(offset) = time.offset {
                zone = Some(zone_of(offset.into(), vm)?);
            }
        }
        if clock.hour == 24 {
            check_day(day, vm)?;
            at_midnight(&mut clock, vm)?;
            let next = day.ordinal() + 1;
            if next > MAX_ORDINAL {
                return Err(vm.value_error("year must be in 1..9999, not 10000"));
            }
            day = Day::from_ordinal(next);
        }
        build(day, clock, false, zone, class, vm)
    }

    /// Returns the day of the moment.
    #[method(signature = "($self, /)")]
    fn date(this: &Ref<Date>, vm: &mut Vm) -> Ref<Date> {
        plain_date(this.day, vm)
    }

    /// Returns the time of day, without time zone.
    #[method(signature = "($self, /)")]
    fn time(this: &Ref<Date>, vm: &mut Vm) -> Ref<Time> {
        time::plain(this.clock, this.fold, None, vm)
    }

    /// Returns the time of day, with the time zone.
    #[method(signature = "($self, /)")]
    fn timetz(this: &Ref<Date>, vm: &mut Vm) -> Ref<Time> {
        time::plain(this.clock, this.fold, this.zone.clone(), vm)
    }

    /// Returns a time.struct_time, as time.localtime() makes it.
    #[method(signature = "($self, /)")]
    fn timetuple(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        let summer = offset_by(this.zone.as_ref(), "dst", this.as_value(), vm)?;
        let summer = summer.map_or(-1, |summer| i32::from(summer.total() != 0));
        struct_time(this.day, this.clock, summer, vm)
    }

    /// Returns a time.struct_time of the moment in UTC.
    #[method(signature = "($self, /)")]
    fn utctimetuple(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        let offset = offset(this, vm)?.unwrap_or(0);
        let shifted = super::calendar::from_total(total(this.day, this.clock) - offset);
        match shifted {
            Some((day, clock)) => struct_time(day, clock, 0, vm),
            None => Err(vm.overflow_error("date value out of range")),
        }
    }

    /// Returns the seconds since 1970, in UTC, as a float.
    #[method(signature = "($self, /)")]
    fn timestamp(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        if this.zone.is_some()
            && let Some(offset) = offset(this, vm)?
        {
            let since = total(this.day, this.clock) - offset - 719_163 * DAY;
            let since = Delta::of(since, vm)?;
            return Delta::total_seconds(&since, vm);
        }
        let seconds = from_local(this, vm)?;
        Ok(vm.new_float(seconds as f64 + f64::from(this.clock.microsecond) / 1e6))
    }

    /// Returns how far local time is ahead of UTC, as the time zone says; None without one.
    #[method(signature = "($self, /)")]
    fn utcoffset(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        let offset = offset_by(this.zone.as_ref(), "utcoffset", this.as_value(), vm)?;
        Ok(offset.map_or(Value::NONE, Ref::into_value))
    }

    /// Returns what summer time adds, as the time zone says; None without one.
    #[method(signature = "($self, /)")]
    fn dst(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        let offset = offset_by(this.zone.as_ref(), "dst", this.as_value(), vm)?;
        Ok(offset.map_or(Value::NONE, Ref::into_value))
    }

    /// Returns how the time zone calls itself; None without one.
    #[method(signature = "($self, /)")]
    fn tzname(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        name_by(this.zone.as_ref(), this.as_value(), vm)
    }

    /// Returns the same moment in another time zone, by default the local one.
    #[method(signature = "($self, /, tz=None)", hidden)]
    fn astimezone(this: &Ref<Date>, tz: &Value, vm: &mut Vm) -> PyResult {
        let zone = zone_argument(tz, vm)?;
        if let (Some(own), Some(zone)) = (&this.zone, &zone)
            && own.is(zone)
        {
            return Ok(this.to_value());
        }
        let own = match &this.zone {
            Some(_) => offset(this, vm)?,
            None => None,
        };
        let offset = match own {
            Some(offset) => offset,
            None => {
                // A moment without a zone is one of the local clock.
                let seconds = from_local(this, vm)?;
                let local = local_zone(seconds, vm)?;
                if zone.as_ref().is_some_and(|zone| zone.is(&local)) {
                    return Ok(this.to_value());
                }
                i128::from(since_epoch(this.day, this.clock) - seconds) * SECOND
            }
        };
        let universal = moved(this, -offset, vm)?;
        let Some(universal) = moment(&universal) else {
            let given = universal.type_name(vm);
            return Err(vm.type_error(format!("a datetime is needed, not {given}")));
        };
        let zone = match zone {
            Some(zone) => zone,
            None => local_zone(since_epoch(universal.day, universal.clock), vm)?,
        };
        if zone.is(utc(vm)?.as_value()) {
            let class = this.class().clone();
            let (day, clock) = (universal.day, universal.clock);
            return build(day, clock, false, Some(zone), &class, vm);
        }
        let (day, clock) = (universal.day, universal.clock);
        let class = this.class().clone();
        let universal = build(day, clock, false, Some(zone.clone()), &class, vm)?;
        let name = vm.intern("fromutc");
        zone.call_method(&name, &[universal], vm)
    }

    /// Returns the moment as ISO 8601 writes it, YYYY-MM-DDTHH:MM:SS.ffffff+HH:MM.
    ///
    /// sep stands between date and time. timespec says where the time ends: at 'hours', 'minutes',
    /// 'seconds', 'milliseconds' or 'microseconds'; with 'auto' microseconds are left out if zero.
    #[method(
        signature = "($self, sep=<unrepresentable>, timespec=<unrepresentable>)",
        hidden
    )]
    fn isoformat(
        this: &Ref<Date>,
        sep: Option<&Value>,
        timespec: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let between = match sep {
            None => None,
            Some(sep) => match sep.downcast::<Str>() {
                Some(sep) if sep.length() == 1 => Some(sep),
                Some(sep) => {
                    let length = sep.length();
                    return Err(vm.type_error(format!(
                        "isoformat() argument 1 must be a unicode character, not a string of length {length}"
                    )));
                }
                None => {
                    let given = sep.type_name(vm);
                    return Err(vm.type_error(format!(
                        "isoformat() argument 1 must be a unicode character, not {given}"
                    )));
                }
            },
        };
        let precision = match timespec {
            Some(timespec) => text(timespec, "isoformat", 2, vm)?.to_string_lossy(),
            None => "auto".into(),
        };
        let Some(mut time) = clock_text(this.clock, &precision) else {
            return Err(vm.value_error("Unknown timespec value"));
        };
        if let Some(offset) = offset_by(this.zone.as_ref(), "utcoffset", this.as_value(), vm)? {
            time += &offset_text(&offset, ":");
        }
        let mut whole = rpy_vm::builtins::str::StrBuilder::new();
        whole.push_str(&day_text(this.day));
        match between {
            Some(between) => whole.push_text(between),
            None => whole.push_str("T"),
        }
        whole.push_str(&time);
        Ok(whole.finish(vm).into_value())
    }

    /// Returns a text like 'Wed Dec  4 00:00:00 2002'.
    #[method(signature = "($self, /)")]
    fn ctime(this: &Ref<Date>) -> String {
        super::format::plain_text(this.day, this.clock)
    }

    /// Returns a copy of the moment in which the given fields are other ones.
    #[method(
        signature = "($self, /, year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>, hour=<unrepresentable>, minute=<unrepresentable>, second=<unrepresentable>, microsecond=<unrepresentable>, tzinfo=<unrepresentable>, *, fold=<unrepresentable>)",
        text = "($self, /, year=unchanged, month=unchanged, day=unchanged,\n        hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)"
    )]
    #[method(
        name = "__replace__",
        signature = "($self, /, year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>, hour=<unrepresentable>, minute=<unrepresentable>, second=<unrepresentable>, microsecond=<unrepresentable>, tzinfo=<unrepresentable>, *, fold=<unrepresentable>)",
        text = "($self, /, **changes)"
    )]
    #[expect(clippy::too_many_arguments, reason = "they are the fields")]
    fn replace(
        this: &Ref<Date>,
        year: Option<&Value>,
        month: Option<&Value>,
        day: Option<&Value>,
        hour: Option<&Value>,
        minute: Option<&Value>,
        second: Option<&Value>,
        microsecond: Option<&Value>,
        tzinfo: Option<&Value>,
        fold: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let day = Day {
            year: int_or(year, this.day.year, vm)?,
            month: int_or(month, this.day.month, vm)?,
            day: int_or(day, this.day.day, vm)?,
        };
        let clock = Clock {
            hour: int_or(hour, this.clock.hour, vm)?,
            minute: int_or(minute, this.clock.minute, vm)?,
            second: int_or(second, this.clock.second, vm)?,
            microsecond: int_or(microsecond, this.clock.microsecond, vm)?,
        };
        let fold = fold_argument(fold, this.fold, vm)?;
        let zone = match tzinfo {
            Some(zone) => zone_argument(zone, vm)?,
            None => this.zone.clone(),
        };
        build(day, clock, fold, zone, &this.class().clone(), vm)
    }

    /// __reduce_ex__(proto) -> (cls, state)
    #[method(signature = "($self, proto, /)", hidden)]
    fn __reduce_ex__(this: &Ref<Date>, proto: i64, vm: &mut Vm) -> PyResult {
        DateTime::reduced(this, proto, vm)
    }

    /// __reduce__() -> (cls, state)
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        DateTime::reduced(this, 2, vm)
    }

    #[getter]
    fn hour(this: &Ref<Date>) -> i32 {
        this.clock.hour
    }

    #[getter]
    fn minute(this: &Ref<Date>) -> i32 {
        this.clock.minute
    }

    #[getter]
    fn second(this: &Ref<Date>) -> i32 {
        this.clock.second
    }

    #[getter]
    fn microsecond(this: &Ref<Date>) -> i32 {
        this.clock.microsecond
    }

    #[getter]
    fn tzinfo(this: &Ref<Date>) -> Value {
        this.zone.clone().unwrap_or(Value::NONE)
    }

    #[getter]
    fn fold(this: &Ref<Date>) -> i32 {
        this.fold.into()
    }
}

/// The earliest and the latest moment.
pub(super) fn bounds(vm: &mut Vm) -> (Ref<Date>, Ref<Date>) {
    let _ = DateTime::class(vm);
    let first = plain(Day::from_ordinal(1), Clock::default(), false, None, vm);
    let last = Clock::from_microseconds(DAY - 1);
    let last = plain(Day::from_ordinal(MAX_ORDINAL), last, false, None, vm);
    (first, last)
}
