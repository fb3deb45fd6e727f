//! The iterators of a deque, which notice when it changes.

use std::cell::Cell;

use rpy_macros::methods;
use rpy_vm::builtins::iterators::{expect, self_iter};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::{Type, TypeFlags};
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::TypeSpec;
use rpy_vm::object::Slots;
use rpy_vm::{Args, Payload, PyResult, Ref, Value, Vm};

use super::deque::Deque;
use crate::support::{payload, positional};

/// Where an iterator is.
struct Progress {
    deque: Ref<Deque>,
    /// The deque's count of changes when the iterator was made.
    changes: u64,
    /// How many items are left.
    left: Cell<usize>,
}

impl rpy_vm::object::Traverse for Progress {
    fn traverse(&self, visit: &mut rpy_vm::object::Visitor<'_>) {
        visit(self.deque.as_value());
    }
}

impl Progress {
    fn new(deque: Ref<Deque>, vm: &Vm) -> Progress {
        Progress {
            changes: deque.changes.get(),
            left: Cell::new(deque.length(vm)),
            deque,
        }
    }

    /// Reads the arguments of a constructor: the deque, and how many items to skip.
    fn from_arguments(name: &str, args: Args<'_>, vm: &mut Vm) -> PyResult<Progress> {
        let parts = positional(name, args, 1, 2, vm)?;
        let deque = <&Ref<Deque>>::from_argument(&parts[0], vm)?;
        let progress = Progress::new(deque.clone(), vm);
        if let Some(skipped) = parts.get(1) {
            let skipped = isize::from_argument(skipped, vm)?.max(0) as usize;
            progress
                .left
                .set(progress.left.get().saturating_sub(skipped));
        }
        Ok(progress)
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
pub(super) struct DequeIterator {
    progress: Progress,
}

payload!(DequeIterator, "collections._deque_iterator", holds [progress], clears []);

impl DequeIterator {
    pub(super) fn new(deque: Ref<Deque>, vm: &mut Vm) -> Ref<DequeIterator> {
        let progress = Progress::new(deque, vm);
        Ref::new(DequeIterator { progress }, vm)
    }
}

#[methods]
impl DequeIterator {
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

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let progress = Progress::from_arguments("_deque_iterator", args, vm)?;
    Ok(Ref::with_class(DequeIterator { progress }, class, vm).into_value())
}

fn next(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let progress = &expect::<DequeIterator>(this).progress;
    let Some(left) = progress.step(vm)? else {
        return Ok(None);
    };
    let deque = &progress.deque;
    Ok(deque.get(deque.length(vm) - left, vm))
}

pub(super) const ITERATOR: TypeSpec = TypeSpec {
    signature: "",
    name: "collections._deque_iterator",
    doc: "",
    payload: DequeIterator::INFO,
    flags: TypeFlags::empty(),
    slots: Slots {
        new: Some(new),
        iter: Some(self_iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[DequeIterator::MEMBERS],
};

/// From the last item to the first.
pub(super) struct DequeReverseIterator {
    progress: Progress,
}

payload!(
    DequeReverseIterator, "collections._deque_reverse_iterator",
    holds [progress], clears []
);

impl DequeReverseIterator {
    pub(super) fn new(deque: Ref<Deque>, vm: &mut Vm) -> Ref<DequeReverseIterator> {
        let progress = Progress::new(deque, vm);
        Ref::new(DequeReverseIterator { progress }, vm)
    }
}

#[methods]
impl DequeReverseIterator {
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

fn new_reversed(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let progress = Progress::from_arguments("_deque_reverse_iterator", args, vm)?;
    Ok(Ref::with_class(DequeReverseIterator { progress }, class, vm).into_value())
}

fn next_reversed(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let progress = &expect::<DequeReverseIterator>(this).progress;
    match progress.step(vm)? {
        Some(left) => Ok(progress.deque.get(left - 1, vm)),
        None => Ok(None),
    }
}

pub(super) const REVERSE_ITERATOR: TypeSpec = TypeSpec {
    signature: "",
    name: "collections._deque_reverse_iterator",
    doc: "",
    payload: DequeReverseIterator::INFO,
    flags: TypeFlags::empty(),
    slots: Slots {
        new: Some(new_reversed),
        iter: Some(self_iter),
        iternext: Some(next_reversed),
        ..Slots::EMPTY
    },
    members: &[DequeReverseIterator::MEMBERS],
};
