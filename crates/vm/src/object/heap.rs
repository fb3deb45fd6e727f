//! The object heap: size classes, byte accounting, deferred finalisation, iterative freeing.
//!
//! Objects of up to [`MAX_SMALL`] bytes lie in 64 KiB chunks of cells of one size; larger ones
//! come from the global allocator and are listed. A free cell has a null class word, so live
//! objects can be found by walking the chunks. See docs/heap.md.

use std::alloc::Layout;
use std::collections::HashMap;
use std::ptr::NonNull;

use crate::builtins::type_::{Type, TypeFlags};
use crate::builtins::weakref::WeakReference;
use crate::object::header::Header;
use crate::object::payload::Payload;
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::Value;

/// Granularity of sizes, and the alignment of every object.
const STEP: usize = 16;
/// Largest object that lies in a chunk.
pub(crate) const MAX_SMALL: usize = 512;
const CLASSES: usize = MAX_SMALL / STEP + 1;
/// Size and alignment of a chunk.
const CHUNK_SIZE: usize = 64 * 1024;
/// Nested deallocations on the Rust stack before the rest is put off.
const MAX_DEPTH: u32 = 64;
/// Bytes by which the heap must grow before the first collection is asked for.
const FIRST_COLLECTION: usize = 4 * 1024 * 1024;

/// A cell on a free list. Lies over a dead object: `class` is over its class pointer.
#[repr(C)]
struct FreeCell {
    next: *mut FreeCell,
    class: usize,
}

struct Chunk {
    start: NonNull<u8>,
    /// Bytes of a cell.
    cell: usize,
    /// Cells that have been handed out to the free list so far; the rest was never used.
    carved: usize,
}

/// The memory of one interpreter's objects.
pub struct Heap {
    free: [*mut FreeCell; CLASSES],
    chunks: Vec<Chunk>,
    /// The chunk of each class that still has cells to carve, as an index into `chunks`.
    carving: [Option<usize>; CLASSES],
    large: Vec<NonNull<Header>>,
    large_bytes: usize,
    /// Bytes of buffers that objects own outside the heap, as reported by [`Heap::account`].
    external_bytes: isize,
    /// Objects whose count is zero and whose freeing was put off.
    dead: Vec<NonNull<Header>>,
    depth: u32,
    /// Objects that wait for their `__del__`, each held by one reference.
    finalizable: Vec<Value>,
    /// Weak references, by the address of their object. They take themselves off when they die.
    weak_references: HashMap<usize, Vec<NonNull<Object<WeakReference>>>>,
    /// Weak references whose callback is due.
    weak_callbacks: Vec<Ref<WeakReference>>,
    /// Objects that have been finalised and live on; they are not finalised again.
    finalized: std::collections::HashSet<usize>,
    /// Bytes at which a collection is due.
    next_collection: usize,
    /// Set when finalisers or a collection wait for the next instruction boundary.
    pub(crate) attention: bool,
}

impl Heap {
    /// An empty heap in memory of its own: objects keep a pointer to it.
    pub(crate) fn new() -> NonNull<Heap> {
        NonNull::from(Box::leak(Box::new(Heap {
            free: [std::ptr::null_mut(); CLASSES],
            chunks: Vec::new(),
            carving: [None; CLASSES],
            large: Vec::new(),
            large_bytes: 0,
            external_bytes: 0,
            dead: Vec::new(),
            depth: 0,
            finalizable: Vec::new(),
            weak_references: HashMap::new(),
            weak_callbacks: Vec::new(),
            finalized: std::collections::HashSet::new(),
            next_collection: FIRST_COLLECTION,
            attention: false,
        })))
    }

    /// Bytes in use or reserved for objects, buffers they reported included.
    pub fn bytes(&self) -> usize {
        let total = (self.chunks.len() * CHUNK_SIZE + self.large_bytes) as isize;
        (total + self.external_bytes).max(0) as usize
    }

    /// Notes that an object's buffer outside the heap has grown (or shrunk) by `delta` bytes.
    pub fn account(&mut self, delta: isize) {
        self.external_bytes += delta;
    }

