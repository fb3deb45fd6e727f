//! Bytes → code object.

use std::ops::Range;
use std::sync::Arc;

use num_bigint::BigInt;

use super::{INLINE, MAX_CONSTANT_DEPTH, MAX_SHARED_STRING, MarshalError, SharedBytes, Tag};
use crate::code::{
    CodeFlags, CodeHead, CodeObject, Constant, ExceptionHandler, Local, LocalKind, starred_count,
};
use crate::instruction::{Instruction, WORD_SIZE};
use crate::lazy::{Encoded, LazyCode};
use crate::location::LocationTable;
use crate::verifier::{MAX_STACK_DEPTH, verify};

/// Least bytes that a local takes.
const LOCAL_SIZE: usize = 5;

/// A marshalled file that code objects are decoded from.
#[derive(Debug)]
pub(crate) struct Unit {
    bytes: SharedBytes,
    /// Where the offsets of the string table start.
    string_offsets: usize,
    string_count: u32,
    /// Where the bytes of the string table lie.
    string_bytes: Range<usize>,
    filename: Arc<str>,
    /// Whether the code was verified before it was written, and nobody can have changed it since.
    trusted: bool,
}

impl Unit {
    /// The text at `range`, which was read as a name before.
    pub(crate) fn text(&self, range: &Range<usize>) -> &str {
        let bytes = self.bytes.get(range.clone()).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// Reads and verifies the code object that lies in `range` of `bytes`, as [`super::encode`] wrote
/// it. Code nested in it is read when it is used.
pub fn decode(
    bytes: impl Into<SharedBytes>,
    range: Range<usize>,
) -> Result<CodeObject, MarshalError> {
    decode_unit(bytes.into(), range, None, false)
}

/// As [`decode`], for code whose file has moved: `filename` becomes its `co_filename`.
pub fn decode_as(
    bytes: impl Into<SharedBytes>,
    range: Range<usize>,
    filename: Arc<str>,
) -> Result<CodeObject, MarshalError> {
    decode_unit(bytes.into(), range, Some(filename), false)
}

/// As [`decode`] and [`decode_as`], without verifying the code, now and when nested code is used.
///
/// # Safety
///
/// The bytes are what [`super::encode`] made of code that [`verify`] accepts.
pub unsafe fn decode_trusted(
    bytes: impl Into<SharedBytes>,
    range: Range<usize>,
    filename: Option<Arc<str>>,
) -> Result<CodeObject, MarshalError> {
    decode_unit(bytes.into(), range, filename, true)
}

fn decode_unit(
    bytes: SharedBytes,
    range: Range<usize>,
    filename: Option<Arc<str>>,
    trusted: bool,
) -> Result<CodeObject, MarshalError> {
    let mut reader = Reader::new(&bytes, range.clone())?;
    let stored_filename = reader.unit_filename()?;
    let string_count = reader.count(4)?;
    let string_offsets = reader.position;
    reader.take(4 * string_count as usize)?;
    let total = reader.u32()? as usize;
    let start = reader.position;
    reader.take(total)?;
    let body = reader.position..range.end;
    let filename = filename.unwrap_or_else(|| stored_filename.into());
    let string_bytes = start..start + total;
    let unit = Unit {
        string_offsets,
        string_count,
        string_bytes,
        filename,
        trusted,
        bytes,
    };
    decode_code(&Arc::new(unit), body)
}

/// Reads and verifies the code object in `range` of the unit.
pub(crate) fn decode_code(
    unit: &Arc<Unit>,
    range: Range<usize>,
) -> Result<CodeObject, MarshalError> {
    let mut reader = CodeReader {
        reader: Reader::new(&unit.bytes, range)?,
        unit,
    };
    let code = reader.code()?;
    if reader.reader.position != reader.reader.end {
        return Err(MarshalError::TrailingBytes {
            offset: reader.reader.position,
        });
    }
    if !unit.trusted || cfg!(debug_assertions) {
        verify(&code)?;
    }
    Ok(code)
}

/// Reads numbers and runs of bytes; no read goes past `end`.
struct Reader<'bytes> {
    bytes: &'bytes [u8],
    position: usize,
    end: usize,
}

impl<'bytes> Reader<'bytes> {
    fn new(bytes: &'bytes [u8], range: Range<usize>) -> Result<Reader<'bytes>, MarshalError> {
        if range.start > range.end || range.end > bytes.len() {
            return Err(MarshalError::Truncated {
                offset: bytes.len(),
            });
        }
        Ok(Reader {
            bytes,
            position: range.start,
            end: range.end,
        })
    }

    fn take(&mut self, length: usize) -> Result<&'bytes [u8], MarshalError> {
        if length > self.end - self.position {
            return Err(MarshalError::Truncated {
                offset: self.position,
            });
        }
        let start = self.position;
        self.position += length;
        Ok(&self.bytes[start..self.position])
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], MarshalError> {
        Ok(self
            .take(LENGTH)?
            .try_into()
            .expect("take gives what was asked for"))
    }

