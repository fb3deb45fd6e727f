//! Locks of modules: what a thread imports, others wait for.
//! Source: CPython `Lib/importlib/_bootstrap.py`, `_ModuleLock`.
//!
//! Two threads may import modules that import each other. One of the waits would never end: the
//! thread that would close the circle does not wait, and gets the module as far as it has come, as a
//! circular import within one thread does.

use std::collections::HashMap;
use std::rc::Rc;

use crate::builtins::str::Str;
use crate::interpreter::WaitQueue;
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

/// The modules that are being imported.
#[derive(Default)]
pub(crate) struct ModuleLocks {
    locks: HashMap<String, ModuleLock>,
    /// The module that a thread waits for, by the thread's number.
    waits: HashMap<u64, String>,
}

#[derive(Default)]
struct ModuleLock {
    /// The number of the thread that imports the module; `None` between two of them.
    owner: Option<u64>,
    /// How often the owner has locked it.
    count: usize,
    /// Threads that wait; the lock is kept as long as there are some.
    waiting: usize,
    queue: Rc<WaitQueue>,
}

impl ModuleLocks {
    /// Whether a module is being imported.
    pub(super) fn any(&self) -> bool {
        !self.locks.is_empty()
    }

    fn try_lock(&mut self, name: &str, thread: u64) -> bool {
        let lock = self.locks.entry(name.to_owned()).or_default();
        let free = lock.owner.is_none_or(|owner| owner == thread);
        if free {
            lock.owner = Some(thread);
            lock.count += 1;
        }
        free
    }

    fn unlock(&mut self, name: &str) {
        let Some(lock) = self.locks.get_mut(name) else {
            return;
        };
        lock.count -= 1;
        if lock.count == 0 {
            lock.owner = None;
            lock.queue.wake_one();
            if lock.waiting == 0 {
                self.locks.remove(name);
            }
        }
    }

    /// Whether the owner of a module waits, at last, for this thread.
    fn is_circular(&self, name: &str, thread: u64) -> bool {
        let mut name = name;
        // A chain has no more links than there are threads that wait.
        for _ in 0..=self.waits.len() {
            let Some(owner) = self.locks.get(name).and_then(|lock| lock.owner) else {
                return false;
            };
            if owner == thread {
                return true;
            }
            match self.waits.get(&owner) {
                Some(next) => name = next,
                None => return false,
            }
        }
        false
    }
}

impl Vm {
    /// Locks a module, once no other thread has it. `false` if that would never be.
    ///
    /// Errors: what the handlers of signals raise.
    pub(super) fn lock_module(&mut self, name: &str) -> PyResult<bool> {
        let own = self.thread.number;
        let locks = &mut self.imports.locks;
        if locks.try_lock(name, own) {
            return Ok(true);
        }
        if locks.is_circular(name, own) {
            return Ok(false);
        }
        let lock = locks.locks.entry(name.to_owned()).or_default();
        lock.waiting += 1;
        let queue = lock.queue.clone();
        locks.waits.insert(own, name.to_owned());
        let waited = self.wait_until(&queue, None, |vm| vm.imports.locks.try_lock(name, own));
        let locks = &mut self.imports.locks;
        locks.waits.remove(&own);
        if let Some(lock) = locks.locks.get_mut(name) {
            lock.waiting -= 1;
            if lock.owner.is_none() && lock.waiting == 0 {
                locks.locks.remove(name);
            }
        }
        waited
    }

    /// Ends what [`Vm::lock_module`] began, if that gave `true`.
    pub(super) fn unlock_module(&mut self, name: &str) {
        self.imports.locks.unlock(name);
    }

    /// Waits until no other thread imports the module, unless that one waits for this.
    pub(super) fn wait_for_module(&mut self, name: &Ref<Str>) -> PyResult<()> {
        let name = name.to_string_lossy().into_owned();
        if self.lock_module(&name)? {
            self.unlock_module(&name);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_of_waits_are_found() {
        let mut locks = ModuleLocks::default();
        assert!(locks.try_lock("a", 1) && locks.try_lock("b", 2) && locks.try_lock("c", 3));
        assert!(locks.try_lock("a", 1) && !locks.try_lock("a", 2));
        assert!(!locks.is_circular("b", 1));
        locks.waits.insert(1, "b".to_owned());
        locks.waits.insert(2, "c".to_owned());
        assert!(locks.is_circular("a", 3));
        assert!(!locks.is_circular("a", 4));
        locks.waits.clear();
        assert!(!locks.is_circular("a", 3));
        for name in ["a", "a", "b", "c"] {
            locks.unlock(name);
        }
        assert!(!locks.any());
    }
}
