//! `enumerate`: items with their numbers.
//! Reference: <https://docs.python.org/3.14/library/functions.html#enumerate>

use rpy_macros::{Payload, native_class};

use crate::builtins::range::to_big;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Pairs the items of an iterator with numbers.
#[derive(Payload)]
#[repr(C)]
pub struct Enumerate {
    pub(crate) iterator: Value,
    /// The next number, an int of any size.
    pub(crate) count: HeapCell<Value>,
}

/// Pairs of a number, counted from start, and an item of the iterable.
#[native_class(name = "enumerate", registry = enumerate, flags(base), generic)]
impl Enumerate {
    #[new(signature = "(iterable, start=0)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let (iterable, start) = arguments(args, vm)?;
        let count = match start {
            Some(start) => start.index(vm)?,
            None => Value::from_i32(0),
        };
        let payload = Enumerate {
            iterator: iterable.iter(vm)?,
            count: HeapCell::new(count),
        };
        Ok(Ref::with_class(payload, class, vm).into_value())
    }

    #[slot]
    fn iternext(this: &Ref<Enumerate>, vm: &mut Vm) -> PyResult<Step> {
        let item = match this.iterator.step(vm)? {
            Step::Item(item) => item,
            end => return Ok(end),
        };
        let count = this.count.cloned(vm);
        let following = match count.as_small_int() {
            Some(count) => vm.new_int(count + 1),
            None => vm.new_big_int(to_big(&count) + 1u8),
        };
        drop(this.count.replace(following, vm));
        Ok(Step::Item(
            Tuple::from_array([count, item], vm).into_value(),
        ))
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Enumerate>, vm: &mut Vm) -> Ref<Tuple> {
        let count = this.count.cloned(vm);
        let arguments = Tuple::new(vec![this.iterator.clone(), count], vm).into_value();
        Tuple::new(vec![this.class().to_value(), arguments], vm)
    }
}

/// Finds `iterable` and `start` among the arguments.
fn arguments<'a>(args: Args<'a>, vm: &mut Vm) -> PyResult<(&'a Value, Option<&'a Value>)> {
    if args.len() > 2 {
        let count = args.len();
        return Err(vm.type_error(format!(
            "enumerate() takes at most 2 arguments ({count} given)"
        )));
    }
    let positional = args.positional();
    let (mut iterable, mut start) = (positional.first(), positional.get(1));
    for (name, value) in args.keywords() {
        let name: &Ref<Str> = name.downcast().expect("names of keywords are strs");
        match name.as_bytes() {
            b"iterable" if iterable.is_none() => iterable = Some(value),
            b"start" if start.is_none() => start = Some(value),
            _ => {
                let name = name.to_string_lossy();
                return Err(vm.type_error(format!(
                    "'{name}' is an invalid keyword argument for enumerate()"
                )));
            }
        }
    }
    match iterable {
        Some(iterable) => Ok((iterable, start)),
        None => Err(vm.type_error("enumerate() missing required argument 'iterable'")),
    }
}
