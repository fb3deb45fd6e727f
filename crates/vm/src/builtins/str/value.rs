//! What a `str` holds: its text, where that lies, and its hash.
//!
//! The text is UTF-8 in which surrogate code points may occur, each encoded in three bytes, even
//! side by side ("generalised UTF-8"): then concatenating and slicing strings is concatenating
//! and slicing bytes. It lies directly behind the object. Only the strings that can grow in place
//! and the instances of subclasses, whose slots lie there, keep it in a buffer of their own.

use std::alloc::Layout;
use std::cell::{Cell, OnceCell};
use std::ptr::NonNull;

use crate::builtins::str::utf8;
use crate::builtins::type_::Type;
use crate::object::heap::{self, Heap};
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::vm::Vm;

/// Code points between two entries of the index of a string that is not ASCII.
const INDEX_STEP: usize = 64;
/// Appended strings shorter than this are copied: a buffer of their own does not pay yet.
const MIN_GROWING: usize = 128;

/// A string.
pub struct Str {
    /// Start of the text: the end of the object, or a buffer of `capacity(byte_length)` bytes.
    data: Cell<NonNull<u8>>,
    /// Bytes of the text.
    byte_length: usize,
    /// Zero until computed.
    hash: Cell<u64>,
    /// What only strings that are not ASCII have; made when first needed.
    wide: OnceCell<Box<Wide>>,
    ascii: bool,
    interned: Cell<bool>,
    /// Whether the text lies in a buffer of its own.
    owned: bool,
}

/// Number of code points, and where they are.
struct Wide {
    length: usize,
    /// Byte offset of every 64th code point.
    index: OnceCell<Box<[usize]>>,
}

impl Payload for Str {
    const NAME: &'static str = "str";
    const IS_CONTAINER: bool = false;

    const HAS_TAIL: bool = true;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn tail_size(&self) -> usize {
        if self.owned { 0 } else { self.byte_length }
    }

    fn buffer_bytes(&self) -> usize {
        if self.owned {
            capacity(self.byte_length)
        } else {
            0
        }
    }

    unsafe fn drop_tail(object: *mut Object<Str>) {
        // SAFETY: the object is intact, and its heap outlives it.
        unsafe {
            let payload = &(*object).payload;
            if payload.owned {
                let size = capacity(payload.byte_length);
                std::alloc::dealloc(payload.data.get().as_ptr(), buffer_layout(size));
                let mut heap = (*object).header.class().heap();
                heap.as_mut().account(-(size as isize));
            }
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.str
    }
}

impl Str {
    /// Makes a string of valid UTF-8.
    pub fn new(text: &str, vm: &mut Vm) -> Ref<Str> {
        // SAFETY: a `str` is valid UTF-8.
        unsafe { Str::from_wtf8_unchecked(text.as_bytes(), vm) }
    }

    /// Makes a string of bytes that are valid UTF-8, surrogates allowed.
    ///
    /// # Safety
    ///
    /// `bytes` is valid UTF-8, but for encoded surrogates.
    pub unsafe fn from_wtf8_unchecked(bytes: &[u8], vm: &mut Vm) -> Ref<Str> {
        // SAFETY: as promised by the caller.
        unsafe { Str::allocate(bytes, &vm.types.str, vm.heap()) }
    }

