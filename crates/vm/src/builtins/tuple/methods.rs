//! The methods of `tuple`.

use rpy_macros::methods;

use crate::builtins::sequence;
use crate::builtins::slice::SliceIndex;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

#[methods]
impl Tuple {
    /// Returns how many items equal the value.
    #[method(signature = "($self, value, /)")]
    fn count(this: &Ref<Tuple>, value: &Value, vm: &mut Vm) -> PyResult<usize> {
        let mut count = 0;
        let mut start = 0;
        while let Some(index) = this.find(value, start, this.length(), vm)? {
            count += 1;
            start = index + 1;
        }
        Ok(count)
    }

    /// Returns the index of the first item that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(signature = "($self, value, start=0, stop=sys.maxsize, /)")]
    fn index(
        this: &Ref<Tuple>,
        value: &Value,
        start: Option<SliceIndex>,
        stop: Option<SliceIndex>,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        let length = this.length();
        let start = start.map_or(0, |index| sequence::clamp_position(index.0, length));
        let stop = stop.map_or(length, |index| sequence::clamp_position(index.0, length));
        match this.find(value, start, stop, vm)? {
            Some(index) => Ok(index),
            None => Err(vm.value_error("tuple.index(x): x not in tuple")),
        }
    }

    // Returns the arguments that `tuple.__new__` makes an equal tuple of.
    #[method(name = "__getnewargs__", signature = "($self, /)")]
    fn new_arguments(this: &Ref<Tuple>, vm: &mut Vm) -> Ref<Tuple> {
        let copy = Tuple::from_slice(this.as_slice(), vm).into_value();
        Tuple::new(vec![copy], vm)
    }
}
