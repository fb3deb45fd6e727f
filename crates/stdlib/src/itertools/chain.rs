//! `chain`: several iterables one after the other.

use rpy_macros::methods;
use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::TypeSpec;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use crate::support::{iterator_spec, payload};

/// Goes through the iterables that an iterator gives.
pub(super) struct Chain {
    /// The iterator over iterables, `None` at the end.
    source: HeapCell<Option<Value>>,
    /// The iterator that items come from.
    active: HeapCell<Option<Value>>,
}

payload!(Chain, "itertools.chain", holds [source, active], clears [source, active]);

pub(super) const CHAIN: TypeSpec = iterator_spec!(
    Chain,
    "itertools.chain",
    "The items of the first iterable, then those of the next, and so on.",
    new Some(new),
    next next,
    members &[Chain::MEMBERS]
);

fn make(class: &Ref<Type>, iterables: &Value, vm: &mut Vm) -> PyResult {
    let payload = Chain {
        source: HeapCell::new(Some(iterables.iter(vm)?)),
        active: HeapCell::new(None),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if args.has_keywords() {
        return Err(vm.type_error("chain() takes no keyword arguments"));
    }
    let iterables = Tuple::from_slice(args.positional(), vm).into_value();
    make(class, &iterables, vm)
}

#[methods]
impl Chain {
    /// Makes a chain of the iterables that one iterable gives.
    #[class_method(signature = "($type, iterable, /)")]
    fn from_iterable(class: &Ref<Type>, iterable: &Value, vm: &mut Vm) -> PyResult {
        make(class, iterable, vm)
    }
}

fn next(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Chain> = expect(this);
    loop {
        if let Some(active) = this.active.cloned(vm) {
            if let Some(item) = active.next(vm)? {
                return Ok(Some(item));
            }
            drop(this.active.replace(None, vm));
        }
        let Some(source) = this.source.cloned(vm) else {
            return Ok(None);
        };
        let iterator = match source.next(vm) {
            Ok(Some(iterable)) => iterable.iter(vm),
            Ok(None) => {
                drop(this.source.replace(None, vm));
                return Ok(None);
            }
            Err(raised) => Err(raised),
        };
        match iterator {
            Ok(iterator) => drop(this.active.replace(Some(iterator), vm)),
            Err(raised) => {
                drop(this.source.replace(None, vm));
                return Err(raised);
            }
        }
    }
}