    /// Makes a string before there is an interpreter.
    ///
    /// # Safety
    ///
    /// `bytes` is valid UTF-8, but for encoded surrogates; `class` is `str`, on `heap`.
    pub(crate) unsafe fn allocate(
        bytes: &[u8],
        class: &Ref<Type>,
        heap: NonNull<Heap>,
    ) -> Ref<Str> {
        // SAFETY: as promised by the caller; all bytes are written.
        unsafe {
            Str::allocate_with(bytes.len(), bytes.is_ascii(), class, heap, |tail| {
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), tail, bytes.len());
            })
        }
    }

    /// Makes a string whose text `fill` writes.
    ///
    /// # Safety
    ///
    /// `fill` writes `byte_length` bytes of valid UTF-8, but for encoded surrogates, all of them
    /// below 128 if and only if `ascii`; `class` is `str`, on `heap`.
    #[inline]
    pub(super) unsafe fn allocate_with(
        byte_length: usize,
        ascii: bool,
        class: &Ref<Type>,
        heap: NonNull<Heap>,
        fill: impl FnOnce(*mut u8),
    ) -> Ref<Str> {
        // SAFETY: the heap outlives its objects; nothing else uses it right now.
        let has_room = unsafe { heap.as_ref() }.has_room(byte_length);
        let (byte_length, ascii) = if has_room {
            (byte_length, ascii)
        } else {
            (0, true)
        };
        let payload = Str::payload(byte_length, ascii, false);
        let string = heap::new_object(heap, class, class.root_shape(), payload, byte_length);
        let tail = string.tail();
        if has_room {
            fill(tail);
        } else {
            // SAFETY: as above.
            unsafe { (*heap.as_ptr()).note_failure() };
        }
        // SAFETY: the end of an object is not null.
        string.data.set(unsafe { NonNull::new_unchecked(tail) });
        string
    }

    /// Makes an instance of `class`, which is `str` or inherits from it.
    pub(crate) fn with_class(text: &Ref<Str>, class: &Ref<Type>, vm: &mut Vm) -> Ref<Str> {
        let bytes = text.as_bytes();
        if !class.is_heap_type() {
            // SAFETY: the bytes are a string's; a native class derived from `str` is `str`.
            return unsafe { Str::allocate(bytes, class, vm.heap()) };
        }
        let bytes = if vm.has_room(capacity(bytes.len())) {
            bytes
        } else {
            vm.note_memory_failure();
            b""
        };
        let payload = Str::payload(bytes.len(), text.ascii || bytes.is_empty(), true);
        let size = capacity(bytes.len());
        // SAFETY: the buffer has room for the bytes.
        unsafe {
            let buffer = allocate_buffer(size);
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.as_ptr(), bytes.len());
            payload.data.set(buffer);
        }
        if bytes.len() == text.byte_length {
            payload.hash.set(text.hash.get());
        }
        let mut heap = vm.heap();
        // SAFETY: the heap lives as long as the interpreter, and nothing else uses it right now.
        unsafe { heap.as_mut().account(size as isize) };
        heap::new_instance(heap, class, payload)
    }

    /// Bytes that the object takes as CPython counts them: a header, and as many for each code point, and for
    /// a zero at the end, as the largest one needs.
    pub(crate) fn told_size(&self) -> usize {
        let characters = self.length() + 1;
        if self.byte_length() == self.length() {
            return 40 + characters;
        }
        match self.code_points().max().unwrap_or(0) {
            0..=0xff => 56 + characters,
            0x100..=0xffff => 56 + 2 * characters,
            _ => 56 + 4 * characters,
        }
    }

    fn payload(byte_length: usize, ascii: bool, owned: bool) -> Str {
        Str {
            data: Cell::new(NonNull::dangling()),
            byte_length,
            hash: Cell::new(0),
            wide: OnceCell::new(),
            ascii,
            interned: Cell::new(false),
            owned,
        }
    }

    /// The text as UTF-8 in which surrogates may occur.
    #[inline(always)]
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: `data` points to `byte_length` bytes that live as long as the object and change
        // only while nobody else has a reference to it.
        unsafe { std::slice::from_raw_parts(self.data.get().as_ptr(), self.byte_length) }
    }

    /// Number of code points.
    #[inline(always)]
    pub fn length(&self) -> usize {
        if self.ascii {
            self.byte_length
        } else {
            self.wide().length
        }
    }

    fn wide(&self) -> &Wide {
        self.wide.get_or_init(|| {
            Box::new(Wide {
                length: utf8::count(self.as_bytes()),
                index: OnceCell::new(),
            })
        })
    }

    /// Number of bytes of the text.
    #[inline(always)]
    pub fn byte_length(&self) -> usize {
        self.byte_length
    }

    /// Whether there is no text.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.byte_length == 0
    }

    /// Whether every code point is below 128.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// Whether this is the one object of its text that names are compared by.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.interned.get()
    }

    pub(crate) fn mark_interned(&self) {
        self.interned.set(true);
    }

    /// The text, or `None` if it has surrogates.
    pub fn as_str(&self) -> Option<&str> {
        if self.ascii {
            // SAFETY: ASCII is UTF-8.
            return Some(unsafe { std::str::from_utf8_unchecked(self.as_bytes()) });
        }
        std::str::from_utf8(self.as_bytes()).ok()
    }

    /// The text with U+FFFD in place of surrogates, for messages.
    pub fn to_string_lossy(&self) -> std::borrow::Cow<'_, str> {
        match self.as_str() {
            Some(text) => text.into(),
            None => String::from_utf8_lossy(self.as_bytes()),
        }
    }

    /// The text with surrogates written as escapes, as streams with the error handler
    /// `backslashreplace` write them.
    pub fn to_string_escaped(&self) -> std::borrow::Cow<'_, str> {
        if let Some(text) = self.as_str() {
            return text.into();
        }
        let mut text = String::new();
        for code_point in self.code_points() {
            match char::from_u32(code_point) {
                Some(character) => text.push(character),
                None => text.push_str(&format!("\\u{code_point:04x}")),
            }
        }
        text.into()
    }

    /// The code points.
    pub fn code_points(&self) -> utf8::CodePoints<'_> {
        utf8::CodePoints::new(self.as_bytes())
    }

    /// The hash if it has been computed, or zero.
    #[inline(always)]
    pub(crate) fn known_hash(&self) -> u64 {
        self.hash.get()
    }

    /// The hash; never zero.
    #[inline(always)]
    pub fn hash(&self, vm: &Vm) -> u64 {
        let hash = self.hash.get();
        if hash != 0 {
            hash
        } else {
            self.compute_hash(vm)
        }
    }

    #[cold]
    #[inline(never)]
    fn compute_hash(&self, vm: &Vm) -> u64 {
        let hash = vm.hash_text(self.as_bytes());
        self.hash.set(hash);
        hash
    }

    /// Remembers the hash of the text.
    pub(crate) fn set_hash(&self, hash: u64) {
        self.hash.set(hash);
    }

    /// Byte offset of code point `position`, which is at most the length.
    pub fn byte_offset(&self, position: usize) -> usize {
        debug_assert!(position <= self.length());
        if self.ascii {
            return position;
        }
        let bytes = self.as_bytes();
        if position < INDEX_STEP {
            return utf8::skip(bytes, 0, position);
        }
        let wide = self.wide();
        if position == wide.length {
            return bytes.len();
        }
        let index = wide.index.get_or_init(|| build_index(bytes));
        utf8::skip(bytes, index[position / INDEX_STEP], position % INDEX_STEP)
    }

    /// As [`Str::position_of`], where more of the same string will be asked for: makes the index.
    pub fn indexed_position_of(&self, offset: usize) -> usize {
        if self.ascii {
            return offset;
        }
        let bytes = self.as_bytes();
        if offset <= INDEX_STEP * 4 {
            return utf8::count(&bytes[..offset]);
        }
        let index = self.wide().index.get_or_init(|| build_index(bytes));
        // Most texts are about equally dense all over.
        let guess = (offset as u128 * index.len() as u128 / bytes.len() as u128) as usize;
        let near = guess.saturating_sub(4)..(guess + 4).min(index.len());
        let around = &index[near.clone()];
        let entry = match (around.first(), around.last()) {
            (Some(&first), Some(&last)) if first <= offset && offset < last => {
                near.start + around.partition_point(|&known| known <= offset) - 1
            }
            _ => index.partition_point(|&known| known <= offset) - 1,
        };
        entry * INDEX_STEP + utf8::count(&bytes[index[entry]..offset])
    }

    /// Number of code points in front of byte `offset`, which is where a code point starts.
    pub fn position_of(&self, offset: usize) -> usize {
        if self.ascii {
            return offset;
        }
        let bytes = self.as_bytes();
        let (mut start, mut position) = (0, 0);
        if let Some(index) = self.wide.get().and_then(|wide| wide.index.get()) {
            let entry = index.partition_point(|&known| known <= offset) - 1;
            (start, position) = (index[entry], entry * INDEX_STEP);
        }
        position += utf8::count(&bytes[start..offset]);
        position
    }
}

