//! `filter`: the items of an iterable for which a function is true.
//! Reference: <https://docs.python.org/3.14/library/functions.html#filter>

use rpy_macros::{Payload, native_class};

use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Passes on the items for which the function is true.
#[derive(Payload)]
pub struct Filter {
    /// `None` and `bool` ask the items themselves.
    pub(crate) function: Value,
    pub(crate) iterator: Value,
}

/// The items of the iterable for which the function is true; without a function (None), those that
/// are true.
#[native_class(name = "filter", registry = filter, flags(base))]
impl Filter {
    #[new(signature = "(function, iterable, /)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        // What a subclass's own `__init__` wants passes.
        if args.has_keywords() && class.is(&vm.types.filter) {
            return Err(vm.type_error("filter() takes no keyword arguments"));
        }
        let [function, iterable] = args.positional() else {
            let count = args.positional().len();
            return Err(vm.type_error(format!("filter expected 2 arguments, got {count}")));
        };
        let payload = Filter {
            function: function.clone(),
            iterator: iterable.iter(vm)?,
        };
        Ok(Ref::with_class(payload, class, vm).into_value())
    }

    #[slot]
    fn iternext(this: &Ref<Filter>, vm: &mut Vm) -> PyResult<Step> {
        let asks_item = this.function.is_none() || vm.types.bool.is_value(&this.function);
        loop {
            let item = match this.iterator.step(vm)? {
                Step::Item(item) => item,
                end => return Ok(end),
            };
            let passes = if asks_item {
                item.is_true(vm)?
            } else {
                let answer = this
                    .function
                    .call_positional(std::slice::from_ref(&item), vm)?;
                answer.is_true(vm)?
            };
            if passes {
                return Ok(Step::Item(item));
            }
        }
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Filter>, vm: &mut Vm) -> Ref<Tuple> {
        let arguments = vec![this.function.clone(), this.iterator.clone()];
        let arguments = Tuple::new(arguments, vm).into_value();
        Tuple::new(vec![this.class().to_value(), arguments], vm)
    }
}
