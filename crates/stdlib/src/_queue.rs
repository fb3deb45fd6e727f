//! `_queue`: a queue without bounds, for `queue`.
//! Reference: <https://docs.python.org/3.14/library/queue.html#queue.SimpleQueue>

use std::collections::VecDeque;

use rpy_macros::{Payload, exception, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm, WaitQueue};

use crate::waiting;

/// There is nothing in the queue, and waiting was not asked for or is over.
#[exception(name = "_queue.Empty", base = Exception)]
pub(crate) struct Empty;

/// A queue without limit: first in, first out. put() can interrupt a put().
#[derive(Payload)]
pub(crate) struct SimpleQueue {
    items: HeapCell<VecDeque<Value>>,
    #[payload(skip)]
    waiting: WaitQueue,
}

impl SimpleQueue {
    fn append(&self, item: Value, vm: &mut Vm) {
        self.items.get_mut(vm).push_back(item);
        self.waiting.wake_one();
    }

    fn take(&self, vm: &mut Vm) -> PyResult {
        match self.items.get_mut(vm).pop_front() {
            Some(item) => Ok(item),
            None => Err(vm.native_error_with::<Empty>(Vec::new())),
        }
    }
}

#[native_class(name = "_queue.SimpleQueue", flags(base, weakref), generic)]
impl SimpleQueue {
    #[new(signature = "()")]
    fn new(class: &Ref<Type>, vm: &mut Vm) -> Ref<SimpleQueue> {
        let queue = SimpleQueue {
            items: HeapCell::new(VecDeque::new()),
            waiting: WaitQueue::new(),
        };
        Ref::with_class(queue, class, vm)
    }

    /// Puts an item into the queue. It never waits; block and timeout are there for the sake of
    /// other queues.
    #[method(signature = "($self, /, item, block=True, timeout=None)")]
    fn put(this: &Ref<SimpleQueue>, item: Value, block: bool, timeout: &Value, vm: &mut Vm) {
        let _ = (block, timeout);
        this.append(item, vm);
    }

    /// Adds an item, as put() does, which never waits either.
    #[method(signature = "($self, /, item)")]
    fn put_nowait(this: &Ref<SimpleQueue>, item: Value, vm: &mut Vm) {
        this.append(item, vm);
    }

    /// Takes an item out of the queue, and waits for one if there is none, at most so many seconds.
    ///
    /// Raises Empty if there was none.
    #[method(signature = "($self, /, block=True, timeout=None)")]
    fn get(this: &Ref<SimpleQueue>, block: bool, timeout: Option<&Value>, vm: &mut Vm) -> PyResult {
        if !block {
            return this.take(vm);
        }
        let deadline = match timeout {
            None => None,
            Some(timeout) => match waiting::nanoseconds(timeout, 1_000_000_000, vm)? {
                None => {
                    let given = timeout.type_name(vm);
                    let message =
                        format!("'{given}' object cannot be interpreted as an integer or float");
                    return Err(vm.type_error(message));
                }
                Some(..0) => {
                    let message = "'timeout' must be a non-negative number";
                    return Err(vm.value_error(message));
                }
                Some(time) => waiting::deadline(time),
            },
        };
        let has_item = |vm: &mut Vm| !this.items.get(vm).is_empty();
        vm.wait_until(&this.waiting, deadline, has_item)?;
        this.take(vm)
    }

    /// Takes an item out of the queue.
    ///
    /// Raises Empty if there is none.
    #[method(signature = "($self, /)")]
    fn get_nowait(this: &Ref<SimpleQueue>, vm: &mut Vm) -> PyResult {
        this.take(vm)
    }

    /// Returns whether the queue is empty.
    #[method(signature = "($self, /)")]
    fn empty(this: &Ref<SimpleQueue>, vm: &mut Vm) -> bool {
        this.items.get(vm).is_empty()
    }

    /// Returns the number of items.
    #[method(signature = "($self, /)")]
    fn qsize(this: &Ref<SimpleQueue>, vm: &mut Vm) -> usize {
        this.items.get(vm).len()
    }
}

/// The queue of `queue` that signal handlers and finalisers may use.
#[rpy_macros::native_module(
    name = "_queue",
    classes(super::SimpleQueue as "SimpleQueue", super::Empty as "Empty")
)]
pub mod _queue {}