impl Ref<Str> {
    /// Whether the texts are equal.
    #[inline]
    pub fn equals(&self, other: &Ref<Str>) -> bool {
        self.is(other) || self.as_bytes() == other.as_bytes()
    }
}

impl Str {
    /// `left + right`, in the buffer of `left` when nobody else has a reference to it, so that
    /// building a string by repeated `+=` takes linear time.
    pub fn append_in_place(left: Ref<Str>, right: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
        let length = left.byte_length + right.byte_length;
        let exact = left.class().is(&vm.types.str);
        if right.is_empty() && exact {
            return left;
        }
        if left.header().refcount() != 1 || !exact || length < MIN_GROWING {
            return Str::concat(&left, right, vm);
        }
        if !vm.has_room(capacity(length)) {
            vm.note_memory_failure();
            return left;
        }
        let mut heap = vm.heap();
        if !left.owned {
            return grown(&left, right, heap, vm);
        }
        let (old, new) = (capacity(left.byte_length), capacity(length));
        let bytes = right.as_bytes();
        // SAFETY: this is the only reference to `left`, so nobody sees its fields or its text
        // change, and `right` is another object. The buffer has `old` bytes, then `new`.
        unsafe {
            let payload = &raw mut (*left.as_ptr().as_ptr()).payload;
            let mut data = (*payload).data.get();
            if old != new {
                data = reallocate_buffer(data, old, new);
                (*payload).data.set(data);
            }
            let end = data.as_ptr().add((*payload).byte_length);
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), end, bytes.len());
            (*payload).byte_length = length;
            (*payload).ascii &= right.ascii;
            (*payload).hash.set(0);
            (*payload).wide.take();
            if old != new {
                let object = left.as_ptr().as_ptr() as usize;
                heap.as_mut().account_buffer(object, old, new);
            }
        }
        left
    }
}

