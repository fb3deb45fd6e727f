//! Which code asked for memory (`tracemalloc`).
//!
//! Tracing adds nothing to the paths of a program that is not traced. While it is on, the heap's free lists
//! are empty: the free cells are the tracer's, so that every object comes by [`Heap::allocate_traced`]. Fast
//! paths of the eval loop that want a cell find none and leave the work to their slow paths, which have noted
//! where the program is. All classes have the flag [`TypeFlags::TRACED`], by which every object that is freed
//! comes by [`Heap::forget_object`]; the cell that it leaves goes to the tracer.
//!
//! An object that was just made may have brought buffers along. They are asked for when the next thing
//! happens ([`Heap::settle`]), as the object is not there yet when its memory is given out.

use std::collections::{BTreeMap, HashMap};
use std::ptr::{NonNull, null_mut};
use std::sync::Arc;

use rpy_bytecode::CodeObject;

use crate::builtins::bytes::Bytes;
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::object::header::Header;
use crate::object::heap::Heap;
use crate::object::heap::allocate::{CLASSES, MAX_SMALL, STEP};
use crate::object::heap::chunk::FreeCell;
use crate::object::heap::layout::object_size;
use crate::object::reference::Object;
use crate::object::value::Value;
use crate::vm::Vm;

/// The file where no code runs.
const NOWHERE: &str = "<unknown>";
/// Most frames that a traceback counts.
const MAX_FRAMES: usize = u16::MAX as usize;
/// What the address of a block has in its low bits where the block is the buffers of the object there.
const BUFFERS: usize = 1;
/// The same for a buffer of an object that is not in the table: the address is that of what has the buffer.
const ORPHAN: usize = 2;

/// A block of memory that is in use.
#[derive(Clone, Copy)]
struct Block {
    size: usize,
    /// Index of its traceback.
    traceback: u32,
}

/// Where memory was asked for.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Traceback {
    /// Indices of its lines, the running one first.
    lines: Box<[u32]>,
    /// How many frames there were.
    total: u16,
}

/// What is known of the memory that came into use since tracing began.
pub(super) struct Tracer {
    /// The interpreter, for its frames.
    vm: NonNull<Vm>,
    /// Most frames of a traceback.
    limit: usize,
    /// The free cells of each class.
    free: [*mut FreeCell; CLASSES],
    /// Whether new memory is left out.
    is_paused: bool,
    /// Whether a fast path of the eval loop runs: then it is not known where the program is.
    #[cfg(debug_assertions)]
    on_fast_path: bool,
    /// The object made last, until it has been asked for its buffers, and its size.
    newest: Option<(NonNull<Header>, usize)>,
    /// By address: objects, [`BUFFERS`] and [`ORPHAN`]s.
    blocks: BTreeMap<usize, Block>,
    traced: usize,
    peak: usize,
    tracebacks: Vec<Traceback>,
    known_tracebacks: HashMap<Traceback, u32>,
    /// File, as an index, and number.
    lines: Vec<(u32, u32)>,
    known_lines: HashMap<(u32, u32), u32>,
    /// The line of each instruction that was met, by the address of its code and its number.
    sites: HashMap<(usize, usize), u32>,
    /// Keeps the addresses in `sites` from being used again.
    codes: HashMap<usize, Arc<CodeObject>>,
    files: Vec<Arc<str>>,
    known_files: HashMap<Arc<str>, u32>,
}

impl Tracer {
    fn new(vm: &Vm, limit: usize) -> Tracer {
        Tracer {
            vm: NonNull::from(vm),
            limit,
            free: [null_mut(); CLASSES],
            is_paused: false,
            #[cfg(debug_assertions)]
            on_fast_path: false,
            newest: None,
            blocks: BTreeMap::new(),
            traced: 0,
            peak: 0,
            tracebacks: Vec::new(),
            known_tracebacks: HashMap::new(),
            lines: Vec::new(),
            known_lines: HashMap::new(),
            sites: HashMap::new(),
            codes: HashMap::new(),
            files: Vec::new(),
            known_files: HashMap::new(),
        }
    }

