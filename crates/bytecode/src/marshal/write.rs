//! Code object → bytes.

use std::collections::HashMap;

use super::{INLINE, MAX_SHARED_STRING, MarshalError, Tag};
use crate::code::{CodeObject, Constant};
use crate::instruction::{Instruction, WORD_SIZE};
use crate::opcode::Opcode;

/// Writes a code object with all that nests in it.
///
/// Fails only if nested code came from bytes that turn out to be broken when they are decoded.
///
/// # Panics
///
/// If a table or string has 2³¹ entries or more.
pub fn encode(code: &CodeObject) -> Result<Vec<u8>, MarshalError> {
    let mut writer = Writer {
        bytes: Vec::new(),
        strings: StringTable::default(),
    };
    writer.code(code, &code.filename)?;
    let Writer {
        bytes: body,
        strings,
    } = writer;
    let mut unit = Writer {
        bytes: Vec::new(),
        strings: StringTable::default(),
    };
    unit.inline_string(code.filename.as_bytes());
    unit.u32(count(strings.entries.len()));
    let mut end = 0;
    unit.u32(end);
    for entry in &strings.entries {
        end += count(entry.len());
        unit.u32(end);
    }
    for entry in &strings.entries {
        unit.bytes.extend_from_slice(entry);
    }
    unit.bytes.extend_from_slice(&body);
    Ok(unit.bytes)
}

/// The short strings of a unit, in the order of their first use.
#[derive(Default)]
struct StringTable<'code> {
    entries: Vec<&'code [u8]>,
    indices: HashMap<&'code [u8], u32>,
}

struct Writer<'code> {
    bytes: Vec<u8>,
    strings: StringTable<'code>,
}

fn count(length: usize) -> u32 {
    u32::try_from(length)
        .ok()
        .filter(|length| length & INLINE == 0)
        .expect("the tables of a code object have less than 2^31 entries")
}

impl<'code> Writer<'code> {
    fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    fn blob(&mut self, blob: &[u8]) {
        self.u32(count(blob.len()));
        self.bytes.extend_from_slice(blob);
    }

    fn inline_string(&mut self, text: &[u8]) {
        self.u32(count(text.len()) | INLINE);
        self.bytes.extend_from_slice(text);
    }

    fn string(&mut self, text: &'code [u8]) {
        if text.len() > MAX_SHARED_STRING {
            return self.inline_string(text);
        }
        let next = count(self.strings.entries.len());
        let index = *self.strings.indices.entry(text).or_insert(next);
        if index == next {
            self.strings.entries.push(text);
        }
        self.u32(index);
    }

    fn code(&mut self, code: &'code CodeObject, outer_filename: &str) -> Result<(), MarshalError> {
        self.string(code.name.as_bytes());
        self.string(code.qualname.as_bytes());
        let head = code.head();
        for number in [
            head.first_line,
            head.flags.bits(),
            head.argument_count,
            head.positional_only_count,
            head.keyword_only_count,
            head.max_stack,
            count(code.locals.len()),
            head.free_count,
        ] {
            self.u32(number);
        }
        let own_filename = &*code.filename != outer_filename;
        self.u8(u8::from(own_filename));
        if own_filename {
            self.string(code.filename.as_bytes());
        }
        for local in &code.locals {
            self.u8(local.kind.bits());
            self.string(local.name.as_bytes());
        }
        self.u32(count(code.names.len()));
        for name in &code.names {
            self.string(name.as_bytes());
        }
        self.instructions(&code.instructions);
        self.u32(count(code.exception_table.len()));
        for handler in &code.exception_table {
            self.u32(handler.start);
            self.u32(handler.end);
            self.u32(handler.target);
            self.u32(handler.depth);
            self.u8(u8::from(handler.push_offset));
        }
        self.blob(code.locations.as_bytes());
        self.constants(&code.constants, &code.filename)
    }

    /// Writes instructions without the words of their caches, which are all zero.
    fn instructions(&mut self, words: &[Instruction]) {
        let count_at = self.bytes.len();
        self.u32(0);
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            self.u32(word.0);
            let caches = word.opcode().map_or(0, Opcode::cache_words);
            rest.by_ref().take(caches as usize).for_each(drop);
        }
        let written = count((self.bytes.len() - count_at) / WORD_SIZE - 1);
        self.patch_u32(count_at, written);
    }

    /// Fills in a number for which room was left.
    fn patch_u32(&mut self, at: usize, value: u32) {
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    fn constants(
        &mut self,
        constants: &'code [Constant],
        filename: &str,
    ) -> Result<(), MarshalError> {
        self.u32(count(constants.len()));
        constants
            .iter()
            .try_for_each(|constant| self.constant(constant, filename))
    }

    fn tag(&mut self, tag: Tag) {
        self.u8(tag as u8);
    }

    fn constant(&mut self, constant: &'code Constant, filename: &str) -> Result<(), MarshalError> {
        match constant {
            Constant::None => self.tag(Tag::None),
            Constant::Bool(false) => self.tag(Tag::False),
            Constant::Bool(true) => self.tag(Tag::True),
            Constant::Ellipsis => self.tag(Tag::Ellipsis),
            Constant::Int(value) => {
                self.tag(Tag::Int);
                self.u64(value.cast_unsigned());
            }
            Constant::BigInt(value) => {
                self.tag(Tag::BigInt);
                self.blob(&value.to_signed_bytes_le());
            }
            Constant::Float(value) => {
                self.tag(Tag::Float);
                self.u64(value.to_bits());
            }
            Constant::Complex(real, imaginary) => {
                self.tag(Tag::Complex);
                self.u64(real.to_bits());
                self.u64(imaginary.to_bits());
            }
            Constant::Str(text) => {
                self.tag(Tag::Str);
                self.string(text);
            }
            Constant::Bytes(bytes) => {
                self.tag(Tag::Bytes);
                self.blob(bytes);
            }
            Constant::Tuple(items) => {
                self.tag(Tag::Tuple);
                self.constants(items, filename)?;
            }
            Constant::FrozenSet(items) => {
                self.tag(Tag::FrozenSet);
                self.constants(items, filename)?;
            }
            Constant::Slice(parts) => {
                self.tag(Tag::Slice);
                for part in parts.iter() {
                    self.constant(part, filename)?;
                }
            }
            Constant::Code(code) => {
                self.tag(Tag::Code);
                let length_at = self.bytes.len();
                self.u32(0);
                self.code(code.get()?, filename)?;
                let length = count(self.bytes.len() - length_at - 4);
                self.patch_u32(length_at, length);
            }
        }
        Ok(())
    }
}