    fn u8(&mut self) -> Result<u8, MarshalError> {
        Ok(self.array::<1>()?[0])
    }

    fn u32(&mut self) -> Result<u32, MarshalError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn u64(&mut self) -> Result<u64, MarshalError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn bool(&mut self) -> Result<bool, MarshalError> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(MarshalError::BadValue {
                offset: self.position - 1,
            }),
        }
    }

    /// Reads how many items follow, of which each takes at least `size` bytes: so what is then
    /// allocated is in proportion to what was read.
    fn count(&mut self, size: usize) -> Result<u32, MarshalError> {
        let offset = self.position;
        let count = self.u32()?;
        self.expect_room(count, size, offset)?;
        Ok(count)
    }

    fn expect_room(&self, count: u32, size: usize, offset: usize) -> Result<(), MarshalError> {
        if count as usize > (self.end - self.position) / size {
            return Err(MarshalError::Truncated { offset });
        }
        Ok(())
    }

    fn blob(&mut self) -> Result<&'bytes [u8], MarshalError> {
        let length = self.u32()?;
        self.take(length as usize)
    }

    fn unit_filename(&mut self) -> Result<&'bytes str, MarshalError> {
        let offset = self.position;
        let length = self.u32()? ^ INLINE;
        if length & INLINE != 0 {
            return Err(MarshalError::BadString { offset });
        }
        std::str::from_utf8(self.take(length as usize)?)
            .map_err(|_| MarshalError::BadString { offset })
    }
}

/// Reads the parts of a code object.
struct CodeReader<'unit> {
    reader: Reader<'unit>,
    unit: &'unit Arc<Unit>,
}

