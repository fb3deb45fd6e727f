//! `batched`, `groupby` and `pairwise`: items in groups.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::Step;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::tuple_of;

/// Gives tuples of a fixed number of items.
#[derive(Payload)]
pub(super) struct Batched {
    /// `None` at the end.
    iterator: HeapCell<Option<Value>>,
    size: usize,
    strict: bool,
}

/// Tuples of n items each; the last may be shorter, unless strict is true.
#[native_class(name = "itertools.batched", flags(base))]
impl Batched {
    #[new(signature = "(iterable, n, *, strict=False)")]
    fn new(
        class: &Ref<Type>,
        iterable: &Value,
        size: isize,
        strict: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Batched>> {
        if size < 1 {
            return Err(vm.value_error("n must be at least one"));
        }
        let payload = Batched {
            iterator: HeapCell::new(Some(iterable.iter(vm)?)),
            size: size as usize,
            strict,
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Batched>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let Some(iterator) = this.iterator.cloned(vm) else {
            return Ok(None);
        };
        if this.size <= SHORT {
            return this.short_batch(&iterator, vm);
        }
        let mut items = vm.new_buffer(this.size.min(1024))?;
        while items.len() < this.size {
            match iterator.next(vm)? {
                Some(item) => {
                    if items.len() == items.capacity() {
                        let more = items.len();
                        vm.reserve(&mut items, more)?;
                    }
                    items.push(item);
                }
                None => {
                    drop(this.iterator.replace(None, vm));
                    if items.is_empty() {
                        return Ok(None);
                    }
                    if this.strict {
                        return Err(vm.value_error("batched(): incomplete batch"));
                    }
                    break;
                }
            }
        }
        Ok(Some(Tuple::new(items, vm).into_value()))
    }
}

/// Batches of so many items at most need no vector between.
const SHORT: usize = 5;

impl Batched {
    /// The next batch, of not more than [`SHORT`] items.
    fn short_batch(&self, iterator: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let mut items = [const { Value::NONE }; SHORT];
        let mut length = 0;
        while length < self.size {
            let Some(item) = iterator.next(vm)? else {
                drop(self.iterator.replace(None, vm));
                if length == 0 {
                    return Ok(None);
                }
                if self.strict {
                    return Err(vm.value_error("batched(): incomplete batch"));
                }
                break;
            };
            items[length] = item;
            length += 1;
        }
        let item = |at: usize, _: &Vm| std::mem::replace(&mut items[at], Value::NONE);
        Ok(Some(tuple_of(length, item, vm).into_value()))
    }
}

/// Gives the keys of groups of neighbours with equal keys, and an iterator over each group.
#[derive(Payload)]
pub(super) struct GroupBy {
    iterator: Value,
    /// Gives the key of an item; `None` if that is the item itself.
    key: Option<Value>,
    /// The key of the group that is being read.
    target: HeapCell<Option<Value>>,
    /// The item read last, if its group has not taken it, and its key.
    current: HeapCell<(Option<Value>, Option<Value>)>,
    /// Address of the iterator over the group that is being read; earlier ones are at their end.
    grouper: Cell<u64>,
}

/// Pairs of a key and an iterator over the neighbouring items that have it.
#[native_class(name = "itertools.groupby", flags(base))]
impl GroupBy {
    #[new(signature = "(iterable, key=None)")]
    fn new(
        class: &Ref<Type>,
        iterable: &Value,
        key: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<GroupBy>> {
        let payload = GroupBy {
            iterator: iterable.iter(vm)?,
            key,
            target: HeapCell::new(None),
            current: HeapCell::new((None, None)),
            grouper: Cell::new(0),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<GroupBy>, vm: &mut Vm) -> PyResult<Option<Value>> {
        this.grouper.set(0);
        // Skip what is left of the group before.
        loop {
            let key = this.current.get(vm).1.clone();
            if let Some(key) = &key {
                match this.target.cloned(vm) {
                    Some(target) if target.equals(key, vm)? => {}
                    _ => break,
                }
            }
            if !this.step(vm)? {
                return Ok(None);
            }
        }
        let key = this.current.get(vm).1.clone();
        drop(this.target.replace(key.clone(), vm));
        let key = key.unwrap_or(Value::NONE);
        let grouper = Grouper {
            parent: this.clone(),
            target: key.clone(),
        };
        let grouper = Ref::new(grouper, vm).into_value();
        this.grouper.set(grouper.bits());
        Ok(Some(Tuple::from_array([key, grouper], vm).into_value()))
    }
}

impl GroupBy {
    /// Reads the next item and its key; `false` at the end.
    fn step(&self, vm: &mut Vm) -> PyResult<bool> {
        let Some(item) = self.iterator.next(vm)? else {
            return Ok(false);
        };
        let key = match &self.key {
            Some(key) => key.call_positional(std::slice::from_ref(&item), vm)?,
            None => item.clone(),
        };
        drop(self.current.replace((Some(item), Some(key)), vm));
        Ok(true)
    }
}

/// Gives the items of one group.
#[derive(Payload)]
pub(super) struct Grouper {
    parent: Ref<GroupBy>,
    target: Value,
}

/// The items of one group of a groupby.
#[native_class(name = "itertools._grouper", flags(base))]
impl Grouper {
    #[new(signature = "(parent, tgtkey, /)", hidden)]
    fn new(class: &Ref<Type>, parent: Ref<GroupBy>, target: Value, vm: &mut Vm) -> Ref<Grouper> {
        Ref::with_class(Grouper { parent, target }, class, vm)
    }

    #[slot]
    fn iternext(this: &Ref<Grouper>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let parent = &this.parent;
        if parent.grouper.get() != this.as_value().bits() {
            return Ok(None);
        }
        if parent.current.get(vm).0.is_none() && !parent.step(vm)? {
            return Ok(None);
        }
        if let Some(key) = parent.current.get(vm).1.clone()
            && !this.target.equals(&key, vm)?
        {
            return Ok(None);
        }
        Ok(parent.current.get_mut(vm).0.take())
    }
}

/// Gives pairs of neighbours.
#[derive(Payload)]
pub(super) struct Pairwise {
    /// `None` at the end.
    iterator: HeapCell<Option<Value>>,
    last: HeapCell<Option<Value>>,
}

/// Pairs of neighbouring items, which overlap.
#[native_class(name = "itertools.pairwise", flags(base))]
impl Pairwise {
    #[new(signature = "(iterable, /)")]
    fn new(class: &Ref<Type>, iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Pairwise>> {
        let payload = Pairwise {
            iterator: HeapCell::new(Some(iterable.iter(vm)?)),
            last: HeapCell::new(None),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Pairwise>, vm: &mut Vm) -> PyResult<Step> {
        let Some(iterator) = this.iterator.cloned(vm) else {
            return Ok(Step::END);
        };
        let old = match this.last.cloned(vm) {
            Some(old) => old,
            None => match iterator.step(vm) {
                Ok(Step::Item(first)) => {
                    drop(this.last.replace(Some(first.clone()), vm));
                    first
                }
                end => {
                    drop(this.iterator.replace(None, vm));
                    return end;
                }
            },
        };
        let new = match iterator.step(vm) {
            Ok(Step::Item(new)) => new,
            end => {
                drop(this.iterator.replace(None, vm));
                drop(this.last.replace(None, vm));
                return end;
            }
        };
        drop(this.last.replace(Some(new.clone()), vm));
        Ok(Step::Item(Tuple::from_array([old, new], vm).into_value()))
    }
}
