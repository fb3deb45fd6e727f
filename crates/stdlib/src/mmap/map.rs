//! The class `mmap`.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::int::{Int, IntView};
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::slice::{Slice, SliceIndices};
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::{FromArgument, Optional};
use rpy_vm::object::buffer::{BufferFlags, BufferView, ExportCount, release_buffer};
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::iterator::MapIterator;
use super::system::{self, Mapping, Request};

/// How the memory may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Default,
    Read,
    Write,
    Copy,
}

/// Maps length bytes of the file of a descriptor; -1 for memory without a file. Length 0 is the size
/// of the file.
///
///   flags
///     Whether changes are seen by others (MAP_SHARED) or not (MAP_PRIVATE).
///   prot
///     What may be done with the memory.
///   access
///     In place of both: ACCESS_READ, ACCESS_WRITE or ACCESS_COPY.
///   offset
///     Where in the file the memory begins, a multiple of ALLOCATIONGRANULARITY.
///   trackfd
///     Whether a descriptor is kept, which size() and resize() need.
#[derive(Payload)]
pub(crate) struct Map {
    /// `None` when it is closed.
    #[payload(skip)]
    mapping: RefCell<Option<Mapping>>,
    #[payload(skip)]
    exports: ExportCount,
    position: Cell<usize>,
    #[payload(skip)]
    access: Access,
    /// A descriptor of its own, or -1.
    fd: Cell<i32>,
    offset: i64,
    flags: i32,
    keeps_fd: bool,
}

impl Drop for Map {
    fn drop(&mut self) {
        self.close_fd();
    }
}

impl Map {
    fn close_fd(&self) {
        let fd = self.fd.replace(-1);
        if fd >= 0 {
            system::close(fd);
        }
    }

    /// Does something with the memory.
    ///
    /// Raises `ValueError` if it is closed.
    fn with<R>(&self, vm: &mut Vm, f: impl FnOnce(&Mapping) -> R) -> PyResult<R> {
        match &*self.mapping.borrow() {
            Some(mapping) => Ok(f(mapping)),
            None => Err(vm.value_error("mmap closed or invalid")),
        }
    }

    /// Number of bytes.
    ///
    /// Raises `ValueError` if it is closed.
    pub(super) fn length_open(&self, vm: &mut Vm) -> PyResult<usize> {
        self.with(vm, Mapping::length)
    }

    /// A copy of a part, as far as there is one.
    pub(super) fn read_range(&self, range: Range<usize>, vm: &mut Vm) -> PyResult<Vec<u8>> {
        self.with(vm, |mapping| {
            let end = range.end.min(mapping.length());
            mapping.copy(range.start.min(end)..end)
        })
    }

    /// Bytes behind the position.
    fn remaining(&self, vm: &mut Vm) -> PyResult<usize> {
        let length = self.length_open(vm)?;
        Ok(length.saturating_sub(self.position.get()))
    }

    /// Raises `TypeError` if the memory cannot be written to.
    fn check_writable(&self, vm: &mut Vm) -> PyResult<()> {
        if self.access == Access::Read {
            return Err(vm.type_error("mmap can't modify a readonly memory map."));
        }
        Ok(())
    }

    fn write_at(&self, position: usize, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
        self.with(vm, |mapping| mapping.write(position, bytes))
    }

    fn raised(error: &std::io::Error, vm: &mut Vm) -> Raised {
        vm.io_error(error, None)
    }

    /// Finds bytes between two indices, the first or the last.
    fn find_in(
        &self,
        view: &BytesLike<'_>,
        start: Optional<isize>,
        end: Optional<isize>,
        (first, default_start): (bool, usize),
        vm: &mut Vm,
    ) -> PyResult<i64> {
        let length = self.length_open(vm)?;
        let bound = |index: Optional<isize>, default: usize| match index.into_option() {
            None => default,
            Some(index) if index < 0 => length.saturating_sub(index.unsigned_abs()),
            Some(index) => (index as usize).min(length),
        };
        let (start, end) = (bound(start, default_start), bound(end, length));
        let needle = view.as_bytes(vm).to_vec();
        let found = self.with(vm, |mapping| {
            let part = mapping.bytes().get(start..end)?;
            match first {
                true => memchr::memmem::find(part, &needle),
                false => memchr::memmem::rfind(part, &needle),
            }
        })?;
        Ok(found.map_or(-1, |index| (start + index) as i64))
    }
}