/// `left + right` in a buffer with room to grow.
fn grown(left: &Ref<Str>, right: &Ref<Str>, mut heap: NonNull<Heap>, vm: &Vm) -> Ref<Str> {
    let (first, second) = (left.as_bytes(), right.as_bytes());
    let length = first.len() + second.len();
    let size = capacity(length);
    let payload = Str::payload(length, left.ascii && right.ascii, true);
    // SAFETY: the buffer has room for both texts; nothing else uses the heap right now.
    unsafe {
        let buffer = allocate_buffer(size);
        std::ptr::copy_nonoverlapping(first.as_ptr(), buffer.as_ptr(), first.len());
        let rest = buffer.as_ptr().add(first.len());
        std::ptr::copy_nonoverlapping(second.as_ptr(), rest, second.len());
        payload.data.set(buffer);
        heap.as_mut().account(size as isize);
    }
    let class = &vm.types.str;
    heap::new_object(heap, class, class.root_shape(), payload, 0)
}

/// Bytes of the buffer of a text of `length` bytes: the next in a series that grows by quarters
/// of powers of two, so that appending reallocates a logarithmic number of times.
fn capacity(length: usize) -> usize {
    let length = length.max(16);
    let step = (length.next_power_of_two() / 8).max(1);
    length.next_multiple_of(step)
}

fn buffer_layout(size: usize) -> Layout {
    Layout::array::<u8>(size).expect("no text is that long")
}

fn allocate_buffer(size: usize) -> NonNull<u8> {
    let layout = buffer_layout(size);
    // SAFETY: a capacity is never zero.
    let buffer = unsafe { std::alloc::alloc(layout) };
    NonNull::new(buffer).unwrap_or_else(|| std::alloc::handle_alloc_error(layout))
}

/// # Safety
///
/// `buffer` came from `allocate_buffer(old)`, and is given up.
unsafe fn reallocate_buffer(buffer: NonNull<u8>, old: usize, new: usize) -> NonNull<u8> {
    // SAFETY: as promised by the caller; a capacity is never zero.
    let buffer = unsafe { std::alloc::realloc(buffer.as_ptr(), buffer_layout(old), new) };
    NonNull::new(buffer).unwrap_or_else(|| std::alloc::handle_alloc_error(buffer_layout(new)))
}

fn build_index(bytes: &[u8]) -> Box<[usize]> {
    let starts = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| !utf8::is_continuation(**byte));
    starts
        .step_by(INDEX_STEP)
        .map(|(offset, _)| offset)
        .collect()
}

impl Vm {
    /// Makes a `str` value.
    pub fn new_str(&mut self, text: &str) -> Value {
        Str::new(text, self).into_value()
    }
}
