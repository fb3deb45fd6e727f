//! The class `ZoneInfo`.

use rpy_bytecode::BinaryOperator;
use rpy_macros::native_class;
use rpy_vm::builtins::str::StrBuilder;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::_zoneinfo::{Others, others};
use super::cache;
use super::table::{Moment, Period, Source, Table};
use crate::_datetime::calendar::since_epoch;
use crate::_datetime::date_time;
use crate::_datetime::zone::{TzInfo, own_moment};

/// A time zone of the IANA database.
pub(super) struct ZoneInfo;

fn table(this: &Ref<TzInfo>) -> &Table {
    this.table().expect("objects of ZoneInfo have a table")
}

/// The number that an object has as an attribute.
fn number(object: &Value, name: &str, vm: &mut Vm) -> PyResult<i64> {
    let name = vm.intern(name);
    let number = object.get_attribute(&name, vm)?;
    i64::from_argument(&number, vm)
}

/// A moment by the clock that it is told by.
fn moment(object: &Value, vm: &mut Vm) -> PyResult<Moment> {
    let own = date_time::moment(object);
    if let Some(own) = own
        && date_time::is_own(own.class(), vm)
    {
        return Ok(Moment {
            seconds: since_epoch(own.day, own.clock),
            year: own.day.year,
            fold: own.fold,
        });
    }
    // A subclass may tell it in another way.
    let name = vm.intern("toordinal");
    let day = object.call_method(&name, &[], vm)?;
    let day = i64::from_argument(&day, vm)?;
    let mut seconds = day.wrapping_sub(719_163).wrapping_mul(86_400);
    for (name, factor) in [("hour", 3600), ("minute", 60), ("second", 1)] {
        let part = number(object, name, vm)?.wrapping_mul(factor);
        seconds = seconds.wrapping_add(part);
    }
    let (year, fold) = match own {
        Some(own) => (own.day.year, own.fold),
        None => {
            let year = number(object, "year", vm)?.clamp(1, 9999);
            (year as i32, number(object, "fold", vm)? != 0)
        }
    };
    Ok(Moment {
        seconds,
        year,
        fold,
    })
}

/// What applies in a zone at a local time, if that depends on no day or there is one.
fn period<'a>(table: &'a Table, argument: &Value, vm: &mut Vm) -> PyResult<Option<&'a Period>> {
    let moment = match argument.is_none() {
        true => None,
        false => Some(moment(argument, vm)?),
    };
    Ok(table.at_local(moment))
}

/// What applies at a moment in a zone whose methods are those of `ZoneInfo`; `None` for other zones.
pub(crate) fn period_of<'a>(
    zone: &'a Ref<TzInfo>,
    argument: &Value,
    vm: &mut Vm,
) -> PyResult<Option<&'a Period>> {
    match zone.table() {
        Some(table) if zone.class().is(ZoneInfo::class(vm)) => period(table, argument, vm),
        _ => Ok(None),
    }
}

/// A new zone.
///
/// Raises `ZoneInfoNotFoundError` if there is none with this key.
fn load(class: &Ref<Type>, key: &Value, source: Source, vm: &mut Vm) -> PyResult<Ref<TzInfo>> {
    let Others {
        find_file,
        common,
        open,
        ..
    } = others(vm)?;
    let path = find_file.call_positional(std::slice::from_ref(key), vm)?;
    let file = if path.is_none() {
        let name = vm.intern("load_tzdata");
        common.call_method(&name, std::slice::from_ref(key), vm)?
    } else {
        let mode = vm.new_str("rb");
        open.call_positional(&[path, mode], vm)?
    };
    let loaded = Table::load(&file, key.clone(), None, source, vm);
    let close = vm.intern("close");
    let closed = file.call_method(&close, &[], vm);
    match (loaded, closed) {
        (Ok(table), Ok(_)) => Ok(TzInfo::with_table(table, class, vm)),
        (Ok(_), Err(raised)) => Err(raised),
        (Err(raised), Ok(_)) => Err(raised),
        (Err(first), Err(last)) => {
            let (first, exception) = (first.into_exception(), last.exception().clone());
            if !first.is(&exception) {
                exception.set_context(first.into_value(), vm);
            }
            Err(last)
        }
    }
}

