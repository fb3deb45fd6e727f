//! `map`: results of a function for the items of iterables.
//! Reference: <https://docs.python.org/3.14/library/functions.html#map>

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::iterators::zip::{check_end, iterators_of, strict_argument};
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Calls a function with the items of iterators.
#[derive(Payload)]
pub struct Map {
    pub(crate) function: Value,
    pub(crate) iterators: Box<[Value]>,
    /// Whether the iterators must end together.
    pub(crate) strict: Cell<bool>,
}

/// What the function gives for the items of the iterables, until the shortest ends. With
/// strict=True all must end together.
#[native_class(name = "map", registry = map, flags(base))]
impl Map {
    #[new(signature = "(function, iterable, /, *iterables, strict=False)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let strict = strict_argument("map", &args, vm)?;
        let [function, iterables @ ..] = args.positional() else {
            return Err(vm.type_error("map() must have at least two arguments."));
        };
        if iterables.is_empty() {
            return Err(vm.type_error("map() must have at least two arguments."));
        }
        let payload = Map {
            function: function.clone(),
            iterators: iterators_of(iterables, vm)?,
            strict: Cell::new(strict),
        };
        Ok(Ref::with_class(payload, class, vm).into_value())
    }

    #[slot]
    fn iternext(this: &Ref<Map>, vm: &mut Vm) -> PyResult<Step> {
        if let [iterator] = &*this.iterators
            && !this.strict.get()
        {
            let item = match iterator.step(vm)? {
                Step::Item(item) => item,
                end => return Ok(end),
            };
            return this
                .function
                .call_positional(std::slice::from_ref(&item), vm)
                .map(Step::Item);
        }
        let strict = this.strict.get();
        let mut items = Vec::with_capacity(this.iterators.len());
        for (index, iterator) in this.iterators.iter().enumerate() {
            let step = if strict {
                iterator.next(vm)?.into()
            } else {
                iterator.step(vm)?
            };
            match step {
                Step::Item(item) => items.push(item),
                end => {
                    if strict {
                        check_end("map", &this.iterators, index, vm)?;
                    }
                    return Ok(end);
                }
            }
        }
        this.function.call_positional(&items, vm).map(Step::Item)
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Map>, vm: &mut Vm) -> Ref<Tuple> {
        let mut arguments = vec![this.function.clone()];
        arguments.extend_from_slice(&this.iterators);
        let arguments = Tuple::new(arguments, vm).into_value();
        let mut parts = vec![this.class().to_value(), arguments];
        if this.strict.get() {
            parts.push(Value::TRUE);
        }
        Tuple::new(parts, vm)
    }

    /// Sets whether the iterators must end together, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<Map>, state: bool) {
        this.strict.set(state);
    }
}
