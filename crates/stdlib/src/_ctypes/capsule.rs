//! What keeps wide characters alive that memory refers to.

use rpy_macros::{Payload, native_class};
use rpy_vm::{PyResult, Ref, Vm};

use super::code::WIDE;
use super::memory::Block;

/// Wide characters with a zero behind them. Programs see it in `_objects`.
#[derive(Payload)]
pub(super) struct Capsule {
    #[payload(skip)]
    block: Block,
}

impl Capsule {
    /// A copy of wide characters.
    ///
    /// Raises `MemoryError`.
    pub(super) fn of_wide(wide: &[u8], vm: &mut Vm) -> PyResult<Ref<Capsule>> {
        let Some(mut block) = Block::new(wide.len() + WIDE, WIDE) else {
            return Err(vm.memory_error());
        };
        block.bytes_mut()[..wide.len()].copy_from_slice(wide);
        Ok(Ref::new(Capsule { block }, vm))
    }

    /// The characters and the zero.
    pub(super) fn bytes(&self) -> &[u8] {
        self.block.bytes()
    }
}

#[native_class(name = "types.PyCapsule", undocumented)]
impl Capsule {
    #[slot]
    fn repr(this: &Ref<Capsule>) -> String {
        let address = std::ptr::from_ref::<Capsule>(this).addr();
        format!("<capsule object \"_ctypes/cfield.c pymem\" at {address:#x}>")
    }
}
