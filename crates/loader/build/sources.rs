//! A hash over source files: what generates the code in a cache file.
//!
//! Used by the build script, which computes the hash, and by the tests.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The folders, seen from the loader's, whose sources decide what code is generated and how it is
/// written down.
pub(crate) const FOLDERS: [&str; 2] = ["../bytecode/src", "../compiler/src"];

/// The crates, by the start of their names, whose version decides what the parser gives.
const PARSER: &str = "rustpython-ruff_";

/// Hashes the names and contents of all `.rs` files in the folders, and the version of the parser that
/// the lock file names. `visit` is told every file and folder that the hash depends on.
pub(crate) fn hash(
    folders: &[PathBuf],
    lock: &Path,
    visit: &mut dyn FnMut(&Path),
) -> io::Result<u64> {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for folder in folders {
        add_folder(&mut hash, folder, visit)?;
    }
    visit(lock);
    // A tree without a lock file is built with whatever the registry has.
    let lock = fs::read_to_string(lock).unwrap_or_default();
    for package in lock.split("[[package]]") {
        let mut lines = package.trim().lines();
        if lines.next().is_some_and(|name| name.contains(PARSER)) {
            add(&mut hash, lines.next().unwrap_or_default().as_bytes());
        }
    }
    Ok(hash)
}

fn add_folder(hash: &mut u64, folder: &Path, visit: &mut dyn FnMut(&Path)) -> io::Result<()> {
    visit(folder);
    let entries: io::Result<Vec<_>> = fs::read_dir(folder)?.collect();
    let mut paths: Vec<PathBuf> = entries?.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            add_folder(hash, &path, visit)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            visit(&path);
            let name = path.file_name().unwrap_or_default();
            add(hash, name.as_encoded_bytes());
            add(hash, &fs::read(&path)?);
        }
    }
    Ok(())
}

/// Adds bytes and a mark of their end (FNV-1a).
fn add(hash: &mut u64, bytes: &[u8]) {
    for &byte in bytes.iter().chain(&[0xff]) {
        *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
}
