//! The class `time`.

use std::cell::Cell;

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::calendar::{Clock, Day};
use super::date::{formatted, int, int_or, invalid_text, parsed, state_of, text};
use super::delta::{hash_of, ordered, shown_class};
use super::format::{Formatted, clock_text, struct_time};
use super::parse;
use super::zone::{name_by, offset_by, offset_text, zone_argument, zone_of};

/// A time of day, perhaps with a time zone.
///
/// time([hour[, minute[, second[, microsecond[, tzinfo]]]]])
///
/// What is left out is zero, and the time zone None. All numbers are ints.
#[derive(Payload)]
pub(super) struct Time {
    #[payload(skip)]
    pub(super) clock: Clock,
    pub(super) fold: bool,
    pub(super) zone: Option<Value>,
    #[payload(skip)]
    hash: Cell<Option<i64>>,
}

/// Raises `ValueError` for a time that does not exist.
pub(super) fn check_clock(clock: Clock, vm: &mut Vm) -> PyResult<()> {
    let bounds = [
        ("hour", clock.hour, 23),
        ("minute", clock.minute, 59),
        ("second", clock.second, 59),
        ("microsecond", clock.microsecond, 999_999),
    ];
    for (name, value, most) in bounds {
        if !(0..=most).contains(&value) {
            return Err(vm.value_error(format!("{name} must be in 0..{most}, not {value}")));
        }
    }
    Ok(())
}

/// An argument `fold`.
pub(super) fn fold_argument(value: Option<&Value>, default: bool, vm: &mut Vm) -> PyResult<bool> {
    match value {
        None => Ok(default),
        Some(value) => match int(value, vm)? {
            0 => Ok(false),
            1 => Ok(true),
            fold => Err(vm.value_error(format!("fold must be either 0 or 1, not {fold}"))),
        },
    }
}

/// An object of `time` itself.
pub(super) fn plain(clock: Clock, fold: bool, zone: Option<Value>, vm: &mut Vm) -> Ref<Time> {
    let class = Time::class(vm).clone();
    with_class(clock, fold, zone, &class, vm)
}

fn with_class(
    clock: Clock,
    fold: bool,
    zone: Option<Value>,
    class: &Ref<Type>,
    vm: &mut Vm,
) -> Ref<Time> {
    let time = Time {
        clock,
        fold,
        zone,
        hash: Cell::new(None),
    };
    Ref::with_class(time, class, vm)
}

/// A time as an object of the class, which is called if it is a subclass.
fn build(
    clock: Clock,
    fold: bool,
    zone: Option<Value>,
    class: &Ref<Type>,
    vm: &mut Vm,
) -> PyResult {
    if class.is(Time::class(vm)) {
        check_clock(clock, vm)?;
        return Ok(with_class(clock, fold, zone, class, vm).into_value());
    }
    let parts = [clock.hour, clock.minute, clock.second, clock.microsecond];
    let mut values: Vec<Value> = parts.iter().map(|&part| Value::from_i32(part)).collect();
    values.push(zone.unwrap_or(Value::NONE));
    let mut names = Vec::new();
    if fold {
        names.push(vm.intern("fold").into_value());
        values.push(Value::from_i32(1));
    }
    class.as_value().call(Args::new(&values, &names), vm)
}

/// A time from 00:00 on of the bytes of a pickle.
pub(super) fn clock_of_state(state: &[u8]) -> (Clock, bool) {
    let number = |index: usize| i32::from(state[index]);
    let clock = Clock {
        hour: number(0) & 0x7f,
        minute: number(1),
        second: number(2),
        microsecond: number(3) << 16 | number(4) << 8 | number(5),
    };
    (clock, state[0] & 0x80 != 0)
}

/// The bytes of a pickle.
pub(super) fn state_of_clock(clock: Clock) -> [u8; 6] {
    let [_, high, middle, low] = clock.microsecond.to_be_bytes();
    let (hour, minute, second) = (clock.hour as u8, clock.minute as u8, clock.second as u8);
    [hour, minute, second, high, middle, low]
}

