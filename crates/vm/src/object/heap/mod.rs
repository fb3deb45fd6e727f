//! The object heap: size classes, byte accounting, deferred finalisation, iterative freeing.
//!
//! Objects of up to [`MAX_SMALL`] bytes lie in 64 KiB chunks of cells of one size; larger ones
//! come from the global allocator and are listed. A free cell has a null class word, so live
//! objects can be found by walking the chunks. See docs/heap.md.

mod ages;
mod allocate;
mod buffer;
mod chunk;
mod classes;
mod create;
mod large;
mod layout;
mod memory;
#[cfg(debug_assertions)]
mod quarantine;
mod release;
mod teardown;
#[cfg(test)]
mod tests;
mod tracer;
mod weak;

pub use ages::GENERATIONS;
pub(crate) use ages::OLDEST;
pub use allocate::Heap;
pub(crate) use allocate::MAX_SMALL;
pub use buffer::{Buffer, BufferCell, BufferMut};
pub(crate) use classes::ClassId;
pub(crate) use create::{new_instance, new_instance_with_tail, new_object, try_new_plain_instance};
pub(crate) use layout::{instance_size, object_size, slots, tail_room};
pub(crate) use memory::may_fail;
#[cfg(debug_assertions)]
pub use memory::{Checks, was_asked_for};
pub(crate) use release::deallocate;
pub(crate) use teardown::HeapOwner;
pub use tracer::{TracedBlock, TracedMemory};
pub(crate) use weak::Listed;