    /// Forgets everything.
    fn clear(&mut self) {
        // SAFETY: the interpreter outlives its heap's tracer.
        let empty = Tracer::new(unsafe { self.vm.as_ref() }, self.limit);
        let (free, is_paused) = (self.free, self.is_paused);
        *self = Tracer {
            free,
            is_paused,
            ..empty
        };
    }

    /// Notes a block that is asked for where the program is, in the place of what was noted there.
    fn add(&mut self, address: usize, size: usize) {
        let traceback = self.traceback();
        self.remove(address);
        self.blocks.insert(address, Block { size, traceback });
        self.traced += size;
        self.peak = self.peak.max(self.traced);
    }

    fn remove(&mut self, address: usize) -> Option<Block> {
        let block = self.blocks.remove(&address)?;
        self.traced -= block.size;
        Some(block)
    }

    /// Where the program is.
    fn traceback(&mut self) -> u32 {
        #[cfg(debug_assertions)]
        assert!(!self.on_fast_path, "a fast path has asked for memory");
        let vm = self.vm;
        // SAFETY: the interpreter outlives its heap's tracer. What asks for memory is native code or the
        // slow path of an instruction, and both leave the frames whole.
        let frames = unsafe { vm.as_ref() }.active_frames();
        let mut lines = Vec::with_capacity(self.limit.min(16));
        let mut total = 0;
        for cursor in frames {
            if lines.len() < self.limit {
                lines.push(self.line(cursor.code().source(), cursor.offset()));
            }
            total += 1;
            if total == MAX_FRAMES {
                break;
            }
        }
        if total == 0 {
            (total, lines) = (1, vec![self.known_line(&Arc::from(NOWHERE), 0)]);
        }
        let lines = lines.into_boxed_slice();
        let total = total as u16;
        let next = self.tracebacks.len() as u32;
        let traceback = Traceback { lines, total };
        *self
            .known_tracebacks
            .entry(traceback)
            .or_insert_with_key(|traceback| {
                self.tracebacks.push(traceback.clone());
                next
            })
    }

    /// The line of an instruction.
    fn line(&mut self, code: &Arc<CodeObject>, offset: usize) -> u32 {
        let address = Arc::as_ptr(code) as usize;
        if let Some(&line) = self.sites.get(&(address, offset)) {
            return line;
        }
        self.codes.entry(address).or_insert_with(|| code.clone());
        let number = match offset < code.instructions.len() {
            true => code.locations.get(offset).line,
            false => code.first_line,
        };
        let line = self.known_line(&code.filename, number);
        self.sites.insert((address, offset), line);
        line
    }

    fn known_line(&mut self, file: &Arc<str>, number: u32) -> u32 {
        let file = self.file(file);
        let next = self.lines.len() as u32;
        *self.known_lines.entry((file, number)).or_insert_with(|| {
            self.lines.push((file, number));
            next
        })
    }

    fn file(&mut self, name: &Arc<str>) -> u32 {
        if let Some(&file) = self.known_files.get(name) {
            return file;
        }
        let file = self.files.len() as u32;
        self.files.push(name.clone());
        self.known_files.insert(name.clone(), file);
        file
    }

    /// The blocks, in order of address. A `str` or `bytes` is one block, as long as `sys.getsizeof` says.
    fn shown_blocks(&self) -> Vec<TracedBlock> {
        let mut shown = Vec::<TracedBlock>::with_capacity(self.blocks.len());
        for (&address, block) in &self.blocks {
            let traceback = block.traceback as usize;
            if address & BUFFERS != 0
                && let Some(last) = shown.last_mut()
                && last.traceback == traceback
                && told_size(address & !BUFFERS).is_some()
            {
                continue;
            }
            let told = match address & (BUFFERS | ORPHAN) {
                0 => told_size(address),
                _ => None,
            };
            let size = told.unwrap_or(block.size);
            shown.push(TracedBlock { size, traceback });
        }
        shown
    }