impl<'unit> CodeReader<'unit> {
    fn string(&mut self) -> Result<&'unit [u8], MarshalError> {
        let range = self.string_range()?;
        Ok(&self.unit.bytes[range])
    }

    /// Where in the unit's bytes the string lies that is read.
    fn string_range(&mut self) -> Result<Range<usize>, MarshalError> {
        let offset = self.reader.position;
        let reference = self.reader.u32()?;
        if reference & INLINE != 0 {
            let start = self.reader.position;
            let text = self.reader.take((reference & !INLINE) as usize)?;
            return Ok(start..start + text.len());
        }
        let bad = MarshalError::BadString { offset };
        if reference >= self.unit.string_count {
            return Err(bad);
        }
        let at = self.unit.string_offsets + 4 * reference as usize;
        let mut offsets = Reader::new(&self.unit.bytes, at..self.unit.string_bytes.start)?;
        let (start, end) = (offsets.u32()? as usize, offsets.u32()? as usize);
        let table = &self.unit.string_bytes;
        if start > end || end > table.len() || end - start > MAX_SHARED_STRING {
            return Err(bad);
        }
        Ok(table.start + start..table.start + end)
    }

    fn name_range(&mut self) -> Result<Range<usize>, MarshalError> {
        let offset = self.reader.position;
        let range = self.string_range()?;
        match std::str::from_utf8(&self.unit.bytes[range.clone()]) {
            Ok(_) => Ok(range),
            Err(_) => Err(MarshalError::BadString { offset }),
        }
    }

    fn name(&mut self) -> Result<&'unit str, MarshalError> {
        let offset = self.reader.position;
        std::str::from_utf8(self.string()?).map_err(|_| MarshalError::BadString { offset })
    }

    fn list<T>(
        &mut self,
        size: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, MarshalError>,
    ) -> Result<Box<[T]>, MarshalError> {
        let count = self.reader.count(size)?;
        self.items(count, &mut read)
    }

    fn items<T>(
        &mut self,
        count: u32,
        mut read: impl FnMut(&mut Self) -> Result<T, MarshalError>,
    ) -> Result<Box<[T]>, MarshalError> {
        let mut items = Vec::with_capacity(count as usize);
        for _ in 0..count {
            items.push(read(self)?);
        }
        Ok(items.into_boxed_slice())
    }

    /// Reads the numbers of a code object. They suit each other: there are slots for all parameters.
    fn head(&mut self) -> Result<CodeHead, MarshalError> {
        let first_line = self.reader.u32()?;
        let offset = self.reader.position;
        let bad = MarshalError::BadValue { offset };
        let head = CodeHead {
            first_line,
            flags: CodeFlags::from_bits(self.reader.u32()?).ok_or(bad.clone())?,
            argument_count: self.reader.u32()?,
            positional_only_count: self.reader.u32()?,
            keyword_only_count: self.reader.u32()?,
            max_stack: self.reader.u32()?,
            local_count: self.reader.u32()?,
            free_count: self.reader.u32()?,
        };
        let starred = u64::from(starred_count(head.flags));
        let parameters =
            u64::from(head.argument_count) + u64::from(head.keyword_only_count) + starred;
        let suits = parameters <= u64::from(head.local_count)
            && head.positional_only_count <= head.argument_count
            && head.free_count <= head.local_count
            && head.max_stack <= MAX_STACK_DEPTH;
        if !suits {
            return Err(bad);
        }
        self.reader
            .expect_room(head.local_count, LOCAL_SIZE, offset)?;
        Ok(head)
    }

    /// Reads what is to be known of nested code, and leaves it for later.
    fn lazy_code(&mut self) -> Result<Arc<LazyCode>, MarshalError> {
        let length = self.reader.u32()? as usize;
        let start = self.reader.position;
        self.reader.take(length)?;
        let range = start..start + length;
        let mut nested = CodeReader {
            reader: Reader::new(&self.unit.bytes, range.clone())?,
            unit: self.unit,
        };
        let name = nested.name_range()?;
        let qualname = nested.name_range()?;
        let head = nested.head()?;
        let unit = self.unit.clone();
        Ok(LazyCode::from_unit(
            head,
            Encoded {
                unit,
                range,
                name,
                qualname,
            },
        ))
    }

    fn code(&mut self) -> Result<CodeObject, MarshalError> {
        let name = self.name()?.into();
        let qualname = self.name()?.into();
        let offset = self.reader.position;
        let head = self.head()?;
        let filename = if self.reader.bool()? {
            self.name()?.into()
        } else {
            self.unit.filename.clone()
        };
        let code = CodeObject {
            name,
            qualname,
            filename,
            first_line: head.first_line,
            flags: head.flags,
            argument_count: head.argument_count,
            positional_only_count: head.positional_only_count,
            keyword_only_count: head.keyword_only_count,
            max_stack: head.max_stack,
            locals: self.items(head.local_count, CodeReader::local)?,
            names: self.list(4, |reader| Ok(reader.name()?.into()))?,
            instructions: self.instructions()?,
            exception_table: self.list(17, CodeReader::handler)?,
            locations: LocationTable::from_bytes(self.reader.blob()?.into()),
            constants: self.constants(0)?,
        };
        match code.head() == head {
            true => Ok(code),
            false => Err(MarshalError::BadValue { offset }),
        }
    }

    fn local(&mut self) -> Result<Local, MarshalError> {
        let kind = LocalKind::from_bits(self.reader.u8()?).ok_or(MarshalError::BadValue {
            offset: self.reader.position - 1,
        })?;
        Ok(Local {
            kind,
            name: self.name()?.into(),
        })
    }

    /// Reads instructions and puts their caches behind them.
    fn instructions(&mut self) -> Result<Box<[Instruction]>, MarshalError> {
        let count = self.reader.count(WORD_SIZE)? as usize;
        let offset = self.reader.position;
        let (words, _) = self
            .reader
            .take(count * WORD_SIZE)?
            .as_chunks::<WORD_SIZE>();
        let mut instructions = Vec::with_capacity(2 * count);
        for (index, &bytes) in words.iter().enumerate() {
            let word = Instruction(u32::from_le_bytes(bytes));
            let opcode = word.opcode().ok_or(MarshalError::BadValue {
                offset: offset + index * WORD_SIZE,
            })?;
            instructions.push(word);
            for _ in 0..opcode.cache_words() {
                instructions.push(Instruction(0));
            }
        }
        Ok(instructions.into_boxed_slice())
    }

    fn handler(&mut self) -> Result<ExceptionHandler, MarshalError> {
        Ok(ExceptionHandler {
            start: self.reader.u32()?,
            end: self.reader.u32()?,
            target: self.reader.u32()?,
            depth: self.reader.u32()?,
            push_offset: self.reader.bool()?,
        })
    }

    fn constants(&mut self, depth: u32) -> Result<Box<[Constant]>, MarshalError> {
        self.list(1, |reader| reader.constant(depth))
    }

    fn constant(&mut self, depth: u32) -> Result<Constant, MarshalError> {
        let offset = self.reader.position;
        if depth > MAX_CONSTANT_DEPTH {
            return Err(MarshalError::TooDeep { offset });
        }
        let tag = self.reader.u8()?;
        Ok(
            match Tag::from_byte(tag).ok_or(MarshalError::BadTag { tag, offset })? {
                Tag::None => Constant::None,
                Tag::False => Constant::Bool(false),
                Tag::True => Constant::Bool(true),
                Tag::Ellipsis => Constant::Ellipsis,
                Tag::Int => Constant::Int(self.reader.u64()?.cast_signed()),
                Tag::BigInt => {
                    let value = BigInt::from_signed_bytes_le(self.reader.blob()?);
                    if i64::try_from(&value).is_ok() {
                        return Err(MarshalError::BadValue { offset });
                    }
                    Constant::BigInt(Box::new(value))
                }
                Tag::Float => Constant::Float(f64::from_bits(self.reader.u64()?)),
                Tag::Complex => Constant::Complex(
                    f64::from_bits(self.reader.u64()?),
                    f64::from_bits(self.reader.u64()?),
                ),
                Tag::Str => {
                    let text = self.string()?;
                    if !is_generalized_utf8(text) {
                        return Err(MarshalError::BadString { offset });
                    }
                    Constant::Str(text.into())
                }
                Tag::Bytes => Constant::Bytes(self.reader.blob()?.into()),
                Tag::Tuple => Constant::Tuple(self.constants(depth + 1)?),
                Tag::FrozenSet => Constant::FrozenSet(self.constants(depth + 1)?),
                Tag::Slice => Constant::Slice(Box::new([
                    self.constant(depth + 1)?,
                    self.constant(depth + 1)?,
                    self.constant(depth + 1)?,
                ])),
                Tag::Code => Constant::Code(self.lazy_code()?),
            },
        )
    }
}

/// Whether `text` is UTF-8 in which lone surrogates may occur, in pairs too, as in Python's `str`.
fn is_generalized_utf8(mut text: &[u8]) -> bool {
    loop {
        let Err(error) = std::str::from_utf8(text) else {
            return true;
        };
        // What is no UTF-8 must be a surrogate: U+D800..=U+DFFF is ED A0 80..=ED BF BF.
        match &text[error.valid_up_to()..] {
            [0xed, 0xa0..=0xbf, 0x80..=0xbf, rest @ ..] => text = rest,
            _ => return false,
        }
    }
}