    /// Takes the objects that wait for `__del__`.
    pub(crate) fn take_finalizable(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.finalizable)
    }

    /// Notes that the object's finaliser runs now; `false` if it has run before.
    pub(crate) fn mark_finalized(&mut self, object: NonNull<Header>) -> bool {
        self.finalized.insert(object.as_ptr() as usize)
    }

    /// Whether the finaliser of the object at an address has run.
    pub(crate) fn is_finalized(&self, address: usize) -> bool {
        self.finalized.contains(&address)
    }

    /// Takes the weak references whose callback is due.
    pub(crate) fn take_weak_callbacks(&mut self) -> Vec<Ref<WeakReference>> {
        std::mem::take(&mut self.weak_callbacks)
    }

    /// The weak references to the object at an address.
    pub(crate) fn weak_references(&self, address: usize) -> &[NonNull<Object<WeakReference>>] {
        self.weak_references
            .get(&address)
            .map_or(&[], Vec::as_slice)
    }

    /// Adds a weak reference to the object at an address.
    pub(crate) fn add_weak_reference(
        &mut self,
        address: usize,
        reference: NonNull<Object<WeakReference>>,
    ) {
        let references = self.weak_references.entry(address).or_default();
        references.push(reference);
    }

    /// Takes a weak reference off that dies before its object.
    pub(crate) fn remove_weak_reference(&mut self, address: usize, payload: *const WeakReference) {
        if let Some(references) = self.weak_references.get_mut(&address) {
            // SAFETY: what is on the list is alive; only addresses are compared.
            references.retain(|other| unsafe { &raw const (*other.as_ptr()).payload } != payload);
            if references.is_empty() {
                self.weak_references.remove(&address);
            }
        }
    }

    /// Clears the weak references to the object at an address. Callbacks of references for which
    /// `calls` holds become due.
    pub(crate) fn clear_weak_references(
        &mut self,
        address: usize,
        calls: impl Fn(NonNull<Header>) -> bool,
    ) {
        for reference in self.weak_references.remove(&address).unwrap_or_default() {
            // SAFETY: what is on the list is alive; the clone takes a reference of its own.
            unsafe {
                let payload = &reference.as_ref().payload;
                payload.clear_target();
                let header = &reference.as_ref().header;
                if payload.has_callback() && header.refcount() > 0 && calls(reference.cast()) {
                    header.increment();
                    self.weak_callbacks.push(Ref::from_raw(reference));
                    self.attention = true;
                }
            }
        }
    }

    /// Whether enough has been allocated since the last collection to start another.
    pub(crate) fn collection_due(&self) -> bool {
        self.bytes() >= self.next_collection
    }

    /// Sets the next threshold by what survived.
    pub(crate) fn collected(&mut self) {
        self.next_collection = (self.bytes() * 2).max(FIRST_COLLECTION);
    }

    /// Memory for an object of `size` bytes, not initialised.
    #[inline(always)]
    pub(crate) fn allocate(&mut self, size: usize) -> NonNull<u8> {
        if size <= MAX_SMALL {
            let class = size.div_ceil(STEP);
            let cell = self.free[class];
            if let Some(pointer) = NonNull::new(cell) {
                // SAFETY: the free list holds cells that nobody uses.
                self.free[class] = unsafe { (*cell).next };
                return pointer.cast();
            }
        }
        self.allocate_slow(size)
    }

    /// The first cell of a size class's free list, if there is one: never carves or grows.
    #[inline(always)]
    pub(crate) fn try_allocate_small(&mut self, size: usize) -> Option<NonNull<u8>> {
        debug_assert!(size <= MAX_SMALL);
        let class = size.div_ceil(STEP);
        let cell = NonNull::new(self.free[class])?;
        // SAFETY: the free list holds cells that nobody uses.
        self.free[class] = unsafe { (*cell.as_ptr()).next };
        Some(cell.cast())
    }

    #[cold]
    #[inline(never)]
    fn allocate_slow(&mut self, size: usize) -> NonNull<u8> {
        if size > MAX_SMALL {
            return self.allocate_large(size);
        }
        let class = size.div_ceil(STEP);
        let index = match self.carving[class] {
            Some(index) => index,
            None => {
                let layout = Layout::from_size_align(CHUNK_SIZE, CHUNK_SIZE).expect("constant");
                // SAFETY: the size is not zero.
                let start = unsafe { std::alloc::alloc(layout) };
                let Some(start) = NonNull::new(start) else {
                    std::alloc::handle_alloc_error(layout)
                };
                self.chunks.push(Chunk {
                    start,
                    cell: class * STEP,
                    carved: 0,
                });
                if self.collection_due() {
                    self.attention = true;
                }
                self.carving[class] = Some(self.chunks.len() - 1);
                self.chunks.len() - 1
            }
        };
        // Carve a page's worth of cells at a time: memory is touched only when it is needed.
        let chunk = &mut self.chunks[index];
        let capacity = CHUNK_SIZE / chunk.cell;
        let count = (4096 / chunk.cell).max(1).min(capacity - chunk.carved);
        let mut list = self.free[class];
        for offset in (chunk.carved..chunk.carved + count).rev() {
            // SAFETY: the offset is below the chunk's capacity, and a cell fits a `FreeCell`.
            unsafe {
                let cell = chunk.start.add(offset * chunk.cell).cast::<FreeCell>();
                cell.write(FreeCell {
                    next: list,
                    class: 0,
                });
                list = cell.as_ptr();
            }
        }
        chunk.carved += count;
        if chunk.carved == capacity {
            self.carving[class] = None;
        }
        // SAFETY: at least one cell was just put on the list.
        unsafe {
            self.free[class] = (*list).next;
            NonNull::new_unchecked(list.cast())
        }
    }

    fn allocate_large(&mut self, size: usize) -> NonNull<u8> {
        let layout = large_layout(size);
        // SAFETY: the size is not zero.
        let start = unsafe { std::alloc::alloc(layout) };
        let Some(start) = NonNull::new(start) else {
            std::alloc::handle_alloc_error(layout)
        };
        // SAFETY: the layout has room for the prefix in front of the object.
        let object = unsafe {
            start.cast::<usize>().write(self.large.len());
            start.add(LARGE_PREFIX)
        };
        self.large.push(object.cast());
        self.large_bytes += layout.size();
        if self.collection_due() {
            self.attention = true;
        }
        object
    }

    /// Gives an object's memory back.
    ///
    /// # Safety
    ///
    /// The memory came from `allocate(size)` of this heap and is not used any more.
    #[inline(always)]
    unsafe fn free(&mut self, object: *mut Header, size: usize) {
        if size <= MAX_SMALL {
            let class = size.div_ceil(STEP);
            let cell = object.cast::<FreeCell>();
            // SAFETY: the caller gives the memory up, and a cell fits a `FreeCell`.
            unsafe {
                cell.write(FreeCell {
                    next: self.free[class],
                    class: 0,
                })
            };
            self.free[class] = cell;
        } else {
            // SAFETY: as promised by the caller.
            unsafe { self.free_large(object, size) }
        }
    }

    /// # Safety
    ///
    /// As for `free`, and the object is a large one.
    unsafe fn free_large(&mut self, object: *mut Header, size: usize) {
        // SAFETY: a large object has its index in `large` in front of it.
        unsafe {
            let start = object.cast::<u8>().sub(LARGE_PREFIX);
            let index = *start.cast::<usize>();
            self.large.swap_remove(index);
            if let Some(moved) = self.large.get(index) {
                moved
                    .cast::<u8>()
                    .sub(LARGE_PREFIX)
                    .cast::<usize>()
                    .write(index);
            }
            let layout = large_layout(size);
            self.large_bytes -= layout.size();
            std::alloc::dealloc(start, layout);
        }
    }

    /// Calls `visit` with every live object, those waiting for finalisation included.
    pub(crate) fn for_each_object(&self, mut visit: impl FnMut(NonNull<Header>)) {
        for chunk in &self.chunks {
            for index in 0..chunk.carved {
                // SAFETY: carved cells hold an object or a `FreeCell`, told apart by the second
                // word.
                unsafe {
                    let cell = chunk.start.add(index * chunk.cell).cast::<FreeCell>();
                    if cell.as_ref().class != 0 {
                        visit(cell.cast());
                    }
                }
            }
        }
        for &object in &self.large {
            visit(object);
        }
    }
}

