//! Memory of one interpreter that another looks at, through a memoryview on either side.
//!
//! The lender holds the exporter, so that the memory stays where it is, until the last of the others has let
//! go of it. Neither side copies: what one writes the other sees, as with memory that processes share.

use std::ptr::NonNull;
use std::sync::Arc;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::object::buffer::{
    BufferFlags, BufferView, ExportCount, Format, PinnedMemory, release_buffer,
};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::runtime::{Entry, own};

/// Memory that an interpreter has lent. It is given back when this is dropped, wherever that is.
pub(crate) struct Lent {
    lender: Arc<Entry>,
    number: u64,
    /// The address of the first byte.
    start: usize,
    /// Number of bytes.
    length: usize,
    writable: bool,
    format: String,
    item_size: usize,
    shape: Vec<usize>,
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.lender.give_back(self.number);
    }
}

/// Lends the memory of an exporter.
///
/// Raises `BufferError` if it does not lie side by side, `RuntimeError` when the interpreter has ended.
pub(crate) fn lend(exporter: &Value, vm: &mut Vm) -> PyResult<Arc<Lent>> {
    let view = exporter.buffer(BufferFlags::FULL_RO, vm)?;
    let (writable, shape) = (view.is_writable(), view.shape().collect());
    let (format, item_size) = (view.format().as_str().to_owned(), view.item_size());
    drop(view);
    let memory = PinnedMemory::new(exporter, vm)?;
    let raw = memory.raw();
    let own = own(vm);
    if !own.entry.lend() {
        return Err(vm.runtime_error("the interpreter has ended"));
    }
    own.last_lent += 1;
    let number = own.last_lent;
    own.lent.insert(number, memory);
    Ok(Arc::new(Lent {
        lender: own.entry.clone(),
        number,
        start: raw.start.as_ptr() as usize,
        length: raw.length,
        writable,
        format,
        item_size,
        shape,
    }))
}

/// Memory of another interpreter.
#[derive(Payload)]
pub(crate) struct CrossInterpreterBufferView {
    #[payload(skip)]
    lent: Arc<Lent>,
    #[payload(skip)]
    exports: ExportCount,
}

#[native_class(name = "_interpreters.CrossInterpreterBufferView", undocumented)]
impl CrossInterpreterBufferView {
    #[slot]
    fn buffer(
        this: &Ref<CrossInterpreterBufferView>,
        flags: BufferFlags,
        vm: &mut Vm,
    ) -> PyResult<BufferView> {
        let lent = &this.lent;
        let start = NonNull::new(lent.start as *mut u8).expect("it was that of a buffer");
        let place = (this.as_value(), &this.exports);
        // SAFETY: the lender holds the exporter until `lent` is dropped, which the owner of the view
        // keeps; an interpreter that has lent memory is not freed. It is written through views only,
        // which use no references across calls, as memory that processes share.
        let view = unsafe {
            BufferView::of_memory(place, (start, lent.length), lent.writable, flags, vm)?
        };
        let is_plain = lent.format == Format::BYTES.as_str() && lent.shape.len() == 1;
        if is_plain || !flags.contains(BufferFlags::FORMAT) || !flags.contains(BufferFlags::ND) {
            return Ok(view);
        }
        let format = (Format::new(lent.format.clone()), lent.item_size);
        Ok(view.into_cast(format, &lent.shape))
    }

    #[slot]
    fn release_buffer(
        this: &Ref<CrossInterpreterBufferView>,
        view: &Ref<MemoryView>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        release_buffer(this.as_value(), view, vm)
    }
}

/// A memoryview of memory of another interpreter.
///
/// Raises what making one does.
pub(crate) fn receive(lent: Arc<Lent>, vm: &mut Vm) -> PyResult {
    let view = CrossInterpreterBufferView {
        lent,
        exports: ExportCount::new(),
    };
    let exporter = Ref::new(view, vm).into_value();
    Ok(MemoryView::new(&exporter, vm)?.into_value())
}
