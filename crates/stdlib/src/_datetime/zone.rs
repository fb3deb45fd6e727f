//! The classes `tzinfo` and `timezone`, and what is asked of zones.

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::calendar::{DAY, SECOND};
use super::date::Date;
use super::date_time;
use super::delta::{Delta, hash_of};
use crate::_zoneinfo::{Table, period_of};

/// A fixed offset from UTC.
#[derive(Clone, Traverse)]
pub(super) struct Fixed {
    pub(super) offset: Ref<Delta>,
    name: Option<Ref<Str>>,
}

/// What time zones derive from. A zone tells its offset, its summer time and its name.
#[derive(Payload)]
pub(crate) struct TzInfo {
    kind: Kind,
}

/// How a zone knows what it is asked for.
#[derive(Traverse)]
enum Kind {
    /// Its class has methods for it.
    Open,
    /// An object of `timezone`.
    Fixed(Fixed),
    /// An object of `zoneinfo.ZoneInfo`.
    Table(Box<Table>),
}

impl TzInfo {
    /// What an object of `timezone` holds.
    fn fixed(&self) -> Option<&Fixed> {
        match &self.kind {
            Kind::Fixed(fixed) => Some(fixed),
            _ => None,
        }
    }

    /// What an object of `zoneinfo.ZoneInfo` holds.
    pub(crate) fn table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// A zone of a table, of a class that inherits from `zoneinfo.ZoneInfo`.
    pub(crate) fn with_table(table: Table, class: &Ref<Type>, vm: &mut Vm) -> Ref<TzInfo> {
        let kind = Kind::Table(Box::new(table));
        Ref::with_class(TzInfo { kind }, class, vm)
    }
}

/// A zone that is always equally far from UTC, with or without a name of its own.
pub(super) struct TimeZone;

/// Whether an offset is less than a day, in both directions.
fn check_offset(offset: &Ref<Delta>, vm: &mut Vm) -> PyResult<()> {
    if (-DAY + 1..DAY).contains(&offset.total()) {
        return Ok(());
    }
    let shown = offset.as_value().repr(vm)?.to_string_lossy().into_owned();
    Err(vm.value_error(format!(
        "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {shown}"
    )))
}

/// `timezone.utc`
pub(super) fn utc(vm: &mut Vm) -> PyResult<Ref<TzInfo>> {
    if let Some(utc) = &vm.module_state::<super::_datetime::State>().utc {
        return Ok(utc.clone());
    }
    let offset = Delta::of(0, vm)?;
    let class = TimeZone::class(vm).clone();
    let kind = Kind::Fixed(Fixed { offset, name: None });
    let utc = Ref::with_class(TzInfo { kind }, &class, vm);
    vm.module_state::<super::_datetime::State>().utc = Some(utc.clone());
    Ok(utc)
}

/// A zone of a fixed offset; `timezone.utc` for none.
pub(super) fn fixed_zone(
    offset: &Ref<Delta>,
    name: Option<&Ref<Str>>,
    vm: &mut Vm,
) -> PyResult<Ref<TzInfo>> {
    if name.is_none() && offset.total() == 0 {
        return utc(vm);
    }
    check_offset(offset, vm)?;
    let class = TimeZone::class(vm).clone();
    let kind = Kind::Fixed(Fixed {
        offset: offset.clone(),
        name: name.cloned(),
    });
    Ok(Ref::with_class(TzInfo { kind }, &class, vm))
}

/// A zone by its offset in microseconds.
pub(super) fn zone_of(offset: i128, vm: &mut Vm) -> PyResult<Value> {
    let offset = Delta::of(offset, vm)?;
    Ok(fixed_zone(&offset, None, vm)?.into_value())
}