/// Bytes in front of a large object: its index in the list, padded to the alignment.
const LARGE_PREFIX: usize = STEP;

fn large_layout(size: usize) -> Layout {
    Layout::from_size_align(size + LARGE_PREFIX, STEP).expect("no object is that large")
}

/// Makes an object.
pub(crate) fn new_object<T: Payload>(
    mut heap: NonNull<Heap>,
    class: &Ref<Type>,
    shape: ShapeId,
    payload: T,
    tail: usize,
) -> Ref<T> {
    debug_assert!(tail == 0 || T::HAS_TAIL);
    debug_assert!(class.layout().instance_size as usize <= size_of::<Object<T>>());
    let size = size_of::<Object<T>>() + tail;
    // SAFETY: the heap lives as long as the interpreter; the memory is large enough.
    unsafe {
        let object = heap.as_mut().allocate(size).cast::<Object<T>>();
        if class.is_heap_type() {
            class.header().increment();
        }
        object.write(Object {
            header: Header::new(class.as_ptr(), shape),
            payload,
        });
        Ref::from_raw(object)
    }
}

/// Makes an instance of a class with slots: a payload and unbound slots behind it.
pub(crate) fn new_instance<T: Payload>(
    heap: NonNull<Heap>,
    class: &Ref<Type>,
    payload: T,
) -> Ref<T> {
    new_instance_with_tail(heap, class, payload, 0)
}

