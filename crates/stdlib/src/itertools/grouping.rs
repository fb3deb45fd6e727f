//! `batched`, `groupby` and `pairwise`: items in groups.

use std::cell::Cell;

use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::{NativeSignature, TypeSpec};
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use crate::support::{
    arguments, given, iterator_spec, keyword, parameter, payload, positional, signature,
};

/// Gives tuples of a fixed number of items.
pub(super) struct Batched {
    /// `None` at the end.
    iterator: HeapCell<Option<Value>>,
    size: usize,
    strict: bool,
}

payload!(
    Batched,
    "itertools.batched",
    holds[iterator],
    clears[iterator]
);

pub(super) const BATCHED: TypeSpec = iterator_spec!(
    Batched,
    "itertools.batched",
    "Tuples of n items each; the last may be shorter, unless strict is true.",
    new Some(new_batched),
    next next_batched,
    members &[]
);

static BATCHED_SIGNATURE: NativeSignature = signature(
    "batched",
    &[
        parameter("iterable", true),
        parameter("n", true),
        keyword("strict"),
    ],
);

fn new_batched(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [iterable, size, strict] = arguments(args, &BATCHED_SIGNATURE, vm)?;
    let size = isize::from_argument(size.unwrap_or(&Value::NONE), vm)?;
    let strict = match strict {
        Some(strict) => strict.is_true(vm)?,
        None => false,
    };
    if size < 1 {
        return Err(vm.value_error("n must be at least one"));
    }
    let payload = Batched {
        iterator: HeapCell::new(Some(iterable.unwrap_or(&Value::NONE).iter(vm)?)),
        size: size as usize,
        strict,
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next_batched(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Batched> = expect(this);
    let Some(iterator) = this.iterator.cloned(vm) else {
        return Ok(None);
    };
    let mut items = Vec::with_capacity(this.size.min(1024));
    while items.len() < this.size {
        match iterator.next(vm)? {
            Some(item) => items.push(item),
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

/// Gives the keys of groups of neighbours with equal keys, and an iterator over each group.
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

payload!(
    GroupBy, "itertools.groupby",
    holds [iterator, key, target, current], clears [target, current]
);

pub(super) const GROUP_BY: TypeSpec = iterator_spec!(
    GroupBy,
    "itertools.groupby",
    "Pairs of a key and an iterator over the neighbouring items that have it.",
    new Some(new_group_by),
    next next_group_by,
    members &[]
);

static GROUP_BY_SIGNATURE: NativeSignature = signature(
    "groupby",
    &[parameter("iterable", true), parameter("key", false)],
);

fn new_group_by(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [iterable, key] = arguments(args, &GROUP_BY_SIGNATURE, vm)?;
    let payload = GroupBy {
        iterator: iterable.unwrap_or(&Value::NONE).iter(vm)?,
        key: given(key).cloned(),
        target: HeapCell::new(None),
        current: HeapCell::new((None, None)),
        grouper: Cell::new(0),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
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

fn next_group_by(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let group_by: &Ref<GroupBy> = expect(this);
    group_by.grouper.set(0);
    // Skip what is left of the group before.
    loop {
        let key = group_by.current.get(vm).1.clone();
        if let Some(key) = &key {
            match group_by.target.cloned(vm) {
                Some(target) if target.equals(key, vm)? => {}
                _ => break,
            }
        }
        if !group_by.step(vm)? {
            return Ok(None);
        }
    }
    let key = group_by.current.get(vm).1.clone();
    drop(group_by.target.replace(key.clone(), vm));
    let key = key.unwrap_or(Value::NONE);
    let grouper = Grouper {
        parent: group_by.clone(),
        target: key.clone(),
    };
    let grouper = Ref::new(grouper, vm).into_value();
    group_by.grouper.set(grouper.bits());
    Ok(Some(Tuple::from_array([key, grouper], vm).into_value()))
}

/// Gives the items of one group.
pub(super) struct Grouper {
    parent: Ref<GroupBy>,
    target: Value,
}

payload!(Grouper, "itertools._grouper", holds [parent, target], clears []);

pub(super) const GROUPER: TypeSpec = iterator_spec!(
    Grouper,
    "itertools._grouper",
    "The items of one group of a groupby.",
    new Some(new_grouper),
    next next_grouper,
    members &[]
);

fn new_grouper(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let parts = positional("_grouper", args, 2, 2, vm)?;
    let Some(parent) = parts[0].downcast::<GroupBy>() else {
        return Err(vm.type_error("incorrect usage of internal _grouper"));
    };
    let payload = Grouper {
        parent: parent.clone(),
        target: parts[1].clone(),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next_grouper(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let grouper: &Ref<Grouper> = expect(this);
    let parent = &grouper.parent;
    if parent.grouper.get() != this.bits() {
        return Ok(None);
    }
    if parent.current.get(vm).0.is_none() && !parent.step(vm)? {
        return Ok(None);
    }
    if let Some(key) = parent.current.get(vm).1.clone()
        && !grouper.target.equals(&key, vm)?
    {
        return Ok(None);
    }
    Ok(parent.current.get_mut(vm).0.take())
}

/// Gives pairs of neighbours.
pub(super) struct Pairwise {
    /// `None` at the end.
    iterator: HeapCell<Option<Value>>,
    last: HeapCell<Option<Value>>,
}

payload!(Pairwise, "itertools.pairwise", holds [iterator, last], clears [iterator, last]);

pub(super) const PAIRWISE: TypeSpec = iterator_spec!(
    Pairwise,
    "itertools.pairwise",
    "Pairs of neighbouring items, which overlap.",
    new Some(new_pairwise),
    next next_pairwise,
    members &[]
);

fn new_pairwise(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let parts = positional("pairwise", args, 1, 1, vm)?;
    let payload = Pairwise {
        iterator: HeapCell::new(Some(parts[0].iter(vm)?)),
        last: HeapCell::new(None),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next_pairwise(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Pairwise> = expect(this);
    let Some(iterator) = this.iterator.cloned(vm) else {
        return Ok(None);
    };
    let old = match this.last.cloned(vm) {
        Some(old) => Some(old),
        None => {
            let first = iterator.next(vm)?;
            drop(this.last.replace(first.clone(), vm));
            first
        }
    };
    let new = match old {
        Some(_) => iterator.next(vm)?,
        None => None,
    };
    let (Some(old), Some(new)) = (old, new) else {
        drop(this.iterator.replace(None, vm));
        drop(this.last.replace(None, vm));
        return Ok(None);
    };
    drop(this.last.replace(Some(new.clone()), vm));
    Ok(Some(Tuple::from_array([old, new], vm).into_value()))
}