/// The zone of a key: the one that there is, or a new one.
fn cached(class: &Ref<Type>, key: &Value, vm: &mut Vm) -> PyResult<Ref<TzInfo>> {
    if let Some(zone) = cache::strong(class, key, vm)? {
        return Ok(zone);
    }
    let weak = cache::weak(class, vm)?;
    let get = vm.intern("get");
    let mut found = weak.call_method(&get, &[key.clone(), Value::NONE], vm)?;
    if found.is_none() {
        let zone = load(class, key, Source::Cache, vm)?.into_value();
        let set = vm.intern("setdefault");
        found = weak.call_method(&set, &[key.clone(), zone], vm)?;
    }
    let found = match found.downcast_into::<TzInfo>() {
        Ok(zone) if zone.class().is_subclass_of(class, vm) => zone,
        other => {
            let other = other.map_or_else(|other| other, Ref::into_value);
            let given = other.class(vm).clone().full_name(vm);
            let class = class.name(vm);
            let key = key.repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.runtime_error(format!(
                "Unexpected instance of {given} in {class} weak cache for key {key}"
            )));
        }
    };
    cache::keep(class, key, &found, vm);
    Ok(found)
}

#[native_class(
    name = "zoneinfo.ZoneInfo",
    base = TzInfo,
    payload = TzInfo,
    flags(base, weakref),
    undocumented
)]
impl ZoneInfo {
    #[new(signature = "(key)", hidden)]
    fn new(class: &Ref<Type>, key: &Value, vm: &mut Vm) -> PyResult<Ref<TzInfo>> {
        cached(class, key, vm)
    }

    /// Gives a subclass a cache of its own.
    #[class_method(signature = "($type, *args, **kwargs)", hidden)]
    fn __init_subclass__(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let weak = cache::new_weak(vm)?;
        let name = vm.intern("_weak_cache");
        class.as_value().set_attribute(&name, weak, vm)
    }

    #[slot]
    fn repr(this: &Ref<TzInfo>, vm: &mut Vm) -> PyResult {
        let table = table(this);
        let class = this.class().full_name(vm);
        let mut text = StrBuilder::new();
        text.push_str(&class);
        match &table.file {
            Some(file) if table.key.is_none() => {
                text.push_str(".from_file(");
                text.push_text(file);
            }
            _ => {
                text.push_str("(key=");
                text.push_text(&*table.key.repr(vm)?);
            }
        }
        text.push_str(")");
        Ok(text.finish(vm).into_value())
    }

    #[slot]
    fn str(this: &Ref<TzInfo>, vm: &mut Vm) -> PyResult {
        let key = &table(this).key;
        match key.is_none() {
            true => ZoneInfo::repr(this, vm),
            false => Ok(key.clone()),
        }
    }

    /// Forgets zones: all, or those of some keys.
    #[class_method(signature = "($type, /, *, only_keys=None)")]
    fn clear_cache(class: &Ref<Type>, only_keys: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        let weak = cache::weak(class, vm)?;
        let Some(keys) = only_keys else {
            let clear = vm.intern("clear");
            weak.call_method(&clear, &[], vm)?;
            cache::clear(class, vm);
            return Ok(());
        };
        let pop = vm.intern("pop");
        let keys = keys.iter(vm)?;
        while let Some(key) = keys.next(vm)? {
            cache::eject(class, &key, vm)?;
            weak.call_method(&pop, &[key, Value::NONE], vm)?;
        }
        Ok(())
    }

    /// Returns a new zone of a key, whether there is one or not.
    #[class_method(signature = "($type, /, key)")]
    fn no_cache(class: &Ref<Type>, key: &Value, vm: &mut Vm) -> PyResult<Ref<TzInfo>> {
        load(class, key, Source::NoCache, vm)
    }

