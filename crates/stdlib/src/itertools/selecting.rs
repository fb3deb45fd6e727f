//! `compress`, `dropwhile`, `filterfalse` and `takewhile`: some of the items.

use std::cell::Cell;

use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::{NativeSignature, TypeSpec};
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use crate::support::{arguments, iterator_spec, parameter, payload, positional, signature};

/// Gives the items whose selectors are true.
pub(super) struct Compress {
    data: Value,
    selectors: Value,
}

payload!(Compress, "itertools.compress", holds [data, selectors], clears []);

pub(super) const COMPRESS: TypeSpec = iterator_spec!(
    Compress,
    "itertools.compress",
    "The items of data for which the items of selectors are true.",
    new Some(new_compress),
    next next_compress,
    members &[]
);

static COMPRESS_SIGNATURE: NativeSignature = signature(
    "compress",
    &[parameter("data", true), parameter("selectors", true)],
);

fn new_compress(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [data, selectors] = arguments(args, &COMPRESS_SIGNATURE, vm)?;
    let payload = Compress {
        data: data.unwrap_or(&Value::NONE).iter(vm)?,
        selectors: selectors.unwrap_or(&Value::NONE).iter(vm)?,
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next_compress(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Compress> = expect(this);
    while let Some(item) = this.data.next(vm)? {
        let Some(selector) = this.selectors.next(vm)? else {
            break;
        };
        if selector.is_true(vm)? {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

/// A predicate and the iterator whose items it is asked about.
pub(super) struct Asking {
    predicate: Value,
    iterator: Value,
    /// Whether the predicate has given its decisive answer.
    decided: Cell<bool>,
}

impl Asking {
    fn new(name: &str, args: Args<'_>, vm: &mut Vm) -> PyResult<Asking> {
        let parts = positional(name, args, 2, 2, vm)?;
        Ok(Asking {
            predicate: parts[0].clone(),
            iterator: parts[1].iter(vm)?,
            decided: Cell::new(false),
        })
    }

    fn ask(&self, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        self.predicate
            .call_positional(std::slice::from_ref(item), vm)?
            .is_true(vm)
    }
}

impl rpy_vm::object::Traverse for Asking {
    fn traverse(&self, visit: &mut rpy_vm::object::Visitor<'_>) {
        visit(&self.predicate);
        visit(&self.iterator);
    }
}

/// Gives the items from the first on for which the predicate is false.
pub(super) struct DropWhile {
    asking: Asking,
}

payload!(DropWhile, "itertools.dropwhile", holds [asking], clears []);

pub(super) const DROP_WHILE: TypeSpec = iterator_spec!(
    DropWhile,
    "itertools.dropwhile",
    "The items without the first ones for which the predicate is true.",
    new Some(new_drop_while),
    next next_drop_while,
    members &[]
);

fn new_drop_while(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let asking = Asking::new("dropwhile", args, vm)?;
    Ok(Ref::with_class(DropWhile { asking }, class, vm).into_value())
}

fn next_drop_while(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let asking = &expect::<DropWhile>(this).asking;
    while let Some(item) = asking.iterator.next(vm)? {
        if asking.decided.get() {
            return Ok(Some(item));
        }
        if !asking.ask(&item, vm)? {
            asking.decided.set(true);
            return Ok(Some(item));
        }
    }
    Ok(None)
}

/// Gives the items up to the first for which the predicate is false.
pub(super) struct TakeWhile {
    asking: Asking,
}

payload!(TakeWhile, "itertools.takewhile", holds [asking], clears []);

pub(super) const TAKE_WHILE: TypeSpec = iterator_spec!(
    TakeWhile,
    "itertools.takewhile",
    "The first items, as long as the predicate is true.",
    new Some(new_take_while),
    next next_take_while,
    members &[]
);

fn new_take_while(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let asking = Asking::new("takewhile", args, vm)?;
    Ok(Ref::with_class(TakeWhile { asking }, class, vm).into_value())
}

fn next_take_while(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let asking = &expect::<TakeWhile>(this).asking;
    if asking.decided.get() {
        return Ok(None);
    }
    let Some(item) = asking.iterator.next(vm)? else {
        return Ok(None);
    };
    if asking.ask(&item, vm)? {
        return Ok(Some(item));
    }
    asking.decided.set(true);
    Ok(None)
}

/// Gives the items for which the predicate is false.
pub(super) struct FilterFalse {
    asking: Asking,
}

payload!(FilterFalse, "itertools.filterfalse", holds [asking], clears []);

pub(super) const FILTER_FALSE: TypeSpec = iterator_spec!(
    FilterFalse,
    "itertools.filterfalse",
    "The items for which the predicate is false; without one (None), those that are false.",
    new Some(new_filter_false),
    next next_filter_false,
    members &[]
);

fn new_filter_false(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let asking = Asking::new("filterfalse", args, vm)?;
    // The type `bool` asks the items themselves.
    let plain = asking.predicate.is_none() || vm.types.bool.is_value(&asking.predicate);
    asking.decided.set(plain);
    Ok(Ref::with_class(FilterFalse { asking }, class, vm).into_value())
}

fn next_filter_false(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let asking = &expect::<FilterFalse>(this).asking;
    while let Some(item) = asking.iterator.next(vm)? {
        let is_true = if asking.decided.get() {
            item.is_true(vm)?
        } else {
            asking.ask(&item, vm)?
        };
        if !is_true {
            return Ok(Some(item));
        }
    }
    Ok(None)
}
