//! `compress`, `dropwhile`, `filterfalse` and `takewhile`: some of the items.

use std::cell::Cell;

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::Step;
use rpy_vm::{PyResult, Ref, Value, Vm};

/// Gives the items whose selectors are true.
#[derive(Payload)]
pub(super) struct Compress {
    data: Value,
    selectors: Value,
}

/// The items of data for which the items of selectors are true.
#[native_class(name = "itertools.compress", flags(base))]
impl Compress {
    #[new(signature = "(data, selectors)")]
    fn new(
        class: &Ref<Type>,
        data: &Value,
        selectors: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<Compress>> {
        let data = data.iter(vm)?;
        let selectors = selectors.iter(vm)?;
        Ok(Ref::with_class(Compress { data, selectors }, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Compress>, vm: &mut Vm) -> PyResult<Step> {
        loop {
            let item = match this.data.step(vm)? {
                Step::Item(item) => item,
                end => return Ok(end),
            };
            let selector = match this.selectors.step(vm)? {
                Step::Item(item) => item,
                end => return Ok(end),
            };
            if selector.is_true(vm)? {
                return Ok(Step::Item(item));
            }
        }
    }
}

/// A predicate and the iterator whose items it is asked about.
#[derive(Traverse)]
pub(super) struct Asking {
    predicate: Value,
    iterator: Value,
    /// Whether the predicate has given its decisive answer.
    decided: Cell<bool>,
}

impl Asking {
    fn new(predicate: Value, iterable: &Value, vm: &mut Vm) -> PyResult<Asking> {
        Ok(Asking {
            predicate,
            iterator: iterable.iter(vm)?,
            decided: Cell::new(false),
        })
    }

    fn ask(&self, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        self.predicate
            .call_positional(std::slice::from_ref(item), vm)?
            .is_true(vm)
    }
}

/// Gives the items from the first on for which the predicate is false.
#[derive(Payload)]
pub(super) struct DropWhile {
    asking: Asking,
}

/// The items without the first ones for which the predicate is true.
#[native_class(name = "itertools.dropwhile", flags(base))]
impl DropWhile {
    #[new(signature = "(predicate, iterable, /)")]
    fn new(
        class: &Ref<Type>,
        predicate: Value,
        iterable: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<DropWhile>> {
        let asking = Asking::new(predicate, iterable, vm)?;
        Ok(Ref::with_class(DropWhile { asking }, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<DropWhile>, vm: &mut Vm) -> PyResult<Step> {
        let asking = &this.asking;
        loop {
            let item = match asking.iterator.step(vm)? {
                Step::Item(item) => item,
                end => return Ok(end),
            };
            if asking.decided.get() {
                return Ok(Step::Item(item));
            }
            if !asking.ask(&item, vm)? {
                asking.decided.set(true);
                return Ok(Step::Item(item));
            }
        }
    }
}

/// Gives the items up to the first for which the predicate is false.
#[derive(Payload)]
pub(super) struct TakeWhile {
    asking: Asking,
}

/// The first items, as long as the predicate is true.
#[native_class(name = "itertools.takewhile", flags(base))]
impl TakeWhile {
    #[new(signature = "(predicate, iterable, /)")]
    fn new(
        class: &Ref<Type>,
        predicate: Value,
        iterable: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<TakeWhile>> {
        let asking = Asking::new(predicate, iterable, vm)?;
        Ok(Ref::with_class(TakeWhile { asking }, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<TakeWhile>, vm: &mut Vm) -> PyResult<Step> {
        let asking = &this.asking;
        if asking.decided.get() {
            return Ok(Step::END);
        }
        let item = match asking.iterator.step(vm)? {
            Step::Item(item) => item,
            end => return Ok(end),
        };
        if asking.ask(&item, vm)? {
            return Ok(Step::Item(item));
        }
        asking.decided.set(true);
        Ok(Step::END)
    }
}

/// Gives the items for which the predicate is false.
#[derive(Payload)]
pub(super) struct FilterFalse {
    asking: Asking,
}

/// The items for which the predicate is false; without one (None), those that are false.
#[native_class(name = "itertools.filterfalse", flags(base))]
impl FilterFalse {
    #[new(signature = "(function, iterable, /)")]
    fn new(
        class: &Ref<Type>,
        predicate: Value,
        iterable: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<FilterFalse>> {
        let asking = Asking::new(predicate, iterable, vm)?;
        // The type `bool` asks the items themselves.
        let plain = asking.predicate.is_none() || vm.types.bool.is_value(&asking.predicate);
        asking.decided.set(plain);
        Ok(Ref::with_class(FilterFalse { asking }, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<FilterFalse>, vm: &mut Vm) -> PyResult<Step> {
        let asking = &this.asking;
        loop {
            let item = match asking.iterator.step(vm)? {
                Step::Item(item) => item,
                end => return Ok(end),
            };
            let is_true = if asking.decided.get() {
                item.is_true(vm)?
            } else {
                asking.ask(&item, vm)?
            };
            if !is_true {
                return Ok(Step::Item(item));
            }
        }
    }
}
