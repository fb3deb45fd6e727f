//! The queues of a program: no values, and nothing that waits.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Weak;

use rpy_vm::{PyResult, Vm};

use super::Refused;
use crate::_interpreters::data::{Data, Fallback};
use crate::_interpreters::runtime::Runtime;

/// What becomes of an item whose interpreter ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unbound {
    /// It goes.
    Remove = 1,
    /// Whoever gets it is told by an exception.
    Error = 2,
    /// A mark takes its place.
    Replace = 3,
}

impl Unbound {
    /// By its number; the default for a negative one.
    ///
    /// Raises `ValueError` for a number that none has.
    pub(crate) fn of(number: i64, default: Unbound, vm: &mut Vm) -> PyResult<Unbound> {
        match number {
            _ if number < 0 => Ok(default),
            1 => Ok(Unbound::Remove),
            2 => Ok(Unbound::Error),
            3 => Ok(Unbound::Replace),
            _ => Err(vm.value_error(format!("unsupported unboundop {number}"))),
        }
    }
}

/// An item of a queue or a channel.
pub(crate) struct Item {
    /// `None` if its interpreter has ended.
    pub(crate) data: Option<Data>,
    /// The interpreter that has put it there.
    pub(crate) interpreter: i64,
    pub(crate) unbound: Unbound,
}

impl Item {
    /// Takes the data away if it is of an interpreter that ends. Whether the item stays.
    pub(crate) fn unbind(&mut self, interpreter: i64) -> bool {
        if self.data.is_none() || self.interpreter != interpreter {
            return true;
        }
        self.data = None;
        self.unbound != Unbound::Remove
    }
}

struct Queue {
    /// Zero or less for no limit.
    maxsize: isize,
    unbound: Unbound,
    fallback: Fallback,
    items: VecDeque<Item>,
    references: usize,
}

/// What a queue says of itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Summary {
    pub(super) id: i64,
    pub(super) unbound: Unbound,
    pub(super) fallback: Fallback,
}

/// The queues, by number.
#[derive(Default)]
pub(crate) struct Queues {
    last: i64,
    all: BTreeMap<i64, Queue>,
}

impl Queues {
    fn get(&mut self, id: i64) -> Result<&mut Queue, Refused> {
        self.all.get_mut(&id).ok_or(Refused::NotFound)
    }

    pub(super) fn create(&mut self, maxsize: isize, unbound: Unbound, fallback: Fallback) -> i64 {
        self.last += 1;
        let queue = Queue {
            maxsize,
            unbound,
            fallback,
            items: VecDeque::new(),
            references: 0,
        };
        self.all.insert(self.last, queue);
        self.last
    }

    pub(super) fn remove(&mut self, id: i64) -> Result<(), Refused> {
        self.all.remove(&id).map(drop).ok_or(Refused::NotFound)
    }

    /// Counts a reference.
    pub(crate) fn bind(&mut self, id: i64) -> Result<(), Refused> {
        self.get(id)?.references += 1;
        Ok(())
    }

    /// Gives a reference up; the queue goes with the last one.
    pub(crate) fn release(&mut self, id: i64) -> Result<(), Refused> {
        let queue = self.get(id)?;
        match queue.references {
            0 => return Err(Refused::NotBound),
            1 => drop(self.all.remove(&id)),
            _ => queue.references -= 1,
        }
        Ok(())
    }

    pub(super) fn put(&mut self, id: i64, item: Item) -> Result<(), Refused> {
        let queue = self.get(id)?;
        if queue.is_full() {
            return Err(Refused::Full);
        }
        queue.items.push_back(item);
        Ok(())
    }

    pub(super) fn take(&mut self, id: i64) -> Result<Item, Refused> {
        self.get(id)?.items.pop_front().ok_or(Refused::Empty)
    }

    pub(super) fn count(&mut self, id: i64) -> Result<usize, Refused> {
        Ok(self.get(id)?.items.len())
    }

    pub(super) fn maxsize(&mut self, id: i64) -> Result<isize, Refused> {
        Ok(self.get(id)?.maxsize)
    }

    pub(super) fn is_full(&mut self, id: i64) -> Result<bool, Refused> {
        Ok(self.get(id)?.is_full())
    }

    pub(super) fn summary(&mut self, id: i64) -> Result<Summary, Refused> {
        let queue = self.get(id)?;
        Ok(queue.summary(id))
    }

    /// All queues, the newest first.
    pub(super) fn summaries(&self) -> Vec<Summary> {
        let all = self.all.iter().rev();
        all.map(|(id, queue)| queue.summary(*id)).collect()
    }

    /// What an interpreter that ends has put into queues is bound to nothing any more.
    pub(crate) fn clear_interpreter(&mut self, interpreter: i64) {
        for queue in self.all.values_mut() {
            queue.items.retain_mut(|item| item.unbind(interpreter));
        }
    }
}

impl Queue {
    fn is_full(&self) -> bool {
        usize::try_from(self.maxsize).is_ok_and(|most| most > 0 && self.items.len() >= most)
    }

    fn summary(&self, id: i64) -> Summary {
        Summary {
            id,
            unbound: self.unbound,
            fallback: self.fallback,
        }
    }
}

/// A reference to a queue that is on its way to another interpreter.
pub(crate) struct QueueRef {
    runtime: Weak<Runtime>,
    id: i64,
}

impl QueueRef {
    /// Takes over a reference that was counted.
    pub(super) fn new(runtime: Weak<Runtime>, id: i64) -> QueueRef {
        QueueRef { runtime, id }
    }

    /// The queue's number.
    pub(super) fn id(&self) -> i64 {
        self.id
    }
}

impl Drop for QueueRef {
    fn drop(&mut self) {
        // Whoever drops it may hold the queues: a queue within a queue that goes.
        if let Some(runtime) = self.runtime.upgrade() {
            runtime.release_queue_later(self.id);
        }
    }
}
