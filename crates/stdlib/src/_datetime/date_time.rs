//! The class `datetime`: making objects, arithmetic, comparison. Its methods are in `methods.rs`.

use std::cell::Cell;

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::calendar::{Clock, Day, from_total, since_epoch, total};
use super::date::{Date, check_day, int, int_or, missing, state_of};
use super::delta::{Delta, hash_of, ordered, shown_class};
use super::time::{check_clock, clock_of_state, fold_argument};
use super::zone::{offset_by, zone_argument};
use crate::time::system as clock_system;

/// A moment: a date, a time of that day, perhaps a time zone.
///
/// datetime(year, month, day[, hour[, minute[, second[, microsecond[, tzinfo]]]]])
///
/// What is left out is zero, and the time zone None. All numbers are ints.
pub(super) struct DateTime;

/// Whether this is the class itself.
pub(crate) fn is_own(class: &Ref<Type>, vm: &mut Vm) -> bool {
    class.is(DateTime::class(vm))
}

/// An object of `datetime` itself.
pub(crate) fn plain(
    day: Day,
    clock: Clock,
    fold: bool,
    zone: Option<Value>,
    vm: &mut Vm,
) -> Ref<Date> {
    let class = DateTime::class(vm).clone();
    with_class(day, clock, fold, zone, &class, vm)
}

fn with_class(
    day: Day,
    clock: Clock,
    fold: bool,
    zone: Option<Value>,
    class: &Ref<Type>,
    vm: &mut Vm,
) -> Ref<Date> {
    let date = Date {
        day,
        clock,
        fold,
        is_moment: true,
        zone,
        hash: Cell::new(None),
    };
    Ref::with_class(date, class, vm)
}

/// A moment as an object of the class, which is called if it is a subclass.
pub(super) fn build(
    day: Day,
    clock: Clock,
    fold: bool,
    zone: Option<Value>,
    class: &Ref<Type>,
    vm: &mut Vm,
) -> PyResult {
    if is_own(class, vm) {
        check_day(day, vm)?;
        check_clock(clock, vm)?;
        return Ok(with_class(day, clock, fold, zone, class, vm).into_value());
    }
    let parts = [
        day.year,
        day.month,
        day.day,
        clock.hour,
        clock.minute,
        clock.second,
        clock.microsecond,
    ];
    let mut values: Vec<Value> = parts.iter().map(|&part| Value::from_i32(part)).collect();
    values.push(zone.unwrap_or(Value::NONE));
    let mut names = Vec::new();
    if fold {
        names.push(vm.intern("fold").into_value());
        values.push(Value::from_i32(1));
    }
    class.as_value().call(Args::new(&values, &names), vm)
}

/// The moment that a value is.
pub(crate) fn moment(value: &Value) -> Option<&Ref<Date>> {
    value.downcast::<Date>().filter(|date| date.is_moment)
}

/// A moment so many microseconds later, of the same class and zone.
pub(crate) fn moved(moment: &Ref<Date>, difference: i128, vm: &mut Vm) -> PyResult {
    let moved = from_total(total(moment.day, moment.clock) + difference);
    let Some((day, clock)) = moved else {
        return Err(vm.overflow_error("date value out of range"));
    };
    let class = moment.class().clone();
    build(day, clock, false, moment.zone.clone(), &class, vm)
}

/// The offset of a moment from UTC in microseconds, if it has one.
pub(super) fn offset(moment: &Ref<Date>, vm: &mut Vm) -> PyResult<Option<i128>> {
    let found = offset_by(moment.zone.as_ref(), "utcoffset", moment.as_value(), vm)?;
    Ok(found.map(|offset| offset.total()))
}

/// Whether two moments have the same zone, or both none.
fn is_same_zone(left: &Date, right: &Date) -> bool {
    match (&left.zone, &right.zone) {
        (None, None) => true,
        (Some(left), Some(right)) => left.is(right),
        _ => false,
    }
}

/// Whether the offset of a moment would be another one if it were the other of two equal times:
/// such moments equal none in other zones (PEP 495).
fn is_ambiguous(moment: &Ref<Date>, offset: Option<i128>, vm: &mut Vm) -> PyResult<bool> {
    let other = plain(
        moment.day,
        moment.clock,
        !moment.fold,
        moment.zone.clone(),
        vm,
    );
    Ok(self::offset(&other, vm)? != offset)
}

/// Seconds after 1970, in the local zone, as day and time.
pub(super) fn local_fields(seconds: i64, vm: &mut Vm) -> PyResult<(Day, Clock)> {
    let found = clock_system::local(seconds);
    fields(found, vm)
}

/// As [`local_fields`], in UTC.
pub(super) fn universal_fields(seconds: i64, vm: &mut Vm) -> PyResult<(Day, Clock)> {
    let found = clock_system::universal(seconds);
    fields(found, vm)
}

