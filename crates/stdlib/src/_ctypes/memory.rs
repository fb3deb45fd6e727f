//! Memory of C data: blocks that objects own, and memory at addresses that the program has.
//!
//! What lies at an address the program vouches for: `from_address`, pointers and what C functions return
//! are as safe as they are in C. Everything else goes through slices.

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

use rpy_vm::object::buffer::{BufferFlags, BufferView, ExportCount};
use rpy_vm::{PyResult, Value, Vm};

/// The least alignment of a block: that of `malloc`.
const ALIGNMENT: usize = 16;

/// Zeroed memory that belongs to an object. It never moves.
pub(super) struct Block {
    start: NonNull<u8>,
    layout: Layout,
}

impl Block {
    /// Memory of so many bytes; nothing if there is no room for it.
    pub(super) fn new(size: usize, align: usize) -> Option<Block> {
        let align = align.max(ALIGNMENT).checked_next_power_of_two()?;
        let layout = Layout::from_size_align(size.max(1), align).ok()?;
        // SAFETY: the size is not zero.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) })?;
        Some(Block { start, layout })
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: the block is allocated with this size, and initialised. C functions may change what
        // is in it while others look, as with any memory that C has the address of: plain bytes.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.layout.size()) }
    }

    /// The bytes, to be changed.
    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above, and the block is borrowed for changes.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.layout.size()) }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: the block was allocated with this layout, and nobody refers to it any more.
        unsafe { dealloc(self.start.as_ptr(), self.layout) };
    }
}

/// Bytes at an address, for which the program vouches. None at null.
pub(super) fn foreign(address: usize, length: usize, _vm: &Vm) -> &[u8] {
    if address == 0 || length == 0 || length > isize::MAX as usize {
        return &[];
    }
    // SAFETY: the program vouches for the address, as a program in C does. Nobody else looks at the
    // memory through references while the VM is borrowed.
    unsafe { std::slice::from_raw_parts(std::ptr::with_exposed_provenance(address), length) }
}

/// As [`foreign`], to be changed.
pub(super) fn foreign_mut(address: usize, length: usize, _vm: &mut Vm) -> &mut [u8] {
    if address == 0 || length == 0 || length > isize::MAX as usize {
        return &mut [];
    }
    // SAFETY: as above.
    unsafe {
        std::slice::from_raw_parts_mut(std::ptr::with_exposed_provenance_mut(address), length)
    }
}

/// Number of bytes at an address before the first zero. The address is not null.
pub(super) fn string_length(address: usize) -> usize {
    // SAFETY: the program vouches for a string that ends at that address.
    unsafe { libc::strlen(std::ptr::with_exposed_provenance(address)) }
}

/// Number of wide characters at an address before the first that is zero. The address is not null.
pub(super) fn wide_length(address: usize) -> usize {
    let start: *const u32 = std::ptr::with_exposed_provenance(address);
    let mut length = 0;
    // SAFETY: as above.
    while unsafe { start.add(length).read_unaligned() } != 0 {
        length += 1;
    }
    length
}

/// The object whose word lies in the memory of a `py_object`. The word is not zero.
pub(super) fn object_of(word: u64) -> Value {
    // SAFETY: the program vouches for the word: the memory of a `py_object` holds the word of an object
    // that its `_objects` keep alive, unless the program has put something else there. The reference is
    // not the memory's to give, so it is kept.
    unsafe { Value::clone(&ManuallyDrop::new(Value::from_bits(word))) }
}

/// The object that a C function has given, with the reference that goes with it. The word is not zero.
pub(super) fn given_object(word: u64) -> Value {
    // SAFETY: as above.
    unsafe { Value::from_bits(word) }
}

/// Makes the bytes of an address known as memory that C code may use.
pub(super) fn expose(bytes: &[u8]) -> usize {
    bytes.as_ptr().expose_provenance()
}

/// A view of memory of an object of C.
///
/// Raises what asking for views of other memory does.
pub(super) fn show(
    owner: (&Value, &ExportCount),
    memory: (NonNull<u8>, usize),
    flags: BufferFlags,
    vm: &mut Vm,
) -> PyResult<BufferView> {
    // SAFETY: the memory of an object of C never moves: blocks are kept until their object goes, which
    // the owner refers to, and never gives that up; other memory is kept by a view of its own, or the
    // program vouches for it.
    unsafe { BufferView::of_memory(owner, memory, true, flags, vm) }
}