    /// Bytes that the tables take, about.
    fn own_bytes(&self) -> usize {
        let blocks = self.blocks.len() * (size_of::<Block>() + 2 * size_of::<usize>());
        let lines = self.tracebacks.iter().map(|it| it.lines.len() * 8);
        let tracebacks = self.tracebacks.len() * 2 * size_of::<(Traceback, u32)>();
        let sites = self.sites.len() * size_of::<((usize, usize), u32)>();
        size_of::<Tracer>() + blocks + tracebacks + lines.sum::<usize>() + sites
    }
}

/// What `sys.getsizeof` says of an object of the table that is a `str` or `bytes`.
fn told_size(address: usize) -> Option<usize> {
    let header = std::ptr::with_exposed_provenance::<Header>(address);
    // SAFETY: objects in the table are alive, and have the payload that their class says.
    unsafe {
        if (*header).has_payload::<Bytes>() {
            Some((*header.cast::<Object<Bytes>>()).payload.told_size())
        } else if (*header).has_payload::<Str>() {
            Some((*header.cast::<Object<Str>>()).payload.told_size())
        } else {
            None
        }
    }
}

impl Heap {
    fn tracer(&mut self) -> Option<&mut Tracer> {
        self.tracer.as_deref_mut()
    }

    /// Takes the free cells of a class off its list, for the tracer.
    fn take_free_cells(&mut self, class: usize) {
        let Some(tracer) = self.tracer.as_deref_mut() else {
            return;
        };
        let mut cell = std::mem::replace(&mut self.free[class], null_mut());
        // SAFETY: cells on a free list are linked, and nobody uses them.
        while let Some(free) = unsafe { cell.as_mut() } {
            cell = std::mem::replace(&mut free.next, tracer.free[class]);
            tracer.free[class] = free;
        }
    }

    /// Sets whether every object that is freed is to come by here.
    fn flag_classes(&self, on: bool) {
        self.for_each_object(|object| {
            // SAFETY: the heap shows live objects, and the payload is that of a class.
            unsafe {
                if object.as_ref().has_payload::<Type>() {
                    let class = &object.cast::<Object<Type>>().as_ref().payload;
                    class.set_flags(TypeFlags::TRACED, on);
                }
            }
        });
    }

    /// As [`Heap::allocate`], and notes who asks.
    #[cold]
    pub(super) fn allocate_traced(&mut self, size: usize) -> NonNull<u8> {
        self.settle();
        let memory = if size > MAX_SMALL {
            self.allocate_large(size)
        } else {
            let class = size.div_ceil(STEP);
            let free = self.tracer().map_or(null_mut(), |tracer| {
                let cell = tracer.free[class];
                // SAFETY: the cell is free and on the list.
                if let Some(free) = unsafe { cell.as_ref() } {
                    tracer.free[class] = free.next;
                }
                cell
            });
            match NonNull::new(free) {
                Some(cell) => cell.cast(),
                None => {
                    let cell = self.refill(class);
                    self.take_free_cells(class);
                    cell
                }
            }
        };
        if let Some(tracer) = self.tracer() {
            tracer.newest = Some((memory.cast(), size));
            if !tracer.is_paused {
                tracer.add(memory.as_ptr() as usize, size);
            }
        }
        memory
    }

    /// Asks the object that was made last for its buffers.
    pub(super) fn settle(&mut self) {
        let newest = self.tracer().and_then(|tracer| tracer.newest.take());
        let Some((object, size)) = newest else {
            return;
        };
        let address = object.as_ptr() as usize;
        // Chunks are given back by sweeps, which come by here first.
        if size > MAX_SMALL && self.large.last() != Some(&object) {
            return;
        }
        // SAFETY: the memory is a cell, free or with an object, or that of a large object; the second word
        // of a free cell is zero.
        unsafe {
            if object.cast::<FreeCell>().as_ref().class == 0 {
                return;
            }
            let header = object.as_ref();
            if header.has_payload::<Type>() {
                let class = &object.cast::<Object<Type>>().as_ref().payload;
                class.set_flags(TypeFlags::TRACED, true);
            }
            let bytes = (header.payload_info().buffer_bytes)(header);
            if bytes > 0
                && let Some(tracer) = self.tracer.as_deref_mut()
                && let Some(&Block { traceback, .. }) = tracer.blocks.get(&address)
                && !tracer.blocks.contains_key(&(address | BUFFERS))
            {
                let size = bytes;
                let block = Block { size, traceback };
                tracer.blocks.insert(address | BUFFERS, block);
                tracer.traced += bytes;
                tracer.peak = tracer.peak.max(tracer.traced);
            }
        }
    }

