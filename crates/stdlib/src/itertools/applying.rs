//! `accumulate` and `starmap`: results of functions.

use rpy_bytecode::BinaryOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::Step;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// Gives the totals so far.
#[derive(Payload)]
pub(super) struct Accumulate {
    iterator: Value,
    /// Adds two values; `None` for `+`.
    function: Option<Value>,
    total: HeapCell<Option<Value>>,
    /// What is given first.
    initial: HeapCell<Option<Value>>,
}

/// The totals of the items so far, or what a function of two arguments makes of them.
#[native_class(name = "itertools.accumulate", flags(base))]
impl Accumulate {
    #[new(signature = "(iterable, func=None, *, initial=None)")]
    fn new(
        class: &Ref<Type>,
        iterable: &Value,
        function: Option<Value>,
        initial: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Accumulate>> {
        let payload = Accumulate {
            iterator: iterable.iter(vm)?,
            function,
            total: HeapCell::new(None),
            initial: HeapCell::new(initial),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Accumulate>, vm: &mut Vm) -> PyResult<Step> {
        if let Some(initial) = this.initial.replace(None, vm) {
            drop(this.total.replace(Some(initial.clone()), vm));
            return Ok(Step::Item(initial));
        }
        let item = match this.iterator.step(vm)? {
            Step::Item(item) => item,
            end => return Ok(end),
        };
        let total = match (this.total.cloned(vm), &this.function) {
            (None, _) => item,
            (Some(total), None) => total.binary(&item, BinaryOperator::Add, vm)?,
            (Some(total), Some(function)) => function.call_positional(&[total, item], vm)?,
        };
        drop(this.total.replace(Some(total.clone()), vm));
        Ok(Step::Item(total))
    }
}

/// Calls a function with the items, each the arguments of a call.
#[derive(Payload)]
pub(super) struct Starmap {
    function: Value,
    iterator: Value,
}

/// What the function gives for the items, each the sequence of its arguments.
#[native_class(name = "itertools.starmap", flags(base))]
impl Starmap {
    #[new(signature = "(function, iterable, /)")]
    fn new(
        class: &Ref<Type>,
        function: Value,
        iterable: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<Starmap>> {
        let iterator = iterable.iter(vm)?;
        Ok(Ref::with_class(Starmap { function, iterator }, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Starmap>, vm: &mut Vm) -> PyResult<Step> {
        let item = match this.iterator.step(vm)? {
            Step::Item(item) => item,
            end => return Ok(end),
        };
        let result = match item.downcast::<Tuple>() {
            Some(tuple) => this.function.call_positional(tuple.as_slice(), vm),
            None => {
                let arguments = vm.collect(&item)?;
                this.function.call_positional(&arguments, vm)
            }
        };
        result.map(Step::Item)
    }
}
