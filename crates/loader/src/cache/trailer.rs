//! The last bytes of a cache file: what the header has no room for.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::header::HEADER_SIZE;
use super::magic::GENERATOR_HASH;
use crate::source::{CLOCK_STEP, SourceFile, SourceStamp};

/// Size of a trailer in bytes.
pub const TRAILER_SIZE: usize = 56;

/// The last bytes of every file that has a trailer.
const MARK: [u8; 8] = *b"rpyCache";

/// What a cache file knows of its source beyond the header.
///
/// In the file: modification time (8 bytes, nanoseconds since 1970, signed), time of reading (the
/// same), hash and size of the source (8 each), length of the payload (8), checksum over all bytes
/// before it (8), and a mark (8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trailer {
    /// What the file system told of the source.
    pub stamp: SourceStamp,
    /// A moment before the source was read, in nanoseconds since 1970.
    pub read_at: i64,
    /// Hash of the source.
    pub hash: u64,
}

/// The checksum of what stands before it. It depends on the compiler too, of which the magic number
/// says two bytes only.
fn checksum_of(content: &[u8]) -> u64 {
    xxh3_64_with_seed(content, GENERATOR_HASH)
}

impl Trailer {
    /// The trailer for code compiled from `source`.
    ///
    /// When a source was old enough to be settled is all one, so a fixed moment is noted: the cache
    /// of an unchanged file has the same bytes whenever it is written.
    pub fn of(source: &SourceFile) -> Trailer {
        let settled_at = source.stamp.modified.saturating_add(CLOCK_STEP);
        Trailer {
            stamp: source.stamp,
            read_at: match source.stamp.is_settled(source.read_at) {
                true => settled_at,
                false => source.read_at,
            },
            hash: source.hash(),
        }
    }

    /// Whether a file whose stamp is `stamp` now surely holds what was read then.
    pub fn proves_unchanged(&self, stamp: SourceStamp) -> bool {
        self.stamp == stamp && self.stamp.is_settled(self.read_at)
    }

    /// Puts the trailer behind a header and a payload.
    pub(crate) fn append_to(&self, file: &mut Vec<u8>) {
        let payload = (file.len() - HEADER_SIZE) as u64;
        for field in [
            self.stamp.modified.cast_unsigned(),
            self.read_at.cast_unsigned(),
            self.hash,
            self.stamp.size,
            payload,
        ] {
            file.extend_from_slice(&field.to_le_bytes());
        }
        file.extend_from_slice(&checksum_of(file).to_le_bytes());
        file.extend_from_slice(&MARK);
    }

    /// Reads the trailer at the end of a file: `Ok(None)` if there is none, `Err` if it does not
    /// fit the file.
    pub(crate) fn parse(file: &[u8]) -> Result<Option<Trailer>, ()> {
        let Some(before) = file.strip_suffix(&MARK) else {
            return Ok(None);
        };
        let Some((content, checksum)) = before.split_last_chunk::<8>() else {
            return Err(());
        };
        let fields_size = TRAILER_SIZE - MARK.len() - checksum.len();
        let payload = file
            .len()
            .checked_sub(HEADER_SIZE + TRAILER_SIZE)
            .ok_or(())?;
        let mut fields = content[content.len() - fields_size..]
            .as_chunks::<8>()
            .0
            .iter()
            .map(|&field| u64::from_le_bytes(field));
        let mut next = || fields.next().ok_or(());
        let (modified, read_at) = (next()?.cast_signed(), next()?.cast_signed());
        let (hash, size) = (next()?, next()?);
        if next()? != payload as u64 || checksum_of(content) != u64::from_le_bytes(*checksum) {
            return Err(());
        }
        Ok(Some(Trailer {
            stamp: SourceStamp { modified, size },
            read_at,
            hash,
        }))
    }
}
