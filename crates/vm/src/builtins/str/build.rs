//! Making strings of other strings, of pieces and of code points.

mod units;

use std::cell::Cell;

use crate::builtins::str::{Str, utf8};
use crate::object::Traverse;
use crate::object::heap::{Buffer, may_fail};
use crate::object::payload::Visitor;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Code points of which the interpreter keeps a string each.
pub(crate) const SINGLE_CHARACTERS: u32 = 256;

/// Builds the text of a string piece by piece.
#[derive(Default)]
pub struct StrBuilder {
    /// UTF-8 in which surrogates may occur.
    bytes: Vec<u8>,
    /// Whether something was left out, for lack of memory.
    failed: bool,
    /// Bytes for which there was room when that was last asked.
    asked: Cell<usize>,
}

impl StrBuilder {
    /// An empty builder.
    pub fn new() -> StrBuilder {
        StrBuilder::default()
    }

    /// An empty builder with room for this many bytes, if there is memory for them.
    pub fn with_capacity(bytes: usize) -> StrBuilder {
        let mut builder = StrBuilder::new();
        // Without room for all of it, it grows as far as it can.
        may_fail(bytes);
        let _ = builder.bytes.try_reserve_exact(bytes);
        builder
    }

    /// Whether there is room for so many more bytes. If there is not, nothing is appended any more.
    #[inline(always)]
    fn has_room(&mut self, more: usize) -> bool {
        self.bytes.capacity() - self.bytes.len() >= more || self.grow(more)
    }

    #[cold]
    fn grow(&mut self, more: usize) -> bool {
        may_fail(self.bytes.len() + more);
        self.failed = self.failed || self.bytes.try_reserve(more).is_err();
        !self.failed
    }

    fn append(&mut self, more: &[u8]) {
        if self.has_room(more.len()) {
            self.bytes.extend_from_slice(more);
        }
    }

    /// For loops whose result may become large: raises `MemoryError` where there is no memory for
    /// it, and looks at what must not wait until the loop ends.
    #[inline]
    pub fn check(&self, vm: &mut Vm) -> PyResult<()> {
        vm.poll()?;
        if self.bytes.len() > self.asked.get() {
            self.asked.set(self.bytes.len().saturating_mul(2));
            vm.check_allocation(self.bytes.len())?;
        }
        if self.failed {
            return Err(vm.memory_error());
        }
        Ok(())
    }

    /// Appends text.
    pub fn push_str(&mut self, text: &str) {
        self.append(text.as_bytes());
    }

    /// Appends a code point, surrogate or not.
    ///
    /// # Panics
    ///
    /// If it is above U+10FFFF.
    #[inline]
    pub fn push(&mut self, code_point: u32) {
        if code_point < 0x80 {
            if self.has_room(1) {
                self.bytes.push(code_point as u8);
            }
            return;
        }
        let mut buffer = [0; 4];
        let width = utf8::encode(code_point, &mut buffer).len();
        if self.has_room(4) {
            // As four bytes always: a length that is known needs no call.
            self.bytes.extend_from_slice(&buffer);
            self.bytes.truncate(self.bytes.len() + width - 4);
        }
    }

    /// Appends a string.
    pub fn push_text(&mut self, text: &Str) {
        self.append(text.as_bytes());
    }

    /// Appends a part of a string, by byte offsets.
    ///
    /// # Panics
    ///
    /// If an offset is not between two code points.
    pub fn push_range(&mut self, text: &Str, start: usize, end: usize) {
        let bytes = text.as_bytes();
        let between =
            |offset: usize| offset == bytes.len() || !utf8::is_continuation(bytes[offset]);
        assert!(
            between(start) && between(end),
            "slices lie between code points"
        );
        self.append(&bytes[start..end]);
    }

    /// Appends a code point several times.
    pub fn push_repeated(&mut self, code_point: u32, count: usize) {
        if code_point < 0x80 {
            if self.has_room(count) {
                let length = self.bytes.len();
                self.bytes.resize(length + count, code_point as u8);
            }
        } else if self.has_room(count.saturating_mul(utf8::encode(code_point, &mut [0; 4]).len())) {
            for _ in 0..count {
                self.push(code_point);
            }
        }
    }

