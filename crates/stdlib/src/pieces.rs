//! Pieces of memory for calls of the system that take several.

use std::marker::PhantomData;

use rpy_vm::object::buffer::PinnedMemory;
use rpy_vm::{PyResult, Value, Vm};

/// Pieces of memory that objects export, as the system takes them. They stay where they are as long
/// as what pins them.
pub(crate) struct Pieces<'a> {
    list: Vec<libc::iovec>,
    is_writable: bool,
    pinned: PhantomData<&'a PinnedMemory>,
}

// SAFETY: addresses and numbers, which are used by calls of the system alone.
unsafe impl Send for Pieces<'_> {}
// SAFETY: as above.
unsafe impl Sync for Pieces<'_> {}

impl<'a> Pieces<'a> {
    /// The memory of these objects.
    pub(crate) fn new(pinned: &'a [PinnedMemory]) -> Pieces<'a> {
        let piece = |memory: &PinnedMemory| libc::iovec {
            iov_base: memory.raw().start.as_ptr().cast(),
            iov_len: memory.raw().length,
        };
        Pieces {
            list: pinned.iter().map(piece).collect(),
            is_writable: pinned.iter().all(|memory| memory.view().is_writable()),
            pinned: PhantomData,
        }
    }

    /// The first of so many pieces, to be read.
    pub(crate) fn readable(&self) -> (*const libc::iovec, usize) {
        (self.list.as_ptr(), self.list.len())
    }

    /// The first of so many pieces, to be written to.
    pub(crate) fn writable(&self) -> (*const libc::iovec, usize) {
        assert!(self.is_writable, "who wants to write pins memory for that");
        self.readable()
    }
}

/// Pins the memory of an argument that is written to; `what` names it, as in `f() argument 1`.
///
/// Raises `TypeError` if it cannot be written to.
pub(crate) fn writable(object: &Value, what: &str, vm: &mut Vm) -> PyResult<PinnedMemory> {
    match PinnedMemory::writable(object, vm) {
        Ok(memory) => Ok(memory),
        Err(raised) => {
            let buffer_error = vm.types.exceptions.buffer_error.clone();
            let type_error = vm.types.exceptions.type_error.clone();
            let class = raised.exception().class().clone();
            if !class.is(&buffer_error) && !class.is(&type_error) {
                return Err(raised);
            }
            let given = object.type_name(vm);
            let message = format!("{what} must be read-write bytes-like object, not {given}");
            Err(vm.type_error(message))
        }
    }
}
