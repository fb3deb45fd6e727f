//! Who waits for a future.

use rpy_vm::builtins::set::{FrozenSet, Set};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::value::Future;

impl Future {
    /// Notes that somebody waits for the future. One is kept as it is, several in a set.
    pub(super) fn add_waiting(&self, waiter: &Value, vm: &mut Vm) -> PyResult<()> {
        match self.awaited_by.cloned(vm) {
            None => drop(self.awaited_by.replace(Some(waiter.clone()), vm)),
            Some(known) => match known.downcast::<Set>() {
                Some(set) => drop(set.add(waiter.clone(), vm)?),
                None if known.is(waiter) => {}
                None => {
                    let set = Set::new(vm);
                    set.add(known, vm)?;
                    set.add(waiter.clone(), vm)?;
                    drop(self.awaited_by.replace(Some(set.into_value()), vm));
                }
            },
        }
        Ok(())
    }

    /// Notes that somebody waits no longer.
    pub(super) fn discard_waiting(&self, waiter: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(known) = self.awaited_by.cloned(vm) else {
            return Ok(());
        };
        match known.downcast::<Set>() {
            Some(set) => drop(set.discard(waiter, vm)?),
            None if known.is(waiter) => drop(self.awaited_by.replace(None, vm)),
            None => {}
        }
        Ok(())
    }

    /// Who waits, as a frozenset; None for nobody.
    pub(super) fn waiting(&self, vm: &mut Vm) -> PyResult<Option<Ref<FrozenSet>>> {
        let Some(known) = self.awaited_by.cloned(vm) else {
            return Ok(None);
        };
        let items = match known.downcast::<Set>() {
            Some(set) => set.items_vec(vm),
            None => vec![known],
        };
        FrozenSet::from_items(items, vm).map(Some)
    }
}

#[rpy_macros::native_module(name = "_asyncio", part)]
pub(super) mod awaited {
    use super::*;

    /// Notes that waiter waits for fut, where both are instances of Future.
    #[function(signature = "(fut, waiter, /)")]
    fn future_add_to_awaited_by(fut: &Value, waiter: &Value, vm: &mut Vm) -> PyResult<()> {
        match fut.downcast::<Future>() {
            Some(future) if waiter.has_payload::<Future>() => future.add_waiting(waiter, vm),
            _ => Ok(()),
        }
    }

    /// Notes that waiter no longer waits for fut, where both are instances of Future.
    #[function(signature = "(fut, waiter, /)")]
    fn future_discard_from_awaited_by(fut: &Value, waiter: &Value, vm: &mut Vm) -> PyResult<()> {
        match fut.downcast::<Future>() {
            Some(future) if waiter.has_payload::<Future>() => future.discard_waiting(waiter, vm),
            _ => Ok(()),
        }
    }
}