fn fields(found: std::io::Result<clock_system::Moment>, vm: &mut Vm) -> PyResult<(Day, Clock)> {
    let found = match found {
        Ok(found) => found,
        Err(error) => return Err(vm.io_error(&error, None)),
    };
    let day = Day {
        year: i32::try_from(found.year).unwrap_or(i32::MAX),
        month: found.month + 1,
        day: found.day,
    };
    check_day(day, vm)?;
    let clock = Clock {
        hour: found.hour,
        minute: found.minute,
        // A leap second is the one before.
        second: found.second.min(59),
        microsecond: 0,
    };
    Ok((day, clock))
}

/// Seconds from 1970 to what the local clock shows so many seconds after 1970.
fn local_seconds(seconds: i64, vm: &mut Vm) -> PyResult<i64> {
    let (day, clock) = local_fields(seconds, vm)?;
    Ok(since_epoch(day, clock))
}

/// How far around a moment the other of two equal times is looked for, in seconds.
const MAX_FOLD: i64 = 24 * 3600;

/// Seconds after 1970 of a moment in the local zone (PEP 495).
pub(super) fn from_local(moment: &Date, vm: &mut Vm) -> PyResult<i64> {
    let shown = since_epoch(moment.day, moment.clock);
    let first = local_seconds(shown, vm)? - shown;
    let one = shown - first;
    let one_shown = local_seconds(one, vm)?;
    let second = if one_shown == shown {
        // That is a solution; there may be another with the offset of a day before or after.
        let other = if moment.fold {
            one + MAX_FOLD
        } else {
            one - MAX_FOLD
        };
        let second = local_seconds(other, vm)? - other;
        if first == second {
            return Ok(one);
        }
        second
    } else {
        one_shown - one
    };
    let two = shown - second;
    if local_seconds(two, vm)? == shown {
        return Ok(two);
    }
    if one_shown == shown {
        return Ok(one);
    }
    // The local clock never shows this: it is in a gap.
    Ok(match moment.fold {
        true => one.min(two),
        false => one.max(two),
    })
}

/// A moment of a timestamp, in the local zone or in UTC; the zone is not asked.
pub(super) fn from_timestamp(
    class: &Ref<Type>,
    (seconds, microsecond): (i64, i32),
    zone: Option<Value>,
    is_local: bool,
    vm: &mut Vm,
) -> PyResult {
    let (day, mut clock) = match is_local {
        true => local_fields(seconds, vm)?,
        false => universal_fields(seconds, vm)?,
    };
    clock.microsecond = microsecond;
    let mut fold = false;
    if is_local && zone.is_none() {
        let shown = since_epoch(day, clock);
        // Before the first years nothing is known of zones.
        if shown - MAX_FOLD > since_epoch(FIRST_SURE_DAY, Clock::default()) {
            let before = local_seconds(seconds - MAX_FOLD, vm)?;
            let transition = shown - before - MAX_FOLD;
            if transition < 0 {
                fold = local_seconds(seconds + transition, vm)? == shown;
            }
        }
    }
    build(day, clock, fold, zone, class, vm)
}

/// From here on a day earlier exists.
const FIRST_SURE_DAY: Day = Day {
    year: 1,
    month: 1,
    day: 3,
};