    /// Appends the code points below 128 of bytes that have no others.
    ///
    /// # Panics
    ///
    /// If a byte is above 127.
    pub fn push_ascii(&mut self, ascii: &[u8]) {
        assert!(ascii.is_ascii(), "only ASCII is text in any encoding");
        self.append(ascii);
    }

    /// Bytes so far.
    pub fn byte_length(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing has been appended.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The text so far, as UTF-8 in which surrogates may occur.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Forgets the text and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// A builder with text that is given as UTF-8 in which surrogates may occur; nothing if the bytes
    /// are no such text.
    pub fn from_bytes(bytes: Vec<u8>) -> Option<StrBuilder> {
        let mut rest = bytes.as_slice();
        while let Err(error) = std::str::from_utf8(rest) {
            rest = match &rest[error.valid_up_to()..] {
                [0xed, 0xa0..=0xbf, 0x80..=0xbf, rest @ ..] => rest,
                _ => return None,
            };
        }
        Some(StrBuilder {
            bytes,
            failed: false,
            asked: Cell::new(0),
        })
    }

    /// Whether an offset, in bytes, is between two code points.
    fn is_between(&self, offset: usize) -> bool {
        offset == self.bytes.len()
            || self
                .bytes
                .get(offset)
                .is_some_and(|&byte| !utf8::is_continuation(byte))
    }

    /// A part of the text, by byte offsets.
    ///
    /// # Panics
    ///
    /// If an offset is not between two code points.
    pub fn slice(&self, start: usize, end: usize, vm: &mut Vm) -> Ref<Str> {
        assert!(
            self.is_between(start) && self.is_between(end),
            "slices lie between code points"
        );
        let part = &self.bytes[start..end];
        if let [byte] = *part {
            return vm.char_str(u32::from(byte));
        }
        // SAFETY: a text cut between code points is a text.
        unsafe { Str::from_wtf8_unchecked(part, vm) }
    }

    /// Puts a string in the place of a part of the text, by byte offsets.
    ///
    /// # Panics
    ///
    /// If an offset is not between two code points.
    pub fn replace_range(&mut self, start: usize, end: usize, text: &Str) {
        assert!(
            self.is_between(start) && self.is_between(end),
            "slices lie between code points"
        );
        if end - start == text.byte_length() {
            self.bytes[start..end].copy_from_slice(text.as_bytes());
        } else if self.has_room(text.byte_length()) {
            self.bytes
                .splice(start..end, text.as_bytes().iter().copied());
        }
    }

    /// Forgets the text from an offset on, in bytes.
    ///
    /// # Panics
    ///
    /// If the offset is not between two code points.
    pub fn truncate(&mut self, end: usize) {
        assert!(self.is_between(end), "slices lie between code points");
        self.bytes.truncate(end);
    }

    /// The string.
    pub fn finish(self, vm: &mut Vm) -> Ref<Str> {
        Str::from_builder(&self, vm)
    }
}

impl Buffer for StrBuilder {
    fn buffer_bytes(&self) -> usize {
        self.bytes.capacity()
    }
}

impl Traverse for StrBuilder {
    const HOLDS_REFERENCES: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}
}

impl std::fmt::Write for StrBuilder {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push_str(text);
        Ok(())
    }
}

impl Str {
    /// The text that a builder holds.
    pub fn from_builder(builder: &StrBuilder, vm: &mut Vm) -> Ref<Str> {
        if builder.failed {
            vm.note_memory_failure();
            return vm.names.empty.clone();
        }
        if let [byte] = *builder.as_bytes() {
            return vm.char_str(u32::from(byte));
        }
        // SAFETY: a builder is given whole code points only.
        unsafe { Str::from_wtf8_unchecked(builder.as_bytes(), vm) }
    }

