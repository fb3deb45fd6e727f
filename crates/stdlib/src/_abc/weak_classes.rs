//! A set of classes that does not keep them alive.

use rpy_macros::Traverse;
use rpy_vm::builtins::weakref::{self, WeakReference};
use rpy_vm::{PyResult, Ref, Value, Vm};

/// Weak references to classes, sorted by the addresses the classes had. What a reference leads to
/// decides: another object may live at the address by now.
#[derive(Default, Traverse)]
pub(super) struct WeakClasses {
    entries: Vec<Entry>,
    /// Number of entries at which dead ones are looked for.
    #[payload(skip)]
    sweep_at: usize,
}

#[derive(Traverse)]
struct Entry {
    #[payload(skip)]
    address: usize,
    reference: Ref<WeakReference>,
}

impl WeakClasses {
    pub(super) fn contains(&self, class: &Value, vm: &Vm) -> bool {
        match self.find(class) {
            Ok(index) => {
                let target = self.entries[index].reference.target(vm);
                target.is_some_and(|target| target.is(class))
            }
            Err(_) => false,
        }
    }

    fn find(&self, class: &Value) -> Result<usize, usize> {
        let address = class.object_pointer() as usize;
        self.entries
            .binary_search_by_key(&address, |entry| entry.address)
    }

    /// Adds a class that `reference` leads to.
    pub(super) fn add(&mut self, class: &Value, reference: Ref<WeakReference>, vm: &Vm) {
        if self.entries.len() >= self.sweep_at {
            self.entries
                .retain(|entry| entry.reference.target(vm).is_some());
            self.sweep_at = 2 * self.entries.len() + 8;
        }
        match self.find(class) {
            Ok(index) => self.entries[index].reference = reference,
            Err(index) => {
                let address = class.object_pointer() as usize;
                self.entries.insert(index, Entry { address, reference });
            }
        }
    }

    /// The classes that are alive.
    pub(super) fn classes(&self, vm: &Vm) -> Vec<Value> {
        let targets = self.entries.iter();
        targets
            .filter_map(|entry| entry.reference.target(vm))
            .collect()
    }

    /// The references to classes that are alive.
    pub(super) fn references(&self, vm: &Vm) -> Vec<Value> {
        let entries = self.entries.iter();
        entries
            .filter(|entry| entry.reference.target(vm).is_some())
            .map(|entry| entry.reference.to_value())
            .collect()
    }
}

/// A weak reference to a class.
pub(super) fn reference_to(class: &Value, vm: &mut Vm) -> PyResult<Ref<WeakReference>> {
    weakref::new_weak_reference(class, vm)
}
