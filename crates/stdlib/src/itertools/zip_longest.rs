//! `zip_longest`: tuples of the items of several iterables, until the longest ends.

use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::TypeSpec;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use crate::support::{iterator_spec, payload};

/// Goes through several iterators in step.
pub(super) struct ZipLongest {
    /// `None` for those that have ended.
    iterators: HeapCell<Vec<Option<Value>>>,
    fill: Value,
}

payload!(ZipLongest, "itertools.zip_longest", holds [iterators, fill], clears [iterators]);

pub(super) const ZIP_LONGEST: TypeSpec = iterator_spec!(
    ZipLongest,
    "itertools.zip_longest",
    "Tuples of the items that stand at the same position, until the longest iterable ends; \
     fillvalue stands for what is missing.",
    new Some(new),
    next next,
    members &[]
);

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let mut fill = Value::NONE;
    for (name, value) in args.keywords() {
        let name: Option<&Ref<Str>> = name.downcast();
        if args.names().len() > 1 || name.is_none_or(|name| name.as_bytes() != b"fillvalue") {
            return Err(vm.type_error("zip_longest() got an unexpected keyword argument"));
        }
        fill = value.clone();
    }
    let iterators: PyResult<_> = args
        .positional()
        .iter()
        .map(|iterable| iterable.iter(vm).map(Some))
        .collect();
    let payload = ZipLongest {
        iterators: HeapCell::new(iterators?),
        fill,
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<ZipLongest> = expect(this);
    let count = this.iterators.get(vm).len();
    if this.iterators.get(vm).iter().all(Option::is_none) {
        return Ok(None);
    }
    let mut items = Vec::with_capacity(count);
    for index in 0..count {
        let item = match this.iterators.get(vm)[index].clone() {
            Some(iterator) => match iterator.next(vm) {
                Err(raised) => {
                    this.iterators.get_mut(vm).fill(None);
                    return Err(raised);
                }
                Ok(None) => {
                    this.iterators.get_mut(vm)[index] = None;
                    if this.iterators.get(vm).iter().all(Option::is_none) {
                        return Ok(None);
                    }
                    None
                }
                Ok(item) => item,
            },
            None => None,
        };
        items.push(item.unwrap_or_else(|| this.fill.clone()));
    }
    Ok(Some(Tuple::new(items, vm).into_value()))
}
