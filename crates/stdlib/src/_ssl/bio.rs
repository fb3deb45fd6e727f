//! `MemoryBIO`: bytes between TLS and whoever carries them.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{BufferCell, PyResult, Ref, Value, Vm};

use super::errors::SslError;

/// Bytes that are written at one end and read at the other.
#[derive(Payload)]
pub(crate) struct MemoryBio {
    bytes: BufferCell<Vec<u8>>,
    /// How many of the bytes were read.
    #[payload(skip)]
    start: Cell<usize>,
    /// Whether nothing more will be written.
    #[payload(skip)]
    is_ended: Cell<bool>,
}

/// How many bytes that were read are kept before the rest is moved.
const MOST_READ: usize = 1 << 16;

impl MemoryBio {
    /// Takes bytes, at most so many.
    pub(super) fn take(&self, most: usize, vm: &mut Vm) -> Vec<u8> {
        let start = self.start.get();
        let mut bytes = self.bytes.get_mut(vm);
        if start == 0 && most >= bytes.len() {
            return std::mem::take(&mut *bytes);
        }
        let end = bytes.len().min(start.saturating_add(most));
        let taken = bytes[start..end].to_vec();
        if end == bytes.len() {
            bytes.clear();
            bytes.shrink_to(MOST_READ);
            self.start.set(0);
        } else if end >= MOST_READ && end * 2 >= bytes.len() {
            bytes.drain(..end);
            self.start.set(0);
        } else {
            self.start.set(end);
        }
        taken
    }

    /// Adds bytes.
    ///
    /// Raises `MemoryError` if there is no room for them.
    pub(super) fn put(&self, more: &[u8], vm: &mut Vm) -> PyResult<()> {
        let bytes = self.bytes.get(vm);
        if bytes.capacity() - bytes.len() < more.len() {
            vm.check_allocation(bytes.capacity().max(more.len()))?;
        }
        self.bytes.get_mut(vm).extend_from_slice(more);
        Ok(())
    }

    fn waiting(&self, vm: &Vm) -> usize {
        self.bytes.get(vm).len() - self.start.get()
    }

    /// Whether everything was read, and nothing more will come.
    pub(super) fn is_at_end(&self, vm: &Vm) -> bool {
        self.is_ended.get() && self.waiting(vm) == 0
    }
}

#[native_class(name = "_ssl.MemoryBIO", undocumented)]
impl MemoryBio {
    #[new(signature = "()")]
    fn new(class: &Ref<Type>, vm: &mut Vm) -> Ref<MemoryBio> {
        let bio = MemoryBio {
            bytes: BufferCell::new(Vec::new()),
            start: Cell::new(0),
            is_ended: Cell::new(false),
        };
        Ref::with_class(bio, class, vm)
    }

    /// Returns so many bytes at most, or all if the size is negative; none if there are none yet.
    #[method(signature = "($self, size=-1, /)")]
    fn read(this: &Ref<MemoryBio>, size: i32, vm: &mut Vm) -> Value {
        let bytes = this.take(usize::try_from(size).unwrap_or(usize::MAX), vm);
        Bytes::from_vec(bytes, vm).into_value()
    }

    /// Adds bytes, and returns how many they were.
    ///
    /// Raises SSLError after write_eof().
    #[method(signature = "($self, b, /)")]
    fn write(this: &Ref<MemoryBio>, b: BytesLike<'_>, vm: &mut Vm) -> PyResult<usize> {
        if this.is_ended.get() {
            return Err(vm.native_error::<SslError>("cannot write() after write_eof()"));
        }
        let bytes = b.as_bytes(vm).to_vec();
        this.put(&bytes, vm)?;
        Ok(bytes.len())
    }

    /// Says that nothing more will be written; whoever has read the rest sees the end.
    #[method(signature = "($self, /)")]
    fn write_eof(this: &Ref<MemoryBio>) {
        this.is_ended.set(true);
    }

    /// how many bytes can be read
    #[getter]
    fn pending(this: &Ref<MemoryBio>, vm: &mut Vm) -> usize {
        this.waiting(vm)
    }

    /// whether all was read, and nothing more will come
    #[getter]
    fn eof(this: &Ref<MemoryBio>, vm: &mut Vm) -> bool {
        this.is_at_end(vm)
    }
}
