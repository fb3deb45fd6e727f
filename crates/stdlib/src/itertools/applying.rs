//! `accumulate` and `starmap`: results of functions.

use rpy_bytecode::BinaryOperator;
use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::{NativeSignature, TypeSpec};
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use crate::support::{
    arguments, given, iterator_spec, keyword, parameter, payload, positional, signature,
};

/// Gives the totals so far.
pub(super) struct Accumulate {
    iterator: Value,
    /// Adds two values; `None` for `+`.
    function: Option<Value>,
    total: HeapCell<Option<Value>>,
    /// What is given first.
    initial: HeapCell<Option<Value>>,
}

payload!(
    Accumulate, "itertools.accumulate",
    holds [iterator, function, total, initial], clears [total, initial]
);

pub(super) const ACCUMULATE: TypeSpec = iterator_spec!(
    Accumulate,
    "itertools.accumulate",
    "The totals of the items so far, or what a function of two arguments makes of them.",
    new Some(new_accumulate),
    next next_accumulate,
    members &[]
);

static ACCUMULATE_SIGNATURE: NativeSignature = signature(
    "accumulate",
    &[
        parameter("iterable", true),
        parameter("func", false),
        keyword("initial"),
    ],
);

fn new_accumulate(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [iterable, function, initial] = arguments(args, &ACCUMULATE_SIGNATURE, vm)?;
    let payload = Accumulate {
        iterator: iterable.unwrap_or(&Value::NONE).iter(vm)?,
        function: given(function).cloned(),
        total: HeapCell::new(None),
        initial: HeapCell::new(given(initial).cloned()),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next_accumulate(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Accumulate> = expect(this);
    if let Some(initial) = this.initial.replace(None, vm) {
        drop(this.total.replace(Some(initial.clone()), vm));
        return Ok(Some(initial));
    }
    let Some(item) = this.iterator.next(vm)? else {
        return Ok(None);
    };
    let total = match (this.total.cloned(vm), &this.function) {
        (None, _) => item,
        (Some(total), None) => total.binary(&item, BinaryOperator::Add, vm)?,
        (Some(total), Some(function)) => function.call_positional(&[total, item], vm)?,
    };
    drop(this.total.replace(Some(total.clone()), vm));
    Ok(Some(total))
}

/// Calls a function with the items, each the arguments of a call.
pub(super) struct Starmap {
    function: Value,
    iterator: Value,
}

payload!(Starmap, "itertools.starmap", holds [function, iterator], clears []);

pub(super) const STARMAP: TypeSpec = iterator_spec!(
    Starmap,
    "itertools.starmap",
    "What the function gives for the items, each the sequence of its arguments.",
    new Some(new_starmap),
    next next_starmap,
    members &[]
);

fn new_starmap(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let parts = positional("starmap", args, 2, 2, vm)?;
    let payload = Starmap {
        function: parts[0].clone(),
        iterator: parts[1].iter(vm)?,
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next_starmap(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Starmap> = expect(this);
    let Some(item) = this.iterator.next(vm)? else {
        return Ok(None);
    };
    let result = match item.downcast::<Tuple>() {
        Some(tuple) => this.function.call_positional(tuple.as_slice(), vm),
        None => {
            let arguments = vm.collect(&item)?;
            this.function.call_positional(&arguments, vm)
        }
    };
    result.map(Some)
}