    /// Returns a zone of an open TZif file.
    #[class_method(signature = "($type, file_obj, /, key=None)")]
    fn from_file(
        class: &Ref<Type>,
        file_obj: &Value,
        key: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<TzInfo>> {
        let shown = Some(file_obj.repr(vm)?);
        let table = Table::load(file_obj, key.clone(), shown, Source::File, vm)?;
        Ok(TzInfo::with_table(table, class, vm))
    }

    /// Returns how far the zone is ahead of UTC at a moment.
    #[method(signature = "($self, dt, /)")]
    fn utcoffset(this: &Ref<TzInfo>, dt: &Value, vm: &mut Vm) -> PyResult {
        let period = period(table(this), dt, vm)?;
        Ok(period.map_or(Value::NONE, |period| period.offset.to_value()))
    }

    /// Returns what summer time adds at a moment.
    #[method(signature = "($self, dt, /)")]
    fn dst(this: &Ref<TzInfo>, dt: &Value, vm: &mut Vm) -> PyResult {
        let period = period(table(this), dt, vm)?;
        Ok(period.map_or(Value::NONE, |period| period.summer.to_value()))
    }

    /// Returns the zone's abbreviation at a moment.
    #[method(signature = "($self, dt, /)")]
    fn tzname(this: &Ref<TzInfo>, dt: &Value, vm: &mut Vm) -> PyResult {
        let period = period(table(this), dt, vm)?;
        Ok(period.map_or(Value::NONE, |period| period.name.clone()))
    }

    /// Returns a moment told in UTC as the zone tells it.
    #[method(signature = "($self, object, /)")]
    fn fromutc(this: &Ref<TzInfo>, object: &Value, vm: &mut Vm) -> PyResult {
        let own = own_moment(this, object, vm)?;
        let Moment { seconds, .. } = moment(object, vm)?;
        let (period, fold) = table(this).at_utc(seconds, own.day.year);
        let local = if date_time::is_own(own.class(), vm) {
            date_time::moved(own, period.offset.total(), vm)?
        } else {
            object.binary(period.offset.as_value(), BinaryOperator::Add, vm)?
        };
        if !fold {
            return Ok(local);
        }
        if let Some(local) = date_time::moment(&local)
            && date_time::is_own(local.class(), vm)
        {
            let zone = local.zone.clone();
            let second = date_time::plain(local.day, local.clock, true, zone, vm);
            return Ok(second.into_value());
        }
        let (replace, fold) = (vm.intern("replace"), vm.intern("fold").into_value());
        local.call_method_with(&replace, &[Value::from_i32(1)], &[fold], vm)
    }

    /// Returns what pickle makes the zone again from: its key, and whether it may be one that there is.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<TzInfo>, vm: &mut Vm) -> PyResult {
        let table = table(this);
        if table.source == Source::File {
            let message = "Cannot pickle a ZoneInfo file from a file stream.";
            return Err(vm.native_error::<crate::_pickle::PicklingError>(message));
        }
        let name = vm.intern("_unpickle");
        let maker = this.as_value().get_attribute(&name, vm)?;
        let is_cached = Value::from_i32(i32::from(table.source == Source::Cache));
        let args = Tuple::from_array([table.key.clone(), is_cached], vm);
        Ok(Tuple::from_array([maker, args.into_value()], vm).into_value())
    }

    /// Makes a zone of a pickle.
    #[class_method(signature = "($type, key, from_cache, /)")]
    fn _unpickle(
        class: &Ref<Type>,
        key: &Value,
        from_cache: i64,
        vm: &mut Vm,
    ) -> PyResult<Ref<TzInfo>> {
        match from_cache {
            0 => load(class, key, Source::NoCache, vm),
            _ => cached(class, key, vm),
        }
    }

    /// The name of the zone in the database, None if it has none.
    #[getter(member)]
    fn key(this: &Ref<TzInfo>) -> Value {
        table(this).key.clone()
    }
}
