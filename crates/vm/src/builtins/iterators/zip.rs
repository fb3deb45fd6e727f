//! `zip`: tuples of the items of several iterables.
//! Reference: <https://docs.python.org/3.14/library/functions.html#zip>

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::iterators;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::bind::unknown_keyword;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Goes through several iterators in step.
#[derive(Payload)]
pub struct Zip {
    pub(crate) iterators: Box<[Value]>,
    /// Whether the iterators must end together.
    pub(crate) strict: Cell<bool>,
}

/// Tuples of the items of the iterables that stand at the same position, until the shortest ends.
/// With strict=True all must end together.
///
/// ```text
/// >>> list(zip('abc', (1, 2)))
/// [('a', 1), ('b', 2)]
/// ```
#[native_class(name = "zip", registry = zip, flags(base))]
impl Zip {
    #[new(signature = "(*iterables, strict=False)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let payload = Zip {
            strict: Cell::new(strict_argument("zip", &args, vm)?),
            iterators: iterators_of(args.positional(), vm)?,
        };
        Ok(Ref::with_class(payload, class, vm).into_value())
    }

    #[slot]
    fn iternext(this: &Ref<Zip>, vm: &mut Vm) -> PyResult<Step> {
        let iterators = &this.iterators;
        if let [first, second] = &**iterators
            && !this.strict.get()
        {
            let first = match first.step(vm)? {
                Step::Item(item) => item,
                end => return Ok(end),
            };
            let second = match second.step(vm)? {
                Step::Item(item) => item,
                end => return Ok(end),
            };
            return Ok(Step::Item(
                Tuple::from_array([first, second], vm).into_value(),
            ));
        }
        if iterators.is_empty() {
            return Ok(Step::END);
        }
        let strict = this.strict.get();
        let mut items = Vec::with_capacity(iterators.len());
        for (index, iterator) in iterators.iter().enumerate() {
            let step = if strict {
                iterator.next(vm)?.into()
            } else {
                iterator.step(vm)?
            };
            match step {
                Step::Item(item) => items.push(item),
                end => {
                    if strict {
                        check_end("zip", iterators, index, vm)?;
                    }
                    return Ok(end);
                }
            }
        }
        Ok(Step::Item(Tuple::new(items, vm).into_value()))
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Zip>, vm: &mut Vm) -> Ref<Tuple> {
        let arguments = Tuple::from_slice(&this.iterators, vm).into_value();
        let mut parts = vec![this.class().to_value(), arguments];
        if this.strict.get() {
            parts.push(Value::TRUE);
        }
        Tuple::new(parts, vm)
    }

    /// Sets whether the iterators must end together, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<Zip>, state: bool) {
        this.strict.set(state);
    }
}

/// Reads `strict`, the only keyword argument of `zip` and `map`.
pub(super) fn strict_argument(function: &str, args: &Args<'_>, vm: &mut Vm) -> PyResult<bool> {
    let mut strict = false;
    let given = args.names().len();
    if given > 1 {
        return Err(vm.type_error(format!(
            "{function}() takes at most 1 keyword argument ({given} given)"
        )));
    }
    for (name, value) in args.keywords() {
        let name: &Ref<Str> = name.downcast().expect("names of keywords are strs");
        if name.as_bytes() != b"strict" {
            let name = name.to_string_lossy();
            return Err(unknown_keyword(function, &name, &["strict"], vm));
        }
        strict = value.is_true(vm)?;
    }
    Ok(strict)
}

/// Makes an iterator of each argument.
pub(super) fn iterators_of(iterables: &[Value], vm: &mut Vm) -> PyResult<Box<[Value]>> {
    iterables.iter().map(|iterable| iterable.iter(vm)).collect()
}

/// Finds out, after the iterator at `ended` gave no item, whether all end here.
pub(super) fn check_end(
    function: &str,
    iterators: &[Value],
    ended: usize,
    vm: &mut Vm,
) -> PyResult<()> {
    if ended > 0 {
        return Err(iterators::lengths_differ(function, ended, false, vm));
    }
    for (index, iterator) in iterators.iter().enumerate().skip(1) {
        if iterator.next(vm)?.is_some() {
            return Err(iterators::lengths_differ(function, index, true, vm));
        }
    }
    Ok(())
}
