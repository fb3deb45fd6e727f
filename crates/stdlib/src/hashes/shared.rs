//! What several threads may work with: the data that a hash object has taken so far.

use std::cell::{RefCell, RefMut};
use std::time::Duration;

use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{PyResult, Value, Vm};

use super::{LONG, data_of};

/// How long is waited before another thread is asked again whether it is done.
const PAUSE: Duration = Duration::from_micros(50);

/// A state that one thread at a time works with.
pub(super) struct Shared<S>(RefCell<S>);

impl<S: Send> Shared<S> {
    pub(super) fn new(state: S) -> Shared<S> {
        Shared(RefCell::new(state))
    }

    /// The state, when no other thread works with it any more.
    ///
    /// Raises what signals raise meanwhile.
    pub(super) fn get(&self, vm: &mut Vm) -> PyResult<RefMut<'_, S>> {
        loop {
            if let Ok(state) = self.0.try_borrow_mut() {
                return Ok(state);
            }
            vm.poll()?;
            vm.allow_threads(|| std::thread::sleep(PAUSE));
        }
    }

    /// Gives data to `absorb`, while other threads run if the data are long.
    pub(super) fn absorb(
        &self,
        data: &Value,
        absorb: impl FnOnce(&mut S, &[u8]) + Send,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let bytes = data_of(data, vm)?;
        if bytes.as_bytes(vm).len() < LONG {
            let mut state = self.get(vm)?;
            absorb(&mut state, bytes.as_bytes(vm));
            return Ok(());
        }
        drop(bytes);
        let pinned = PinnedBytes::new(data, vm)?;
        let bytes = pinned.as_slice();
        let mut state = self.get(vm)?;
        let state = &mut *state;
        vm.allow_threads(|| absorb(state, bytes));
        Ok(())
    }
}