/// As [`new_instance`], with `tail` bytes (for the caller to fill) between payload and slots.
pub(crate) fn new_instance_with_tail<T: Payload>(
    mut heap: NonNull<Heap>,
    class: &Ref<Type>,
    payload: T,
    tail: usize,
) -> Ref<T> {
    debug_assert!(class.has_instances_of::<T>() && (tail == 0 || T::HAS_TAIL));
    let layout = class.layout();
    let size = size_with_tail(class, tail);
    // SAFETY: the heap lives as long as the interpreter; the class's size covers payload and
    // slots.
    unsafe {
        let object = heap.as_mut().allocate(size).cast::<Object<T>>();
        if class.is_heap_type() {
            class.header().increment();
        }
        object.write(Object {
            header: Header::new(class.as_ptr(), class.root_shape()),
            payload,
        });
        let start = object
            .cast::<u8>()
            .add(layout.slots_offset as usize + round_tail(tail))
            .cast::<u64>();
        let count = (layout.instance_size - layout.slots_offset) as usize / 8;
        for index in 0..count {
            start.add(index).write(Value::UNBOUND.bits());
        }
        Ref::from_raw(object)
    }
}

/// Makes an instance without payload if the free list has a cell for it, as a word with one
/// reference. The reference to the class that the caller holds goes to the instance.
///
/// # Safety
///
/// The class's instances have no payload and are at most [`MAX_SMALL`] bytes long.
#[inline(always)]
pub(crate) unsafe fn try_new_plain_instance(class: &Object<Type>) -> Option<u64> {
    // SAFETY: the heap lives as long as the interpreter; the cell is as long as the instance.
    unsafe {
        let layout = class.payload.layout();
        let heap = class.payload.heap().as_ptr();
        let object = (*heap)
            .try_allocate_small(layout.instance_size as usize)?
            .cast::<Header>();
        object.write(Header::new(
            NonNull::from(class),
            class.payload.root_shape(),
        ));
        let start = object
            .cast::<u8>()
            .add(layout.slots_offset as usize)
            .cast::<u64>();
        let end = object
            .cast::<u8>()
            .add(layout.instance_size as usize)
            .cast::<u64>();
        let mut slot = start;
        while slot < end {
            slot.write(crate::object::value::UNBOUND);
            slot = slot.add(1);
        }
        Some(object.as_ptr().expose_provenance() as u64)
    }
}

/// Bytes of an instance of `class` with this tail. Slots, if any, lie behind the rounded tail.
fn size_with_tail(class: &Ref<Type>, tail: usize) -> usize {
    let (layout, info) = (class.layout(), class.payload_info());
    if layout.instance_size as usize > info.size {
        layout.instance_size as usize + round_tail(tail)
    } else {
        info.size + tail
    }
}

fn round_tail(tail: usize) -> usize {
    tail.next_multiple_of(size_of::<Value>())
}

