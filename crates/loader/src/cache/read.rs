//! Reading cache files, and whether they fit their source.

use std::path::Path;
use std::sync::Arc;

use rpy_bytecode::{CodeObject, marshal};

use super::header::{HEADER_SIZE, Header, Validation};
use super::trailer::{TRAILER_SIZE, Trailer};
use super::write::{CODE_TAG, FLAG_REF, UNIT_PREFIX};
use crate::error::BytecodeError;
use crate::options::CheckHashBased;
use crate::source::SourceStamp;

/// A cache file that is whole and of this version; its code has not been looked at.
#[derive(Clone, Debug)]
pub struct CacheFile {
    bytes: Arc<Vec<u8>>,
    /// The header.
    pub header: Header,
    /// The trailer; other tools write none.
    pub trailer: Option<Trailer>,
    /// Where the encoded code object is.
    unit: std::ops::Range<usize>,
}

/// What a cache file and the stamp of its source tell about each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// The code is that of the source.
    Fresh,
    /// Only the source itself can tell, by its hash.
    AskHash(u64),
    /// The source is another one.
    Stale,
    /// There are only seconds to go by, which prove nothing.
    Unknown,
}

impl CacheFile {
    /// Checks that the bytes are a whole cache file of this version.
    pub fn parse(bytes: Vec<u8>) -> Result<CacheFile, BytecodeError> {
        let header = Header::parse(&bytes)?;
        let trailer = Trailer::parse(&bytes).map_err(|()| BytecodeError::Checksum)?;
        let end = bytes.len() - trailer.map_or(0, |_| TRAILER_SIZE);
        let unit = unit_range(&bytes, end)?;
        Ok(CacheFile {
            bytes: bytes.into(),
            header,
            trailer,
            unit,
        })
    }

    /// Reads and checks a cache file; `Ok(None)` if there is none that can be read.
    pub fn read(path: &Path) -> Result<Option<CacheFile>, BytecodeError> {
        match crate::source::read(path) {
            Ok(bytes) => CacheFile::parse(bytes).map(Some),
            Err(_) => Ok(None),
        }
    }

    /// The encoded code object.
    pub fn payload(&self) -> &[u8] {
        &self.bytes[self.unit.clone()]
    }

    /// Compares the file with a source that has this stamp.
    pub fn freshness(&self, stamp: SourceStamp, check: CheckHashBased) -> Freshness {
        match self.header.validation {
            Validation::Hash { hash, check_source } => match check {
                CheckHashBased::Never => Freshness::Fresh,
                CheckHashBased::Default if !check_source => Freshness::Fresh,
                CheckHashBased::Default | CheckHashBased::Always => Freshness::AskHash(hash),
            },
            Validation::Timestamp { .. } => match self.trailer {
                Some(trailer) if trailer.stamp.size != stamp.size => Freshness::Stale,
                Some(trailer) if trailer.proves_unchanged(stamp) => Freshness::Fresh,
                Some(trailer) => Freshness::AskHash(trailer.hash),
                None => Freshness::Unknown,
            },
        }
    }

    /// Decodes and verifies the code. `filename` becomes its `co_filename`; `None` keeps the one
    /// it was compiled with.
    pub fn code(&self, filename: Option<Arc<str>>) -> Result<CodeObject, BytecodeError> {
        let (bytes, range) = (self.bytes.clone(), self.unit.clone());
        Ok(match filename {
            Some(filename) => marshal::decode_as(bytes, range, filename)?,
            None => marshal::decode(bytes, range)?,
        })
    }
}

/// Where the code object is in a file whose marshalled value ends at `end`: behind the tag and the
/// length that module `marshal` expects there.
fn unit_range(file: &[u8], end: usize) -> Result<std::ops::Range<usize>, BytecodeError> {
    let Some((prefix, _)) = file
        .get(HEADER_SIZE..end)
        .and_then(|value| value.split_first_chunk::<UNIT_PREFIX>())
    else {
        return Err(BytecodeError::NoCode);
    };
    let [tag, length @ ..] = *prefix;
    if tag & !FLAG_REF != CODE_TAG {
        return Err(BytecodeError::NoCode);
    }
    let start = HEADER_SIZE + UNIT_PREFIX;
    let length = u32::from_le_bytes(length) as usize;
    match start.checked_add(length) {
        Some(stop) if stop <= end => Ok(start..stop),
        _ => Err(BytecodeError::Checksum),
    }
}
