//! `tee`: several iterators over the items of one.
//!
//! The items read lie in a chain of blocks. Each iterator points to the block that it reads from, so
//! that the items of blocks which all have read are freed.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{BufferCell, HeapCell, PyResult, Ref, Value, Vm};

/// Items of a block.
const BLOCK: usize = 57;

/// A block of the chain.
#[derive(Payload)]
pub(super) struct TeeData {
    iterator: Value,
    /// Those that have been read.
    items: BufferCell<Vec<Value>>,
    /// The block behind it, once one of the iterators has come to its end.
    following: HeapCell<Option<Ref<TeeData>>>,
    /// Whether an item is being read.
    running: Cell<bool>,
}

/// What the iterators of a tee share.
#[native_class(name = "itertools._tee_dataobject", flags(disallow_instantiation))]
impl TeeData {}

impl TeeData {
    fn new(iterator: Value, vm: &mut Vm) -> Ref<TeeData> {
        let payload = TeeData {
            iterator,
            items: BufferCell::new(Vec::new()),
            following: HeapCell::new(None),
            running: Cell::new(false),
        };
        Ref::new(payload, vm)
    }

    /// The item at an index, which is that of the last one that has been read or the next; `None` at the end.
    fn read(&self, index: usize, vm: &mut Vm) -> PyResult<Option<Value>> {
        if let Some(item) = self.items.get(vm).get(index) {
            return Ok(Some(item.clone()));
        }
        if self.running.replace(true) {
            return Err(vm.runtime_error("cannot re-enter the tee iterator"));
        }
        let item = self.iterator.next(vm);
        self.running.set(false);
        let Some(item) = item? else {
            return Ok(None);
        };
        if self.items.get(vm).is_empty() {
            self.items.get_mut(vm).reserve_exact(BLOCK);
        }
        self.items.get_mut_in_place(vm).push(item.clone());
        Ok(Some(item))
    }

    /// The block behind it.
    fn following(&self, vm: &mut Vm) -> Ref<TeeData> {
        if let Some(following) = self.following.cloned(vm) {
            return following;
        }
        let following = TeeData::new(self.iterator.clone(), vm);
        drop(self.following.replace(Some(following.clone()), vm));
        following
    }
}

/// One of the iterators.
#[derive(Payload)]
pub(super) struct Tee {
    block: HeapCell<Ref<TeeData>>,
    /// The index in the block of the next item.
    index: Cell<usize>,
}

impl Tee {
    /// An iterator at the same position.
    fn copied(&self, vm: &Vm) -> Tee {
        Tee {
            block: HeapCell::new(self.block.cloned(vm)),
            index: self.index.clone(),
        }
    }
}

fn from_iterable(class: &Ref<Type>, iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Tee>> {
    let iterator = iterable.iter(vm)?;
    let tee = match iterator.downcast::<Tee>() {
        Some(tee) => tee.copied(vm),
        None => Tee {
            block: HeapCell::new(TeeData::new(iterator, vm)),
            index: Cell::new(0),
        },
    };
    Ok(Ref::with_class(tee, class, vm))
}

/// An iterator that can be copied.
#[native_class(name = "itertools._tee", flags(base, weakref))]
impl Tee {
    #[new(signature = "(iterable, /)")]
    fn new(class: &Ref<Type>, iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Tee>> {
        from_iterable(class, iterable, vm)
    }

    #[slot]
    fn iternext(this: &Ref<Tee>, vm: &mut Vm) -> PyResult<Option<Value>> {
        if this.index.get() == BLOCK {
            let following = this.block.cloned(vm).following(vm);
            drop(this.block.replace(following, vm));
            this.index.set(0);
        }
        let index = this.index.get();
        let item = match this.block.get(vm).items.get(vm).get(index) {
            Some(item) => Some(item.clone()),
            None => this.block.cloned(vm).read(index, vm)?,
        };
        if item.is_some() {
            this.index.set(index + 1);
        }
        Ok(item)
    }

    /// Returns an iterator at the same position.
    #[method(name = "__copy__", signature = "($self, /)")]
    fn copy(this: &Ref<Tee>, vm: &mut Vm) -> Ref<Tee> {
        Ref::new(this.copied(vm), vm)
    }
}

/// The function `tee`.
pub(super) fn tee(iterable: &Value, count: isize, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    if count < 0 {
        return Err(vm.value_error("n must be >= 0"));
    }
    if count == 0 {
        return Ok(Tuple::new(Vec::new(), vm));
    }
    let class = Tee::class(vm).clone();
    let mut items = vm.new_buffer(count as usize)?;
    let first = from_iterable(&class, iterable, vm)?;
    for _ in 1..count {
        items.push(Ref::new(first.copied(vm), vm).into_value());
    }
    items.insert(0, first.into_value());
    Ok(Tuple::new(items, vm))
}
