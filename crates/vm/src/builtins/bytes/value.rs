//! What a `bytes` holds.

use std::cell::Cell;
use std::ptr::NonNull;

use crate::builtins::type_::Type;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// Buffers of at least this many bytes are kept rather than copied.
const MIN_KEPT: usize = 4096;

/// Immutable bytes. They lie behind the object, and a zero behind them, for C; or in a buffer: those of
/// instances of subclasses, whose slots lie there, and large ones that came in a buffer anyway.
pub struct Bytes {
    /// Start of the bytes: the end of the object, or a boxed slice.
    data: Cell<NonNull<u8>>,
    length: usize,
    /// Zero until computed.
    hash: Cell<u64>,
    /// Whether the bytes lie in a boxed slice.
    owned: bool,
}

impl Payload for Bytes {
    const NAME: &'static str = "bytes";
    const IS_CONTAINER: bool = false;
    const HAS_TAIL: bool = true;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn tail_size(&self) -> usize {
        if self.owned { 0 } else { self.length + 1 }
    }

    fn buffer_bytes(&self) -> usize {
        if self.owned { self.length } else { 0 }
    }

    unsafe fn drop_tail(object: *mut crate::object::reference::Object<Bytes>) {
        // SAFETY: the object is intact, and its heap outlives it.
        unsafe {
            let payload = &(*object).payload;
            if payload.owned {
                let start = payload.data.get().as_ptr();
                let buffer = std::ptr::slice_from_raw_parts_mut(start, payload.length);
                drop(Box::from_raw(buffer));
                let mut heap = (*object).header.class().heap();
                heap.as_mut().account(-(payload.length as isize));
            }
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.bytes
    }
}

impl Bytes {
    /// Makes a `bytes` of a copy.
    pub fn new(bytes: &[u8], vm: &mut Vm) -> Ref<Bytes> {
        let bytes = if vm.has_room(bytes.len()) {
            bytes
        } else {
            vm.note_memory_failure();
            b""
        };
        if bytes.is_empty()
            && let Some(empty) = &vm.empty_bytes
        {
            return empty.clone();
        }
        let payload = Bytes {
            data: Cell::new(NonNull::dangling()),
            length: bytes.len(),
            hash: Cell::new(0),
            owned: false,
        };
        let class = &vm.types.bytes;
        let tail = bytes.len() + 1;
        let object = heap::new_object(vm.heap(), class, class.root_shape(), payload, tail);
        // SAFETY: the tail has room for the bytes and the zero, and is not null.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), object.tail(), bytes.len());
            object.tail().add(bytes.len()).write(0);
            object.data.set(NonNull::new_unchecked(object.tail()));
        }
        object
    }

    /// Makes a `bytes` of a vector, whose buffer is kept if it is large.
    pub fn from_vec(bytes: Vec<u8>, vm: &mut Vm) -> Ref<Bytes> {
        if bytes.len() < MIN_KEPT {
            return Bytes::new(&bytes, vm);
        }
        // Giving back what is left over may take a copy.
        if bytes.len() != bytes.capacity() && !vm.has_room(bytes.len()) {
            vm.note_memory_failure();
            return Bytes::new(b"", vm);
        }
        let payload = Bytes::buffered(bytes.into(), vm);
        Ref::new(payload, vm)
    }

    /// Makes an instance of `class`, which is `bytes` or inherits from it.
    pub(crate) fn with_class(bytes: &[u8], class: &Ref<Type>, vm: &mut Vm) -> Ref<Bytes> {
        if !class.is_heap_type() {
            return Bytes::new(bytes, vm);
        }
        let bytes = if vm.has_room(bytes.len()) {
            bytes
        } else {
            vm.note_memory_failure();
            b""
        };
        let payload = Bytes::buffered(bytes.into(), vm);
        heap::new_instance(vm.heap(), class, payload)
    }

    /// Bytes that the object takes as CPython counts them: a header, and a zero at the end.
    pub(crate) fn told_size(&self) -> usize {
        33 + self.length()
    }

    fn buffered(buffer: Box<[u8]>, vm: &mut Vm) -> Bytes {
        // SAFETY: the heap lives as long as the interpreter, and nothing else uses it right now.
        unsafe { vm.heap().as_mut().account(buffer.len() as isize) };
        let length = buffer.len();
        let start = NonNull::new(Box::into_raw(buffer).cast()).expect("boxes are not null");
        Bytes {
            data: Cell::new(start),
            length,
            hash: Cell::new(0),
            owned: true,
        }
    }

    /// The bytes.
    #[inline(always)]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `data` points to `length` bytes that live as long as the object and are never
        // changed.
        unsafe { std::slice::from_raw_parts(self.data.get().as_ptr(), self.length) }
    }

    /// Number of bytes.
    #[inline(always)]
    pub fn length(&self) -> usize {
        self.length
    }

    /// Whether a zero lies behind the bytes, as C wants it.
    pub fn is_terminated(&self) -> bool {
        !self.owned
    }

    /// The hash; never zero. That of the `str` of the same ASCII bytes, as in CPython.
    pub fn hash(&self, vm: &Vm) -> u64 {
        if self.hash.get() == 0 {
            // The range is that of the hashes of strs.
            let hash = vm.hash_bytes(self.as_slice());
            self.hash.set(hash.clamp(1, u64::MAX - 1));
        }
        self.hash.get()
    }
}

impl Ref<Bytes> {
    /// This object, or one of the same bytes if it is an instance of a subclass.
    pub fn to_exact(&self, vm: &mut Vm) -> Ref<Bytes> {
        if self.class().is(&vm.types.bytes) {
            self.clone()
        } else {
            Bytes::new(self.as_slice(), vm)
        }
    }
}

impl Vm {
    /// Makes a `bytes` value.
    pub fn new_bytes(&mut self, bytes: &[u8]) -> Value {
        Bytes::new(bytes, self).into_value()
    }
}
