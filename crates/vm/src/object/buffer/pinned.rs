//! Bytes for use without the VM: while other threads run, or the kernel reads and writes.

use std::ptr::NonNull;

use crate::object::buffer::{BufferFlags, BufferView};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Bytes to be read while the VM is given away. They stay what they are: memory that others may
/// change is copied.
///
/// The guard itself stays with the thread that made it; the slice may go to others.
pub struct PinnedBytes {
    start: NonNull<u8>,
    length: usize,
    /// Keeps the memory of its exporter, if that is immutable.
    _view: BufferView,
    /// The memory, if that of the exporter is not.
    _copy: Option<Vec<u8>>,
}

impl PinnedBytes {
    /// Pins the bytes of a bytes-like object. It must export them side by side.
    ///
    /// Raises what [`Value::buffer`] does.
    pub fn new(object: &Value, vm: &mut Vm) -> PyResult<PinnedBytes> {
        let view = object.buffer(BufferFlags::SIMPLE, vm)?;
        Ok(PinnedBytes::of_view(view, vm))
    }

    /// Pins the bytes of a view, in the order of C.
    pub fn of_view(view: BufferView, vm: &Vm) -> PinnedBytes {
        let copy = match view.as_immutable() {
            Some(_) => None,
            None => Some(view.to_vec(vm)),
        };
        let bytes = match &copy {
            Some(copy) => copy,
            None => view.as_immutable().unwrap_or_default(),
        };
        PinnedBytes {
            start: NonNull::from(bytes).cast(),
            length: bytes.len(),
            _view: view,
            _copy: copy,
        }
    }

    /// The bytes.
    #[inline]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: the memory is that of the copy, which nobody else has, or that of an exporter that
        // never changes it, which the view keeps. Both stay where they are when `self` moves.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

/// Memory that is exported side by side, to be used by pointer while the VM is given away: by a call
/// of the operating system that reads into it or writes from it.
///
/// It stays where it is, but others may change it meanwhile, so there is no slice of it.
pub struct PinnedMemory {
    view: BufferView,
}

/// Where pinned memory lies. It may go to other threads; it is valid as long as the
/// [`PinnedMemory`] that it is from.
#[derive(Clone, Copy, Debug)]
pub struct RawMemory {
    /// The first byte.
    pub start: NonNull<u8>,
    /// Number of bytes.
    pub length: usize,
}

// SAFETY: an address and a number; what is done with them is the user's to justify.
unsafe impl Send for RawMemory {}

impl PinnedMemory {
    /// Pins the memory of an object, to be read.
    ///
    /// Raises what [`Value::buffer`] does.
    pub fn new(object: &Value, vm: &mut Vm) -> PyResult<PinnedMemory> {
        let view = object.buffer(BufferFlags::SIMPLE, vm)?;
        Ok(PinnedMemory { view })
    }

    /// Pins the memory of an object, to be changed.
    ///
    /// Raises what [`Value::buffer`] does.
    pub fn writable(object: &Value, vm: &mut Vm) -> PyResult<PinnedMemory> {
        let view = object.buffer(BufferFlags::WRITABLE, vm)?;
        Ok(PinnedMemory { view })
    }

    /// Where the memory lies.
    pub fn raw(&self) -> RawMemory {
        RawMemory {
            start: self.view.start(),
            length: self.view.length(),
        }
    }

    /// The view, for use with the VM.
    pub fn view(&self) -> &BufferView {
        &self.view
    }
}
