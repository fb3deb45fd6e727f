//! Reading cache files, and whether they fit their source.

use std::path::Path;
use std::sync::Arc;

use rpy_bytecode::{CodeObject, marshal};

use super::header::{HEADER_SIZE, Header, Validation};
use super::trailer::{TRAILER_SIZE, Trailer};
use crate::error::BytecodeError;
use crate::options::CheckHashBased;
use crate::source::SourceStamp;

/// A cache file that is whole and of this version; its code has not been looked at.
#[derive(Clone, Debug)]
pub struct CacheFile {
    bytes: Arc<[u8]>,
    /// The header.
    pub header: Header,
    /// The trailer; other tools write none.
    pub trailer: Option<Trailer>,
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
        Ok(CacheFile {
            bytes: bytes.into(),
            header,
            trailer,
        })
    }

    /// Reads and checks a cache file; `Ok(None)` if there is none that can be read.
    pub fn read(path: &Path) -> Result<Option<CacheFile>, BytecodeError> {
        match std::fs::read(path) {
            Ok(bytes) => CacheFile::parse(bytes).map(Some),
            Err(_) => Ok(None),
        }
    }

    /// The marshalled code.
    pub fn payload(&self) -> &[u8] {
        &self.bytes[self.payload_range()]
    }

    fn payload_range(&self) -> std::ops::Range<usize> {
        let trailer = if self.trailer.is_some() {
            TRAILER_SIZE
        } else {
            0
        };
        HEADER_SIZE..self.bytes.len() - trailer
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
        let (bytes, range) = (self.bytes.clone(), self.payload_range());
        Ok(match filename {
            Some(filename) => marshal::decode_as(bytes, range, filename)?,
            None => marshal::decode(bytes, range)?,
        })
    }
}
