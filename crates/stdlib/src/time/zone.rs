//! What the module says about the time zone: two offsets and two names, as they are this year.

use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Value, Vm};

use super::system;

/// Seconds of a year, about.
const YEAR: i64 = (365 * 24 + 6) * 3600;

/// The zone at a time: how far it is west of UTC, in seconds, and its name.
fn at(seconds: i64, vm: &mut Vm) -> PyResult<(i64, Value)> {
    match system::local(seconds) {
        Ok(parts) => {
            let name = parts.zone().unwrap_or_else(|| "   ".to_owned());
            Ok((-parts.0.tm_gmtoff, vm.new_str(&name)))
        }
        Err(error) => Err(vm.io_error(&error, None)),
    }
}

/// The attributes that tell about the zone.
pub(super) fn attributes(vm: &mut Vm) -> PyResult<[(&'static str, Value); 4]> {
    let start = super::time::now().as_secs() as i64 / YEAR * YEAR;
    let (winter, winter_name) = at(start, vm)?;
    let (summer, summer_name) = at(start + YEAR / 2, vm)?;
    // South of the equator it is the other way round.
    let (standard, daylight, names) = if winter < summer {
        (summer, winter, [summer_name, winter_name])
    } else {
        (winter, summer, [winter_name, summer_name])
    };
    Ok([
        ("timezone", vm.new_int(standard)),
        ("altzone", vm.new_int(daylight)),
        ("daylight", Value::from_i32(i32::from(standard != daylight))),
        ("tzname", Tuple::from_array(names, vm).into_value()),
    ])
}
