//! What a `str` holds: WTF-8 bytes behind the object, its length, and its hash.

use std::cell::{Cell, OnceCell};
use std::ptr::NonNull;

use crate::builtins::type_::Type;
use crate::object::heap::{self, Heap};
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// Code points between two entries of the index of a string that is not ASCII.
const INDEX_STEP: usize = 64;

/// A string. The text itself (UTF-8, or WTF-8 where lone surrogates occur) lies behind it.
pub struct Str {
    /// Bytes of the text.
    byte_length: usize,
    /// Code points of the text.
    length: usize,
    /// Zero until computed.
    hash: Cell<u64>,
    interned: Cell<bool>,
    /// Byte offset of every 64th code point; made when first needed.
    index: OnceCell<Box<[u32]>>,
}

impl Payload for Str {
    const NAME: &'static str = "str";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn tail_size(&self) -> usize {
        self.byte_length
    }

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.str
    }
}

impl Str {
    /// Makes a string of valid UTF-8.
    pub fn new(text: &str, vm: &mut Vm) -> Ref<Str> {
        // SAFETY: a `str` is valid UTF-8, which is valid WTF-8.
        unsafe { Str::from_wtf8_unchecked(text.as_bytes(), vm) }
    }

    /// Makes a string of bytes that are valid WTF-8.
    ///
    /// # Safety
    ///
    /// `bytes` is valid WTF-8.
    pub unsafe fn from_wtf8_unchecked(bytes: &[u8], vm: &mut Vm) -> Ref<Str> {
        // SAFETY: as promised by the caller.
        unsafe { Str::allocate(bytes, &vm.types.str, vm.heap()) }
    }

    /// Makes a string before there is an interpreter.
    ///
    /// # Safety
    ///
    /// `bytes` is valid WTF-8; `class` is `str` or a subclass without further slots, on `heap`.
    pub(crate) unsafe fn allocate(
        bytes: &[u8],
        class: &Ref<Type>,
        heap: NonNull<Heap>,
    ) -> Ref<Str> {
        let length = if bytes.is_ascii() {
            bytes.len()
        } else {
            count_code_points(bytes)
        };
        let payload = Str {
            byte_length: bytes.len(),
            length,
            hash: Cell::new(0),
            interned: Cell::new(false),
            index: OnceCell::new(),
        };
        let string = heap::new_object(heap, class, class.root_shape(), payload, bytes.len());
        // SAFETY: the tail has room for the bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), string.tail(), bytes.len()) };
        string
    }

    /// Number of code points.
    #[inline(always)]
    pub fn length(&self) -> usize {
        self.length
    }

    /// Number of bytes of the text.
    #[inline(always)]
    pub fn byte_length(&self) -> usize {
        self.byte_length
    }

    /// Whether every code point is below 128.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.byte_length == self.length
    }

    /// Whether this is the one object of its text that names are compared by.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.interned.get()
    }

    pub(crate) fn mark_interned(&self) {
        self.interned.set(true);
    }
}

impl Ref<Str> {
    /// The text as WTF-8.
    #[inline(always)]
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: the tail holds `byte_length` bytes and is never changed.
        unsafe { std::slice::from_raw_parts(self.tail(), self.byte_length) }
    }

    /// The text, or `None` if it has lone surrogates.
    pub fn as_str(&self) -> Option<&str> {
        if self.is_ascii() {
            // SAFETY: ASCII is UTF-8.
            return Some(unsafe { std::str::from_utf8_unchecked(self.as_bytes()) });
        }
        std::str::from_utf8(self.as_bytes()).ok()
    }

    /// The text with U+FFFD in place of lone surrogates, for messages.
    pub fn to_string_lossy(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.as_bytes())
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
        let hash = vm.hash_bytes(self.as_bytes()).max(1);
        self.hash.set(hash);
        hash
    }

    /// Whether the texts are equal.
    #[inline]
    pub fn equals(&self, other: &Ref<Str>) -> bool {
        self.is(other) || self.as_bytes() == other.as_bytes()
    }

    /// Byte offset of code point `position`, which is at most the length.
    pub fn byte_offset(&self, position: usize) -> usize {
        debug_assert!(position <= self.length());
        if self.is_ascii() {
            return position;
        }
        let index = self.index.get_or_init(|| build_index(self.as_bytes()));
        let mut offset = index[position / INDEX_STEP] as usize;
        let bytes = self.as_bytes();
        for _ in 0..position % INDEX_STEP {
            offset += 1;
            while offset < bytes.len() && bytes[offset] & 0xc0 == 0x80 {
                offset += 1;
            }
        }
        offset
    }
}

fn count_code_points(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

fn build_index(bytes: &[u8]) -> Box<[u32]> {
    let starts = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte & 0xc0 != 0x80);
    let mut index: Vec<u32> = starts
        .step_by(INDEX_STEP)
        .map(|(offset, _)| offset as u32)
        .collect();
    index.push(bytes.len() as u32);
    index.into()
}

impl Vm {
    /// Makes a `str` value.
    pub fn new_str(&mut self, text: &str) -> Value {
        Str::new(text, self).into_value()
    }
}
