//! Writing cache files.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::header::{HEADER_SIZE, Header};
use super::trailer::{TRAILER_SIZE, Trailer};

/// What `marshal` writes before an encoded code object: [`CODE_TAG`], and the length as `u32`.
pub(super) const UNIT_PREFIX: usize = 5;

/// The tag of code objects in module `marshal`.
pub(super) const CODE_TAG: u8 = b'C';

/// The bit that `marshal` sets in tags of values that later ones may refer to.
pub(super) const FLAG_REF: u8 = 0x80;

/// The bytes of a cache file. `unit` is an encoded code object, which is written as module
/// `marshal` does, so that loaders in Python can read it.
pub fn build(header: Header, unit: &[u8], trailer: &Trailer) -> Vec<u8> {
    let length = HEADER_SIZE + UNIT_PREFIX + unit.len() + TRAILER_SIZE;
    let mut file = Vec::with_capacity(length);
    file.extend_from_slice(&header.to_bytes());
    file.push(CODE_TAG);
    file.extend_from_slice(&(unit.len() as u32).to_le_bytes());
    file.extend_from_slice(unit);
    trailer.append_to(&mut file);
    file
}

/// Writes a file so that others see all of it or nothing: to a temporary file in the same
/// directory, which is then renamed. Missing directories are made. The file can be read by whom
/// `like`, the source, can be read by.
pub fn write_atomically(path: &Path, bytes: &[u8], like: Option<&Path>) -> io::Result<()> {
    let temporary = temporary_path(path);
    let mut file = match create(&temporary, like) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().ok_or(error)?)?;
            create(&temporary, like)?
        }
        other => other?,
    };
    let written = file.write_all(bytes);
    drop(file);
    let renamed = written.and_then(|()| fs::rename(&temporary, path));
    if renamed.is_err() {
        // Nothing can be done about a file that cannot be removed either.
        let _ = fs::remove_file(&temporary);
    }
    renamed
}

/// A name beside `path` that no other writer uses.
fn temporary_path(path: &Path) -> PathBuf {
    // Only makes names differ; no state that a program could observe.
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let time = crate::source::now();
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{:x}-{number:x}-{time:x}", std::process::id()));
    name.into()
}

fn create(path: &Path, like: Option<&Path>) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
        let mode = like
            .and_then(|like| fs::metadata(like).ok())
            .map_or(0o666, |like| like.mode());
        // The owner can always write, so that the file can be renewed; nobody executes it.
        options.mode((mode | 0o200) & 0o666);
    }
    #[cfg(not(unix))]
    let _ = like;
    options.open(path)
}