/// An argument that is a zone or None.
pub(super) fn zone_argument(value: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    if value.is_none() {
        return Ok(None);
    }
    if value.has_payload::<TzInfo>() {
        return Ok(Some(value.clone()));
    }
    let given = value.type_name(vm);
    Err(vm.type_error(format!(
        "tzinfo argument must be None or of a tzinfo subclass, not type '{given}'"
    )))
}

/// What `utcoffset` or `dst` of a zone says for an argument.
pub(super) fn offset_by(
    zone: Option<&Value>,
    method: &str,
    argument: &Value,
    vm: &mut Vm,
) -> PyResult<Option<Ref<Delta>>> {
    let Some(zone) = zone else {
        return Ok(None);
    };
    if let Some(zone) = zone.downcast::<TzInfo>() {
        if let Some(fixed) = zone.fixed() {
            return Ok((method == "utcoffset").then(|| fixed.offset.clone()));
        }
        if let Some(period) = period_of(zone, argument, vm)? {
            let offset = match method {
                "utcoffset" => &period.offset,
                _ => &period.summer,
            };
            check_offset(offset, vm)?;
            return Ok(Some(offset.clone()));
        }
    }
    let name = vm.intern(method);
    let offset = zone.call_method(&name, std::slice::from_ref(argument), vm)?;
    if offset.is_none() {
        return Ok(None);
    }
    match offset.downcast_into::<Delta>() {
        Ok(offset) => {
            check_offset(&offset, vm)?;
            Ok(Some(offset))
        }
        Err(offset) => {
            let given = offset.type_name(vm);
            Err(vm.type_error(format!(
                "tzinfo.{method}() must return None or timedelta, not '{given}'"
            )))
        }
    }
}

/// What `tzname` of a zone says for an argument: a str or None.
pub(super) fn name_by(zone: Option<&Value>, argument: &Value, vm: &mut Vm) -> PyResult {
    let Some(zone) = zone else {
        return Ok(Value::NONE);
    };
    if let Some(fixed) = zone.downcast::<TzInfo>().and_then(|zone| zone.fixed()) {
        return fixed_name(fixed, vm);
    }
    let name = vm.intern("tzname");
    let found = zone.call_method(&name, std::slice::from_ref(argument), vm)?;
    if found.is_none() || found.has_payload::<Str>() {
        return Ok(found);
    }
    let given = found.type_name(vm);
    Err(vm.type_error(format!(
        "tzinfo.tzname() must return None or a string, not '{given}'"
    )))
}

/// An offset as text: `+02:00`, with what stands between the numbers.
pub(super) fn offset_text(offset: &Delta, between: &str) -> String {
    let total = offset.total();
    let sign = if total < 0 { '-' } else { '+' };
    let (seconds, microseconds) = (total.abs() / SECOND, total.abs() % SECOND);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{sign}{hours:02}{between}{minutes:02}");
    if rest != 0 || microseconds != 0 {
        text += &format!("{between}{rest:02}");
    }
    if microseconds != 0 {
        text += &format!(".{microseconds:06}");
    }
    text
}

fn fixed_name(fixed: &Fixed, vm: &mut Vm) -> PyResult {
    if let Some(name) = &fixed.name {
        return Ok(name.to_value());
    }
    if fixed.offset.total() == 0 {
        return Ok(vm.new_str("UTC"));
    }
    let text = format!("UTC{}", offset_text(&fixed.offset, ":"));
    Ok(vm.new_str(&text))
}

fn not_implemented(method: &str, vm: &mut Vm) -> Raised {
    vm.not_implemented_error(format!("a tzinfo subclass must implement {method}()"))
}

/// A datetime whose zone this is, as the argument of `fromutc`.
pub(crate) fn own_moment<'a>(
    this: &Ref<TzInfo>,
    argument: &'a Value,
    vm: &mut Vm,
) -> PyResult<&'a Ref<Date>> {
    let moment = argument.downcast::<Date>().filter(|date| date.is_moment);
    let Some(moment) = moment else {
        return Err(vm.type_error("fromutc: argument must be a datetime"));
    };
    if !moment.zone.as_ref().is_some_and(|zone| this.is_value(zone)) {
        return Err(vm.value_error("fromutc: dt.tzinfo is not self"));
    }
    Ok(moment)
}