/// Bytes that the object itself takes; `None` for an immediate.
pub(crate) fn object_size(object: &Value) -> Option<usize> {
    let header = object.as_object()?;
    let info = header.payload_info();
    let tail = if info.has_tail {
        // SAFETY: the object has the payload that its class says.
        unsafe { (info.tail_size)(header) }
    } else {
        0
    };
    Some(size_with_tail(header.class(), tail))
}

/// Bytes between the payload of an object and its slots.
#[inline]
pub(crate) fn tail_room(object: &Header) -> usize {
    let info = object.payload_info();
    if info.has_tail {
        // SAFETY: the object has the payload that its class says.
        round_tail(unsafe { (info.tail_size)(object) })
    } else {
        0
    }
}

/// Frees an object whose last reference is gone, or queues its finaliser.
///
/// # Safety
///
/// The count of `object` is zero and nobody uses it any more.
#[cold]
#[inline(never)]
pub(crate) unsafe fn deallocate(object: *mut Header) {
    // SAFETY: the object is intact until it is freed below; its class is alive and knows the
    // heap, which outlives all objects.
    unsafe {
        let mut heap = (*object).class().heap();
        let heap = heap.as_mut();
        if heap.depth >= MAX_DEPTH {
            heap.dead.push(NonNull::new_unchecked(object));
            return;
        }
        heap.depth += 1;
        release(heap, object);
        if heap.depth == 1 {
            while let Some(next) = heap.dead.pop() {
                release(heap, next.as_ptr());
            }
        }
        heap.depth -= 1;
    }
}

/// # Safety
///
/// As for `deallocate`; `heap` is the object's.
unsafe fn release(heap: *mut Heap, object: *mut Header) {
    // SAFETY: the caller gives the object up. `heap` is used through the pointer only, as dropping
    // the payload uses it again.
    unsafe {
        let class = (*object).class();
        let flags = class.flags();
        if flags.intersects(TypeFlags::FINALIZE | TypeFlags::WEAKLY_REFERENCED)
            && before_release(heap, object, flags)
        {
            return;
        }
        let info = class.payload_info();
        let layout = class.layout();
        let tail = if info.has_tail {
            (info.tail_size)(object)
        } else {
            0
        };
        let size = size_with_tail(class, tail);
        if layout.instance_size as usize > info.size {
            let start = object
                .cast::<u8>()
                .add(layout.slots_offset as usize + round_tail(tail))
                .cast::<Value>();
            let count = (layout.instance_size - layout.slots_offset) as usize / 8;
            for index in 0..count {
                std::ptr::drop_in_place(start.add(index));
            }
        }
        let class = if class.is_heap_type() {
            Some(class.as_ptr())
        } else {
            None
        };
        (info.drop)(object);
        (*heap).free(object, size);
        if let Some(class) = class {
            drop(Ref::from_raw(class));
        }
    }
}

/// The slots behind the payload of an object.
pub(crate) fn slots(object: &Header) -> impl Iterator<Item = *mut Value> + use<> {
    let (layout, size) = (object.class().layout(), object.payload_info().size);
    let count = if layout.instance_size as usize > size {
        (layout.instance_size - layout.slots_offset) as usize / size_of::<Value>()
    } else {
        0
    };
    let start = std::ptr::from_ref(object)
        .cast_mut()
        .cast::<u8>()
        .wrapping_add(layout.slots_offset as usize + tail_room(object))
        .cast::<Value>();
    (0..count).map(move |index| start.wrapping_add(index))
}

/// Queues the finaliser, or clears weak references, and says whether the object lives on.
///
/// # Safety
///
/// As for `deallocate`.
unsafe fn before_release(heap: *mut Heap, object: *mut Header, flags: TypeFlags) -> bool {
    // SAFETY: the object is intact.
    unsafe {
        let address = object as usize;
        if flags.contains(TypeFlags::FINALIZE) && !(*heap).finalized.remove(&address) {
            (*object).set_refcount(1);
            (*heap).finalized.insert(address);
            (*heap)
                .finalizable
                .push(Value::from_object(NonNull::new_unchecked(object)));
            (*heap).attention = true;
            return true;
        }
        if flags.contains(TypeFlags::WEAKLY_REFERENCED) {
            (*heap).clear_weak_references(address, |_| true);
        }
        false
    }
}
