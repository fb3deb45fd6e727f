//! `zip_longest`: tuples of the items of several iterables, until the longest ends.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

/// Goes through several iterators in step.
#[derive(Payload)]
pub(super) struct ZipLongest {
    /// `None` for those that have ended.
    iterators: HeapCell<Vec<Option<Value>>>,
    fill: Value,
}

/// Tuples of the items that stand at the same position, until the longest iterable ends; fillvalue
/// stands for what is missing.
#[native_class(name = "itertools.zip_longest", flags(base))]
impl ZipLongest {
    #[new(signature = "(*iterables, fillvalue=None)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<ZipLongest>> {
        let mut fill = Value::NONE;
        for (name, value) in args.keywords() {
            let name: Option<&Ref<Str>> = name.downcast();
            if args.names().len() > 1 || name.is_none_or(|name| name.as_bytes() != b"fillvalue") {
                return Err(vm.type_error("zip_longest() got an unexpected keyword argument"));
            }
            fill = value.clone();
        }
        let mut iterators = Vec::with_capacity(args.positional().len());
        for iterable in args.positional() {
            iterators.push(Some(iterable.iter(vm)?));
        }
        let payload = ZipLongest {
            iterators: HeapCell::new(iterators),
            fill,
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<ZipLongest>, vm: &mut Vm) -> PyResult<Option<Value>> {
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
}
