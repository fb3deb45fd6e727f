//! Source files: their bytes, and what tells one version of them from another.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use xxhash_rust::xxh3::xxh3_64;

/// How much older than the clock a modification time has to be, in nanoseconds, before a later
/// change is sure to give another one. File systems count in steps of up to 2 s.
pub const CLOCK_STEP: i64 = 2_000_000_000;

/// Modification times before 2 January 1980 are no times but what reproducible builds and archives
/// write instead, alike for all versions of a file.
const FIRST_REAL_TIME: i64 = 315_619_200 * 1_000_000_000;

/// What the file system tells of a version of a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceStamp {
    /// Modification time in nanoseconds since 1970.
    pub modified: i64,
    /// Size in bytes.
    pub size: u64,
}

impl SourceStamp {
    /// The stamp in the metadata of a file.
    pub fn of(metadata: &Metadata) -> SourceStamp {
        let modified = metadata.modified().map_or(0, nanoseconds);
        SourceStamp {
            modified,
            size: metadata.len(),
        }
    }

    /// Whether every change after the moment `at`, in nanoseconds since 1970, gives another stamp.
    pub fn is_settled(self, at: i64) -> bool {
        is_settled(self.modified, at)
    }
}

/// Whether everything that happens to a file after the moment `at` shows in its modification time,
/// which was `modified` at that moment; both in nanoseconds since 1970.
pub(crate) fn is_settled(modified: i64, at: i64) -> bool {
    modified >= FIRST_REAL_TIME && modified.saturating_add(CLOCK_STEP) <= at
}

/// A source file that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The text as it is in the file.
    pub bytes: Vec<u8>,
    /// What the file system told of it.
    pub stamp: SourceStamp,
    /// A moment before it was read, in nanoseconds since 1970.
    pub read_at: i64,
}

impl SourceFile {
    /// Reads a source file.
    pub fn read(path: &Path) -> io::Result<SourceFile> {
        // The clock is read first: what is written after this moment has a newer time than a
        // settled stamp. The stamp comes before the text: if the file changes between, the stamp
        // is the older one, and a later comparison fails.
        let read_at = now();
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(SourceFile {
            bytes: read_rest(file, metadata.len())?,
            stamp: SourceStamp::of(&metadata),
            read_at,
        })
    }

    /// The hash of the text.
    pub fn hash(&self) -> u64 {
        source_hash(&self.bytes)
    }
}

/// The bytes of a file, whatever it is.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    read_rest(file, size)
}

/// What is still to be read of a file that has `size` bytes, as the file system says. There is room
/// for one byte more: if that stays free, the first read has met the end, and none has to ask.
fn read_rest(mut file: File, size: u64) -> io::Result<Vec<u8>> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(size.saturating_add(1))?;
    if rustix::io::read(&file, rustix::buffer::spare_capacity(&mut bytes)) != Ok(size) || size == 0
    {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The hash that names a source text in cache files (`importlib.util.source_hash`, as its bytes in
/// little-endian order).
pub fn source_hash(source: &[u8]) -> u64 {
    xxh3_64(source)
}

/// The time in nanoseconds since 1970.
pub(crate) fn now() -> i64 {
    nanoseconds(SystemTime::now())
}

/// A time in nanoseconds since 1970; out of range, the nearest that is in.
pub(crate) fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => {
            i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanoseconds| -nanoseconds)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn young_and_unreal_times_are_not_settled() {
        let second = 1_000_000_000;
        let noon = 1_700_000_000 * second;
        assert!(is_settled(noon, noon + 2 * second));
        assert!(!is_settled(noon, noon + 2 * second - 1));
        assert!(
            !is_settled(noon, noon - second),
            "a time in the future is not settled"
        );
        assert!(!is_settled(0, noon));
        assert!(
            !is_settled(315_532_800 * second, noon),
            "the first moment a zip file can name"
        );
        assert!(!is_settled(i64::MAX, i64::MAX - 1));
    }

    #[test]
    fn times_before_1970_are_negative() {
        assert_eq!(nanoseconds(UNIX_EPOCH - Duration::from_nanos(5)), -5);
        assert_eq!(nanoseconds(UNIX_EPOCH + Duration::from_nanos(5)), 5);
    }

    #[test]
    fn hash_is_the_same_on_every_machine() {
        assert_eq!(source_hash(b""), 0x2d06_8005_38d3_94c2);
    }
}