#[native_class(name = "mmap.mmap", flags(base, weakref))]
impl Map {
    #[new(
        signature = "(fileno, length, flags=1, prot=3, access=0, offset=0, *, trackfd=True)",
        hidden
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parameters of the class"
    )]
    fn new(
        class: &Ref<Type>,
        fileno: i32,
        length: isize,
        flags: Option<i32>,
        prot: Option<i32>,
        access: i32,
        offset: i64,
        trackfd: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Map>> {
        vm.audit("mmap.__new__", |vm| {
            let (length, offset) = (vm.new_int(length as i64), vm.new_int(offset));
            [
                Value::from_i32(fileno),
                length,
                Value::from_i32(access),
                offset,
            ]
        })?;
        let Ok(mut length) = usize::try_from(length) else {
            return Err(vm.overflow_error("memory mapped length must be positive"));
        };
        if offset < 0 {
            return Err(vm.overflow_error("memory mapped offset must be positive"));
        }
        let is_given = flags.is_some_and(|it| it != libc::MAP_SHARED)
            || prot.is_some_and(|it| it != libc::PROT_READ | libc::PROT_WRITE);
        if access != 0 && is_given {
            let message = "mmap can't specify both access and flags, prot.";
            return Err(vm.value_error(message));
        }
        let mut flags = flags.unwrap_or(libc::MAP_SHARED);
        let mut protection = prot.unwrap_or(libc::PROT_READ | libc::PROT_WRITE);
        let access = match access {
            0 => {
                let can_read = protection & libc::PROT_READ != 0;
                let can_write = protection & libc::PROT_WRITE != 0;
                match (can_read, can_write) {
                    (true, true) => Access::Default,
                    (false, true) => Access::Write,
                    // What cannot be read at all is treated as what can only be read.
                    (_, false) => Access::Read,
                }
            }
            1 => {
                (flags, protection) = (libc::MAP_SHARED, libc::PROT_READ);
                Access::Read
            }
            2 => {
                (flags, protection) = (libc::MAP_SHARED, libc::PROT_READ | libc::PROT_WRITE);
                Access::Write
            }
            3 => {
                (flags, protection) = (libc::MAP_PRIVATE, libc::PROT_READ | libc::PROT_WRITE);
                Access::Copy
            }
            _ => return Err(vm.value_error("mmap invalid access parameter.")),
        };
        if fileno != -1 {
            let size = match system::regular_size(fileno) {
                Ok(size) => size,
                Err(error) => return Err(Map::raised(&error, vm)),
            };
            if let Some(size) = size {
                if length == 0 {
                    if size == 0 {
                        return Err(vm.value_error("cannot mmap an empty file"));
                    }
                    if offset >= size {
                        return Err(vm.value_error("mmap offset is greater than file size"));
                    }
                    length = (size - offset) as usize;
                } else if offset > size || size - offset < length as i64 {
                    return Err(vm.value_error("mmap length is greater than file size"));
                }
            }
        }
        if fileno == -1 {
            flags |= libc::MAP_ANONYMOUS;
        }
        let fd = match (fileno, trackfd) {
            (-1, _) | (_, false) => -1,
            (fileno, true) => match system::duplicate(fileno) {
                Ok(fd) => fd,
                Err(error) => return Err(Map::raised(&error, vm)),
            },
        };
        let request = Request {
            length,
            protection,
            flags,
            fd: fileno,
            offset,
        };
        let mapping = match Mapping::new(&request) {
            Ok(mapping) => mapping,
            Err(error) => {
                if fd >= 0 {
                    system::close(fd);
                }
                return Err(Map::raised(&error, vm));
            }
        };
        let payload = Map {
            mapping: RefCell::new(Some(mapping)),
            exports: ExportCount::new(),
            position: Cell::new(0),
            access,
            fd: Cell::new(fd),
            offset,
            flags,
            keeps_fd: trackfd,
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn repr(this: &Ref<Map>, vm: &mut Vm) -> String {
        let class = match this.class().is_heap_type() {
            true => this.class().name(vm),
            false => "mmap.mmap".to_owned(),
        };
        let Some(length) = this.mapping.borrow().as_ref().map(Mapping::length) else {
            return format!("<{class} closed=True>");
        };
        let access = match this.access {
            Access::Default => "ACCESS_DEFAULT",
            Access::Read => "ACCESS_READ",
            Access::Write => "ACCESS_WRITE",
            Access::Copy => "ACCESS_COPY",
        };
        let (position, offset) = (this.position.get(), this.offset);
        format!(
            "<{class} closed=False, access={access}, length={length}, pos={position}, offset={offset}>"
        )
    }

    #[slot]
    fn buffer(this: &Ref<Map>, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
        let memory = this.with(vm, |mapping| (mapping.start(), mapping.length()))?;
        let is_writable = this.access != Access::Read;
        let owner = (this.as_value(), &this.exports);
        // SAFETY: the mapping is neither closed nor moved while there are exports, and can be
        // written to unless its access says otherwise.
        unsafe { BufferView::of_memory(owner, memory, is_writable, flags, vm) }
    }

    #[slot]
    fn release_buffer(this: &Ref<Map>, view: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<()> {
        release_buffer(this.as_value(), view, vm)
    }

    #[slot]
    fn length(this: &Ref<Map>, vm: &mut Vm) -> PyResult<usize> {
        this.length_open(vm)
    }

    #[slot]
    fn iter(this: &Ref<Map>, vm: &mut Vm) -> Ref<MapIterator> {
        let iterator = MapIterator {
            map: this.clone(),
            index: Cell::new(0),
        };
        Ref::new(iterator, vm)
    }

    #[slot]
    fn subscript(this: &Ref<Map>, key: &Value, vm: &mut Vm) -> PyResult {
        this.length_open(vm)?;
        match selected(this, key, "mmap indices must be integers", vm)? {
            Selected::Item(index) => {
                let byte = this.with(vm, |mapping| mapping.bytes()[index])?;
                Ok(Value::from_i32(byte.into()))
            }
            Selected::Items(indices) => {
                let bytes = this.with(vm, |mapping| {
                    if indices.step == 1 {
                        let start = indices.start as usize;
                        return mapping.copy(start..start + indices.count);
                    }
                    let bytes = mapping.bytes();
                    indices.iter().map(|index| bytes[index]).collect()
                })?;
                Ok(Bytes::from_vec(bytes, vm).into_value())
            }
        }
    }

    #[slot]
    fn set_subscript(
        this: &Ref<Map>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.length_open(vm)?;
        this.check_writable(vm)?;
        let Some(value) = value else {
            return Err(vm.type_error(match key.has_payload::<Slice>() {
                true => "mmap object doesn't support slice deletion",
                false => "mmap doesn't support item deletion",
            }));
        };
        match selected(this, key, "mmap indices must be integer", vm)? {
            Selected::Item(index) => {
                if !value.is_index(vm) {
                    return Err(vm.type_error("mmap item value must be an int"));
                }
                let number = value.index(vm)?.as_int().and_then(IntView::as_i64);
                let Some(byte) = number.and_then(|number| u8::try_from(number).ok()) else {
                    return Err(vm.value_error("mmap item value must be in range(0, 256)"));
                };
                if index >= this.length_open(vm)? {
                    return Err(vm.index_error("mmap index out of range"));
                }
                this.write_at(index, &[byte], vm)
            }
            Selected::Items(indices) => {
                let Some(bytes) = value.bytes_like(vm)? else {
                    return Err(vm.not_bytes_like(&value));
                };
                let bytes = bytes.as_bytes(vm).to_vec();
                let length = this.length_open(vm)?;
                let fits = indices.iter().all(|index| index < length);
                if bytes.len() != indices.count || !fits {
                    return Err(vm.index_error("mmap slice assignment is wrong size"));
                }
                if indices.step == 1 {
                    return this.write_at(indices.start as usize, &bytes, vm);
                }
                for (index, byte) in indices.iter().zip(bytes) {
                    this.write_at(index, &[byte], vm)?;
                }
                Ok(())
            }
        }
    }

    /// Ends the mapping.
    ///
    /// Raises BufferError if there are views of it.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<Map>, vm: &mut Vm) -> PyResult<()> {
        if this.exports.get() > 0 {
            return Err(vm.buffer_error("cannot close exported pointers exist"));
        }
        this.close_fd();
        let mapping = this.mapping.take();
        vm.allow_threads(|| drop(mapping));
        Ok(())
    }

    /// Whether it was closed.
    #[getter]
    fn closed(this: &Ref<Map>) -> bool {
        this.mapping.borrow().is_none()
    }

    /// Returns the lowest index, from start up to end, at which the bytes are; -1 if nowhere.
    #[method(signature = "($self, view, start=None, end=None, /)")]
    fn find(
        this: &Ref<Map>,
        view: BytesLike<'_>,
        start: Optional<isize>,
        end: Optional<isize>,
        vm: &mut Vm,
    ) -> PyResult<i64> {
        let from = (true, this.position.get());
        this.find_in(&view, start, end, from, vm)
    }

    /// Returns the highest index, from start up to end, at which the bytes are; -1 if nowhere.
    #[method(signature = "($self, view, start=None, end=None, /)")]
    fn rfind(
        this: &Ref<Map>,
        view: BytesLike<'_>,
        start: Optional<isize>,
        end: Optional<isize>,
        vm: &mut Vm,
    ) -> PyResult<i64> {
        let from = (false, this.position.get());
        this.find_in(&view, start, end, from, vm)
    }

    /// Writes changes to the file.
    #[method(signature = "($self, offset=0, size=None, /)")]
    fn flush(this: &Ref<Map>, offset: isize, size: Optional<isize>, vm: &mut Vm) -> PyResult<()> {
        let length = this.length_open(vm)? as isize;
        let size = size.unwrap_or(length - offset);
        if offset < 0 || size < 0 || length - offset < size {
            return Err(vm.value_error("flush values out of range"));
        }
        if matches!(this.access, Access::Read | Access::Copy) {
            return Ok(());
        }
        match this.with(vm, |mapping| mapping.flush(offset as usize, size as usize))? {
            Ok(()) => Ok(()),
            Err(error) => Err(Map::raised(&error, vm)),
        }
    }

    /// Tells the system how memory will be used.
    #[method(signature = "($self, option, start=0, length=None, /)")]
    fn madvise(
        this: &Ref<Map>,
        option: i32,
        start: isize,
        length: Optional<isize>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let size = this.length_open(vm)? as isize;
        let length = length.unwrap_or(size);
        if start < 0 || start >= size {
            return Err(vm.value_error("madvise start out of bounds"));
        }
        if length < 0 {
            return Err(vm.value_error("madvise length invalid"));
        }
        if isize::MAX - start < length {
            return Err(vm.overflow_error("madvise length too large"));
        }
        let count = length.min(size - start);
        let advised = this.with(vm, |mapping| {
            mapping.advise(option, start as usize, count as usize)
        })?;
        match advised {
            Ok(()) => Ok(()),
            Err(error) => Err(Map::raised(&error, vm)),
        }
    }

    /// Moves bytes within the memory.
    #[method(signature = "($self, dest, src, count, /)")]
    fn r#move(this: &Ref<Map>, dest: isize, src: isize, count: isize, vm: &mut Vm) -> PyResult<()> {
        let length = this.length_open(vm)? as isize;
        this.check_writable(vm)?;
        let is_fine =
            dest >= 0 && src >= 0 && count >= 0 && length - dest >= count && length - src >= count;
        if !is_fine {
            return Err(vm.value_error("source, destination, or count out of range"));
        }
        this.with(vm, |mapping| {
            mapping.shift(dest as usize, src as usize, count as usize);
        })
    }

    /// Returns the next bytes: all, or at most n.
    #[method(signature = "($self, n=None, /)")]
    fn read(this: &Ref<Map>, n: &Value, vm: &mut Vm) -> PyResult {
        this.length_open(vm)?;
        let most = if n.is_none() {
            isize::MAX
        } else if n.is_index(vm) {
            isize::from_argument(n, vm)?
        } else {
            let given = n.type_name(vm);
            let message = format!("argument should be integer or None, not '{given}'");
            return Err(vm.type_error(message));
        };
        let remaining = this.remaining(vm)?;
        let count = usize::try_from(most).map_or(remaining, |most| most.min(remaining));
        let start = this.position.get();
        vm.check_allocation(count)?;
        let bytes = this.read_range(start..start + count, vm)?;
        this.position.set(start + count);
        Ok(Bytes::from_vec(bytes, vm).into_value())
    }

    /// Returns the next byte, an int.
    #[method(signature = "($self, /)")]
    fn read_byte(this: &Ref<Map>, vm: &mut Vm) -> PyResult<i32> {
        if this.remaining(vm)? == 0 {
            return Err(vm.value_error("read byte out of range"));
        }
        let position = this.position.get();
        this.position.set(position + 1);
        this.with(vm, |mapping| i32::from(mapping.bytes()[position]))
    }

    /// Returns the next bytes up to the end of the line.
    #[method(signature = "($self, /)")]
    fn readline(this: &Ref<Map>, vm: &mut Vm) -> PyResult {
        this.length_open(vm)?;
        let start = this.position.get();
        let line = this.with(vm, |mapping| {
            let rest = mapping.bytes().get(start..).unwrap_or(&[]);
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |index| index + 1);
            rest[..end].to_vec()
        })?;
        this.position.set(start + line.len());
        Ok(vm.new_bytes(&line))
    }

    /// Gives memory and file another size.
    #[method(signature = "($self, newsize, /)")]
    fn resize(this: &Ref<Map>, newsize: isize, vm: &mut Vm) -> PyResult<()> {
        let length = this.length_open(vm)?;
        if this.exports.get() > 0 {
            return Err(vm.buffer_error("mmap can't resize with extant buffers exported."));
        }
        if !this.keeps_fd {
            return Err(vm.value_error("mmap can't resize with trackfd=False."));
        }
        if matches!(this.access, Access::Read | Access::Copy) {
            let message = "mmap can't resize a readonly or copy-on-write memory map.";
            return Err(vm.type_error(message));
        }
        let Ok(new) = usize::try_from(newsize) else {
            return Err(vm.value_error("new size out of range"));
        };
        let Some(end) = this.offset.checked_add(newsize as i64) else {
            return Err(vm.value_error("new size out of range"));
        };
        let fd = this.fd.get();
        if fd == -1 && this.flags & libc::MAP_PRIVATE == 0 && new > length {
            let message = "mmap: can't expand a shared anonymous mapping";
            return Err(vm.value_error(message));
        }
        if fd != -1
            && let Err(error) = system::truncate(fd, end)
        {
            return Err(Map::raised(&error, vm));
        }
        let resized = match &mut *this.mapping.borrow_mut() {
            Some(mapping) => mapping.resize(new),
            None => Ok(()),
        };
        match resized {
            Ok(()) => Ok(()),
            Err(error) => Err(Map::raised(&error, vm)),
        }
    }

    /// Sets the position, counted from the start (0), the position (1) or the end (2). Returns it.
    #[method(signature = "($self, pos, whence=0, /)")]
    fn seek(this: &Ref<Map>, pos: isize, whence: i32, vm: &mut Vm) -> PyResult<usize> {
        let length = this.length_open(vm)?;
        let from = match whence {
            0 => 0,
            1 => this.position.get(),
            2 => length,
            _ => return Err(vm.value_error("unknown seek type")),
        };
        match from.checked_add_signed(pos) {
            Some(position) if position <= length => {
                this.position.set(position);
                Ok(position)
            }
            _ => Err(vm.value_error("seek out of range")),
        }
    }

    /// Returns True.
    #[method(signature = "($self, /)")]
    fn seekable(_this: &Ref<Map>) -> bool {
        true
    }

    /// Returns the size of the file.
    #[method(signature = "($self, /)")]
    fn size(this: &Ref<Map>, vm: &mut Vm) -> PyResult<i64> {
        this.length_open(vm)?;
        match system::size(this.fd.get()) {
            Ok(size) => Ok(size),
            Err(error) => Err(Map::raised(&error, vm)),
        }
    }

    /// Returns the position.
    #[method(signature = "($self, /)")]
    fn tell(this: &Ref<Map>, vm: &mut Vm) -> PyResult<usize> {
        this.length_open(vm)?;
        Ok(this.position.get())
    }

    /// Puts bytes at the position. Returns how many.
    #[method(signature = "($self, bytes, /)")]
    fn write(this: &Ref<Map>, bytes: BytesLike<'_>, vm: &mut Vm) -> PyResult<usize> {
        this.length_open(vm)?;
        this.check_writable(vm)?;
        let bytes = bytes.as_bytes(vm).to_vec();
        if this.remaining(vm)? < bytes.len() {
            return Err(vm.value_error("data out of range"));
        }
        let position = this.position.get();
        this.write_at(position, &bytes, vm)?;
        this.position.set(position + bytes.len());
        Ok(bytes.len())
    }

    /// Puts a byte, an int, at the position.
    #[method(signature = "($self, byte, /)")]
    fn write_byte(this: &Ref<Map>, byte: &Value, vm: &mut Vm) -> PyResult<()> {
        let number = i64::from_argument(byte, vm)?;
        let Ok(byte) = u8::try_from(number) else {
            let how = match number < 0 {
                true => "less than minimum",
                false => "greater than maximum",
            };
            return Err(vm.overflow_error(format!("unsigned byte integer is {how}")));
        };
        this.length_open(vm)?;
        this.check_writable(vm)?;
        if this.remaining(vm)? == 0 {
            return Err(vm.value_error("write byte out of range"));
        }
        let position = this.position.get();
        this.position.set(position + 1);
        this.write_at(position, &[byte], vm)
    }

    #[method(name = "__enter__", signature = "($self, /)")]
    fn enter(this: &Ref<Map>, vm: &mut Vm) -> PyResult<Ref<Map>> {
        this.length_open(vm)?;
        Ok(this.clone())
    }

    #[method(
        name = "__exit__",
        signature = "($self, exc_type, exc_value, traceback, /)"
    )]
    fn exit(
        this: &Ref<Map>,
        exc_type: &Value,
        exc_value: &Value,
        traceback: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let _ = (exc_type, exc_value, traceback);
        Map::close(this, vm)
    }

    /// Bytes of memory, with those that are mapped.
    #[method(name = "__sizeof__", signature = "($self, /)")]
    fn size_of(this: &Ref<Map>) -> usize {
        let mapped = this.mapping.borrow().as_ref().map_or(0, Mapping::length);
        mapped + size_of::<Map>()
    }
}

/// What a key selects.
enum Selected {
    Item(usize),
    Items(SliceIndices),
}

fn selected(map: &Ref<Map>, key: &Value, message: &str, vm: &mut Vm) -> PyResult<Selected> {
    if key.is_index(vm) || key.has_payload::<Int>() {
        let index = isize::from_argument(key, vm)
            .map_err(|_| vm.index_error("cannot fit 'int' into an index-sized integer"))?;
        let length = map.length_open(vm)?;
        let position = if index < 0 {
            length.checked_sub(index.unsigned_abs())
        } else {
            Some(index as usize).filter(|&index| index < length)
        };
        return match position {
            Some(position) => Ok(Selected::Item(position)),
            None => Err(vm.index_error("mmap index out of range")),
        };
    }
    let Some(slice) = key.downcast::<Slice>() else {
        return Err(vm.type_error(message));
    };
    let parts = slice.parts(vm)?;
    let length = map.length_open(vm)?;
    Ok(Selected::Items(parts.indices(length)))
}