#[native_class(name = "datetime.tzinfo", flags(base))]
impl TzInfo {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<TzInfo> {
        Ref::with_class(TzInfo { kind: Kind::Open }, class, vm)
    }

    /// Returns the zone's name at a moment: for subclasses to define.
    #[method(signature = "($self, object, /)")]
    fn tzname(_this: &Ref<TzInfo>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        let _ = object;
        Err(not_implemented("tzname", vm))
    }

    /// Returns how far the zone is ahead of UTC at a moment: for subclasses to define.
    #[method(signature = "($self, object, /)")]
    fn utcoffset(_this: &Ref<TzInfo>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        let _ = object;
        Err(not_implemented("utcoffset", vm))
    }

    /// Returns what summer time adds at a moment: for subclasses to define.
    #[method(signature = "($self, object, /)")]
    fn dst(_this: &Ref<TzInfo>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        let _ = object;
        Err(not_implemented("dst", vm))
    }

    /// Returns a moment told in UTC as the zone tells it.
    #[method(signature = "($self, object, /)")]
    fn fromutc(this: &Ref<TzInfo>, object: &Value, vm: &mut Vm) -> PyResult {
        let moment = own_moment(this, object, vm)?;
        let zone = Some(this.as_value());
        let Some(offset) = offset_by(zone, "utcoffset", object, vm)? else {
            return Err(vm.value_error("fromutc: non-None utcoffset() result required"));
        };
        let Some(summer) = offset_by(zone, "dst", object, vm)? else {
            return Err(vm.value_error("fromutc: non-None dst() result required"));
        };
        let difference = offset.total() - summer.total();
        let result = date_time::moved(moment, difference, vm)?;
        let Some(summer) = offset_by(zone, "dst", &result, vm)? else {
            return Err(
                vm.value_error("fromutc: tz.dst() gave inconsistent results; cannot convert")
            );
        };
        if summer.total() == 0 {
            return Ok(result);
        }
        let result = result.downcast::<Date>().expect("it is a datetime").clone();
        date_time::moved(&result, summer.total(), vm)
    }

    /// Returns what copy and pickle make the zone again from.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<TzInfo>, vm: &mut Vm) -> PyResult {
        let object = this.as_value();
        let name = vm.intern("__getinitargs__");
        let args = match object.get_attribute_optional(&name, vm)? {
            Some(method) => method.call_positional(&[], vm)?,
            None => Tuple::new(Vec::new(), vm).into_value(),
        };
        let name = vm.names.__getstate__.clone();
        let state = object.call_method(&name, &[], vm)?;
        let parts = vec![this.class().to_value(), args, state];
        Ok(Tuple::new(parts, vm).into_value())
    }
}

/// The offset of an object of `timezone`.
fn fixed(this: &Ref<TzInfo>) -> &Fixed {
    this.fixed().expect("objects of timezone have an offset")
}

/// Raises `TypeError` for what is neither a datetime nor None.
fn check_argument(method: &str, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let is_moment = value.downcast::<Date>().is_some_and(|date| date.is_moment);
    if value.is_none() || is_moment {
        return Ok(());
    }
    let given = value.type_name(vm);
    Err(vm.type_error(format!(
        "{method}(dt) argument must be a datetime instance or None, not {given}"
    )))
}