/// A moment: a date, a time of that day, perhaps a time zone.
///
/// datetime(year, month, day[, hour[, minute[, second[, microsecond[, tzinfo]]]]])
///
/// What is left out is zero, and the time zone None. All numbers are ints.
#[native_class(
    name = "datetime.datetime",
    base = Date,
    payload = Date,
    flags(base),
    methods(DateTime::METHODS)
)]
impl DateTime {
    #[new(
        signature = "(year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>, hour=<unrepresentable>, minute=<unrepresentable>, second=<unrepresentable>, microsecond=<unrepresentable>, tzinfo=None, *, fold=<unrepresentable>)",
        hidden
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parameters of the class"
    )]
    fn new(
        class: &Ref<Type>,
        year: Option<&Value>,
        month: Option<&Value>,
        day: Option<&Value>,
        hour: Option<&Value>,
        minute: Option<&Value>,
        second: Option<&Value>,
        microsecond: Option<&Value>,
        tzinfo: &Value,
        fold: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Date>> {
        let Some(year) = year else {
            return Err(missing("year", 1, vm));
        };
        // The bytes of a pickle, and perhaps a zone.
        if day.is_none() && (year.has_payload::<Bytes>() || year.has_payload::<Str>()) {
            if let Some(state) = state_of(year, 10)
                && (1..=12).contains(&(state[2] & 0x7f))
            {
                return from_state(class, &state, month, vm);
            }
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
        let clock = Clock {
            hour: int_or(hour, 0, vm)?,
            minute: int_or(minute, 0, vm)?,
            second: int_or(second, 0, vm)?,
            microsecond: int_or(microsecond, 0, vm)?,
        };
        let fold = int_or(fold, 0, vm)?;
        check_day(day, vm)?;
        check_clock(clock, vm)?;
        let fold = fold_argument(Some(&Value::from_i32(fold)), false, vm)?;
        let zone = zone_argument(tzinfo, vm)?;
        Ok(with_class(day, clock, fold, zone, class, vm))
    }

    #[slot]
    fn repr(this: &Ref<Date>, vm: &mut Vm) -> PyResult<String> {
        let class = shown_class(this.class(), "datetime", vm);
        let (Day { year, month, day }, clock) = (this.day, this.clock);
        let (hour, minute) = (clock.hour, clock.minute);
        let mut text = format!("{class}({year}, {month}, {day}, {hour}, {minute}");
        if clock.second != 0 || clock.microsecond != 0 {
            text += &format!(", {}", clock.second);
        }
        if clock.microsecond != 0 {
            text += &format!(", {}", clock.microsecond);
        }
        if this.fold {
            text += ", fold=1";
        }
        if let Some(zone) = &this.zone {
            text += &format!(", tzinfo={}", zone.repr(vm)?.to_string_lossy());
        }
        Ok(text + ")")
    }

    #[slot]
    fn str(this: &Ref<Date>, vm: &mut Vm) -> PyResult {
        // A subclass may have another `isoformat`.
        let (name, space) = (vm.intern("isoformat"), vm.new_str(" "));
        this.as_value().call_method(&name, &[space], vm)
    }

    #[slot]
    fn hash(this: &Ref<Date>, vm: &mut Vm) -> PyResult<i64> {
        if let Some(hash) = this.hash.get() {
            return Ok(hash);
        }
        // The zone is asked as if there were one such time.
        let first = match this.fold {
            true => plain(this.day, this.clock, false, this.zone.clone(), vm),
            false => this.clone(),
        };
        let offset = offset(&first, vm)?.unwrap_or(0);
        let hash = hash_of(total(this.day, this.clock) - offset);
        this.hash.set(Some(hash));
        Ok(hash)
    }

    #[slot]
    fn compare(this: &Ref<Date>, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let Some(other) = moment(other) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let order = (this.day, this.clock).cmp(&(other.day, other.clock));
        if is_same_zone(this, other) {
            return Ok(Value::bool(ordered(order, op)));
        }
        let is_equality = matches!(op, CompareOperator::Equal | CompareOperator::NotEqual);
        let (left, right) = (offset(this, vm)?, offset(other, vm)?);
        let order = match (left, right) {
            _ if left == right => order,
            (Some(left), Some(right)) => {
                let left = total(this.day, this.clock) - left;
                left.cmp(&(total(other.day, other.clock) - right))
            }
            _ if is_equality => return Ok(Value::bool(op == CompareOperator::NotEqual)),
            _ => {
                let message = "can't compare offset-naive and offset-aware datetimes";
                return Err(vm.type_error(message));
            }
        };
        if is_equality
            && order.is_eq()
            && (is_ambiguous(this, left, vm)? || is_ambiguous(other, right, vm)?)
        {
            return Ok(Value::bool(op == CompareOperator::NotEqual));
        }
        Ok(Value::bool(ordered(order, op)))
    }

    #[slot]
    fn add(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let (moment, delta) = match (moment(left), moment(right)) {
            (Some(moment), None) => (moment, right.downcast::<Delta>()),
            (None, Some(moment)) => (moment, left.downcast::<Delta>()),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        match delta {
            Some(delta) => moved(moment, delta.total(), vm),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[slot]
    fn subtract(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let Some(this) = moment(left) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if let Some(delta) = right.downcast::<Delta>() {
            return moved(this, -delta.total(), vm);
        }
        let Some(other) = moment(right) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let mut difference = total(this.day, this.clock) - total(other.day, other.clock);
        if !is_same_zone(this, other) {
            difference -= match (offset(this, vm)?, offset(other, vm)?) {
                (None, None) => 0,
                (Some(left), Some(right)) => left - right,
                _ => {
                    let message = "can't subtract offset-naive and offset-aware datetimes";
                    return Err(vm.type_error(message));
                }
            };
        }
        Ok(Delta::of(difference, vm)?.into_value())
    }
}

/// A moment of the bytes of a pickle, and perhaps a zone.
fn from_state(
    class: &Ref<Type>,
    state: &[u8],
    zone: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<Ref<Date>> {
    let zone = match zone {
        None => None,
        Some(zone) => match zone_argument(zone, vm) {
            Ok(zone) => zone,
            Err(_) => return Err(vm.type_error("bad tzinfo state arg")),
        },
    };
    let day = Day {
        year: i32::from(state[0]) * 256 + i32::from(state[1]),
        month: i32::from(state[2] & 0x7f),
        day: state[3].into(),
    };
    // What else is in the bytes is not looked at: pickles are trusted.
    let (clock, _) = clock_of_state(&state[4..]);
    let fold = state[2] & 0x80 != 0;
    Ok(with_class(day, clock, fold, zone, class, vm))
}
