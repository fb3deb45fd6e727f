//! The iterators of a deque, which notice when it changes.

use std::cell::Cell;

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::deque::Deque;

/// Where an iterator is.
#[derive(Traverse)]
struct Progress {
    deque: Ref<Deque>,
    /// The deque's count of changes when the iterator was made.
    changes: u64,
    /// How many items are left.
    left: Cell<usize>,
}

impl Progress {
    fn new(deque: Ref<Deque>, vm: &Vm) -> Progress {
        Progress {
            changes: deque.changes.get(),
            left: Cell::new(deque.length(vm)),
            deque,
        }
    }

    /// Starts behind the first `index` items.
    fn behind(deque: &Ref<Deque>, index: isize, vm: &Vm) -> Progress {
        let progress = Progress::new(deque.clone(), vm);
        let left = progress.left.get().saturating_sub(index.max(0) as usize);
        progress.left.set(left);
        progress
    }

    /// Takes one from what is left, and gives how many were left before; `None` at the end.
    fn step(&self, vm: &mut Vm) -> PyResult<Option<usize>> {
        if self.deque.changes.get() != self.changes {
            self.left.set(0);
            return Err(vm.runtime_error("deque mutated during iteration"));
        }
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        Ok((left > 0).then_some(left))
    }

    fn reduce(&self, class: &Ref<Type>, vm: &mut Vm) -> Ref<Tuple> {
        let skipped = self.deque.length(vm).saturating_sub(self.left.get());
        let arguments = [self.deque.to_value(), Value::from_usize(skipped)];
        let arguments = Tuple::from_array(arguments, vm).into_value();
        Tuple::from_array([class.to_value(), arguments], vm)
    }
}

/// From the first item to the last.
#[derive(Payload)]
pub(super) struct DequeIterator {
    progress: Progress,
}

impl DequeIterator {
    pub(super) fn new(deque: Ref<Deque>, vm: &mut Vm) -> Ref<DequeIterator> {
        let progress = Progress::new(deque, vm);
        Ref::new(DequeIterator { progress }, vm)
    }
}

#[native_class(name = "collections._deque_iterator")]
impl DequeIterator {
    #[new(signature = "(deque, index=0, /)", hidden)]
    fn new_at(
        class: &Ref<Type>,
        deque: &Ref<Deque>,
        index: isize,
        vm: &mut Vm,
    ) -> Ref<DequeIterator> {
        let progress = Progress::behind(deque, index, vm);
        Ref::with_class(DequeIterator { progress }, class, vm)
    }

    #[slot]
    fn iternext(this: &Ref<DequeIterator>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let progress = &this.progress;
        let Some(left) = progress.step(vm)? else {
            return Ok(None);
        };
        let deque = &progress.deque;
        Ok(deque.get(deque.length(vm) - left, vm))
    }

    /// Returns how many items are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<DequeIterator>) -> usize {
        this.progress.left.get()
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<DequeIterator>, vm: &mut Vm) -> Ref<Tuple> {
        this.progress.reduce(this.class(), vm)
    }
}

/// From the last item to the first.
#[derive(Payload)]
pub(super) struct DequeReverseIterator {
    progress: Progress,
}

impl DequeReverseIterator {
    pub(super) fn new(deque: Ref<Deque>, vm: &mut Vm) -> Ref<DequeReverseIterator> {
        let progress = Progress::new(deque, vm);
        Ref::new(DequeReverseIterator { progress }, vm)
    }
}

#[native_class(name = "collections._deque_reverse_iterator")]
impl DequeReverseIterator {
    #[new(signature = "(deque, index=0, /)", hidden)]
    fn new_at(
        class: &Ref<Type>,
        deque: &Ref<Deque>,
        index: isize,
        vm: &mut Vm,
    ) -> Ref<DequeReverseIterator> {
        let progress = Progress::behind(deque, index, vm);
        Ref::with_class(DequeReverseIterator { progress }, class, vm)
    }

    #[slot]
    fn iternext(this: &Ref<DequeReverseIterator>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let progress = &this.progress;
        // At the end it does not matter any more what became of the deque.
        if progress.left.get() == 0 {
            return Ok(None);
        }
        match progress.step(vm)? {
            Some(left) => Ok(progress.deque.get(left - 1, vm)),
            None => Ok(None),
        }
    }

    /// Returns how many items are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<DequeReverseIterator>) -> usize {
        this.progress.left.get()
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<DequeReverseIterator>, vm: &mut Vm) -> Ref<Tuple> {
        this.progress.reduce(this.class(), vm)
    }
}