/// Makes 24:00 to 00:00, and says whether it was that.
pub(super) fn at_midnight(clock: &mut Clock, vm: &mut Vm) -> PyResult<bool> {
    if clock.hour != 24 {
        return Ok(false);
    }
    if clock.minute != 0 || clock.second != 0 || clock.microsecond != 0 {
        return Err(vm.value_error("minute, second, and microsecond must be 0 when hour is 24"));
    }
    clock.hour = 0;
    Ok(true)
}

impl Time {
    fn offset(&self, vm: &mut Vm) -> PyResult<Option<i128>> {
        let offset = offset_by(self.zone.as_ref(), "utcoffset", &Value::NONE, vm)?;
        Ok(offset.map(|offset| offset.total()))
    }

    fn reduced(this: &Ref<Time>, protocol: i64, vm: &mut Vm) -> PyResult {
        let mut state = state_of_clock(this.clock);
        if protocol > 3 && this.fold {
            state[0] |= 0x80;
        }
        let mut args = vec![vm.new_bytes(&state)];
        args.extend(this.zone.clone());
        let args = Tuple::new(args, vm).into_value();
        let parts = vec![this.class().to_value(), args];
        Ok(Tuple::new(parts, vm).into_value())
    }
}

#[native_class(name = "datetime.time", flags(base))]
impl Time {
    #[new(
        signature = "(hour=<unrepresentable>, minute=<unrepresentable>, second=<unrepresentable>, microsecond=<unrepresentable>, tzinfo=None, *, fold=<unrepresentable>)",
        hidden
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parameters of the class"
    )]
    fn new(
        class: &Ref<Type>,
        hour: Option<&Value>,
        minute: Option<&Value>,
        second: Option<&Value>,
        microsecond: Option<&Value>,
        tzinfo: &Value,
        fold: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Time>> {
        // The bytes of a pickle, and perhaps a zone.
        if let Some(state) = hour
            && second.is_none()
            && (state.has_payload::<Bytes>() || state.has_payload::<Str>())
            && let Some(bytes) = state_of(state, 6)
            && bytes[0] & 0x7f < 24
        {
            let zone = match minute {
                None => None,
                Some(zone) => match zone_argument(zone, vm) {
                    Ok(zone) => zone,
                    Err(_) => return Err(vm.type_error("bad tzinfo state arg")),
                },
            };
            let (clock, fold) = clock_of_state(&bytes);
            return Ok(with_class(clock, fold, zone, class, vm));
        }
        let clock = Clock {
            hour: int_or(hour, 0, vm)?,
            minute: int_or(minute, 0, vm)?,
            second: int_or(second, 0, vm)?,
            microsecond: int_or(microsecond, 0, vm)?,
        };
        let fold = int_or(fold, 0, vm)?;
        check_clock(clock, vm)?;
        let fold = fold_argument(Some(&Value::from_i32(fold)), false, vm)?;
        let zone = zone_argument(tzinfo, vm)?;
        Ok(with_class(clock, fold, zone, class, vm))
    }

    #[slot]
    fn repr(this: &Ref<Time>, vm: &mut Vm) -> PyResult<String> {
        let class = shown_class(this.class(), "time", vm);
        let Clock {
            hour,
            minute,
            second,
            microsecond,
        } = this.clock;
        let mut text = format!("{class}({hour}, {minute}");
        if second != 0 || microsecond != 0 {
            text += &format!(", {second}");
        }
        if microsecond != 0 {
            text += &format!(", {microsecond}");
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
    fn str(this: &Ref<Time>, vm: &mut Vm) -> PyResult {
        let name = vm.intern("isoformat");
        this.as_value().call_method(&name, &[], vm)
    }

    #[slot]
    fn hash(this: &Ref<Time>, vm: &mut Vm) -> PyResult<i64> {
        if let Some(hash) = this.hash.get() {
            return Ok(hash);
        }
        // The zone is asked as if there were one such time.
        let first = match this.fold {
            true => plain(this.clock, false, this.zone.clone(), vm),
            false => this.clone(),
        };
        let offset = first.offset(vm)?.unwrap_or(0);
        let hash = hash_of(this.clock.microseconds() - offset);
        this.hash.set(Some(hash));
        Ok(hash)
    }

    #[slot]
    fn compare(this: &Ref<Time>, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let Some(other) = other.downcast::<Time>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let is_same_zone = match (&this.zone, &other.zone) {
            (None, None) => true,
            (Some(left), Some(right)) => left.is(right),
            _ => false,
        };
        if is_same_zone {
            return Ok(Value::bool(ordered(this.clock.cmp(&other.clock), op)));
        }
        let offsets = (this.offset(vm)?, other.offset(vm)?);
        let order = match offsets {
            (None, None) => this.clock.cmp(&other.clock),
            (Some(left), Some(right)) => {
                let left = this.clock.microseconds() - left;
                left.cmp(&(other.clock.microseconds() - right))
            }
            _ => {
                return match op {
                    CompareOperator::Equal => Ok(Value::FALSE),
                    CompareOperator::NotEqual => Ok(Value::TRUE),
                    _ => Err(vm.type_error("can't compare offset-naive and offset-aware times")),
                };
            }
        };
        Ok(Value::bool(ordered(order, op)))
    }

    /// Returns the time of day that a string describes in a format of ISO 8601.
    #[class_method(signature = "($type, object, /)")]
    fn fromisoformat(class: &Ref<Type>, object: &Value, vm: &mut Vm) -> PyResult {
        let Some(text) = object.downcast::<Str>() else {
            return Err(vm.type_error("fromisoformat: argument must be str"));
        };
        let bytes = text.as_bytes();
        let bytes = bytes.strip_prefix(b"T").unwrap_or(bytes);
        let Some(found) = parse::time(bytes) else {
            return Err(invalid_text(text, vm));
        };
        let mut clock = found.clock;
        at_midnight(&mut clock, vm)?;
        let zone = match found.offset {
            Some(offset) => Some(zone_of(offset.into(), vm)?),
            None => None,
        };
        build(clock, false, zone, class, vm)
    }

    /// Reads a time from a string by the format, whose codes are those of time.strptime().
    #[class_method(signature = "($type, string, format, /)", hidden)]
    fn strptime(class: &Ref<Type>, string: &Value, format: &Value, vm: &mut Vm) -> PyResult {
        parsed("_strptime_datetime_time", class, string, format, vm)
    }

    /// Returns the time as ISO 8601 writes it, HH:MM:SS.ffffff+HH:MM.
    ///
    /// timespec says where it ends: at 'hours', 'minutes', 'seconds', 'milliseconds' or
    /// 'microseconds'; with 'auto' microseconds are left out if zero.
    #[method(signature = "($self, timespec='auto')", hidden)]
    fn isoformat(this: &Ref<Time>, timespec: &str, vm: &mut Vm) -> PyResult<String> {
        let Some(mut text) = clock_text(this.clock, timespec) else {
            return Err(vm.value_error("Unknown timespec value"));
        };
        if let Some(offset) = offset_by(this.zone.as_ref(), "utcoffset", &Value::NONE, vm)? {
            text += &offset_text(&offset, ":");
        }
        Ok(text)
    }

    /// Returns a text made by the format, whose codes are those of time.strftime().
    #[method(signature = "($self, format)", hidden)]
    fn strftime(this: &Ref<Time>, format: &Value, vm: &mut Vm) -> PyResult {
        let format = text(format, "strftime", 1, vm)?;
        let day = Day {
            year: 1900,
            month: 1,
            day: 1,
        };
        let tuple = struct_time(day, this.clock, -1, vm)?;
        let zone = this.zone.clone();
        let formatted = Formatted {
            object: this.as_value(),
            zone: zone.as_ref(),
            argument: &Value::NONE,
            microsecond: this.clock.microsecond,
            year: day.year,
        };
        formatted.text(format, &tuple, vm)
    }

    /// Returns strftime() of the format, or str() where that is empty.
    #[method(signature = "($self, format_spec, /)", hidden)]
    fn __format__(this: &Ref<Time>, format_spec: &Value, vm: &mut Vm) -> PyResult {
        formatted(this.as_value(), format_spec, vm)
    }

    /// Returns how far local time is ahead of UTC, as the time zone says; None without one.
    #[method(signature = "($self, /)")]
    fn utcoffset(this: &Ref<Time>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let offset = offset_by(this.zone.as_ref(), "utcoffset", &Value::NONE, vm)?;
        Ok(Some(offset.map_or(Value::NONE, Ref::into_value)))
    }

    /// Returns what summer time adds, as the time zone says; None without one.
    #[method(signature = "($self, /)")]
    fn dst(this: &Ref<Time>, vm: &mut Vm) -> PyResult {
        let offset = offset_by(this.zone.as_ref(), "dst", &Value::NONE, vm)?;
        Ok(offset.map_or(Value::NONE, Ref::into_value))
    }

    /// Returns how the time zone calls itself; None without one.
    #[method(signature = "($self, /)")]
    fn tzname(this: &Ref<Time>, vm: &mut Vm) -> PyResult {
        name_by(this.zone.as_ref(), &Value::NONE, vm)
    }

    /// Returns a copy of the time in which the given fields are other ones.
    #[method(
        signature = "($self, /, hour=<unrepresentable>, minute=<unrepresentable>, second=<unrepresentable>, microsecond=<unrepresentable>, tzinfo=<unrepresentable>, *, fold=<unrepresentable>)",
        text = "($self, /, hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)"
    )]
    #[method(
        name = "__replace__",
        signature = "($self, /, hour=<unrepresentable>, minute=<unrepresentable>, second=<unrepresentable>, microsecond=<unrepresentable>, tzinfo=<unrepresentable>, *, fold=<unrepresentable>)",
        text = "($self, /, **changes)"
    )]
    #[expect(clippy::too_many_arguments, reason = "they are the fields")]
    fn replace(
        this: &Ref<Time>,
        hour: Option<&Value>,
        minute: Option<&Value>,
        second: Option<&Value>,
        microsecond: Option<&Value>,
        tzinfo: Option<&Value>,
        fold: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
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
        build(clock, fold, zone, &this.class().clone(), vm)
    }

    /// __reduce_ex__(proto) -> (cls, state)
    #[method(signature = "($self, proto, /)", hidden)]
    fn __reduce_ex__(this: &Ref<Time>, proto: i64, vm: &mut Vm) -> PyResult {
        Time::reduced(this, proto, vm)
    }

    /// __reduce__() -> (cls, state)
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Time>, vm: &mut Vm) -> PyResult {
        Time::reduced(this, 2, vm)
    }

    #[getter]
    fn hour(this: &Ref<Time>) -> i32 {
        this.clock.hour
    }

    #[getter]
    fn minute(this: &Ref<Time>) -> i32 {
        this.clock.minute
    }

    #[getter]
    fn second(this: &Ref<Time>) -> i32 {
        this.clock.second
    }

    #[getter]
    fn microsecond(this: &Ref<Time>) -> i32 {
        this.clock.microsecond
    }

    #[getter]
    fn tzinfo(this: &Ref<Time>) -> Value {
        this.zone.clone().unwrap_or(Value::NONE)
    }

    #[getter]
    fn fold(this: &Ref<Time>) -> i32 {
        this.fold.into()
    }
}
