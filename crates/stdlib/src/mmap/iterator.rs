//! Iteration over mapped memory, which gives bytes of length one where indices give ints.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::map::Map;

/// An iterator over mapped memory.
#[derive(Payload)]
pub(super) struct MapIterator {
    pub(super) map: Ref<Map>,
    pub(super) index: Cell<usize>,
}

#[native_class(name = "iterator")]
impl MapIterator {
    #[slot]
    fn iternext(this: &Ref<MapIterator>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let index = this.index.get();
        if index >= this.map.length_open(vm)? {
            this.index.set(usize::MAX);
            return Ok(None);
        }
        this.index.set(index + 1);
        let bytes = this.map.read_range(index..index + 1, vm)?;
        Ok(Some(vm.new_bytes(&bytes)))
    }
}