    /// Notes that a buffer of the object that has `content` somewhere in it is of another size now.
    #[cold]
    pub(super) fn note_traced_buffer(&mut self, content: usize, after: usize) {
        self.settle();
        let Some(tracer) = self.tracer().filter(|tracer| !tracer.is_paused) else {
            return;
        };
        let near = tracer.blocks.range(..=content).next_back();
        let owner = near.map_or(0, |(&near, _)| match near & (BUFFERS | ORPHAN) {
            ORPHAN => 0,
            _ => near & !BUFFERS,
        });
        let is_inside = |block: &Block| content - owner < block.size;
        let (address, size) = if tracer.blocks.get(&owner).is_some_and(is_inside) {
            let header = std::ptr::with_exposed_provenance::<Header>(owner);
            // SAFETY: an object in the table is alive; this one is being changed, so it is whole.
            let bytes = unsafe { ((*header).payload_info().buffer_bytes)(header) };
            (owner | BUFFERS, bytes)
        } else {
            (content | ORPHAN, after)
        };
        if size > 0 {
            tracer.add(address, size);
        } else {
            tracer.remove(address);
        }
    }

    /// Takes an object that is about to be freed, and its buffers, off the table. Returns its size.
    pub(super) fn forget_object(&mut self, object: NonNull<Header>) -> usize {
        self.settle();
        // SAFETY: the object is intact; the value is not dropped.
        let value = std::mem::ManuallyDrop::new(unsafe { Value::from_object(object) });
        let size = object_size(&value).unwrap_or(0);
        let address = object.as_ptr() as usize;
        if let Some(tracer) = self.tracer() {
            loop {
                let inside = tracer.blocks.range(address..address + size.max(1));
                let Some(&found) = inside.map(|(found, _)| found).next() else {
                    break;
                };
                tracer.remove(found);
            }
        }
        size
    }

    /// Notes that the memory of an object of this size was given back.
    pub(super) fn keep_freed(&mut self, size: usize) {
        #[cfg(debug_assertions)]
        if self.memory.quarantine() > 0 {
            (0..CLASSES).for_each(|class| self.take_free_cells(class));
        }
        if size <= MAX_SMALL {
            self.take_free_cells(size.div_ceil(STEP));
        }
    }

    /// Forgets the free cells: a sweep finds them anew.
    pub(super) fn drop_traced_cells(&mut self) {
        self.settle();
        if let Some(tracer) = self.tracer() {
            tracer.free = [null_mut(); CLASSES];
        }
    }

    /// Ends tracing.
    pub(super) fn end_tracing(&mut self) {
        let Some(tracer) = self.tracer.take() else {
            return;
        };
        self.flag_classes(false);
        for (class, list) in tracer.free.into_iter().enumerate() {
            debug_assert!(self.free[class].is_null());
            self.free[class] = list;
        }
    }
}

/// A block of memory, as `tracemalloc` shows it.
pub struct TracedBlock {
    /// Bytes.
    pub size: usize,
    /// Where it was asked for, as an index into [`TracedMemory::tracebacks`].
    pub traceback: usize,
}

/// What is in use, and who asked for it.
pub struct TracedMemory {
    /// The blocks, in order of address.
    pub blocks: Vec<TracedBlock>,
    /// Tracebacks: lines, as indices into `lines`, the running one first; and how many frames there were.
    pub tracebacks: Vec<(Vec<usize>, usize)>,
    /// Lines: a file, as an index into `files`, and a number.
    pub lines: Vec<(usize, u32)>,
    /// Names of files.
    pub files: Vec<Arc<str>>,
}