/// A zone that is always equally far from UTC, with or without a name of its own.
#[native_class(name = "datetime.timezone", base = TzInfo, payload = TzInfo)]
impl TimeZone {
    #[new(signature = "(offset, name=<unrepresentable>)", hidden)]
    fn new(
        _class: &Ref<Type>,
        offset: &Value,
        name: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<TzInfo>> {
        let Some(offset) = offset.downcast::<Delta>() else {
            let given = offset.type_name(vm);
            let message = format!("timezone() argument 1 must be datetime.timedelta, not {given}");
            return Err(vm.type_error(message));
        };
        let name = match name {
            None => None,
            Some(name) => match name.downcast::<Str>() {
                Some(name) => Some(name),
                None => {
                    let given = match name.is_none() {
                        true => "None".to_owned(),
                        false => name.type_name(vm),
                    };
                    let message = format!("timezone() argument 2 must be str, not {given}");
                    return Err(vm.type_error(message));
                }
            },
        };
        fixed_zone(offset, name, vm)
    }

    #[slot]
    fn repr(this: &Ref<TzInfo>, vm: &mut Vm) -> PyResult<String> {
        let is_utc = {
            let utc = utc(vm)?;
            utc.is(this)
        };
        if is_utc {
            return Ok("datetime.timezone.utc".to_owned());
        }
        let fixed = fixed(this);
        let offset = fixed
            .offset
            .as_value()
            .repr(vm)?
            .to_string_lossy()
            .into_owned();
        match &fixed.name {
            None => Ok(format!("datetime.timezone({offset})")),
            Some(name) => {
                let name = name.as_value().repr(vm)?.to_string_lossy().into_owned();
                Ok(format!("datetime.timezone({offset}, {name})"))
            }
        }
    }

    #[slot]
    fn str(this: &Ref<TzInfo>, vm: &mut Vm) -> PyResult {
        fixed_name(fixed(this), vm)
    }

    #[slot]
    fn hash(this: &Ref<TzInfo>) -> i64 {
        hash_of(fixed(this).offset.total())
    }

    #[slot]
    fn compare(this: &Ref<TzInfo>, other: &Value, op: CompareOperator) -> Value {
        let other = other.downcast::<TzInfo>().and_then(|other| other.fixed());
        let Some(other) = other else {
            return Value::NOT_IMPLEMENTED;
        };
        let is_equal = fixed(this).offset.total() == other.offset.total();
        match op {
            CompareOperator::Equal => Value::bool(is_equal),
            CompareOperator::NotEqual => Value::bool(!is_equal),
            _ => Value::NOT_IMPLEMENTED,
        }
    }

    /// Returns the name the zone was given, otherwise one like 'UTC+01:00'.
    #[method(signature = "($self, object, /)")]
    fn tzname(this: &Ref<TzInfo>, object: &Value, vm: &mut Vm) -> PyResult {
        check_argument("tzname", object, vm)?;
        fixed_name(fixed(this), vm)
    }

    /// Returns the offset, whatever the moment.
    #[method(signature = "($self, object, /)")]
    fn utcoffset(this: &Ref<TzInfo>, object: &Value, vm: &mut Vm) -> PyResult<Ref<Delta>> {
        check_argument("utcoffset", object, vm)?;
        Ok(fixed(this).offset.clone())
    }

    /// Returns None: there is no summer time.
    #[method(signature = "($self, object, /)")]
    fn dst(_this: &Ref<TzInfo>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        check_argument("dst", object, vm)
    }

    /// Returns a moment told in UTC as the zone tells it.
    #[method(signature = "($self, object, /)")]
    fn fromutc(this: &Ref<TzInfo>, object: &Value, vm: &mut Vm) -> PyResult {
        let moment = own_moment(this, object, vm)?;
        date_time::moved(moment, fixed(this).offset.total(), vm)
    }

    /// Returns the arguments that make the zone again.
    #[method(signature = "($self, /)")]
    fn __getinitargs__(this: &Ref<TzInfo>, vm: &mut Vm) -> Ref<Tuple> {
        let fixed = fixed(this);
        let mut args = vec![fixed.offset.to_value()];
        args.extend(fixed.name.as_ref().map(Ref::to_value));
        Tuple::new(args, vm)
    }
}
