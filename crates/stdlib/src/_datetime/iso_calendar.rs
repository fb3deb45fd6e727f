//! What `isocalendar` returns.

use rpy_macros::{methods, struct_sequence};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{Ref, Value, Vm};

/// The result of date.isocalendar() or datetime.isocalendar()
///
/// This object may be accessed either as a tuple of
///   ((year, week, weekday))
/// or via the object attributes as named in the above tuple.
#[struct_sequence(
    name = "datetime.IsoCalendarDate",
    flags(disallow_instantiation),
    methods(IsoCalendarDate::METHODS)
)]
pub(super) struct IsoCalendarDate {
    /// the year
    pub(super) year: i32,
    /// the week of the year
    pub(super) week: i64,
    /// the day of the week, 1 is Monday
    pub(super) weekday: i64,
}

#[methods(METHODS)]
impl IsoCalendarDate {
    /// Helper for pickle: a plain tuple is made again.
    #[method(signature = "($self, protocol, /)")]
    fn __reduce_ex__(this: &Ref<Tuple>, protocol: &Value, vm: &mut Vm) -> (Value, Ref<Tuple>) {
        let _ = protocol;
        let items = Tuple::from_slice(this.as_slice(), vm).into_value();
        let args = Tuple::new(vec![items], vm);
        (vm.types.tuple.to_value(), args)
    }
}
