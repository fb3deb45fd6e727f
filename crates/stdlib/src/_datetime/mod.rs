//! `_datetime`: dates, times and zones.
//! Reference: <https://docs.python.org/3.14/library/datetime.html>

pub(crate) mod calendar;
pub(crate) mod date;
pub(crate) mod date_time;
pub(crate) mod delta;
mod format;
mod iso_calendar;
mod methods;
mod parse;
mod time;
pub(crate) mod zone;

pub use _datetime::MODULE;

/// Dates, times, differences and time zones: what `datetime` is made of.
#[rpy_macros::native_module(
    name = "_datetime",
    classes(
        super::date::Date,
        super::date_time::DateTime,
        super::delta::Delta,
        super::time::Time,
        super::zone::TzInfo,
        super::zone::TimeZone
    )
)]
mod _datetime {
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::type_::Type;
    use rpy_vm::function::native::NativeClass;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::calendar::{Clock, DAY, Day, MAX_ORDINAL, MAX_YEAR, MIN_YEAR, SECOND};
    use super::date::{Date, plain_date};
    use super::date_time::DateTime;
    use super::delta::Delta;
    use super::methods::bounds;
    use super::time::{self, Time};
    use super::zone::{TimeZone, TzInfo, utc, zone_of};

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[("MAXYEAR", MAX_YEAR as i64), ("MINYEAR", MIN_YEAR as i64)];

    /// The zone of which there is one object.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        pub(super) utc: Option<Ref<TzInfo>>,
    }

    fn set(class: &Ref<Type>, values: [(&str, Value); 3], vm: &mut Vm) {
        for (name, value) in values {
            let name = vm.intern(name);
            // When the module is made once more, the classes are the same.
            if class.dict().get_str(&name, vm).is_none() {
                class.dict().set_str(&name, value, vm);
            }
        }
    }

    /// Gives the classes their least and greatest objects.
    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let microsecond = Delta::of(1, vm)?.into_value();
        let day = Delta::of(DAY, vm)?.into_value();
        let days = 999_999_999 * DAY;
        let least = Delta::of(-days, vm)?.into_value();
        let greatest = Delta::of(days + DAY - 1, vm)?.into_value();
        let class = Delta::class(vm).clone();
        let resolution = ("resolution", microsecond.clone());
        set(&class, [("min", least), ("max", greatest), resolution], vm);

        let first = plain_date(Day::from_ordinal(1), vm).into_value();
        let last = plain_date(Day::from_ordinal(MAX_ORDINAL), vm).into_value();
        let class = Date::class(vm).clone();
        set(
            &class,
            [("min", first), ("max", last), ("resolution", day)],
            vm,
        );

        let (first, last) = bounds(vm);
        let (first, last) = (first.into_value(), last.into_value());
        let class = DateTime::class(vm).clone();
        let resolution = ("resolution", microsecond.clone());
        set(&class, [("min", first), ("max", last), resolution], vm);

        let first = time::plain(Clock::default(), false, None, vm).into_value();
        let last = Clock::from_microseconds(DAY - 1);
        let last = time::plain(last, false, None, vm).into_value();
        let class = Time::class(vm).clone();
        let resolution = ("resolution", microsecond);
        set(&class, [("min", first), ("max", last), resolution], vm);

        let utc = utc(vm)?.into_value();
        let furthest = (24 * 60 - 1) * 60 * SECOND;
        let (west, east) = (zone_of(-furthest, vm)?, zone_of(furthest, vm)?);
        let class = TimeZone::class(vm).clone();
        set(
            &class,
            [("min", west), ("max", east), ("utc", utc.clone())],
            vm,
        );
        module.add("UTC", utc, vm);

        let handle = crate::_types::capsule("datetime.datetime_CAPI", vm);
        module.add("datetime_CAPI", handle, vm);
        Ok(())
    }
}