impl Vm {
    /// Starts to note who asks for memory, with up to `limit` frames. Does nothing while that is done already.
    pub fn start_memory_tracing(&mut self, limit: usize) {
        let tracer = Tracer::new(self, limit);
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        let heap = unsafe { self.heap().as_mut() };
        if heap.tracer.is_some() {
            return;
        }
        heap.tracer = Some(Box::new(tracer));
        (0..CLASSES).for_each(|class| heap.take_free_cells(class));
        heap.flag_classes(true);
    }

    /// Ends what [`Vm::start_memory_tracing`] began, and forgets what was noted.
    pub fn stop_memory_tracing(&mut self) {
        // SAFETY: as in `start_memory_tracing`.
        unsafe { self.heap().as_mut() }.end_tracing();
    }

    /// Whether it is noted who asks for memory: every object is to be made on a slow path then.
    #[inline(always)]
    pub(crate) fn traces_memory(&self) -> bool {
        // SAFETY: as in `start_memory_tracing`; it is only read.
        unsafe { self.heap().as_ref() }.tracer.is_some()
    }

    /// Notes whether a fast path of the eval loop runs.
    #[cfg(debug_assertions)]
    pub(crate) fn set_on_fast_path(&mut self, on: bool) {
        // SAFETY: as in `start_memory_tracing`.
        if let Some(tracer) = unsafe { self.heap().as_mut() }.tracer() {
            tracer.on_fast_path = on;
        }
    }

    fn tracer(&mut self) -> Option<&mut Tracer> {
        // SAFETY: as in `start_memory_tracing`; who asks for the tracer makes no objects while it is borrowed.
        let heap = unsafe { &mut *self.heap().as_ptr() };
        heap.settle();
        heap.tracer.as_deref_mut()
    }

    /// Most frames that are noted; `None` while memory is not traced.
    pub fn memory_tracing_limit(&mut self) -> Option<usize> {
        self.tracer().map(|tracer| tracer.limit)
    }

    /// Bytes that are traced, and the most that were.
    pub fn traced_bytes(&mut self) -> (usize, usize) {
        self.tracer()
            .map_or((0, 0), |tracer| (tracer.traced, tracer.peak))
    }

    /// Bytes that tracing itself takes.
    pub fn tracing_bytes(&mut self) -> usize {
        self.tracer().map_or(0, |tracer| tracer.own_bytes())
    }

    /// Forgets the most bytes that were traced.
    pub fn reset_traced_peak(&mut self) {
        if let Some(tracer) = self.tracer() {
            tracer.peak = tracer.traced;
        }
    }

    /// Forgets who asked for the memory that is in use.
    pub fn clear_traced_memory(&mut self) {
        if let Some(tracer) = self.tracer() {
            tracer.clear();
        }
    }

    /// Leaves what is made from now on out, or no longer.
    pub fn pause_memory_tracing(&mut self, pause: bool) {
        if let Some(tracer) = self.tracer() {
            tracer.is_paused = pause;
        }
    }

    /// What is in use, and who asked for it; nothing while memory is not traced.
    pub fn traced_memory(&mut self) -> Option<TracedMemory> {
        let tracer = self.tracer()?;
        Some(TracedMemory {
            blocks: tracer.shown_blocks(),
            tracebacks: tracer.tracebacks.iter().map(Traceback::shown).collect(),
            lines: tracer
                .lines
                .iter()
                .map(|&(file, number)| (file as usize, number))
                .collect(),
            files: tracer.files.clone(),
        })
    }

    /// The lines that were running when an object was made, if that is known.
    pub fn traceback_of_memory(&mut self, object: &Value) -> Option<Vec<(Arc<str>, u32)>> {
        let address = std::ptr::from_ref(object.as_object()?) as usize;
        let tracer = self.tracer()?;
        let block = tracer.blocks.get(&address)?;
        let traceback = &tracer.tracebacks[block.traceback as usize];
        let lines = traceback.lines.iter().map(|&line| {
            let (file, number) = tracer.lines[line as usize];
            (tracer.files[file as usize].clone(), number)
        });
        Some(lines.collect())
    }
}

impl Traceback {
    fn shown(&self) -> (Vec<usize>, usize) {
        let lines = self.lines.iter().map(|&line| line as usize);
        (lines.collect(), usize::from(self.total))
    }
}