    /// A copy of a text that is ASCII, which `change` makes another one of.
    ///
    /// # Panics
    ///
    /// If the text is not ASCII before, or not any more.
    pub(super) fn change_ascii(
        this: &Ref<Str>,
        vm: &mut Vm,
        change: impl FnOnce(&mut [u8]),
    ) -> Ref<Str> {
        let bytes = this.as_bytes();
        assert!(this.is_ascii());
        match *bytes {
            [] => return vm.names.empty.clone(),
            [byte] => {
                let mut byte = [byte];
                change(&mut byte);
                return vm.char_str(u32::from(byte[0]));
            }
            _ => {}
        }
        // SAFETY: the text is written as a whole before it is changed; that it is ASCII then is checked.
        unsafe {
            Str::allocate_with(bytes.len(), true, &vm.types.str, vm.heap(), |tail| {
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), tail, bytes.len());
                let text = std::slice::from_raw_parts_mut(tail, bytes.len());
                change(text);
                assert!(text.is_ascii());
            })
        }
    }

    /// `left + right`
    pub fn concat(left: &Ref<Str>, right: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
        if right.is_empty() && left.class().is(&vm.types.str) {
            return left.clone();
        }
        if left.is_empty() && right.class().is(&vm.types.str) {
            return right.clone();
        }
        let (first, second) = (left.as_bytes(), right.as_bytes());
        let length = first.len() + second.len();
        let ascii = left.is_ascii() && right.is_ascii();
        // SAFETY: two texts make a text, whose length is the sum of theirs.
        unsafe {
            Str::allocate_with(length, ascii, &vm.types.str, vm.heap(), |tail| {
                std::ptr::copy_nonoverlapping(first.as_ptr(), tail, first.len());
                let rest = tail.add(first.len());
                std::ptr::copy_nonoverlapping(second.as_ptr(), rest, second.len());
            })
        }
    }

    /// The concatenation of pieces with nothing in between.
    ///
    /// # Panics
    ///
    /// If a piece is not a `str`.
    pub fn join_pieces(pieces: &[Value], vm: &mut Vm) -> Ref<Str> {
        let text = |piece: &Value| -> Ref<Str> {
            piece.downcast::<Str>().expect("pieces are strs").clone()
        };
        match pieces {
            [] => return vm.names.empty.clone(),
            [piece] => return text(piece).to_exact(vm),
            [left, right] => return Str::concat(&text(left), &text(right), vm),
            _ => {}
        }
        let empty = vm.names.empty.clone();
        Str::join(&empty, pieces, vm).expect("the sum of lengths in memory is a length")
    }

    /// `separator.join(pieces)`, or `None` if that is too long for memory.
    ///
    /// # Panics
    ///
    /// If a piece is not a `str`.
    pub(super) fn join(separator: &Ref<Str>, pieces: &[Value], vm: &Vm) -> Option<Ref<Str>> {
        let text = |piece: &Value| -> *const Str {
            let piece = piece.downcast::<Str>().expect("pieces are strs");
            &raw const **piece
        };
        let gaps = pieces.len().saturating_sub(1);
        let mut length = separator.byte_length().checked_mul(gaps)?;
        let mut ascii = separator.is_ascii() || gaps == 0;
        for piece in pieces {
            let piece = piece.downcast::<Str>().expect("pieces are strs");
            length = length.checked_add(piece.byte_length())?;
            ascii &= piece.is_ascii();
        }
        if length > isize::MAX as usize {
            return None;
        }
        let between = separator.as_bytes();
        // SAFETY: the lengths add up to `length`; the pieces are alive and all texts.
        Some(unsafe {
            Str::allocate_with(length, ascii, &vm.types.str, vm.heap(), |mut tail| {
                for (index, piece) in pieces.iter().enumerate() {
                    if index != 0 && !between.is_empty() {
                        std::ptr::copy_nonoverlapping(between.as_ptr(), tail, between.len());
                        tail = tail.add(between.len());
                    }
                    let bytes = (*text(piece)).as_bytes();
                    std::ptr::copy_nonoverlapping(bytes.as_ptr(), tail, bytes.len());
                    tail = tail.add(bytes.len());
                }
            })
        })
    }

    /// Like [`Str::substring`], by byte offsets, which lie between code points.
    ///
    /// # Panics
    ///
    /// If an offset is not between two code points.
    pub fn byte_slice(this: &Ref<Str>, start: usize, end: usize, vm: &mut Vm) -> Ref<Str> {
        let bytes = this.as_bytes();
        if start == 0 && end == bytes.len() {
            return this.to_exact(vm);
        }
        if end == start {
            return vm.names.empty.clone();
        }
        let part = &bytes[start..end];
        if part.len() <= 2 && part.len() == utf8::width(part[0]) {
            return vm.char_str(utf8::decode(part, 0).0);
        }
        let boundary =
            |offset: usize| offset == bytes.len() || !utf8::is_continuation(bytes[offset]);
        assert!(
            boundary(start) && boundary(end),
            "slices lie between code points"
        );
        let ascii = this.is_ascii() || part.is_ascii();
        // SAFETY: a text cut between code points is a text.
        unsafe {
            Str::allocate_with(part.len(), ascii, &vm.types.str, vm.heap(), |tail| {
                std::ptr::copy_nonoverlapping(part.as_ptr(), tail, part.len());
            })
        }
    }

    /// Code points `start..end`; both are at most the length.
    pub fn substring(this: &Ref<Str>, start: usize, end: usize, vm: &mut Vm) -> Ref<Str> {
        if start >= end {
            return vm.names.empty.clone();
        }
        let (from, to) = (this.byte_offset(start), this.byte_offset(end));
        Str::byte_slice(this, from, to, vm)
    }

    /// The code point at `position`, which is below the length.
    pub fn code_point_at(&self, position: usize) -> u32 {
        utf8::decode(self.as_bytes(), self.byte_offset(position)).0
    }

    /// `text * count`
    pub(super) fn repeat(this: &Ref<Str>, count: usize, vm: &mut Vm) -> PyResult<Ref<Str>> {
        if count == 0 || this.is_empty() {
            return Ok(vm.names.empty.clone());
        }
        if count == 1 {
            return Ok(this.to_exact(vm));
        }
        let bytes = this.as_bytes();
        let fits = |length: &usize| isize::try_from(*length).is_ok();
        let length = bytes.len().checked_mul(count);
        let Some(length) = length.filter(fits) else {
            let characters = this.length().checked_mul(count);
            if characters.filter(fits).is_some() {
                return Err(vm.memory_error());
            }
            return Err(vm.overflow_error("repeated string is too long"));
        };
        vm.check_allocation(length)?;
        let ascii = this.is_ascii();
        // SAFETY: `count` times a text is a text of `length` bytes.
        let repeated = unsafe {
            Str::allocate_with(length, ascii, &vm.types.str, vm.heap(), |tail| {
                if let [byte] = *bytes {
                    tail.write_bytes(byte, count);
                    return;
                }
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), tail, bytes.len());
                // Doubles what is there, then copies the rest of it.
                let mut done = bytes.len();
                while done < length {
                    let step = done.min(length - done);
                    std::ptr::copy_nonoverlapping(tail, tail.add(done), step);
                    done += step;
                }
            })
        };
        Ok(repeated)
    }
}

impl Ref<Str> {
    /// This string, or one of the same text if it is an instance of a subclass.
    pub fn to_exact(&self, vm: &mut Vm) -> Ref<Str> {
        if self.class().is(&vm.types.str) {
            return self.clone();
        }
        // SAFETY: the bytes are a text.
        unsafe { Str::from_wtf8_unchecked(self.as_bytes(), vm) }
    }
}

impl Vm {
    /// The string of one code point, surrogate or not. Those below 256 are made once.
    ///
    /// # Panics
    ///
    /// If `code_point` is above U+10FFFF.
    #[inline]
    pub fn char_str(&mut self, code_point: u32) -> Ref<Str> {
        if let Some(single) = self.single_characters.get(code_point as usize) {
            return single.clone();
        }
        let mut buffer = [0; 4];
        let bytes = utf8::encode(code_point, &mut buffer);
        // SAFETY: the encoding of one code point is a text.
        unsafe { Str::from_wtf8_unchecked(bytes, self) }
    }
}
